package dev.weir.storage.usage;

import dev.weir.blob.BlobReader;
import dev.weir.blob.PushLeases;
import dev.weir.image.OwnRegistry;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.storage.gc.Collector;
import dev.weir.storage.gc.Users;
import dev.weir.streams.Streams;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Why something is there still: who holds it, or since when nobody does and when it goes. */
public final class Why {
  private static final int MOST_NAMES = 5;

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
    leases(digest, found);
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
          ? Optional.of(
              Json.object()
                  .put("kind", "workload")
                  .put("detail", "a workload uses it" + named(parts.users().names().apply(digest))))
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

  private static String named(Set<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    int more = names.size() - MOST_NAMES;
    return ", as "
        + names.stream().sorted().limit(MOST_NAMES).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  /** By repository; without one where only the time is known until which one may be open. */
  private void leases(Digest digest, ArrayNode found) {
    boolean known = false;
    for (StreamName repository : sorted(parts.leases().repositories(digest))) {
      Optional<Instant> end = parts.leases().until(repository, digest);
      if (end.isPresent()) {
        found.add(lease(Holders.row("lease", repository), end.get(), "who pushes there was told"));
        known = true;
      }
    }
    if (!known) {
      parts
          .leases()
          .until(digest)
          .ifPresent(
              end ->
                  found.add(
                      lease(
                          Json.object().put("kind", "lease"),
                          end,
                          "somebody who pushes may have been told")));
    }
  }

  private static List<StreamName> sorted(Set<StreamName> names) {
    return names.stream().sorted(Comparator.comparing(StreamName::toString)).toList();
  }

  private ObjectNode lease(ObjectNode row, Instant end, String whom) {
    Duration left = Duration.between(parts.steady().instant(), end);
    return row.put("until", text(parts.clock().instant().plus(left)))
        .put("detail", whom + " that it is there");
  }
}
