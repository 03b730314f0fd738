package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.result.Printer;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code create token}: a token of a service account, for its time only. */
public final class CreateToken implements Command {
  @Override
  public Flags flags() {
    return Printer.declare(
        Flags.of("create token SERVICEACCOUNT")
            .describedAs("Ask for a token of a service account and print it.")
            .examples("weir create token robot --duration=1h")
            .with(TokenRequest::declare)
            .texts("--audience", "NAME", "Whom it is for; the API server if left out.")
            .text("--bound-object-kind", "KIND", "Pod or Secret: the token ends with the object.")
            .text("--bound-object-name", "NAME", "Name of that object.")
            .text("--bound-object-uid", "UID", "UID of that object."));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String name = Made.onlyName(call);
    Printer printer = Printer.of(call);
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode answer = TokenRequest.send(cluster, name, request(call));
      if (!printer.isText()) {
        printer.object(answer);
        return ExitCode.SUCCESS;
      }
      call.print(TokenRequest.token(answer));
      return ExitCode.SUCCESS;
    } catch (StatusException e) {
      throw CliException.error("failed to create token: " + e.status().message());
    }
  }

  private static ObjectNode request(Call call) {
    for (String flag : List.of("--bound-object-name", "--bound-object-uid")) {
      if (call.text("--bound-object-kind").isEmpty() && !call.text(flag).isEmpty()) {
        throw CliException.error(flag + " can only be set if --bound-object-kind is provided");
      }
    }
    ObjectNode request = TokenRequest.of(call);
    ObjectNode spec = Json.objectAt(request, "spec");
    call.arguments().texts("--audience").forEach(Json.ensureArray(spec, "audiences")::add);
    String kind = call.text("--bound-object-kind");
    if (!kind.isEmpty()) {
      if (call.text("--bound-object-name").isEmpty()) {
        throw CliException.error(
            "--bound-object-name is required if --bound-object-kind is provided");
      }
      ObjectNode bound = spec.putObject("boundObjectRef").put("apiVersion", "v1").put("kind", kind);
      bound.put("name", call.text("--bound-object-name"));
      if (!call.text("--bound-object-uid").isEmpty()) {
        bound.put("uid", call.text("--bound-object-uid"));
      }
    }
    return request;
  }
}
