package dev.weir.cli.project;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code whoami}: the user of this call (cli.md 14). */
public final class Whoami implements Command {
  private static final List<String> SHOWN =
      List.of("--show-token", "--show-context", "--show-server", "--show-console");

  @Override
  public Flags flags() {
    return Printer.declare(
        Flags.of("whoami")
            .describedAs("Show who the server takes you for.")
            .examples(
                "weir whoami\n\n"
                    + "# As password for the registry\n"
                    + "weir whoami -t\n\n"
                    + "# With the groups\n"
                    + "weir whoami -o yaml")
            .flag("-t,--show-token", "Show the token of this session instead.")
            .flag("-c,--show-context", "Show the name of the current context instead.")
            .flag("--show-console", "Show the address of the web console instead.")
            .flag("--show-server", "Show the address of the server instead."));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    call.refuseArguments("no arguments are expected");
    Printer printer = Printer.of(call);
    if (!printer.isText() && SHOWN.stream().anyMatch(call::flag)) {
      throw CliException.error(
          "--output cannot be used with --show-token, --show-context, --show-server, or"
              + " --show-console");
    }
    try (Cluster cluster = Cluster.of(call)) {
      if (call.flag("--show-token")) {
        String token = cluster.selection().identity().token();
        if (token.isEmpty()) {
          throw CliException.error("no token is currently in use for this session");
        }
        call.print(token);
      } else if (call.flag("--show-context")) {
        if (cluster.selection().context().isEmpty()) {
          throw CliException.error("no context has been set");
        }
        call.print(cluster.selection().context());
      } else if (call.flag("--show-server")) {
        call.print(cluster.selection().server().toString());
      } else if (call.flag("--show-console")) {
        call.print(console(cluster));
      } else if (!printer.isText()) {
        printer.object(user(cluster));
      } else {
        call.print(Meta.name(cluster.resources().get(Kinds.USER, "", "~").tree()));
      }
    }
    return ExitCode.SUCCESS;
  }

  /** Name and groups, as a User. */
  private static ObjectNode user(Cluster cluster) throws IOException {
    ObjectNode review =
        Json.object()
            .put("apiVersion", "authentication.k8s.io/v1")
            .put("kind", "SelfSubjectReview");
    ApiRequest ask =
        ApiRequest.of(
            "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", Json.bytes(review));
    JsonNode info = Json.objectAt(Json.objectAt(cluster.client().json(ask), "status"), "userInfo");
    ObjectNode user = Json.object().put("kind", "User").put("apiVersion", "user.openshift.io/v1");
    Meta.of(user).put("name", Json.string(info, "username"));
    user.set("groups", Json.arrayAt(info, "groups"));
    return user;
  }

  /** A server without a console of its own is its own address. */
  private static String console(Cluster cluster) {
    try {
      ObjectNode shown =
          cluster
              .resources()
              .get(Kinds.CONFIG_MAP, "openshift-config-managed", "console-public")
              .tree();
      return Json.string(Json.objectAt(shown, "data"), "consoleURL");
    } catch (StatusException e) {
      if (e.status().code() == 404 || e.status().code() == 403) {
        return cluster.selection().server().toString();
      }
      throw e;
    }
  }
}
