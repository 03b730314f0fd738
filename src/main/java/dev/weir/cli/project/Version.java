package dev.weir.cli.project;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.call.Refusal;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ServerVersion;
import dev.weir.cli.output.Format;
import dev.weir.resource.Json;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code version}: of this program and, if one answers, of the server. */
public final class Version implements Command {
  /** What is said of a kubeconfig that is not there, and not of one that is broken. */
  private static final String NO_SERVER = "Missing or incomplete configuration info.";

  @Override
  public Flags flags() {
    return Flags.of("version")
        .describedAs(
            "Show the version of this program and of the server, and warn if they are more than one"
                + " minor version apart.")
        .examples("weir version --client\nweir version -o json")
        .flag("--client", "Show only the version of this program.")
        .text("-o,--output", "FORMAT", "json or yaml.");
  }

  @Override
  public ExitCode run(Call call) {
    if (!call.positional().isEmpty()) {
      throw CliException.usage("extra arguments: " + call.positional());
    }
    String format = call.text("--output");
    if (!List.of("", "json", "yaml").contains(format)) {
      throw CliException.error("--output must be 'yaml' or 'json'");
    }
    ObjectNode versions = Json.object();
    versions.putObject("clientVersion").put("gitVersion", call.context().version());
    if (format.isEmpty()) {
      call.print("Client Version: " + call.context().version());
      return call.flag("--client") ? ExitCode.SUCCESS : ask(call, versions);
    }
    ExitCode code = call.flag("--client") ? ExitCode.SUCCESS : ask(call, versions);
    Format shown = format.equals("json") ? new Format.JsonText() : new Format.YamlText();
    call.context().out().print(Format.print(shown, versions, true));
    return code;
  }

  private static ExitCode ask(Call call, ObjectNode versions) {
    try (Cluster cluster = Cluster.of(call)) {
      ServerVersion server = ServerVersion.of(cluster.client());
      versions.set("serverVersion", server.whole());
      if (call.text("--output").isEmpty()) {
        call.print("Server Version: " + server.text());
      }
      VersionSkew.warning(call.context().version(), server.text())
          .ifPresent(text -> call.warn("Warning: " + text));
      return ExitCode.SUCCESS;
    } catch (CliException e) {
      String message = String.valueOf(e.getMessage());
      if (call.flag("--match-server-version") || !message.startsWith(NO_SERVER)) {
        throw e;
      }
      call.hint("No server: " + message.lines().findFirst().orElse(""));
      return ExitCode.SUCCESS; // there may be none to ask
    } catch (IOException e) {
      call.warn(Refusal.text(e));
      return ExitCode.FAILURE;
    }
  }
}
