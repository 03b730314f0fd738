package dev.weir.storage.gc;

import dev.weir.clients.soak.Artifact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** What streams hold by the answers to those who pushed and deleted. */
final class HistoryModel {
  private final Map<String, Map<String, List<Artifact>>> tags = new HashMap<>();
  private final Map<String, List<Artifact>> referrers = new HashMap<>();

  /**
   * Those whose subject is away, or was on its way out when they came: they go with it, unless it
   * comes back while they are there.
   */
  private final Map<String, List<Artifact>> abandoned = new HashMap<>();

  /** Those whose subject was not there at all when they came, and did not come so far. */
  private final Map<String, List<Early>> early = new HashMap<>();

  /** What waits for its subject, which it does until that time. */
  private record Early(Artifact artifact, Instant end) {}

  /** An artifact and where it is. */
  record Place(String stream, String tag, Artifact artifact) {}

  /**
   * A tag was pushed.
   *
   * @param isLinked whether a manifest is in the stream just after
   */
  void tagged(
      String stream, String tag, Artifact artifact, Predicate<Artifact> isLinked, Instant now) {
    tags.computeIfAbsent(stream, _ -> new HashMap<>())
        .computeIfAbsent(tag, _ -> new ArrayList<>())
        .add(artifact);
    Set<String> shown = shown(stream);
    List<Early> waiting = early.getOrDefault(stream, List.of());
    for (Early one : List.copyOf(waiting)) {
      if (isAbout(one.artifact(), shown)) {
        waiting.remove(one);
        add(one.end().isAfter(now) ? referrers : abandoned, stream, one.artifact());
      }
    }
    List<Artifact> left = abandoned.getOrDefault(stream, List.of());
    for (Artifact one : List.copyOf(left)) {
      if (isAbout(one, shown)) {
        left.remove(one);
        if (isLinked.test(one)) {
          add(referrers, stream, one);
        }
      }
    }
  }

  /**
   * A referrer came.
   *
   * @param subjectIsLinked whether its subject was there just before, be it on its way out
   * @param end until when it waits for one that was not
   */
  void refers(String stream, Artifact artifact, boolean subjectIsLinked, Instant end) {
    if (isAbout(artifact, shown(stream))) {
      add(referrers, stream, artifact);
    } else if (subjectIsLinked) {
      add(abandoned, stream, artifact);
    } else {
      early.computeIfAbsent(stream, _ -> new ArrayList<>()).add(new Early(artifact, end));
    }
  }

  private static void add(Map<String, List<Artifact>> to, String stream, Artifact artifact) {
    to.computeIfAbsent(stream, _ -> new ArrayList<>()).add(artifact);
  }

  private static boolean isAbout(Artifact artifact, Set<String> subjects) {
    return artifact.subject().filter(subjects::contains).isPresent();
  }

  /** Digests of the manifests that tags of the stream hold. */
  private Set<String> shown(String stream) {
    Set<String> shown = new HashSet<>();
    tags.getOrDefault(stream, Map.of())
        .values()
        .forEach(events -> events.forEach(event -> manifests(event, shown)));
    return shown;
  }

  void untagged(String stream, String tag) {
    Map<String, List<Artifact>> of = tags.getOrDefault(stream, new HashMap<>());
    of.remove(tag);
    Set<String> live = live(stream, of);
    List<Artifact> left = referrers.getOrDefault(stream, new ArrayList<>());
    for (Artifact one : List.copyOf(left)) {
      if (!live.contains(one.digest())) {
        left.remove(one);
        add(abandoned, stream, one);
      }
    }
  }

  Optional<Place> any(Random random) {
    List<Place> all = held();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  List<Place> held() {
    List<Place> all = new ArrayList<>();
    tags.forEach(
        (stream, of) ->
            of.forEach(
                (tag, events) -> events.forEach(one -> all.add(new Place(stream, tag, one)))));
    return all;
  }

  /** Digests of everything that has to be stored. */
  Set<String> live(Instant now) {
    Set<String> live = new HashSet<>();
    tags.forEach((stream, of) -> live.addAll(live(stream, of)));
    early
        .values()
        .forEach(
            waiting ->
                waiting.stream()
                    .filter(one -> one.end().isAfter(now))
                    .forEach(one -> live.addAll(one.artifact().closure())));
    return live;
  }

  private Set<String> live(String stream, Map<String, List<Artifact>> of) {
    Set<String> subjects = new HashSet<>();
    Set<String> live = new HashSet<>();
    for (List<Artifact> events : of.values()) {
      for (Artifact event : events) {
        manifests(event, subjects);
        live.addAll(event.closure());
      }
    }
    List<Artifact> all = referrers.getOrDefault(stream, List.of());
    boolean more = true;
    while (more) {
      more = false;
      for (Artifact one : all) {
        if (isAbout(one, subjects) && subjects.add(one.digest())) {
          live.addAll(one.closure());
          more = true;
        }
      }
    }
    return live;
  }

  private static void manifests(Artifact artifact, Set<String> into) {
    into.add(artifact.digest());
    artifact.children().forEach(child -> manifests(child, into));
  }
}
