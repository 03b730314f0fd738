package dev.weir.cli.describe;

import dev.weir.cli.output.RuleRows;
import dev.weir.cli.output.TabbedText;
import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;

/** A role as text: what it allows, a line for each resource. */
public final class RoleText {
  private RoleText() {}

  public static String of(JsonNode role) {
    StringBuilder text = new StringBuilder(PlainMetadata.of(role, false));
    text.append("PolicyRule:\n")
        .append("  Resources\tNon-Resource URLs\tResource Names\tVerbs\n")
        .append("  ---------\t-----------------\t--------------\t-----\n");
    RuleRows.of(Json.arrayAt(role, "rules"))
        .forEach(row -> text.append("  ").append(row).append('\n'));
    return TabbedText.LISTING.align(text.toString());
  }
}
