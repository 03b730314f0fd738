package dev.weir.cli.process;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.failure.FileProblem;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private static final int MAX_INPUT = 16 * 1024 * 1024;

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
      for (Map.Entry<String, String> line : lines(call, file).entrySet()) {
        if (values.putIfAbsent(line.getKey(), line.getValue()) != null) {
          call.warn(
              "warning: Template parameter \"%s\" already defined, ignoring value from file \"%s\""
                  .formatted(line.getKey(), file));
        }
      }
    }
    return values;
  }

  /** The values themselves are never repeated: they may be passwords. */
  private static Map<String, String> lines(Call call, String file) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text(call, file).lines().toList()) {
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      if (equals <= 0) {
        throw CliException.error(
            "Cannot read variables from file \"" + file + "\": Can't separate key from value");
      }
      values.put(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1)));
    }
    return values;
  }

  /** As a shell reads it, and so do those who write such files. */
  private static String unquoted(String value) {
    String text = value.strip();
    boolean quoted =
        text.length() > 1
            && (text.startsWith("\"") || text.startsWith("'"))
            && text.endsWith(text.substring(0, 1));
    return quoted ? text.substring(1, text.length() - 1) : value;
  }

  private static String text(Call call, String file) throws IOException {
    if (file.equals("-")) {
      return new String(call.context().in().readNBytes(MAX_INPUT), StandardCharsets.UTF_8);
    }
    Path path = call.context().file(file);
    if (!Files.exists(path)) {
      throw CliException.error(
          "Cannot stat \"" + file + "\": stat " + file + ": no such file or directory");
    }
    return FileProblem.read(path);
  }
}
