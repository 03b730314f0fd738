package dev.weir.resource.schema;

/** Documents of a registry: manifests and their parts (OCI image-spec; registry.md 2.2). */
public final class ManifestSchemas {
  private static final String PACKAGE = "org.opencontainers.image.";

  private static final Schema.Fields PLATFORM =
      Shape.of(PACKAGE + "Platform", "What an image runs on.")
          .with("architecture", Schema.STRING, "Processor architecture.")
          .with("os", Schema.STRING, "Operating system.")
          .with("os.version", Schema.STRING, "Version of the operating system.")
          .list("os.features", Schema.STRING, "Features of the operating system.")
          .with("variant", Schema.STRING, "Variant of the architecture.")
          .list("features", Schema.STRING, "Features of the processor.")
          .done();

  private static final Schema.Fields DESCRIPTOR =
      Shape.of(PACKAGE + "Descriptor", "Points at content.")
          .with("mediaType", Schema.STRING, "Media type of the content.")
          .with("digest", Schema.STRING, "Digest of the content.")
          .with("size", Schema.INT64, "Bytes of the content.")
          .list("urls", Schema.STRING, "Other places of the content.")
          .with("annotations", MetaSchemas.STRINGS, "Said of the content.")
          .with("data", Schema.STRING, "The content itself.")
          .with("artifactType", Schema.STRING, "What kind of artifact the content is.")
          .with("platform", PLATFORM, "What the content runs on.")
          .done();

  /** An image or an index: what both have, and what each of them has. */
  public static final Schema.Fields MANIFEST =
      Shape.of(PACKAGE + "Manifest", "An image, or a list of images.")
          .with("schemaVersion", Schema.INT32, "2.")
          .with("mediaType", Schema.STRING, "Media type of the document.")
          .with("artifactType", Schema.STRING, "What kind of artifact this is.")
          .with("config", DESCRIPTOR, "The configuration of an image.")
          .list("layers", DESCRIPTOR, "The layers of an image, the base first.")
          .list("manifests", DESCRIPTOR, "The images of a list.")
          .with("subject", DESCRIPTOR, "The manifest that this one is about.")
          .with("annotations", MetaSchemas.STRINGS, "Said of the whole.")
          .done();

  /** Configuration in Docker's capitalised form, as Image objects carry it (image-api.md 2.3). */
  public static final Schema.Fields DOCKER_CONFIG =
      Shape.of("com.github.openshift.api.image.docker10.DockerConfig", "How to run an image.")
          .with("Hostname", Schema.STRING, "Name of the host.")
          .with("Domainname", Schema.STRING, "Name of the host's domain.")
          .with("User", Schema.STRING, "Who the processes run as.")
          .with("Memory", Schema.INT64, "Bytes of memory.")
          .with("MemorySwap", Schema.INT64, "Bytes of memory and swap.")
          .with("CpuShares", Schema.INT64, "Share of the processors.")
          .with("Cpuset", Schema.STRING, "Which processors.")
          .with("AttachStdin", Schema.BOOLEAN, "Standard input is attached.")
          .with("AttachStdout", Schema.BOOLEAN, "Standard output is attached.")
          .with("AttachStderr", Schema.BOOLEAN, "Standard error is attached.")
          .list("PortSpecs", Schema.STRING, "No longer used.")
          .with("ExposedPorts", set(), "Ports that the image listens on.")
          .with("Tty", Schema.BOOLEAN, "There is a terminal.")
          .with("OpenStdin", Schema.BOOLEAN, "Standard input stays open.")
          .with("StdinOnce", Schema.BOOLEAN, "Standard input closes after one client.")
          .list("Env", Schema.STRING, "Environment, as NAME=VALUE.")
          .list("Cmd", Schema.STRING, "What runs, or arguments of the entry point.")
          .list("Dns", Schema.STRING, "Name servers.")
          .with("Image", Schema.STRING, "What the image was built from.")
          .with("Volumes", set(), "Directories with data.")
          .with("VolumesFrom", Schema.STRING, "No longer used.")
          .with("WorkingDir", Schema.STRING, "Where the processes start.")
          .list("Entrypoint", Schema.STRING, "What runs.")
          .with("NetworkDisabled", Schema.BOOLEAN, "There is no network.")
          .list("SecurityOpts", Schema.STRING, "Security options.")
          .list("OnBuild", Schema.STRING, "What a build upon the image does first.")
          .with("Labels", MetaSchemas.STRINGS, "Said of the image.")
          .done();

  private ManifestSchemas() {}

  /** Names that lead to empty objects. */
  private static Schema set() {
    return new Schema.Values(Shape.of("Empty", "Nothing.").done());
  }
}
