package dev.weir.importing.bounds;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Images that were fetched from other registries, by registry and by what came of it, since the
 * server started. The first registries have a number of their own: users name hosts as they like.
 * Safe for threads.
 */
public final class ImportFigures {
  /** Registries that are told apart. */
  private static final int MOST_HOSTS = 50;

  private static final String OTHER = "other";

  private final Map<String, Map<String, LongAdder>> counts = new ConcurrentHashMap<>();

  /**
   * A number.
   *
   * @param registry its host, or {@code other}
   * @param result such as {@code imported} or {@code unauthorized}
   */
  public record Count(String registry, String result, long images) {}

  /** All numbers. */
  public List<Count> counts() {
    List<Count> all = new ArrayList<>();
    counts.forEach(
        (host, results) ->
            results.forEach((result, count) -> all.add(new Count(host, result, count.sum()))));
    return all;
  }

  /**
   * Counts an image.
   *
   * @param result one of a few words
   */
  public void ended(String host, String result) {
    counts
        .computeIfAbsent(known(host), _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(result, _ -> new LongAdder())
        .increment();
  }

  private String known(String host) {
    return counts.containsKey(host) || counts.size() < MOST_HOSTS ? host : OTHER;
  }
}
