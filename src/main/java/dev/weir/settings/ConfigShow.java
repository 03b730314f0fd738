package dev.weir.settings;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.output.TabbedText;
import dev.weir.resource.Json;
import dev.weir.server.config.ConfigException;
import dev.weir.server.config.ConfigReader;
import dev.weir.server.config.Configuration;
import dev.weir.server.config.Configuration.Effective;
import dev.weir.server.config.Origin;
import dev.weir.server.config.Setting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** {@code config show}: what {@code weir serve} would run with, and who says so. */
public final class ConfigShow implements Command {
  private static final String CONFIG = "--config";
  private static final String OUTPUT = "--output";

  /** Text that YAML takes for nothing else. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9/._-]*|[0-9]{1,9}");

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("config show [FLAGS OF SERVE]")
            .describedAs(
                """
                Show the settings that "weir serve" would run with, given the same flags here and \
                now, and where each comes from: a flag, a variable of the environment, the file, or \
                nobody, which is its default. No server is started, and none is asked. No setting \
                is a secret; files of keys are named, and not shown.

                With -o yaml it is a file that --config takes.\
                """)
            .examples(
                """
                weir config show
                weir config show --config /etc/weir/weir.yaml
                weir config show --api 0.0.0.0:8443 -o yaml > weir.yaml\
                """)
            .text("-o,--output", "yaml|json", "Form of the output, for programs.")
            .text(CONFIG, "FILE", "YAML file with settings (default: $WEIR_CONFIG).");
    for (Setting setting : Setting.values()) {
      flags.text(setting.flag(), setting.valueLabel(), setting.description());
    }
    return flags;
  }

  @Override
  public ExitCode run(Call call) {
    call.refuseArguments("settings are given by flags, as to weir serve");
    String output = call.text(OUTPUT);
    if (!List.of("", "yaml", "json").contains(output)) {
      throw CliException.usage("there is no output \"" + output + "\"; use yaml or json");
    }
    Configuration configuration;
    try {
      configuration =
          ConfigReader.readAll(given(call), call.text(CONFIG), call.context().environment());
    } catch (ConfigException e) {
      throw CliException.error(String.join("\nerror: ", e.problems()));
    }
    switch (output) {
      case "json" -> call.print(json(configuration));
      case "yaml" -> yaml(configuration).forEach(call::print);
      default -> call.context().out().print(table(configuration));
    }
    return ExitCode.SUCCESS;
  }

  private static Map<Setting, String> given(Call call) {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      if (call.arguments().given(setting.flag())) {
        flags.put(setting, call.text(setting.flag()));
      }
    }
    return flags;
  }

  private static String source(Effective effective) {
    return effective.origin().source() == Origin.Source.DEFAULT
        ? "default"
        : effective.origin().name();
  }

  private static String table(Configuration configuration) {
    StringBuilder text = new StringBuilder("SETTING\tVALUE\tFROM\n");
    for (Setting setting : Setting.values()) {
      text.append(
          "%s\t%s\t%s\n"
              .formatted(
                  setting.key(), configuration.told(setting), source(configuration.of(setting))));
    }
    return TabbedText.LISTING.align(text.toString());
  }

  /** What follows from the rest is a comment, so that it follows from it when it is read again. */
  private static List<String> yaml(Configuration configuration) {
    List<String> lines = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      Effective effective = configuration.of(setting);
      if (effective.value().isEmpty() || configuration.isDerived(setting)) {
        lines.add("# %s: %s".formatted(setting.key(), configuration.told(setting)));
      } else {
        lines.add(
            "%s: %s # %s".formatted(setting.key(), scalar(effective.value()), source(effective)));
      }
    }
    return lines;
  }

  private static String scalar(String value) {
    return PLAIN.matcher(value).matches() ? value : Json.text(Json.object().stringNode(value));
  }

  private static String json(Configuration configuration) {
    ObjectNode all = Json.object();
    for (Setting setting : Setting.values()) {
      Effective effective = configuration.of(setting);
      ObjectNode one = all.putObject(setting.key());
      if (effective.value().isEmpty()) {
        one.putNull("value");
      } else {
        one.put("value", effective.value());
      }
      one.put("from", effective.origin().source().name().toLowerCase(Locale.ROOT));
      if (!effective.origin().name().isEmpty()) {
        one.put("name", effective.origin().name());
      }
    }
    return all.toPrettyString();
  }
}
