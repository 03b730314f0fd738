package dev.weir.storage.usage;

import dev.weir.blob.BlobReader;
import dev.weir.blob.PushLeases;
import dev.weir.image.OwnRegistry;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.reference.Digest;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.storage.gc.Collector;
import dev.weir.storage.gc.Users;
import dev.weir.streams.Streams;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Why something is there still: who holds it, or since when nobody does and when it goes. */
public final class Why {
  private final Parts parts;
  private final Repositories repositories;
  private final Holders holders;

  /**
   * What it asks.
   *
   * @param clock of the wall
   * @param steady that of the leases
   */
  public record Parts(
      Streams streams,
      BlobReader blobs,
      BlobReader mirror,
      Mirrors mirrors,
      PushLeases leases,
      Users users,
      Collector collector,
      InstantSource clock,
      InstantSource steady) {}

  public Why(Parts parts) {
    this.parts = parts;
    this.repositories = new Repositories(parts.streams());
    this.holders = new Holders(parts.streams());
  }

  /**
   * A {@code StorageReason}.
   *
   * @throws dev.weir.resource.StatusException 404 if nothing of it is here
   */
  public ObjectNode of(Digest digest) {
    ArrayNode found = Json.mapper().createArrayNode();
    repositories.names("").forEach(name -> holders.of(name, digest).forEach(found::add));
    elsewhere(digest).ifPresent(found::add);
    mirrored(digest, found);
    Optional<Long> size = parts.blobs().size(digest).or(() -> parts.mirror().size(digest));
    boolean isImage = parts.streams().images().has(digest.toString());
    if (size.isEmpty() && !isImage && found.isEmpty()) {
      throw ApiStatus.notFound(
              "nothing that is stored here is or refers to "
                  + digest
                  + "; it never came, or it has been collected")
          .exception();
    }
    used(digest).ifPresent(found::add);
    lease(digest).ifPresent(found::add);
    ObjectNode json =
        Json.object()
            .put("apiVersion", "weir.dev/v1")
            .put("kind", "StorageReason")
            .put("digest", digest.toString())
            .put("image", isImage);
    size.ifPresent(bytes -> json.put("bytes", bytes));
    parts
        .collector()
        .mark(digest)
        .ifPresent(
            mark ->
                json.putObject("marked")
                    .put("since", text(mark.since()))
                    .put("due", text(mark.due())));
    json.set("holders", found);
    return json;
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Another registry's image of which no stream's own repository says anything. */
  private Optional<ObjectNode> elsewhere(Digest digest) {
    return parts
        .streams()
        .images()
        .find(digest.toString())
        .map(
            image ->
                Json.object()
                    .put("kind", "Image")
                    .put("name", digest.toString())
                    .put("detail", "the Image, " + origin(image)));
  }

  private static String origin(ObjectNode image) {
    String from = Json.string(image, "dockerImageReference");
    return OwnRegistry.owns(from) ? "which was pushed here" : "from " + from;
  }

  private void mirrored(Digest digest, ArrayNode found) {
    parts
        .mirrors()
        .kept(digest)
        .forEach(
            kept ->
                found.add(
                    Holders.row("mirror", kept.stream())
                        .put("since", text(kept.since()))
                        .put(
                            "detail",
                            "kept of "
                                + (kept.from().isEmpty() ? "other registries" : kept.from())
                                + ", last pulled "
                                + text(kept.pulled()))));
  }

  private Optional<ObjectNode> used(Digest digest) {
    try {
      return parts.users().inUse().get().contains(digest)
          ? Optional.of(Json.object().put("kind", "workload").put("detail", "a workload uses it"))
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(
          Json.object()
              .put("kind", "workload")
              .put(
                  "detail",
                  "what workloads use cannot be told, and so nothing goes: " + e.getMessage()));
    }
  }

  private Optional<ObjectNode> lease(Digest digest) {
    return parts
        .leases()
        .until(digest)
        .map(
            end -> {
              Duration left = Duration.between(parts.steady().instant(), end);
              return Json.object()
                  .put("kind", "lease")
                  .put("until", text(parts.clock().instant().plus(left)))
                  .put("detail", "somebody who pushes was told that it is there");
            });
  }
}
