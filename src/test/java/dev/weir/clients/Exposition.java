package dev.weir.clients;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /metrics} said, taken apart.
 *
 * @param series values by name and labels, as they stand there
 * @param types by the names of metrics
 * @param helps by the names of metrics
 */
record Exposition(
    Map<String, Double> series, Map<String, String> types, Map<String, String> helps) {
  private static final Pattern KEY = Pattern.compile("([a-z]+)(?:=~|!=|!~|=)\"");

  /** Labels that the scraper adds. */
  private static final Set<String> OF_THE_SCRAPE = Set.of("instance", "job");

  static Exposition read(String text) {
    Map<String, Double> series = new HashMap<>();
    Map<String, String> types = new HashMap<>();
    Map<String, String> helps = new HashMap<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", 4);
        types.put(words[2], words[3]);
      } else if (line.startsWith("# HELP ")) {
        String[] words = line.split(" ", 4);
        helps.put(words[2], words[3]);
      } else if (!line.startsWith("#") && !line.isBlank()) {
        int end = line.lastIndexOf(' ');
        series.put(line.substring(0, end), Double.parseDouble(line.substring(end + 1)));
      }
    }
    return new Exposition(series, types, helps);
  }

  /** The value of a series; 0 if there is none yet. */
  double value(String name) {
    return series.getOrDefault(name, 0.0);
  }

  /** The names of all series, without labels. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    series.keySet().forEach(name -> names.add(name.replaceFirst("\\{.*", "")));
    return names;
  }

  /** The labels by which series of a name differ. */
  Set<String> labels(String name) {
    Set<String> labels = new TreeSet<>(OF_THE_SCRAPE);
    series.keySet().stream()
        .filter(one -> one.startsWith(name + "{"))
        .forEach(one -> labels.addAll(keys(one.substring(name.length()))));
    return labels;
  }

  /** The keys of labels, as {@code {code="200"}} or {@code code=~"5.."} has them. */
  static Set<String> keys(@Nullable String labels) {
    Set<String> keys = new TreeSet<>();
    Matcher key = KEY.matcher(labels == null ? "" : labels);
    while (key.find()) {
      keys.add(key.group(1));
    }
    return keys;
  }

  /** How a page tells of a metric. */
  String row(String name) {
    Set<String> labels = new TreeSet<>();
    for (String end : List.of("", "_bucket")) {
      labels.addAll(labels(name + end));
    }
    labels.removeAll(OF_THE_SCRAPE);
    labels.remove("le");
    return "| `%s` | %s | %s | %s |"
        .formatted(
            name,
            types.get(name),
            labels.stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")),
            helps.get(name));
  }
}
