package dev.weir.imageapi;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.prune.PruneRules;
import dev.weir.prune.References;
import dev.weir.prune.Referrer;
import dev.weir.prune.Workload;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.streams.StoredStream;
import dev.weir.streams.Streams;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Keeps what workloads of another server use from those who prune here: {@code oc} sees the
 * workloads of this API alone. Nothing is dropped while it cannot be told. Safe for threads.
 */
public final class UsedElsewhere {
  /** There is no other server. */
  public static final UsedElsewhere NOBODY = new UsedElsewhere(List::of, Instant::now);

  /** As many writes as a run of pruning makes in this time ask once. */
  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  private static final PruneRules RULES = PruneRules.usual();

  private final Supplier<List<Workload>> workloads;
  private final InstantSource clock;
  private volatile Seen seen = new Seen(Instant.MIN, new References(Map.of(), Map.of(), List.of()));

  private record Seen(Instant at, References used) {}

  /**
   * What these use.
   *
   * @param workloads of the other server; none if there is none; throws where they cannot be read
   */
  public UsedElsewhere(Supplier<List<Workload>> workloads, InstantSource clock) {
    this.workloads = workloads;
    this.clock = clock;
  }

  private References used() {
    Instant now = clock.instant();
    Seen last = seen;
    if (Duration.between(last.at, now).abs().compareTo(REMEMBERED) < 0) {
      return last.used;
    }
    try {
      References used = References.of(workloads.get(), RULES, now);
      seen = new Seen(now, used);
      return used;
    } catch (RuntimeException e) {
      throw ApiStatus.unavailable(
              "what workloads of the other server use cannot be told, so nothing is dropped: "
                  + e.getMessage())
          .exception();
    }
  }

  /**
   * Lets a status through that drops nothing that is used: no image that is named by digest, and of
   * a tag that is named the newest event neither.
   *
   * @throws dev.weir.resource.StatusException 403 with who uses what
   */
  void requireKept(ImageStream before, ImageStream after) {
    Set<String> left = images(after);
    Set<String> dropped = images(before);
    dropped.removeAll(left);
    List<String> tags =
        before.tags().keySet().stream()
            .filter(tag -> before.newest(tag).isPresent() && !hasNewest(before, after, tag))
            .toList();
    if (dropped.isEmpty() && tags.isEmpty()) {
      return;
    }
    References used = used();
    String path = before.name().toString();
    dropped.forEach(it -> refuse(before.name(), path + "@" + it, used.ofImage(path, it)));
    tags.forEach(it -> refuse(before.name(), path + ":" + it, used.ofTag(path, it)));
  }

  private static boolean hasNewest(ImageStream before, ImageStream after, String tag) {
    Optional<String> image = before.newest(tag).map(TagEvent::image);
    return after.history(tag).items().stream().map(TagEvent::image).anyMatch(image.get()::equals);
  }

  private static Set<String> images(ImageStream stream) {
    return stream.tags().values().stream()
        .flatMap(tag -> tag.items().stream())
        .map(TagEvent::image)
        .filter(image -> !image.isEmpty())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static void refuse(StreamName stream, String what, List<Referrer> users) {
    if (!users.isEmpty()) {
      throw ApiStatus.forbidden(
              Kinds.IMAGE_STREAM,
              stream.name(),
              "workloads of the other server use "
                  + what
                  + " ("
                  + Referrer.some(users)
                  + "), so it stays in the history; weir adm prune images knows of them and prunes"
                  + " the rest")
          .exception();
    }
  }

  /**
   * Lets an Image go that no stream holds of which something is used: what may not leave its
   * history needs it.
   *
   * @throws dev.weir.resource.StatusException 403 with the stream
   */
  void requireUnused(Streams streams, String image) {
    for (String path : used().repositories()) {
      int slash = path.indexOf('/');
      StreamName name = new StreamName(path.substring(0, slash), path.substring(slash + 1));
      if (holds(streams, name, image)) {
        throw ApiStatus.forbidden(
                Kinds.IMAGE,
                image,
                "image stream "
                    + path
                    + " has it in its history, and workloads of the other server use images of"
                    + " that stream; delete the tag, or let weir adm prune images take it out")
            .exception();
      }
    }
  }

  private static boolean holds(Streams streams, StreamName name, String image) {
    StoredStream stream = streams.store().whole(name);
    Set<String> held = images(stream.stream());
    return held.contains(image)
        || held.stream()
            .flatMap(it -> streams.images().find(it).stream())
            .flatMap(it -> Json.arrayAt(it, "dockerImageManifests").valueStream())
            .anyMatch(child -> Json.string(child, "digest").equals(image));
  }
}
