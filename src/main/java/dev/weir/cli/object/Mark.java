package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.NamedObjects;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code label} and {@code annotate}: sets or removes marks of objects (cli.md 8). */
public final class Mark implements Command {
  private final String verb;
  private final String member;
  private final String done;

  private Mark(String verb, String member, String done) {
    this.verb = verb;
    this.member = member;
    this.done = done;
  }

  public static Mark label() {
    return new Mark("label", "labels", "labeled");
  }

  public static Mark annotate() {
    return new Mark("annotate", "annotations", "annotated");
  }

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of(verb + " (TYPE NAME… | TYPE/NAME…) KEY=VALUE… [KEY-…]")
            .describedAs("Set " + member + " of objects; KEY- removes one.")
            .examples("weir " + verb + " is/ruby team=web\nweir " + verb + " is/ruby team-")
            .flag("--overwrite", "Allow changing a value that is there.")
            .flag("--all", "All objects of the type in the namespace.")
            .text("-l,--selector", "SELECTOR", "Objects with these labels.")
            .flag("--list", "Show the " + member + ".");
    return FieldManager.declare(Printer.declare(DryRun.declare(flags)));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    List<String> objects = new ArrayList<>();
    Map<String, Optional<String>> changes = new LinkedHashMap<>();
    split(call.positional(), objects, changes);
    if (objects.isEmpty()) {
      throw CliException.error(
          "one or more resources must be specified as <resource> <name> or <resource>/<name>");
    }
    if (changes.isEmpty() && !call.flag("--list")) {
      String what = isLabel() ? "label" : "annotation";
      throw CliException.error("at least one " + what + " update is required");
    }
    Printer printer = Printer.of(call, DryRun.of(call));
    try (Cluster cluster = Cluster.of(call)) {
      for (ObjectName name : NamedObjects.of(call, cluster, objects)) {
        change(call, cluster, name, changes, printer);
      }
    }
    return ExitCode.SUCCESS;
  }

  private static void split(
      List<String> arguments, List<String> objects, Map<String, Optional<String>> changes) {
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals > 0) {
        changes.put(argument.substring(0, equals), Optional.of(argument.substring(equals + 1)));
      } else if (!objects.isEmpty() && argument.endsWith("-")) {
        changes.put(argument.substring(0, argument.length() - 1), Optional.empty());
      } else {
        objects.add(argument);
      }
    }
  }

  private void change(
      Call call,
      Cluster cluster,
      ObjectName name,
      Map<String, Optional<String>> changes,
      Printer printer)
      throws IOException {
    ObjectNode before = cluster.get(name.kind(), cluster.namespace(), name.name());
    ObjectNode marks = Json.objectAt(Json.objectAt(before, "metadata"), member);
    if (call.flag("--list")) {
      marks.forEachEntry((key, value) -> call.print(key + "=" + value.asString("")));
      return;
    }
    ObjectNode patch = Json.object();
    ObjectNode inner = patch.putObject("metadata").putObject(member);
    changes.forEach((key, value) -> change(call, marks, key, value, inner));
    if (inner.isEmpty()) {
      printer.done(name.kind(), before, isLabel() ? "not labeled" : done);
      return;
    }
    ObjectNode after =
        printer.dryRun() == DryRun.CLIENT
            ? before
            : new Writes(cluster.client(), printer.dryRun(), FieldManager.of(call, "weir-" + verb))
                .patch(
                    name.kind(),
                    cluster.namespace(),
                    name.name(),
                    "application/merge-patch+json",
                    patch);
    boolean removesOnly = inner.valueStream().allMatch(JsonNode::isNull);
    printer.done(name.kind(), after, isLabel() && removesOnly ? "unlabeled" : done);
  }

  private boolean isLabel() {
    return verb.equals("label");
  }

  private void change(
      Call call, ObjectNode marks, String key, Optional<String> value, ObjectNode patch) {
    String now = Json.string(marks, key);
    if (value.isEmpty()) {
      if (marks.has(key)) {
        patch.putNull(key);
      } else if (isLabel()) {
        call.print("label \"" + key + "\" not found.");
      }
    } else if (!marks.has(key) || !now.equals(value.get())) {
      if (marks.has(key) && !call.flag("--overwrite")) {
        String present = "'" + key + "' already has a value (" + now + ")";
        throw CliException.error(
            isLabel()
                ? present + ", and --overwrite is false"
                : "--overwrite is false but found the following declared annotation(s): "
                    + present);
      }
      patch.put(key, value.get());
    }
  }
}
