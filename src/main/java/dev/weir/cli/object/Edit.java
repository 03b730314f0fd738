package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.cluster.FieldValidation;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.SavedConfig;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.output.Format;
import dev.weir.cli.target.Address;
import dev.weir.cli.target.ManifestFiles;
import dev.weir.cli.target.NamedObjects;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code edit}: lets the user change objects in an editor (cli.md 8). */
public final class Edit implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("edit (TYPE [NAME…] | TYPE/NAME… | -f FILE)")
            .describedAs(
                "Edit objects in the editor that KUBE_EDITOR or EDITOR names. When the server"
                    + " refuses the change, the editor opens again with the reason.")
            .examples("weir edit is/ruby\nKUBE_EDITOR=nano weir edit deploy/web -o json")
            .text("-o,--output", "FORMAT", "yaml (the default) or json.")
            .flag("--output-patch", "Show the patch of each object.")
            .flag("--show-managed-fields", "Keep managedFields in the text.")
            .text("-l,--selector", "SELECTOR", "Objects with these labels.");
    return FieldManager.declare(
        FieldValidation.declare(SavedConfig.declare(ManifestFiles.declare(flags))));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    Format format = format(call.text("--output"));
    Failures failures = new Failures(call);
    try (Cluster cluster = Cluster.of(call)) {
      List<ObjectNode> objects = objects(call, cluster, failures);
      if (objects.isEmpty()) {
        throw CliException.error("edit cancelled, no objects found");
      }
      Saved saving = new Saved(call, cluster, objects);
      ExitCode edited = new EditLoop(call, format, objects, saving).run();
      return failures.isEmpty() ? edited : ExitCode.FAILURE;
    }
  }

  private static Format format(String option) {
    return switch (option) {
      case "", "yaml" -> new Format.YamlText();
      case "json" -> new Format.JsonText();
      default ->
          throw CliException.usage("the output format of edit is yaml or json, not " + option);
    };
  }

  private static List<ObjectNode> objects(Call call, Cluster cluster, Failures failures)
      throws IOException {
    List<ObjectNode> found = new ArrayList<>();
    if (call.arguments().texts("--filename").isEmpty()) {
      if (call.positional().isEmpty()) {
        throw CliException.error("You must provide one or more resources by argument or filename.");
      }
      for (Address address : named(call, cluster)) {
        found.add(address.get(cluster));
      }
    } else {
      for (Address address : Address.ofFiles(call, cluster, "edit", failures)) {
        found.add(address.get(cluster));
      }
    }
    if (!call.flag("--show-managed-fields")) {
      found.forEach(Format::withoutManagedFields);
    }
    return found;
  }

  /** A type without a name is all objects of it. */
  private static List<Address> named(Call call, Cluster cluster) throws IOException {
    List<ObjectName> names = ObjectName.parse(cluster.kinds(), call.positional());
    if (!call.text("--selector").isEmpty()
        || names.stream().noneMatch(name -> name.name().isEmpty())) {
      return NamedObjects.of(call, cluster, call.positional());
    }
    List<Address> found = new ArrayList<>();
    for (ObjectName name : names) {
      found.addAll(NamedObjects.every(cluster, name.kind()));
    }
    return found;
  }

  /** One object as it is, several as a List. */
  static ObjectNode document(List<ObjectNode> objects) {
    if (objects.size() == 1) {
      return objects.getFirst();
    }
    ObjectNode list = Json.object().put("apiVersion", "v1").put("kind", "List");
    list.putObject("metadata");
    ArrayNode items = list.putArray("items");
    objects.forEach(items::add);
    return list;
  }

  /** Objects of the server that are edited: what changed in each is sent as a patch, once. */
  private static final class Saved implements EditLoop.Saving {
    private final Call call;
    private final Cluster cluster;
    private final List<ObjectNode> originals;
    private final List<String> done = new ArrayList<>();

    Saved(Call call, Cluster cluster, List<ObjectNode> originals) {
      this.call = call;
      this.cluster = cluster;
      this.originals = List.copyOf(originals);
    }

    @Override
    public void save(ObjectNode edited, Path file) throws IOException {
      ObjectNode original =
          originals.stream()
              .filter(candidate -> isSame(candidate, edited))
              .findFirst()
              .orElseThrow(
                  () -> {
                    call.warn("A copy of your changes has been stored to \"" + file + "\"");
                    return CliException.error(
                        "At least one of apiVersion, kind and name was changed");
                  });
      ResourceKind kind = cluster.kinds().of(original);
      ObjectName name = new ObjectName(kind, Meta.name(original));
      if (done.contains(name.shown())) {
        return;
      }
      if (SavedConfig.isWanted(call)) {
        SavedConfig.save(edited);
      }
      ObjectNode patch = ThreeWayMerge.patch(original, edited, original);
      String manager = FieldManager.of(call, "weir-edit");
      Writes writes = new Writes(cluster.client(), DryRun.NONE, manager, validation());
      Changes.Outcome outcome =
          new Changes(cluster, writes, name, Meta.namespace(original))
              .apply(original, now -> ThreeWayMerge.patch(original, edited, now));
      if (call.flag("--output-patch")) {
        call.print("Patch: " + Json.text(patch));
      }
      if (outcome.changed()) {
        call.print(name.shown() + " edited");
      } else {
        call.print(name.shown() + " skipped");
      }
      done.add(name.shown());
    }

    /** Somebody looks at what was typed: what is not known is refused, if nothing else is said. */
    private FieldValidation validation() {
      return call.arguments().given("--validate")
          ? FieldValidation.of(call)
          : FieldValidation.STRICT;
    }

    private static boolean isSame(ObjectNode one, ObjectNode other) {
      return Json.string(one, "apiVersion").equals(Json.string(other, "apiVersion"))
          && Json.string(one, "kind").equals(Json.string(other, "kind"))
          && Meta.name(one).equals(Meta.name(other))
          && Meta.namespace(one).equals(Meta.namespace(other));
    }
  }
}
