package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Programs;
import dev.weir.cli.call.Refusal;
import dev.weir.cli.output.Format;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Opens the editor until what was written can be saved, or the user writes nothing new. */
final class EditLoop {
  private final Call call;
  private final Format format;
  private final List<ObjectNode> originals;
  private final Saving saving;

  /** What becomes of an edited object; a refusal is shown in the editor. */
  interface Saving {
    /**
     * Saves one object.
     *
     * @param file where the text of the user is
     */
    void save(ObjectNode edited, Path file) throws IOException;
  }

  EditLoop(Call call, Format format, List<ObjectNode> originals, Saving saving) {
    this.call = call;
    this.format = format;
    this.originals = List.copyOf(originals);
    this.saving = saving;
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
      try {
        saving.save(object, file);
      } catch (StatusException e) {
        problems.add(Refusal.text(e.status()));
      }
    }
    return problems;
  }
}
