package dev.weir.cli.call;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Declares a verb's flags and help, without reflection. Every value is kept as text; names are
 * written {@code "-d,--delete"}.
 */
public final class Flags {
  private final CommandSpec spec = CommandSpec.create();
  private final Map<String, String> bareValues = new HashMap<>();
  private final String synopsis;
  private String description = "";
  private String examples = "";
  private boolean isCommon;

  private Flags(String synopsis) {
    this.synopsis = synopsis;
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .paramLabel("ARGUMENT")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .build());
    flag("-h,--help", "Show this help.");
  }

  /**
   * Starts a declaration.
   *
   * @param synopsis the verb with its arguments, such as {@code tag SOURCE DEST [DEST…]}
   */
  public static Flags of(String synopsis) {
    return new Flags(synopsis);
  }

  public Flags describedAs(String text) {
    description = text;
    return this;
  }

  /** Lines to show under "Examples", as they would be typed. */
  public Flags examples(String text) {
    examples = text;
    return this;
  }

  /** A switch; {@code --name=false} is understood. */
  public Flags flag(String names, String help) {
    spec.addOption(option(names, help).type(Boolean.class).converters(Flags::truth).build());
    return this;
  }

  /** As Go reads it. */
  private static Boolean truth(String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new CommandLine.TypeConversionException(text);
    };
  }

  /** A flag with one value; the last one given counts. */
  public Flags text(String names, String label, String help) {
    spec.addOption(option(names, help).type(String.class).paramLabel(label).arity("1").build());
    return this;
  }

  /** A flag that may be given several times. */
  public Flags texts(String names, String label, String help) {
    spec.addOption(
        option(names, help)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel(label)
            .arity("1")
            .build());
    return this;
  }

  /** A flag whose value may be left out; it is never taken from the next argument. */
  public Flags optional(String names, String label, String bareValue, String help) {
    spec.addOption(option(names, help).type(String.class).paramLabel(label).arity("1").build());
    for (String name : names.split(",")) {
      bareValues.put(name, bareValue);
    }
    return this;
  }

  /** Flags that several verbs share. */
  public Flags with(Consumer<Flags> shared) {
    shared.accept(this);
    return this;
  }

  private OptionSpec.Builder option(String names, String help) {
    return OptionSpec.builder(names.split(","))
        .hidden(isCommon)
        .description(help.replace("%", "%%"));
  }

  /** The flags that every verb has (cli.md 1): read, and not shown among its own. */
  Flags withGlobalFlags() {
    isCommon = true;
    GlobalFlags.addTo(this);
    isCommon = false;
    return this;
  }

  boolean declares(String name) {
    return spec.findOption(name) != null;
  }

  /** What a flag means without a value; empty if it must have one. */
  String bareValue(String name) {
    return bareValues.getOrDefault(name, "");
  }

  /** The verb with its arguments, such as {@code tag SOURCE DEST [DEST…]}. */
  public String synopsis() {
    return synopsis;
  }

  public String description() {
    return description;
  }

  public String examplesText() {
    return examples;
  }

  /** What was declared so far, by name. */
  public List<Flag> list() {
    return spec.options().stream()
        .map(
            option ->
                new Flag(
                    List.of(option.names()),
                    option.arity().max() == 0 ? "" : option.paramLabel(),
                    String.join(" ", option.description()).replace("%%", "%"),
                    option.isMultiValue(),
                    bareValues.containsKey(option.longestName())))
        .sorted(Comparator.comparing(flag -> flag.longName().replaceFirst("^-+", "")))
        .toList();
  }

  CommandSpec spec() {
    return spec;
  }
}
