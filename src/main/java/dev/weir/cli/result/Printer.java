package dev.weir.cli.result;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.output.Format;
import dev.weir.cli.output.JsonPathException;
import dev.weir.failure.FileProblem;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Prints objects as {@code -o} asks for, or else a line of success.
 *
 * @param printed how many objects were; in YAML a line stands between them
 */
public record Printer(Call call, Format format, DryRun dryRun, AtomicInteger printed) {

  /** Declares {@code -o} and what goes with it. */
  public static Flags declare(Flags flags) {
    return flags
        .text(
            "-o,--output",
            "FORMAT",
            "json, yaml, name, jsonpath=TEMPLATE, jsonpath-file=FILE,"
                + " jsonpath-as-json=TEMPLATE, custom-columns=SPEC, custom-columns-file=FILE, or"
                + " wide.")
        .text("--template", "TEMPLATE", "Template for -o jsonpath.")
        .flag("--show-managed-fields", "Keep managedFields in json and yaml.")
        .flag("--allow-missing-template-keys", "Missing fields give nothing (the default).");
  }

  /** Of a verb that shows objects in tables. */
  public static Printer of(Call call) {
    return new Printer(call, format(call, true), DryRun.NONE, new AtomicInteger());
  }

  /** Of a verb that changes objects, and says so in a line. */
  public static Printer of(Call call, DryRun dryRun) {
    return new Printer(call, format(call, false), dryRun, new AtomicInteger());
  }

  private static Format format(Call call, boolean tables) {
    String option = call.text("--output");
    String template = call.text("--template");
    boolean takesTemplate = option.startsWith("jsonpath") && !option.contains("=");
    try {
      if (option.isEmpty() && !template.isEmpty()) {
        throw Format.noGoTemplates();
      }
      return Format.parse(
          takesTemplate && !template.isEmpty() ? option + "=" + template : option,
          tables,
          name -> text(call, name));
    } catch (JsonPathException e) {
      throw CliException.error(String.valueOf(e.getMessage()));
    }
  }

  private static String text(Call call, String file) {
    try {
      return FileProblem.read(call.context().file(file));
    } catch (IOException e) {
      throw new JsonPathException(
          "error reading template " + file + ", open " + file + ": " + FileProblem.words(e));
    }
  }

  public boolean isText() {
    return format instanceof Format.Text;
  }

  /** {@code TYPE.GROUP/NAME VERB}, or the object. */
  public void done(ResourceKind kind, ObjectNode object, String verb) {
    if (isText()) {
      String name = new ObjectName(kind, Meta.name(object)).shown();
      call.print(name + " " + verb + dryRun.suffix());
    } else {
      object(object);
    }
  }

  /** The same, in JSON if no format was chosen. */
  public Printer orJson() {
    return isText() ? new Printer(call, new Format.JsonText(), dryRun, printed) : this;
  }

  /** An object or a list in the chosen format, which is not text. */
  public void object(JsonNode object) {
    if (object instanceof ObjectNode tree && !call.flag("--show-managed-fields")) {
      Format.items(tree)
          .forEach(
              item -> {
                if (item instanceof ObjectNode member) {
                  Format.withoutManagedFields(member);
                }
              });
    }
    boolean lenient =
        !call.arguments().given("--allow-missing-template-keys")
            || call.flag("--allow-missing-template-keys");
    boolean follows = printed.getAndIncrement() > 0 && format instanceof Format.YamlText;
    try {
      call.context().out().print(follows ? "---\n" : "");
      call.context().out().print(Format.print(format, object, lenient));
    } catch (JsonPathException e) {
      throw CliException.error("error executing jsonpath: " + e.getMessage());
    }
  }
}
