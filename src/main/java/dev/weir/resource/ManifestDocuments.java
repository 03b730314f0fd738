package dev.weir.resource;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;

/**
 * What a file for {@code -f} holds, by the rules of kubectl: JSON values in a row, or YAML
 * documents. What begins like JSON and is none, such as {@code {a: b}}, is YAML.
 */
public final class ManifestDocuments {
  private ManifestDocuments() {}

  /**
   * Reads them; empty documents are left out.
   *
   * @throws JacksonException if the text is neither, at the place where it stops making sense
   */
  public static List<JsonNode> of(String text) {
    if (!text.stripLeading().startsWith("{")) {
      return YamlDocuments.documents(text);
    }
    List<JsonNode> found = new ArrayList<>();
    int end = 0;
    try (JsonParser parser = Json.mapper().createParser(text)) {
      while (parser.nextToken() != null) {
        found.add(parser.readValueAsTree());
        end = (int) parser.currentLocation().getCharOffset();
      }
    } catch (JacksonException e) {
      if (found.size() > 1) {
        throw e; // a row of values is JSON for sure
      }
      found.addAll(yaml(text.substring(end), found.isEmpty(), e));
    }
    return found;
  }

  /** What follows the first value, or all. */
  private static List<JsonNode> yaml(String rest, boolean isAll, JacksonException asJson) {
    try {
      return YamlDocuments.documents(rest);
    } catch (JacksonException e) {
      throw isAll && isBehind(e.getLocation(), asJson.getLocation()) ? e : asJson;
    }
  }

  private static boolean isBehind(TokenStreamLocation one, TokenStreamLocation other) {
    return one.getLineNr() == other.getLineNr()
        ? one.getColumnNr() > other.getColumnNr()
        : one.getLineNr() > other.getLineNr();
  }
}
