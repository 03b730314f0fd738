package dev.weir.cli.describe;

import dev.weir.cli.output.TabbedText;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Any object as text: metadata first, then its members by name, indented by depth. */
public final class ObjectText {
  private static final Set<String> SHOWN_ALREADY = Set.of("metadata", "kind", "apiVersion");
  private final StringBuilder text = new StringBuilder();

  private ObjectText() {}

  public static String of(JsonNode object) {
    ObjectText made = new ObjectText();
    made.text.append("Name:\t").append(Meta.name(object)).append('\n');
    if (!Meta.namespace(object).isEmpty()) {
      made.text.append("Namespace:\t").append(Meta.namespace(object)).append('\n');
    }
    made.text.append(MetadataText.map("Labels", Meta.labels(object)));
    made.text.append(MetadataText.annotations(object));
    made.text.append("API Version:\t").append(Json.string(object, "apiVersion"));
    made.text.append("\nKind:\t").append(Json.string(object, "kind")).append('\n');
    made.text.append("Created:\t").append(MetadataText.created(object)).append('\n');
    boolean secret = Json.string(object, "kind").equals("Secret");
    object.forEachEntry(
        (name, value) -> {
          if (secret && name.equals("data")) {
            made.sizes(value);
          } else if (!SHOWN_ALREADY.contains(name)) {
            made.member(name, value, 0);
          }
        });
    return TabbedText.DESCRIBE.align(made.text.toString());
  }

  /** A secret's values are never shown, only how long they are. */
  private void sizes(JsonNode data) {
    text.append("Data:\n");
    data.forEachEntry(
        (name, value) -> {
          int length = Base64.getMimeDecoder().decode(value.asString("")).length;
          text.append("  ").append(name).append(":\t").append(length).append(" bytes\n");
        });
  }

  private void member(String name, JsonNode value, int depth) {
    text.repeat("  ", depth).append(title(name)).append(':');
    if (value.isObject()) {
      text.append('\n');
      value.forEachEntry((inner, content) -> member(inner, content, depth + 1));
    } else if (value.isArray()) {
      text.append('\n');
      value.forEach(item -> item(item, depth + 1));
    } else {
      text.append('\t').append(value.asString("")).append('\n');
    }
  }

  private void item(JsonNode item, int depth) {
    if (item.isObject()) {
      item.forEachEntry((name, value) -> member(name, value, depth));
    } else {
      text.repeat("  ", depth).append(item.asString("")).append('\n');
    }
  }

  /** {@code lookupPolicy} as {@code Lookup Policy}. */
  private static String title(String name) {
    String spaced = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    return spaced.isEmpty()
        ? spaced
        : spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
  }
}
