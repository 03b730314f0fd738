package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.Durations;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Duration;
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
            .text("--duration", "TIME", "How long it is good; the server decides if left out or 0.")
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
      String target = ResourcePath.of(Kinds.SERVICE_ACCOUNT, cluster.namespace(), name) + "/token";
      ObjectNode answer =
          cluster.client().json(ApiRequest.of("POST", target, Json.bytes(request(call))));
      if (!printer.isText()) {
        printer.object(answer);
        return ExitCode.SUCCESS;
      }
      String token = Json.string(Json.objectAt(answer, "status"), "token");
      if (token.isEmpty()) {
        throw CliException.error("failed to create token: no token in server response");
      }
      call.print(token);
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
    ObjectNode request =
        Json.object().put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    ObjectNode spec = request.putObject("spec");
    call.arguments().texts("--audience").forEach(Json.ensureArray(spec, "audiences")::add);
    if (!call.text("--duration").isEmpty()) {
      long seconds = seconds(call.text("--duration"));
      if (seconds > 0) {
        spec.put("expirationSeconds", seconds);
      }
    }
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

  private static long seconds(String text) {
    if (text.startsWith("-")) {
      throw CliException.error("--duration must be greater than or equal to 0");
    }
    try {
      Duration duration = Durations.parse(text);
      if (duration.isZero() || duration.toSeconds() > 0) {
        return duration.toSeconds();
      }
    } catch (IllegalArgumentException _) {
      throw Durations.invalid("--duration", text);
    }
    throw CliException.error("--duration cannot be expressed in units less than seconds");
  }
}
