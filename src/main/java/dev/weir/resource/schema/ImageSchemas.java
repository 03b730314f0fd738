package dev.weir.resource.schema;

import java.util.Map;

/** The kinds of {@code image.openshift.io/v1}, field by field (image-api.md 2). */
public final class ImageSchemas {
  private static final String PACKAGE = "com.github.openshift.api.image.v1.";

  private static final Schema.Fields LOOKUP_POLICY =
      Shape.of(PACKAGE + "ImageLookupPolicy", "Whether short image names may mean this stream.")
          .with("local", Schema.BOOLEAN, "Short names in this namespace may mean this stream.")
          .done();

  private static final Schema.Fields IMPORT_POLICY =
      Shape.of(PACKAGE + "TagImportPolicy", "How an image is imported.")
          .with("insecure", Schema.BOOLEAN, "Plain HTTP and unknown certificates are allowed.")
          .with("scheduled", Schema.BOOLEAN, "The image is imported again from time to time.")
          .with("importMode", Schema.STRING, "Legacy or PreserveOriginal.")
          .done();

  private static final Schema.Fields REFERENCE_POLICY =
      Shape.of(PACKAGE + "TagReferencePolicy", "Which registry a pull spec names.")
          .with("type", Schema.STRING, "Source or Local.")
          .done();

  private static final Schema.Fields TAG_REFERENCE =
      Shape.of(PACKAGE + "TagReference", "What a tag shall follow.")
          .with("name", Schema.STRING, "Name of the tag.")
          .with("annotations", MetaSchemas.STRINGS, "Shown with the tag and its image.")
          .with("from", MetaSchemas.OBJECT_REFERENCE, "What the tag follows.")
          .with("reference", Schema.BOOLEAN, "The source is only referred to, not imported.")
          .with("generation", Schema.INT64, "Counts the changes of this tag.")
          .with("importPolicy", IMPORT_POLICY, "How the image is imported.")
          .with("referencePolicy", REFERENCE_POLICY, "Which registry a pull spec names.")
          .done();

  private static final Schema.Fields TAG_EVENT =
      Shape.of(PACKAGE + "TagEvent", "What a tag was at a moment.")
          .with("created", Schema.TIME, "When the tag became this.")
          .with("dockerImageReference", Schema.STRING, "Pull spec of the image.")
          .with("image", Schema.STRING, "Name of the image: its digest.")
          .with("generation", Schema.INT64, "Generation of the spec tag that led to this.")
          .done();

  private static final Schema.Fields TAG_CONDITION =
      Shape.of(PACKAGE + "TagEventCondition", "An observation of a tag.")
          .with("type", Schema.STRING, "ImportSuccess.")
          .with("status", Schema.STRING, "True, False or Unknown.")
          .with("lastTransitionTime", Schema.TIME, "When the status changed.")
          .with("reason", Schema.STRING, "For programs.")
          .with("message", Schema.STRING, "For people.")
          .with("generation", Schema.INT64, "Generation of the spec tag that was observed.")
          .done();

  private static final Schema.Fields NAMED_TAG_EVENTS =
      Shape.of(PACKAGE + "NamedTagEventList", "The history of a tag.")
          .with("tag", Schema.STRING, "Name of the tag.")
          .list("items", TAG_EVENT, "What the tag was, newest first.")
          .list("conditions", TAG_CONDITION, "Observations of the tag.")
          .done();

  private static final Schema.Fields STREAM =
      Shape.kind(PACKAGE + "ImageStream", "A set of tags that remember what they were.")
          .with("spec", streamSpec(), "What the stream's tags shall follow.")
          .with("status", streamStatus(), "What the stream's tags are.")
          .done();

  private ImageSchemas() {}

  private static Schema.Fields streamSpec() {
    return Shape.of(PACKAGE + "ImageStreamSpec", "What a stream's tags shall follow.")
        .with("lookupPolicy", LOOKUP_POLICY, "Whether short image names may mean this stream.")
        .with("dockerImageRepository", Schema.STRING, "A repository that is imported as a whole.")
        .list("tags", TAG_REFERENCE, "name", "What each tag shall follow.")
        .done();
  }

  private static Schema.Fields streamStatus() {
    return Shape.of(PACKAGE + "ImageStreamStatus", "What a stream's tags are.")
        .with("dockerImageRepository", Schema.STRING, "Where to push to and pull from.")
        .with("publicDockerImageRepository", Schema.STRING, "The same from outside.")
        .list("tags", NAMED_TAG_EVENTS, "tag", "The history of each tag.")
        .done();
  }

  private static Schema.Fields layer() {
    return Shape.of(PACKAGE + "ImageLayer", "A layer of an image.")
        .with("name", Schema.STRING, "Digest of the layer.")
        .with("size", Schema.INT64, "Bytes.")
        .with("mediaType", Schema.STRING, "Media type of the layer.")
        .done();
  }

  private static Schema.Fields manifest() {
    return Shape.of(PACKAGE + "ImageManifest", "A manifest of an image with several.")
        .with("digest", Schema.STRING, "Digest of the manifest.")
        .with("mediaType", Schema.STRING, "Media type of the manifest.")
        .with("manifestSize", Schema.INT64, "Bytes.")
        .with("architecture", Schema.STRING, "Processor architecture.")
        .with("os", Schema.STRING, "Operating system.")
        .with("variant", Schema.STRING, "Variant of the architecture.")
        .done();
  }

  private static Schema.Fields signature() {
    return Shape.kind(PACKAGE + "ImageSignature", "A signature of an image.")
        .with("type", Schema.STRING, "AtomicImageV1.")
        .with("content", Schema.BYTES, "The signature.")
        .list("conditions", Schema.ANYTHING, "type", "Observations of the signature.")
        .with("imageIdentity", Schema.STRING, "What the signature says the image is.")
        .with("signedClaims", MetaSchemas.STRINGS, "Claims in the signature.")
        .with("created", Schema.TIME, "When it was signed.")
        .with("issuedBy", Schema.ANYTHING, "Who issued the key.")
        .with("issuedTo", Schema.ANYTHING, "Whose key it is.")
        .done();
  }

  private static Schema.Fields image() {
    return Shape.kind(PACKAGE + "Image", "An image, named by its digest.")
        .with("dockerImageReference", Schema.STRING, "Where the image can be pulled.")
        .with("dockerImageMetadata", Schema.ANYTHING, "Facts of the image's config.")
        .with("dockerImageMetadataVersion", Schema.STRING, "Version of these facts.")
        .with("dockerImageManifest", Schema.STRING, "The manifest itself.")
        .list("dockerImageLayers", layer(), "Layers, the base first.")
        .list("signatures", signature(), "name", "Signatures of the image.")
        .list("dockerImageSignatures", Schema.BYTES, "Old signatures.")
        .with("dockerImageManifestMediaType", Schema.STRING, "Media type of the manifest.")
        .with("dockerImageConfig", Schema.STRING, "The config itself.")
        .list("dockerImageManifests", manifest(), "Manifests of an image with several.")
        .done();
  }

  private static Schema.Fields streamTag(Schema image) {
    return Shape.kind(PACKAGE + "ImageStreamTag", "A tag of a stream with its image.")
        .with("tag", TAG_REFERENCE, "What the tag shall follow.")
        .with("generation", Schema.INT64, "Generation that led to the image.")
        .with("lookupPolicy", LOOKUP_POLICY, "Whether short image names may mean the stream.")
        .list("conditions", TAG_CONDITION, "Observations of the tag.")
        .with("image", image, "What the tag is.")
        .done();
  }

  private static Schema.Fields importSpec() {
    Schema.Fields image =
        Shape.of(PACKAGE + "ImageImportSpec", "An image to import.")
            .with("from", MetaSchemas.OBJECT_REFERENCE, "The image.")
            .with("to", Schema.ANYTHING, "The tag that it becomes.")
            .with("importPolicy", IMPORT_POLICY, "How the image is imported.")
            .with("referencePolicy", REFERENCE_POLICY, "Which registry a pull spec names.")
            .with("includeManifest", Schema.BOOLEAN, "The answer holds the manifest.")
            .done();
    Schema.Fields repository =
        Shape.of(PACKAGE + "RepositoryImportSpec", "A repository to import.")
            .with("from", MetaSchemas.OBJECT_REFERENCE, "The repository.")
            .with("importPolicy", IMPORT_POLICY, "How the images are imported.")
            .with("referencePolicy", REFERENCE_POLICY, "Which registry a pull spec names.")
            .with("includeManifest", Schema.BOOLEAN, "The answer holds the manifests.")
            .done();
    return Shape.of(PACKAGE + "ImageStreamImportSpec", "What to import.")
        .with("import", Schema.BOOLEAN, "False only looks it up.")
        .with("repository", repository, "A whole repository.")
        .list("images", image, "Single images.")
        .done();
  }

  private static Schema.Fields importStatus(Schema image) {
    Schema.Fields one =
        Shape.of(PACKAGE + "ImageImportStatus", "The outcome for one image.")
            .with("tag", Schema.STRING, "The tag.")
            .with("image", image, "The image.")
            .with("status", MetaSchemas.STATUS, "How it went.")
            .list("manifests", image, "Images of the manifests in it.")
            .done();
    Schema.Fields repository =
        Shape.of(PACKAGE + "RepositoryImportStatus", "The outcome for a repository.")
            .with("status", MetaSchemas.STATUS, "How it went.")
            .list("images", one, "The images that were imported.")
            .list("additionalTags", Schema.STRING, "Tags beyond the limit.")
            .done();
    return Shape.of(PACKAGE + "ImageStreamImportStatus", "What was imported.")
        .with("import", STREAM, "The stream afterwards.")
        .with("repository", repository, "The repository.")
        .list("images", one, "The images, in the order of the wish.")
        .done();
  }

  /** By kind. */
  public static Map<String, Schema.Fields> kinds() {
    Schema.Fields image = image();
    return Map.of(
        "Image",
        image,
        "ImageSignature",
        signature(),
        "ImageStream",
        STREAM,
        "ImageStreamTag",
        streamTag(image),
        "ImageTag",
        Shape.kind(PACKAGE + "ImageTag", "A tag of a stream with its history.")
            .with("spec", TAG_REFERENCE, "What the tag shall follow.")
            .with("status", NAMED_TAG_EVENTS, "What the tag was.")
            .with("image", image, "What the tag is.")
            .done(),
        "ImageStreamImage",
        Shape.kind(PACKAGE + "ImageStreamImage", "An image in the history of a stream.")
            .with("image", image, "The image.")
            .done(),
        "ImageStreamMapping",
        Shape.kind(PACKAGE + "ImageStreamMapping", "Records an image as a tag of a stream.")
            .with("image", image, "The image.")
            .with("tag", Schema.STRING, "The tag.")
            .done(),
        "ImageStreamImport",
        Shape.kind(PACKAGE + "ImageStreamImport", "Imports images into a stream.")
            .with("spec", importSpec(), "What to import.")
            .with("status", importStatus(image), "What was imported.")
            .done());
  }
}
