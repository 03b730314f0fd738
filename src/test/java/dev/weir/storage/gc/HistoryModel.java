package dev.weir.storage.gc;

import dev.weir.clients.soak.Artifact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** What streams hold by the answers to those who pushed and deleted. */
final class HistoryModel {
  private final Map<String, Map<String, List<Artifact>>> tags = new HashMap<>();
  private final Map<String, List<Artifact>> referrers = new HashMap<>();

  /** Those whose subject was away: they may have gone with it, also if it came back. */
  private final Map<String, List<Artifact>> abandoned = new HashMap<>();

  /** An artifact and where it is. */
  record Place(String stream, String tag, Artifact artifact) {}

  void tagged(String stream, String tag, Artifact artifact) {
    tags.computeIfAbsent(stream, _ -> new HashMap<>())
        .computeIfAbsent(tag, _ -> new ArrayList<>())
        .add(artifact);
  }

  void refers(String stream, Artifact artifact) {
    referrers.computeIfAbsent(stream, _ -> new ArrayList<>()).add(artifact);
  }

  void untagged(String stream, String tag) {
    Map<String, List<Artifact>> of = tags.getOrDefault(stream, new HashMap<>());
    of.remove(tag);
    Set<String> live = live(stream, of, List.of());
    List<Artifact> left = referrers.getOrDefault(stream, new ArrayList<>());
    for (Artifact one : List.copyOf(left)) {
      if (!live.contains(one.digest())) {
        left.remove(one);
        abandoned.computeIfAbsent(stream, _ -> new ArrayList<>()).add(one);
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
  Set<String> live() {
    Set<String> live = new HashSet<>();
    tags.forEach((stream, of) -> live.addAll(live(stream, of, List.of())));
    return live;
  }

  /** The same with what may be stored besides. */
  Set<String> most() {
    Set<String> most = new HashSet<>();
    tags.forEach(
        (stream, of) -> most.addAll(live(stream, of, abandoned.getOrDefault(stream, List.of()))));
    return most;
  }

  private Set<String> live(String stream, Map<String, List<Artifact>> of, List<Artifact> besides) {
    Set<String> subjects = new HashSet<>();
    Set<String> live = new HashSet<>();
    for (List<Artifact> events : of.values()) {
      for (Artifact event : events) {
        manifests(event, subjects);
        live.addAll(event.closure());
      }
    }
    List<Artifact> all = new ArrayList<>(referrers.getOrDefault(stream, List.of()));
    all.addAll(besides);
    boolean more = true;
    while (more) {
      more = false;
      for (Artifact one : all) {
        if (one.subject().filter(subjects::contains).isPresent() && subjects.add(one.digest())) {
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
