package dev.weir.cli.process;

import dev.weir.cli.call.CliException;
import dev.weir.resource.Json;
import tools.jackson.databind.node.ObjectNode;

/** Labels that a call adds to those of a template. */
final class TemplateLabels {
  private TemplateLabels() {}

  /**
   * Adds them.
   *
   * @param labels such as {@code app=shop,tier=web}; may be empty
   * @throws CliException if one cannot be read
   */
  static void put(String labels, ObjectNode template) {
    if (labels.isEmpty()) {
      return;
    }
    ObjectNode all = Json.ensureObject(template, "labels");
    for (String label : labels.split(",", -1)) {
      String[] parts = label.split("=", -1);
      if (parts.length != 2 || parts[0].isEmpty()) {
        throw CliException.error("error parsing labels: unexpected label spec: " + label);
      }
      all.put(parts[0], parts[1]);
    }
  }
}
