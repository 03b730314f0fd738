package dev.weir.importing;

import dev.weir.blob.PushLeases;
import dev.weir.image.Images;
import dev.weir.imagestream.StreamJson;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.NoMemoryException;
import dev.weir.objects.StoreContext;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StoredImages;
import dev.weir.streams.Streams;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts images that imports fetched into the store as they come. From then on a stand-in is all that
 * an import holds of each: an Image of which nothing is said but its name and where it is, so that
 * an import of a thousand images takes no more memory than one of ten.
 */
public final class KeptImages {
  /** What an import holds of an image by its stand-in. */
  static final long STAND_IN_BYTES = 1024;

  /** So much of an image's documents, read, is nothing out of the ordinary. */
  private static final long ORDINARY_BYTES = 128 * 1024;

  /** What every Image says of itself, and no stand-in. */
  private static final String VERSION = "dockerImageMetadataVersion";

  private static final String REFERENCE = "dockerImageReference";

  private final StoreContext context;
  private final StoredImages images;
  private final PublishedHost host;
  private final PushLeases leases;

  KeptImages(Streams streams, PushLeases leases) {
    this.leases = leases;
    this.context = streams.context();
    this.images = streams.images();
    this.host = streams.published();
  }

  /**
   * What an import counts of images that it stored: their stand-ins, and of very large ones what
   * they are more than others. The store has them in memory, too, and one import must not fill it.
   *
   * @param fetched bytes of their documents
   */
  static long held(long images, long fetched) {
    return Math.max(STAND_IN_BYTES * images, fetched - ORDINARY_BYTES * images);
  }

  /** A stand-in for an Image that is in the store. */
  static ObjectNode standIn(String name) {
    ObjectNode image = Json.object().put("apiVersion", Images.API_VERSION).put("kind", "Image");
    Meta.of(image).put("name", name);
    return image;
  }

  /** True if the image itself has to be looked up by its name. */
  public static boolean isStandIn(ObjectNode image) {
    return !image.has(VERSION);
  }

  /**
   * What a stand-in stands for, as an import found it: what people wrote on the stored Image is not
   * of that.
   *
   * @param stored empty if it is not in the store any more
   */
  public static ObjectNode shown(ObjectNode standIn, Optional<ObjectNode> stored) {
    ObjectNode image = stored.orElseGet(() -> Images.named(Meta.name(standIn))).deepCopy();
    String order = Meta.annotation(image, Images.LAYERS_ORDER);
    String artifact = Images.artifactType(image);
    image.remove("signatures");
    image.putObject("metadata").put("name", Meta.name(standIn));
    if (!order.isEmpty()) {
      Meta.setAnnotation(image, Images.LAYERS_ORDER, order);
    }
    Images.setArtifactType(image, artifact);
    return image.put(REFERENCE, Json.string(standIn, REFERENCE));
  }

  /** An outcome of what is in the store anyway, with stand-ins, if there is room for them. */
  static ImportOutcome stored(ImportMemory.Part memory, ImportOutcome outcome) {
    if (!(outcome instanceof ImportOutcome.Imported imported)) {
      return outcome;
    }
    try {
      memory.take(STAND_IN_BYTES * (1 + imported.children().size()));
    } catch (NoMemoryException e) {
      return new ImportOutcome.Failed(
          ImportFailure.NoRoom.of(imported.pullSpec(), e), imported.tag());
    }
    return new ImportOutcome.Imported(
        placed(imported.image()),
        imported.digest(),
        imported.pullSpec(),
        imported.tag(),
        imported.children().stream().map(KeptImages::placed).toList(),
        imported.choice());
  }

  private static ObjectNode placed(ObjectNode image) {
    return standIn(Meta.name(image)).put(REFERENCE, Json.string(image, REFERENCE));
  }

  /**
   * Stores an image and its children, and gives the same as stand-ins.
   *
   * @param stream that it is for; until it is written, a lease of it holds the image
   * @param asked what it was asked for by
   */
  FetchedImage keep(StreamName stream, FetchedImage fetched, ImageReference asked) {
    List<FetchedImage> children =
        fetched.children().stream().map(c -> keep(stream, c, asked)).toList();
    boolean _ = store(stream, fetched.image(asked));
    return fetched.with(standIn(fetched.digest().toString()), children);
  }

  /**
   * Stores an image with its manifest. One that is there already stays as it is, but for one that
   * was only spoken of: this one was fetched.
   *
   * @param stream that it is for; until it is written, a lease of it holds the image
   * @return false if it is a stand-in, and what it stands for is not in the store any more
   */
  boolean store(StreamName stream, ObjectNode found) {
    Digest.tryParse(Meta.name(found)).ifPresent(digest -> leases.grant(stream, digest));
    if (isStandIn(found)) {
      return images.has(Meta.name(found));
    }
    images.write(
        Meta.name(found),
        Json.string(found, "dockerImageManifest").getBytes(StandardCharsets.UTF_8),
        present ->
            present.isEmpty()
                ? Optional.of(fetched(found))
                : present.flatMap(
                    there ->
                        Images.isClaimed(there)
                            ? Optional.of(Images.replaced(there, fetched(found)))
                            : Images.completed(there, found)));
    return true;
  }

  /** The stream is written: what it does not hold now, nothing of the import holds any more. */
  void written(StreamName stream, Stream<ObjectNode> images) {
    leases.takenUp(
        stream,
        images.map(Meta::name).flatMap(name -> Digest.tryParse(name).stream()).distinct().toList());
  }

  /** True if an import would leave the store as it is, had it fetched the image. */
  boolean has(Digest digest) {
    return images.texts().has(digest)
        && images.find(digest.toString()).filter(image -> !Images.isClaimed(image)).isPresent();
  }

  private ObjectNode fetched(ObjectNode found) {
    ObjectNode image = Images.lean(found).deepCopy();
    image.put(REFERENCE, host.strip(Json.string(image, REFERENCE)));
    ObjectNode metadata = Meta.of(image);
    metadata.put("uid", context.newUid());
    metadata.put("creationTimestamp", StreamJson.time(context.now()));
    return image;
  }
}
