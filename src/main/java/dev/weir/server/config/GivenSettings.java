package dev.weir.server.config;

import dev.weir.failure.FileProblem;
import dev.weir.failure.TextProblem;
import dev.weir.resource.Yaml;
import dev.weir.resource.schema.DuplicateFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was said of settings, and where: by a flag, else by a variable of the environment, else by
 * the config file.
 */
final class GivenSettings {
  static final String CONFIG_FLAG = "--config";
  static final String CONFIG_VARIABLE = "WEIR_CONFIG";

  /** As {@code WEIR_LOG_LEVEL}, and older; only one value of it means anything. */
  private static final String LOG_VARIABLE = "WEIR_LOG";

  private static final String DEBUG = "debug";

  private final Map<Setting, Given> given = new EnumMap<>(Setting.class);
  private final List<String> problems;

  /**
   * Nothing yet.
   *
   * @param problems gets what cannot be read
   */
  GivenSettings(List<String> problems) {
    this.problems = problems;
  }

  /** A value and where it was written. */
  record Given(String value, Origin origin) {}

  /** All that a server is told; who comes first wins. */
  void add(Map<Setting, String> flags, String configFile, Map<String, String> environment) {
    addFileOf(configFile, environment);
    addEnvironment(environment);
    flags.forEach((setting, value) -> put(setting, value, Origin.Source.FLAG, setting.flag()));
  }

  /** What a file says, and of what it says nothing of, the environment. */
  void addFirst(Path file, Map<String, String> environment) {
    addEnvironment(environment);
    addFile(file, "");
  }

  private void addFileOf(String flag, Map<String, String> environment) {
    String variable = environment.getOrDefault(CONFIG_VARIABLE, "");
    if (!flag.isEmpty()) {
      addFile(Path.of(flag), CONFIG_FLAG + ": ");
    } else if (!variable.isEmpty()) {
      addFile(Path.of(variable), CONFIG_VARIABLE + ": ");
    }
  }

  /** An empty variable is as none; others of such names may be somebody else's. */
  private void addEnvironment(Map<String, String> environment) {
    if (environment.getOrDefault(LOG_VARIABLE, "").equals(DEBUG)) {
      put(Setting.LOG_LEVEL, DEBUG, Origin.Source.ENVIRONMENT, LOG_VARIABLE);
    }
    for (Setting setting : Setting.values()) {
      String value = environment.getOrDefault(setting.variable(), "");
      if (!value.isEmpty()) {
        put(setting, value, Origin.Source.ENVIRONMENT, setting.variable());
      }
    }
  }

  private void addFile(Path file, String named) {
    try {
      byte[] text = Files.readAllBytes(file);
      JsonNode root = Yaml.parse(text);
      if (root instanceof ObjectNode settings) {
        DuplicateFields.in(Yaml.parser(text))
            .forEach(key -> problems.add(file + ": " + key + ": stands there twice; leave one"));
        settings.forEachEntry((key, value) -> addKey(file, key, value));
      } else if (!root.isMissingNode() && !root.isNull()) {
        problems.add(file + ": expected a mapping of settings, such as \"api: 127.0.0.1:8443\"");
      }
    } catch (IOException e) {
      problems.add(named + "cannot read " + file + ": " + FileProblem.words(e));
    } catch (JacksonException e) {
      problems.add(file + ": no YAML: it cannot be read at " + TextProblem.place(e));
    }
  }

  private void addKey(Path file, String key, JsonNode value) {
    Optional<Setting> setting = Setting.of(key);
    if (setting.isEmpty()) {
      problems.add(file + ": unknown key \"" + key + "\"; known keys: " + knownKeys());
    } else if (setting.get().type() == ValueType.LIST
        && value.isArray()
        && value.valueStream().allMatch(JsonNode::isString)) {
      String all = value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","));
      put(setting.get(), all, Origin.Source.FILE, file + ": " + key);
    } else if (!value.isValueNode() || value.isNull()) {
      boolean list = setting.get().type() == ValueType.LIST;
      problems.add(file + ": " + key + ": expected " + (list ? "texts in a list" : "one value"));
    } else {
      put(setting.get(), value.asString(), Origin.Source.FILE, file + ": " + key);
    }
  }

  private static String knownKeys() {
    return Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.joining(", "));
  }

  private void put(Setting setting, String value, Origin.Source source, String name) {
    given.put(setting, new Given(value, new Origin(source, name)));
  }

  boolean has(Setting setting) {
    return given.containsKey(setting);
  }

  /** Of a setting, if anybody said anything. */
  @Nullable Given get(Setting setting) {
    return given.get(setting);
  }
}
