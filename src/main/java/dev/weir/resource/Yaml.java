package dev.weir.resource;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** YAML in and out as JSON trees, with the bounds of {@link Json}. */
public final class Yaml {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(Json.MAX_DEPTH).build())
                  .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Yaml() {}

  /**
   * Reads one document. Anchors may stand in it, references to them ({@code *x}) may not: they can
   * make a short text arbitrarily large.
   *
   * @throws JacksonException if the text is no YAML, beyond the bounds, or has references
   */
  public static JsonNode parse(byte[] bytes) {
    try (JsonParser parser = parser(bytes)) {
      while (parser.nextToken() != null) {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
          throw new tools.jackson.core.exc.StreamReadException(
              parser, "references to anchors are not read");
        }
      }
    }
    return MAPPER.readTree(bytes);
  }

  /** The tokens of a text. */
  public static JsonParser parser(byte[] bytes) {
    return MAPPER.createParser(bytes);
  }

  public static byte[] bytes(JsonNode tree) {
    return MAPPER.writeValueAsBytes(tree);
  }
}
