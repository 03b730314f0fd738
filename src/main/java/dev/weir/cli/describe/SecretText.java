package dev.weir.cli.describe;

import dev.weir.cli.output.TabbedText;
import dev.weir.resource.Json;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** A secret as text: of its values only how long they are. */
public final class SecretText {
  private SecretText() {}

  public static String of(JsonNode secret) {
    StringBuilder text = new StringBuilder(PlainMetadata.of(secret, true));
    text.append("\nType:\t").append(Json.string(secret, "type")).append("\n\nData\n====\n");
    Json.objectAt(secret, "data")
        .forEachEntry(
            (name, value) -> {
              int length = Base64.getMimeDecoder().decode(value.asString("")).length;
              text.append(name).append(":\t").append(length).append(" bytes\n");
            });
    return TabbedText.LISTING.align(text.toString());
  }
}
