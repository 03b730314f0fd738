package dev.weir.remote.mirror;

import dev.weir.reference.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which repository of a place gets a blob by its bytes where several want it, so that it is sent
 * once and mounted from there: the one that shares most. The others come in later phases.
 */
final class Sharing {
  private Sharing() {}

  /**
   * When a repository is filled.
   *
   * @param phase from 0
   * @param mounts path of a repository of an earlier phase, or that has it already, by blob
   */
  record Turn(int phase, Map<Digest, String> mounts) {
    static final Turn FIRST = new Turn(0, Map.of());

    Turn {
      mounts = Map.copyOf(mounts);
    }
  }

  /** Where nothing is mounted. */
  static Map<String, Turn> alone(Collection<String> repositories) {
    Map<String, Turn> turns = new HashMap<>();
    repositories.forEach(path -> turns.put(path, Turn.FIRST));
    return turns;
  }

  /**
   * The turns of the repositories of a place.
   *
   * @param wanted which blobs each has to get, by path
   * @param had which blobs each has, by path
   */
  static Map<String, Turn> of(Map<String, Set<Digest>> wanted, Map<String, Set<Digest>> had) {
    Map<Digest, Integer> times = new HashMap<>();
    wanted.values().forEach(all -> all.forEach(blob -> times.merge(blob, 1, Integer::sum)));
    Map<Digest, String> owners = new HashMap<>();
    had.forEach((path, all) -> all.forEach(blob -> owners.putIfAbsent(blob, path)));
    Map<String, Turn> turns = new HashMap<>();
    for (String path : inOrder(wanted, times)) {
      Map<Digest, String> mounts = new HashMap<>();
      int phase = 0;
      for (Digest blob : wanted.getOrDefault(path, Set.of())) {
        String owner = owners.putIfAbsent(blob, path);
        if (owner != null && !owner.equals(path)) {
          mounts.put(blob, owner);
          boolean later = wanted.getOrDefault(owner, Set.of()).contains(blob);
          phase =
              later ? Math.max(phase, turns.getOrDefault(owner, Turn.FIRST).phase() + 1) : phase;
        }
      }
      turns.put(path, new Turn(phase, mounts));
    }
    return turns;
  }

  private static List<String> inOrder(Map<String, Set<Digest>> wanted, Map<Digest, Integer> times) {
    Map<String, Long> shared = new HashMap<>();
    wanted.forEach(
        (path, all) ->
            shared.put(path, all.stream().filter(blob -> times.getOrDefault(blob, 0) > 1).count()));
    List<String> paths = new ArrayList<>(wanted.keySet());
    paths.sort(
        Comparator.comparing((String path) -> shared.getOrDefault(path, 0L))
            .reversed()
            .thenComparing(Comparator.naturalOrder()));
    return paths;
  }
}
