package dev.weir.cli.process;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Values of parameters that a call gives: one by one, or by the lines of files. */
final class ParameterValues {
  private static final Pattern NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

  private ParameterValues() {}

  /** Whether flags give any; {@code oc} takes no offence at others. */
  static boolean areGiven(Call call) {
    return call.arguments().given("--param") || call.arguments().given("--param-file");
  }

  private static List<String> assignments(Call call) {
    return Stream.concat(
            call.arguments().texts("--param").stream(),
            call.positional().stream().filter(argument -> argument.contains("=")))
        .toList();
  }

  /**
   * Gives the template's parameters their values.
   *
   * @throws CliException if a value cannot be read or has no parameter
   */
  static void put(Call call, ObjectNode template) throws IOException {
    Map<String, String> values = given(call);
    for (JsonNode parameter : Json.arrayAt(template, "parameters")) {
      String value = values.remove(Json.string(parameter, "name"));
      if (value != null && parameter instanceof ObjectNode object) {
        object.put("value", value).remove("generate");
      }
    }
    if (!values.isEmpty() && !call.flag("--ignore-unknown-parameters")) {
      throw CliException.error(
          values.keySet().stream()
              .map(name -> "unknown parameter name \"" + name + "\"")
              .collect(Collectors.joining(", ")));
    }
  }

  private static Map<String, String> given(Call call) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    Set<String> twice = new TreeSet<>();
    for (String assignment : assignments(call)) {
      int equals = assignment.indexOf('=');
      String name = equals < 0 ? "" : assignment.substring(0, equals);
      if (!NAME.matcher(name).matches()) {
        throw CliException.error(
            "invalid parameter assignment in \""
                + (equals < 0 ? assignment : name + "=…")
                + "\": NAME=VALUE is expected");
      }
      if (values.put(name, assignment.substring(equals + 1)) != null) {
        twice.add(name);
      }
    }
    if (!twice.isEmpty()) {
      throw CliException.usage(
          "The following parameters were provided more than once: " + String.join(", ", twice));
    }
    for (String file : call.arguments().texts("--param-file")) {
      for (Map.Entry<String, String> line : AssignmentFile.lines(call, file).entrySet()) {
        if (values.putIfAbsent(line.getKey(), line.getValue()) != null) {
          call.warn(
              "warning: Template parameter \"%s\" already defined, ignoring value from file \"%s\""
                  .formatted(line.getKey(), file));
        }
      }
    }
    return values;
  }
}
