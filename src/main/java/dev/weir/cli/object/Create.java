package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.SavedConfig;
import dev.weir.cli.output.Format;
import dev.weir.cli.target.RawRequest;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code create -f}: creates the objects of files (cli.md 8). */
public final class Create implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("create -f FILE")
            .describedAs("Create the objects of a file, a directory or standard input.")
            .examples(
                """
                # Create what a file holds
                weir create -f stream.yaml

                # The same from another program
                cat stream.json | weir create -f -\
                """);
    flags.flag("--edit", "Edit each object first.").with(RawRequest::declare);
    return FileObjects.declareSelector(FileObjects.declare(SavedConfig.declare(flags)));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    if (RawRequest.isWanted(call)) {
      return RawRequest.send(call, "POST");
    }
    return FileObjects.each(
        call,
        "create",
        "creating",
        target -> {
          if (call.flag("--edit")) {
            edit(call, target);
          } else {
            create(call, target, target.object());
          }
        });
  }

  private static void create(Call call, FileObjects.Target target, ObjectNode object)
      throws IOException {
    SavedConfig.keep(call, object);
    ObjectNode created =
        target.printer().dryRun() == DryRun.CLIENT ? object : target.create("weir-create", object);
    target.printer().done(target.kind(), created, "created");
  }

  /** What is written may have another name, but is of the same kind and in the same namespace. */
  private static void edit(Call call, FileObjects.Target target)
      throws IOException, InterruptedException {
    Format format =
        target.printer().format() instanceof Format.JsonText
            ? new Format.JsonText()
            : new Format.YamlText();
    EditLoop.Saving saving =
        (edited, file) -> {
          if (!Json.string(edited, "apiVersion").equals(target.kind().apiVersion())
              || !Json.string(edited, "kind").equals(target.kind().kind())
              || !Meta.namespace(edited).equals(target.namespace())) {
            call.warn("A copy of your changes has been stored to \"" + file + "\"");
            throw CliException.error("At least one of apiVersion, kind and namespace was changed");
          }
          create(call, target, edited);
        };
    ExitCode edited = new EditLoop(call, format, List.of(target.object()), saving).run();
    if (!edited.equals(ExitCode.SUCCESS)) {
      throw CliException.error(Meta.name(target.object()) + " was not created");
    }
  }
}
