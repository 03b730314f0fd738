package dev.weir.clients;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code /metrics} said, taken apart.
 *
 * @param series values by name and labels, as they stand there
 * @param types by the names of metrics
 * @param helps by the names of metrics
 */
record Exposition(
    Map<String, Double> series, Map<String, String> types, Map<String, String> helps) {
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
}
