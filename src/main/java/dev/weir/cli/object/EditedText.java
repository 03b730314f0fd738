package dev.weir.cli.object;

import dev.weir.cli.call.CliException;
import dev.weir.cli.output.Format;
import dev.weir.failure.TextProblem;
import dev.weir.resource.Json;
import dev.weir.resource.ManifestDocuments;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What {@code edit} shows and reads back: the objects under lines of advice that start with #. */
final class EditedText {
  private static final String ADVICE =
      """
      # Please edit the object below. Lines beginning with a '#' will be ignored,
      # and an empty file will abort the edit. If an error occurs while saving this file will be
      # reopened with the relevant failures.
      #
      """;

  private EditedText() {}

  /**
   * The text to edit.
   *
   * @param body one object or a List in the format that is edited
   * @param problems lines to show above it, without #
   */
  static String of(String body, List<String> problems) {
    StringBuilder text = new StringBuilder(ADVICE);
    for (String problem : problems) {
      problem.lines().forEach(line -> text.append("# ").append(line).append('\n'));
    }
    return text.append(problems.isEmpty() ? "" : "#\n").append(body).toString();
  }

  /** The text without the lines of advice. */
  static String body(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /**
   * The objects of a body.
   *
   * @throws CliException if it cannot be read, with the reason
   */
  static List<ObjectNode> objects(String body) {
    JsonNode document;
    try {
      List<JsonNode> documents = ManifestDocuments.of(body);
      if (documents.size() != 1) {
        throw CliException.error("The edited file must hold one object or one List");
      }
      document = documents.getFirst();
    } catch (JacksonException e) {
      throw CliException.error("The edited file had a syntax error at " + TextProblem.place(e));
    }
    return Format.items(document).stream().map(EditedText::object).toList();
  }

  private static ObjectNode object(JsonNode item) {
    if (item instanceof ObjectNode object && !Json.string(object, "kind").isEmpty()) {
      return object;
    }
    throw CliException.error(
        "The edited file had a syntax error: Object 'Kind' is missing in an object");
  }
}
