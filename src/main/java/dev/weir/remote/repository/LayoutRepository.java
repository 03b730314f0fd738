package dev.weir.remote.repository;

import dev.weir.lock.KeyedLock;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.BlobSource;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.RemoteManifest;
import dev.weir.resource.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** An OCI image layout (image-spec, "image-layout"), which is one repository. */
final class LayoutRepository implements SourceRepository, TargetRepository {
  private final FileRoot root;
  private final BlobFiles blobs;
  private final LayoutFiles files;
  private final Subjects subjects;

  /**
   * @param turns of threads of this process at one layout
   */
  LayoutRepository(Path directory, KeyedLock<Path> turns) {
    this.root = new FileRoot(directory);
    Path all = directory.resolve("blobs");
    this.blobs =
        new BlobFiles(
            root,
            all.resolve("sha256"),
            digest -> all.resolve(digest.algorithm()).resolve(digest.hex()));
    this.files = new LayoutFiles(root, turns);
    this.subjects =
        new Subjects(
            () -> index().entries().stream().map(LayoutIndex.Entry::digest).distinct().toList(),
            this::manifest);
  }

  private LayoutIndex index() {
    return files
        .read()
        .orElseThrow(
            () ->
                new RemoteException(
                    Kind.REPOSITORY_UNKNOWN, root.path() + " holds no OCI image layout"));
  }

  @Override
  public String name() {
    return "oci:" + root.path();
  }

  @Override
  public List<String> tags() {
    LayoutIndex index = index();
    List<String> tags = index.tags();
    if (tags.isEmpty() && !index.entries().isEmpty()) {
      throw new RemoteException(
          Kind.MANIFEST_UNKNOWN,
          "none of the %d images in it has a tag; name one by its digest, such as %s@%s"
              .formatted(index.entries().size(), name(), index.entries().getFirst().digest()));
    }
    return tags;
  }

  @Override
  public Optional<Digest> resolve(String tag) {
    return Optional.of(digest(tag));
  }

  private Digest digest(String tagOrDigest) {
    return Digest.tryParse(tagOrDigest)
        .or(() -> index().find(tagOrDigest))
        .orElseThrow(() -> unknown(tagOrDigest));
  }

  private RemoteException unknown(String tagOrDigest) {
    return new RemoteException(
        Kind.MANIFEST_UNKNOWN, root.path() + " has no manifest " + tagOrDigest);
  }

  @Override
  public RemoteManifest manifest(String tagOrDigest) {
    Digest digest = digest(tagOrDigest);
    return StoredManifests.of(
        digest,
        blobs.read(digest, ManifestReader.MAX_BYTES).orElseThrow(() -> unknown(tagOrDigest)));
  }

  @Override
  public List<Descriptor> referrers(Digest subject) {
    return subjects.of(subject);
  }

  @Override
  public OptionalLong blobSize(Digest digest) {
    return blobs.size(digest);
  }

  @Override
  public BlobPart open(Digest digest, long from, Optional<String> validator) {
    return blobs.open(digest, from, name());
  }

  @Override
  public boolean hasManifest(Digest digest) {
    return StoredManifests.has(blobs, digest);
  }

  @Override
  public boolean hasBlob(Digest digest) {
    return blobs.size(digest).isPresent();
  }

  @Override
  public boolean hasBlob(Descriptor blob) {
    return blobs.size(blob.digest()).equals(OptionalLong.of(blob.size()));
  }

  /** Each layout is a place of its own. */
  @Override
  public boolean mount(Digest digest, String from) {
    return false;
  }

  @Override
  public void upload(Digest digest, long size, BlobSource source) {
    files.create();
    blobs.write(digest, size, source);
  }

  @Override
  public void put(RemoteManifest manifest, String tagOrDigest) {
    boolean tagged = StoredManifests.isTagFor(manifest, tagOrDigest);
    files.create();
    blobs.writeMissing(manifest.digest(), manifest.bytes());
    ObjectNode descriptor = descriptor(manifest);
    List<Digest> children = children(manifest);
    files.change(
        index -> {
          if (tagged) {
            return index.tagged(descriptor, tagOrDigest, children);
          }
          return isChild(index, manifest.digest()) ? index : index.untagged(descriptor, children);
        });
    subjects.forget();
  }

  private static ObjectNode descriptor(RemoteManifest manifest) {
    ObjectNode descriptor = Json.object().put("mediaType", manifest.mediaType());
    descriptor.put("digest", manifest.digest().toString()).put("size", manifest.bytes().length);
    String artifact = parsed(manifest).map(Manifest::artifact).orElse("");
    return artifact.isEmpty() ? descriptor : descriptor.put("artifactType", artifact);
  }

  /** True of what is found by a list that has an entry. */
  private boolean isChild(LayoutIndex index, Digest digest) {
    return index.entries().stream()
        .filter(entry -> MediaTypes.isIndex(entry.mediaType()))
        .filter(entry -> hasManifest(entry.digest()))
        .flatMap(entry -> blobs.read(entry.digest(), ManifestReader.MAX_BYTES).stream())
        .flatMap(bytes -> children(StoredManifests.of(bytes)).stream())
        .anyMatch(digest::equals);
  }

  private static List<Digest> children(RemoteManifest manifest) {
    return parsed(manifest).orElse(null) instanceof Manifest.IndexManifest index
        ? index.manifests().stream().map(Descriptor::digest).toList()
        : List.of();
  }

  private static Optional<Manifest> parsed(RemoteManifest manifest) {
    try {
      return Optional.of(ManifestReader.readStored(manifest.mediaType(), manifest.bytes()));
    } catch (ManifestException _) {
      return Optional.empty(); // whoever reads it says so
    }
  }
}
