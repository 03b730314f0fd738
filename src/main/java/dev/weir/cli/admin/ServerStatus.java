package dev.weir.cli.admin;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** {@code adm status}: how the server is, and what to do about it. */
public final class ServerStatus implements Command {
  private static final String PATH = "/status/server";

  /** What a server says of a path that it does not have. */
  private static final String NO_PAGE = "could not find the requested resource";

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("adm status")
            .describedAs(
                """
                Show how the server is: its version and addresses, how long its certificates last, \
                its disks and its store, imports that failed, scheduled tags that are late, \
                registries that do not answer or ask to be left alone, workloads that wait for an \
                image, collection, and what checks of the storage found; and what to do about what \
                is amiss. The exit code is 1 if something of it is critical. Whoever may get the path \
                /status/server may ask, as those may who have cluster-reader.\
                """)
            .examples(
                """
                weir adm status

                # For a script: ok, warning or critical
                weir adm status -o jsonpath='{.status}'\
                """);
    return Printer.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (!call.positional().isEmpty()) {
      throw CliException.usage("unexpected arguments: " + call.positional());
    }
    Printer printer = Printer.of(call);
    ObjectNode status;
    try (Cluster cluster = Cluster.of(call)) {
      status = ask(cluster);
    }
    if (printer.isText()) {
      call.context().out().print(ServerStatusText.of(status, call.context().clock().instant()));
    } else {
      printer.object(status);
    }
    return Json.string(status, "status").equals("critical") ? ExitCode.FAILURE : ExitCode.SUCCESS;
  }

  private static ObjectNode ask(Cluster cluster) throws IOException {
    try {
      return cluster.client().json(ApiRequest.get(PATH));
    } catch (StatusException e) {
      if (String.valueOf(e.getMessage()).contains(NO_PAGE)) {
        throw CliException.error(
            "the server at "
                + cluster.selection().server()
                + " does not tell how it is: it is another product, or an older Weir");
      }
      throw e;
    }
  }
}
