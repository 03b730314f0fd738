package dev.weir.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.LoadSettingsBuilder;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;
import tools.jackson.dataformat.yaml.util.StringQuotingChecker;

/** YAML as people keep it in files: several documents in, the text form of kubectl out. */
public final class YamlDocuments {
  private static final int MAX_CHARACTERS = 64 * 1024 * 1024;
  private static final YAMLMapper MAPPER = mapper(settings().build());

  /** Made when the first long text comes. */
  private static final class LongTexts {
    static final YAMLMapper MAPPER = mapper(Yaml.inLargePieces(settings()));
  }

  private static LoadSettingsBuilder settings() {
    return LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS);
  }

  private static YAMLMapper mapper(LoadSettings settings) {
    return Yaml.setUp(
            Yaml.BOUNDS.rebuild().maxStringLength(MAX_CHARACTERS).build(),
            form ->
                form.loadSettings(settings)
                    .stringQuotingChecker(new Quoting())
                    .disable(YAMLWriteFeature.SPLIT_LINES)
                    .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                    .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .enable(YAMLWriteFeature.LITERAL_BLOCK_STYLE))
        .build();
  }

  /** Also quotes what YAML 1.1 readers, such as kubectl, would take for a date. */
  private static final class Quoting extends StringQuotingChecker.Default {
    private static final Pattern DOTTED = Pattern.compile("\\.[a-z][a-z0-9.-]*");
    private static final Set<String> NUMBERS = Set.of(".inf", ".nan");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}.*");

    @Override
    public boolean needToQuoteName(String name) {
      return !isPlain(name) && super.needToQuoteName(name);
    }

    /** {@code .dockerconfigjson}: only digits, and these two, make a number of it. */
    private static boolean isPlain(String text) {
      return DOTTED.matcher(text).matches() && !NUMBERS.contains(text);
    }

    @Override
    public boolean needToQuoteValue(String value) {
      if (isPlain(value)) {
        return false;
      }
      return DATE.matcher(value).matches() || super.needToQuoteValue(value);
    }
  }

  private YamlDocuments() {}

  /**
   * Reads the documents of a text; empty ones are left out.
   *
   * @throws tools.jackson.core.JacksonException if the text is no YAML or beyond the bounds
   */
  public static List<JsonNode> documents(String text) {
    List<JsonNode> found = new ArrayList<>();
    // Not readValues: it takes a document that is a list for a list of documents.
    YAMLMapper mapper = Yaml.isLong(text.length()) ? LongTexts.MAPPER : MAPPER;
    try (JsonParser parser = mapper.createParser(text)) {
      while (parser.nextToken() != null) {
        JsonNode document = parser.readValueAsTree();
        if (!document.isNull()) {
          found.add(document);
        }
      }
    }
    return found;
  }

  /** The value as YAML, members sorted by name, as kubectl prints it. */
  public static String text(JsonNode node) {
    return textInOrder(sorted(node));
  }

  /** The value as YAML, members as they stand. */
  public static String textInOrder(JsonNode node) {
    return MAPPER.writeValueAsString(node);
  }

  /** A copy with the members of every object sorted by name. */
  public static JsonNode sorted(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        var members = new TreeMap<String, JsonNode>();
        object.forEachEntry((name, value) -> members.put(name, sorted(value)));
        ObjectNode copy = Json.object();
        members.forEach(copy::set);
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = Json.array();
        array.forEach(value -> copy.add(sorted(value)));
        yield copy;
      }
      default -> node;
    };
  }
}
