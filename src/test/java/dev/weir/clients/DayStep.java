package dev.weir.clients;

import dev.weir.clients.RealClient.Output;
import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import tools.jackson.databind.JsonNode;

/**
 * A line of the script {@code real-day.yaml} and what it must print; the file says how it is
 * written.
 *
 * @param arguments of the client, before words such as {@code {project}} are filled in
 * @param by the programs that know it
 * @param watch a call that runs beside it and sees what it does, empty for none
 */
record DayStep(
    List<String> arguments,
    List<String> by,
    boolean other,
    List<String> watch,
    int exit,
    JsonNode expected) {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  DayStep {
    arguments = List.copyOf(arguments);
    by = List.copyOf(by);
    watch = List.copyOf(watch);
  }

  static JsonNode script() throws IOException {
    try (InputStream in = DayStep.class.getResourceAsStream("real-day.yaml")) {
      return Yaml.parse(Objects.requireNonNull(in).readAllBytes());
    }
  }

  static List<DayStep> all() throws IOException {
    List<DayStep> steps = new ArrayList<>();
    for (JsonNode step : Json.arrayAt(script(), "steps")) {
      List<String> by = Json.arrayAt(step, "by").valueStream().map(JsonNode::asString).toList();
      steps.add(
          new DayStep(
              words(Json.string(step, "run")),
              by.isEmpty() ? List.of("oc", "weir", "kubectl") : by,
              step.path("other").asBoolean(false),
              words(Json.string(step, "watch")),
              step.path("exit").asInt(0),
              step));
    }
    return steps;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words;
  }

  List<String> filled(List<String> line, Map<String, String> names) {
    return line.stream().map(word -> fill(word, names)).toList();
  }

  /** Compares exit code, standard output and standard error. */
  void check(SoftAssertions softly, Output output, String program, Map<String, String> names) {
    String told =
        "%s %s\nexit %d\n%s%s"
            .formatted(
                program,
                String.join(" ", filled(arguments, names)),
                output.exit(),
                output.out(),
                output.err());
    softly.assertThat(output.exit()).as(told).isEqualTo(exit);
    softly.assertThat(output.out()).as(told).matches(pattern("out", program, names));
    softly.assertThat(output.err()).as(told).matches(pattern("err", program, names));
  }

  /** What a watcher must show, line by line. */
  Pattern seen(Map<String, String> names) {
    return template(Json.string(expected, "sees"), names);
  }

  private Pattern pattern(String stream, String program, Map<String, String> names) {
    JsonNode own = Json.objectAt(expected, program);
    return template(Json.string(own.has(stream) ? own : expected, stream), names);
  }

  private static Pattern template(String text, Map<String, String> names) {
    StringBuilder regex = new StringBuilder();
    for (String part : fill(text, names).split("…", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(regex.append("\n?").toString(), Pattern.DOTALL);
  }

  private static String fill(String text, Map<String, String> names) {
    String filled = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      filled = filled.replace("{" + name.getKey() + "}", name.getValue());
    }
    return filled;
  }
}
