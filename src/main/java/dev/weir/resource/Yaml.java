package dev.weir.resource;

import java.io.OutputStream;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.LoadSettingsBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLFactoryBuilder;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** YAML in and out as JSON trees, with the bounds of {@link Json}. */
public final class Yaml {
  static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder().maxNestingDepth(Json.MAX_DEPTH).build();

  private static final StreamReadConstraints SENT_BOUNDS =
      BOUNDS.rebuild().maxTokenCount(Json.MAX_TOKENS).build();

  /** Most bytes or characters that are read in the usual, small pieces. */
  private static final int SHORT = 64 * 1024;

  /**
   * Characters that are taken at a time from a long text: with each piece, what was read of a line
   * is copied, so that small pieces make minutes of a line of some megabytes.
   */
  private static final int PIECE = 256 * 1024;

  private static final YAMLMapper MAPPER = mapper(BOUNDS, UnaryOperator.identity());
  private static final YAMLMapper SENT = mapper(SENT_BOUNDS, UnaryOperator.identity());

  /** Made when the first long text comes. */
  private static final class LongTexts {
    static final YAMLMapper MAPPER =
        mapper(BOUNDS, form -> form.loadSettings(inLargePieces(LoadSettings.builder())));
    static final YAMLMapper SENT =
        mapper(SENT_BOUNDS, form -> form.loadSettings(inLargePieces(LoadSettings.builder())));
  }

  private Yaml() {}

  static LoadSettings inLargePieces(LoadSettingsBuilder settings) {
    return settings.setBufferSize(PIECE).build();
  }

  static boolean isLong(int length) {
    return length > SHORT;
  }

  private static YAMLMapper mapper(
      StreamReadConstraints bounds, UnaryOperator<YAMLFactoryBuilder> form) {
    return setUp(bounds, form).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  }

  /**
   * What all YAML has in common.
   *
   * @param form how it is read and written
   */
  static YAMLMapper.Builder setUp(
      StreamReadConstraints bounds, UnaryOperator<YAMLFactoryBuilder> form) {
    YAMLFactoryBuilder factory =
        YAMLFactory.builder()
            .streamReadConstraints(bounds)
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER);
    return YAMLMapper.builder(form.apply(factory).build()).nodeFactory(HugeNumberException.NODES);
  }

  /**
   * Reads one document. Anchors may stand in it, references to them ({@code *x}) may not: they can
   * make a short text arbitrarily large.
   *
   * @throws JacksonException if the text is no YAML, beyond the bounds, or has references
   */
  public static JsonNode parse(byte[] bytes) {
    return parse(isLong(bytes.length) ? LongTexts.MAPPER : MAPPER, bytes);
  }

  /** As {@link #parse(byte[])}, for what a client sends. */
  public static JsonNode parseSent(byte[] bytes) {
    return parse(isLong(bytes.length) ? LongTexts.SENT : SENT, bytes);
  }

  private static JsonNode parse(YAMLMapper mapper, byte[] bytes) {
    try (JsonParser parser = mapper.createParser(bytes)) {
      while (parser.nextToken() != null) {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
          throw new AliasException(parser);
        }
      }
    }
    try {
      return mapper.readTree(bytes);
    } catch (HugeNumberException somewhere) {
      throw somewhere.placed(parser(bytes));
    }
  }

  /** The tokens of a text. */
  public static JsonParser parser(byte[] bytes) {
    return (isLong(bytes.length) ? LongTexts.MAPPER : MAPPER).createParser(bytes);
  }

  /** Writes one document, piece by piece. */
  public static JsonGenerator generator(OutputStream out) {
    return MAPPER.createGenerator(out);
  }

  public static byte[] bytes(JsonNode tree) {
    return MAPPER.writeValueAsBytes(tree);
  }
}
