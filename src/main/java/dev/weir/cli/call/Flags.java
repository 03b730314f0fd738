package dev.weir.cli.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Declares a verb's flags and help, without reflection. Every value is kept as text; names are
 * written {@code "-d,--delete"}.
 */
public final class Flags {
  private final List<Flag> declared = new ArrayList<>();
  private final Map<String, Flag> byName = new HashMap<>();
  private final Map<String, String> bareValues = new HashMap<>();
  private final String synopsis;
  private String description = "";
  private String examples = "";
  private boolean isCommon;

  private Flags(String synopsis) {
    this.synopsis = synopsis;
  }

  /**
   * Starts a declaration.
   *
   * @param synopsis the verb with its arguments, such as {@code tag SOURCE DEST [DEST…]}
   */
  public static Flags of(String synopsis) {
    return new Flags(synopsis).flag("-h,--help", "Show this help.");
  }

  /** Without any flag yet, also none for help. */
  static Flags none() {
    return new Flags("");
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
    return add(names, "", help, false, false);
  }

  /** A flag with one value; the last one given counts. */
  public Flags text(String names, String label, String help) {
    return add(names, label, help, false, false);
  }

  /** A flag that may be given several times. */
  public Flags texts(String names, String label, String help) {
    return add(names, label, help, true, false);
  }

  /** A flag whose value may be left out; it is never taken from the next argument. */
  public Flags optional(String names, String label, String bareValue, String help) {
    for (String name : names.split(",")) {
      bareValues.put(name, bareValue);
    }
    return add(names, label, help, false, true);
  }

  private Flags add(String names, String label, String help, boolean repeated, boolean bare) {
    Flag flag = new Flag(Arrays.asList(names.split(",")), label, help, repeated, bare, isCommon);
    for (String name : flag.names()) {
      if (byName.put(name, flag) != null) {
        throw new IllegalArgumentException(name + " is declared twice for " + synopsis);
      }
    }
    declared.add(flag);
    return this;
  }

  /** Flags that several verbs share. */
  public Flags with(Consumer<Flags> shared) {
    shared.accept(this);
    return this;
  }

  /** The flags that every verb has (cli.md 1): read, and not shown among its own. */
  Flags withGlobalFlags() {
    isCommon = true;
    GlobalFlags.addTo(this);
    isCommon = false;
    return this;
  }

  boolean declares(String name) {
    return byName.containsKey(name);
  }

  /** The flag of a name such as {@code -n}. */
  Optional<Flag> called(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** What a flag means without a value; empty if it must have one. */
  String bareValue(String name) {
    return bareValues.getOrDefault(name, "");
  }

  /** In the order in which they were declared. */
  List<Flag> declared() {
    return List.copyOf(declared);
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
    return declared.stream()
        .sorted(Comparator.comparing(flag -> flag.longName().replaceFirst("^-+", "")))
        .toList();
  }
}
