package dev.weir.storage.check;

import dev.weir.image.Images;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.storage.check.Finding.Kind;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Image objects: one that was pushed has its manifest here, and each says what its manifest says.
 * What somebody only claimed, and what was imported without its manifest, is taken at its word.
 */
record ImageObjects(Ground ground) implements Look {
  @Override
  public String name() {
    return "images";
  }

  @Override
  public String prefix() {
    return StreamKeys.image("");
  }

  @Override
  public List<Fault> look(Entry entry, long at) {
    String name = entry.key().substring(prefix().length());
    Optional<Digest> digest = Digest.tryParse(name);
    ObjectNode image = Json.parseObject(entry.value());
    if (digest.isEmpty() || Images.isClaimed(image)) {
      return List.of();
    }
    if (!Images.isManaged(image)) {
      return ground
          .store()
          .get("/manifests/" + digest.get(), at)
          .map(Entry::value)
          .filter(bytes -> digest.get().sameAlgorithm(bytes).equals(digest.get()))
          .flatMap(bytes -> compare(entry, image, digest.get(), bytes, false))
          .stream()
          .toList();
    }
    Optional<byte[]> bytes = read(digest.get());
    if (bytes.isEmpty()) {
      return List.of(
          Fault.beyondRepair(
              Finding.of(
                  Kind.MISSING_BLOB,
                  name,
                  "",
                  "the manifest of the Image of this name is not there; push the image again")));
    }
    return compare(entry, image, digest.get(), bytes.get(), true).stream().toList();
  }

  private Optional<byte[]> read(Digest digest) {
    try {
      return ground.blobs().read(digest, ManifestReader.MAX_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Fault> compare(
      Entry entry, ObjectNode image, Digest digest, byte[] bytes, boolean pushed) {
    Manifest manifest;
    try {
      manifest = ManifestReader.readStored(type(image, bytes), bytes);
    } catch (ManifestException _) {
      return Optional.empty(); // said of its link, or of a kind that no build reads any more
    }
    Optional<byte[]> config = pushed ? config(manifest) : Optional.empty();
    return ImageFacts.compare(image, digest, manifest, bytes, config)
        .map(
            right ->
                Fault.of(
                    Finding.of(
                        Kind.WRONG_IMAGE,
                        digest.toString(),
                        "",
                        "its Image does not say what the manifest says: "
                            + String.join(", ", right.wrong())),
                    Transaction.builder()
                        .ifAt(entry.key(), entry.modRevision())
                        .put(entry.key(), ApiObject.encode(right.image()))));
  }

  /** What an OCI manifest leaves out was said when it was pushed. */
  private static String type(ObjectNode image, byte[] bytes) {
    String said = Json.string(image, "dockerImageManifestMediaType");
    try {
      return said.isEmpty() ? "" : ManifestReader.readStored(said, bytes).mediaType();
    } catch (ManifestException _) {
      return ManifestReader.typeOf(bytes);
    }
  }

  /** As a push reads it; empty if a push would have and nobody can now. */
  private Optional<byte[]> config(Manifest manifest) {
    boolean isRead =
        manifest instanceof Manifest.ImageManifest image
            && image.config().size() <= ManifestReader.MAX_BYTES
            && MediaTypes.isImageConfig(image.config().mediaType());
    return isRead && manifest instanceof Manifest.ImageManifest image
        ? read(image.config().digest())
        : Optional.of(new byte[0]);
  }
}
