package dev.weir.imagestream.history;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many events left the history of each tag because of its bounds, as it stands on the stream:
 * {@code main: 9884 events left (100 revisions and 365d stay); v1: 3 events left (…)}.
 */
public final class GoneEvents {
  /** Annotation of streams. Clients may write it, which changes what is told and nothing else. */
  public static final String ANNOTATION = "weir.dev/history-left";

  /** Of more tags only those that lost most are told of: annotations are sent with each stream. */
  private static final int MOST_TAGS = 50;

  private static final Pattern TAG =
      Pattern.compile(
          "(?<tag>[\\w.-]+): (?<count>[0-9]{1,18}) events? left \\((?<bounds>[^()]*)\\)");

  private GoneEvents() {}

  /** Of one tag. */
  private record Gone(long count, String bounds) {
    String text(String tag) {
      return "%s: %d %s left (%s)".formatted(tag, count, count == 1 ? "event" : "events", bounds);
    }
  }

  /** How many events left the history of a tag, as far as an annotation says. */
  public static long of(String annotation, String tag) {
    Gone gone = read(annotation).get(tag);
    return gone == null ? 0 : gone.count;
  }

  private static Map<String, Gone> read(String annotation) {
    Map<String, Gone> found = new TreeMap<>();
    for (Matcher tag = TAG.matcher(annotation); tag.find(); ) {
      found.put(
          tag.group("tag"), new Gone(Long.parseLong(tag.group("count")), tag.group("bounds")));
    }
    return found;
  }

  /**
   * An annotation after more left.
   *
   * @param left by tag
   * @param bounds by tag, of those that lost some
   * @param tags that there are; nothing is told of others any more
   */
  public static String add(
      String annotation,
      Map<String, Integer> left,
      Map<String, HistoryBounds> bounds,
      Set<String> tags) {
    Map<String, Gone> all = read(annotation);
    all.keySet().retainAll(tags);
    left.forEach(
        (tag, count) ->
            all.merge(
                tag,
                new Gone(count, bounds.getOrDefault(tag, HistoryBounds.USUAL) + " stay"),
                (old, now) -> new Gone(old.count + now.count, now.bounds)));
    Map<String, Gone> told =
        all.entrySet().stream()
            .sorted(
                Map.Entry.<String, Gone>comparingByValue(Comparator.comparingLong(Gone::count))
                    .reversed())
            .limit(MOST_TAGS)
            .sorted(Map.Entry.comparingByKey())
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, LinkedHashMap::new));
    return told.entrySet().stream()
        .map(tag -> tag.getValue().text(tag.getKey()))
        .collect(Collectors.joining("; "));
  }
}
