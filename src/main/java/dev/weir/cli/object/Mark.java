package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Address;
import dev.weir.cli.target.Change;
import dev.weir.cli.target.ManifestFiles;
import dev.weir.cli.target.NamedObjects;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.resource.Json;
import dev.weir.resource.patch.MergePatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        Flags.of(verb + " (TYPE NAME… | TYPE/NAME… | -f FILE) KEY=VALUE… [KEY-…]")
            .describedAs("Set " + member + " of objects; KEY- removes one.")
            .examples("weir " + verb + " is/ruby team=web\nweir " + verb + " is/ruby team-")
            .flag("--overwrite", "Allow changing a value that is there.")
            .flag("--list", "Show the " + member + ".")
            .text("--resource-version", "VERSION", "Only if this is the version of the object.");
    Targets.declareOnlyLocal(NamedObjects.declare(ManifestFiles.declare(flags)));
    return FieldManager.declare(Printer.declare(DryRun.declare(flags)));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    List<String> objects = new ArrayList<>();
    Map<String, Optional<String>> changes = split(call, objects);
    if (objects.isEmpty() && call.arguments().texts("--filename").isEmpty()) {
      throw CliException.error(
          "one or more resources must be specified as <resource> <name> or <resource>/<name>");
    }
    Address.refuseBoth(call, objects);
    boolean lists = call.flag("--list");
    if (lists && !changes.isEmpty()) {
      throw CliException.error(
          "--list shows the " + member + " and changes none: leave it or the changes out");
    }
    if (changes.isEmpty() && !lists) {
      throw CliException.error("at least one " + one() + " update is required");
    }
    try (Targets targets = Targets.of(call)) {
      List<Target> found = targets.find(objects, verb);
      if (lists) {
        return targets.each(found, target -> list(call, target, found.size() > 1));
      }
      String version = call.text("--resource-version");
      if (!version.isEmpty() && found.size() > 1) {
        throw CliException.error("--resource-version may only be used with a single resource");
      }
      return targets.change(
          found, "weir-" + verb, target -> change(call, target, changes, version));
    }
  }

  private Map<String, Optional<String>> split(Call call, List<String> objects) {
    Map<String, Optional<String>> changes = new LinkedHashMap<>();
    Set<String> both = new LinkedHashSet<>();
    for (String argument : call.positional()) {
      int equals = argument.indexOf('=');
      boolean removes = equals <= 0 && argument.endsWith("-");
      boolean begun = !objects.isEmpty() || Address.areInFiles(call) || !changes.isEmpty();
      if (equals > 0 || (removes && begun)) {
        String key = argument.substring(0, removes ? argument.length() - 1 : equals);
        Optional<String> value =
            removes ? Optional.empty() : Optional.of(argument.substring(equals + 1));
        Optional<String> before = changes.put(key, value);
        if (before != null && before.isPresent() == removes) {
          both.add(key);
        }
      } else if (!changes.isEmpty()) {
        throw CliException.error(
            "all resources must be specified before " + one() + " changes: " + argument);
      } else {
        objects.add(argument);
      }
    }
    if (!both.isEmpty()) {
      throw CliException.error(
          isLabel()
              ? "can not both modify and remove a label in the same command"
              : "can not both modify and remove the following annotation(s) in the same command: "
                  + String.join(", ", both));
    }
    return changes;
  }

  private String one() {
    return isLabel() ? "label" : "annotation";
  }

  private ObjectNode marks(Target target) {
    return Json.objectAt(Json.objectAt(target.object(), "metadata"), member);
  }

  private void list(Call call, Target target, boolean oneOfSeveral) {
    if (oneOfSeveral) {
      call.print(
          "Listing "
              + member
              + " for "
              + Json.string(target.object(), "kind")
              + (target.kind().group().isEmpty() ? "" : "." + target.kind().group())
              + "/"
              + target.name().name()
              + ":");
    }
    marks(target)
        .forEachEntry(
            (key, value) -> call.print((oneOfSeveral ? " " : "") + key + "=" + value.asString("")));
  }

  private Change change(
      Call call, Target target, Map<String, Optional<String>> changes, String version) {
    ObjectNode marks = marks(target);
    ObjectNode patch = Json.object();
    ObjectNode inner = patch.putObject("metadata").putObject(member);
    changes.forEach((key, value) -> change(call, marks, key, value, inner));
    if (inner.isEmpty()) {
      return Change.none(target, isLabel() ? "not labeled" : done);
    }
    if (!version.isEmpty()) {
      Json.ensureObject(patch, "metadata").put("resourceVersion", version);
    }
    boolean removesOnly = inner.valueStream().allMatch(JsonNode::isNull);
    return new Change(
        Change.MERGE,
        patch,
        MergePatch.apply(target.object(), patch),
        isLabel() && removesOnly ? "unlabeled" : done);
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
