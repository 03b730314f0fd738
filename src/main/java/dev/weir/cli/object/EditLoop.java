package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Programs;
import dev.weir.cli.call.Refusal;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.cluster.FieldValidation;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.SavedConfig;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.output.Format;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Opens the editor until the server takes what was written, or the user writes nothing new. */
final class EditLoop {
  private final Call call;
  private final Cluster cluster;
  private final Format format;
  private final List<ObjectNode> originals;
  private final List<String> done = new ArrayList<>();

  EditLoop(Call call, Cluster cluster, Format format, List<ObjectNode> originals) {
    this.call = call;
    this.cluster = cluster;
    this.format = format;
    this.originals = List.copyOf(originals);
  }

  ExitCode run() throws IOException, InterruptedException {
    // Only the owner may read it: the object may be a secret.
    Path file =
        Files.createTempFile(
            "weir-edit-",
            format instanceof Format.JsonText ? ".json" : ".yaml",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    boolean keep = true;
    try {
      keep = editAgain(file);
    } finally {
      if (!keep) {
        Files.deleteIfExists(file);
      }
    }
    return keep ? ExitCode.FAILURE : ExitCode.SUCCESS;
  }

  /** True if the edited text was not saved and stays in the file. */
  private boolean editAgain(Path file) throws IOException, InterruptedException {
    String original = Format.print(format, Edit.document(originals), true);
    String body = original;
    List<String> problems = List.of();
    while (true) {
      Files.writeString(file, EditedText.of(body, problems));
      Programs.edit(call.context(), file);
      String edited = EditedText.body(Files.readString(file));
      boolean unchanged = edited.equals(EditedText.body(body));
      if (unchanged && problems.isEmpty()) {
        call.warn("Edit cancelled, no changes made.");
        return false;
      }
      if (edited.isBlank()) {
        call.warn("Edit cancelled, saved file was empty.");
        return false;
      }
      if (unchanged) {
        problems.forEach(call::warn);
        call.warn("A copy of your changes has been stored to \"" + file + "\"");
        call.warn("error: Edit cancelled, no valid changes were saved.");
        return true;
      }
      problems = save(edited, file);
      if (problems.isEmpty()) {
        return false;
      }
      body = edited;
    }
  }

  /** Saves what was edited; what stands in the way otherwise. */
  private List<String> save(String edited, Path file) throws IOException {
    List<ObjectNode> objects;
    try {
      objects = EditedText.objects(edited);
    } catch (CliException e) {
      return List.of("error: " + e.getMessage());
    }
    List<String> problems = new ArrayList<>();
    for (ObjectNode object : objects) {
      ObjectNode original =
          originals.stream()
              .filter(candidate -> isSame(candidate, object))
              .findFirst()
              .orElseThrow(
                  () -> {
                    call.warn("A copy of your changes has been stored to \"" + file + "\"");
                    return CliException.error(
                        "At least one of apiVersion, kind and name was changed");
                  });
      try {
        save(original, object);
      } catch (StatusException e) {
        problems.add(Refusal.text(e.status()));
      }
    }
    return problems;
  }

  private void save(ObjectNode original, ObjectNode edited) throws IOException {
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
    return call.arguments().given("--validate") ? FieldValidation.of(call) : FieldValidation.STRICT;
  }

  private static boolean isSame(ObjectNode one, ObjectNode other) {
    return Json.string(one, "apiVersion").equals(Json.string(other, "apiVersion"))
        && Json.string(one, "kind").equals(Json.string(other, "kind"))
        && Meta.name(one).equals(Meta.name(other))
        && Meta.namespace(one).equals(Meta.namespace(other));
  }
}
