package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.Durations;
import dev.weir.client.http.ApiRequest;
import dev.weir.client.http.ResourcePath;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** Asks for a token of a service account that ends. */
public final class TokenRequest {
  private TokenRequest() {}

  public static void declare(Flags flags) {
    flags.text("--duration", "TIME", "How long it is good; the server decides if left out or 0.");
  }

  /**
   * What is asked for.
   *
   * @throws CliException if {@code --duration} is no time
   */
  public static ObjectNode of(Call call) {
    ObjectNode request =
        Json.object().put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    ObjectNode spec = request.putObject("spec");
    if (!call.text("--duration").isEmpty()) {
      long seconds = seconds(call.text("--duration"));
      if (seconds > 0) {
        spec.put("expirationSeconds", seconds);
      }
    }
    return request;
  }

  /** The server's answer. */
  public static ObjectNode send(Cluster cluster, String account, ObjectNode request)
      throws IOException {
    String target = ResourcePath.of(Kinds.SERVICE_ACCOUNT, cluster.namespace(), account) + "/token";
    return cluster.client().json(ApiRequest.of("POST", target, Json.bytes(request)));
  }

  /** The token of an answer. */
  public static String token(ObjectNode answer) {
    String token = Json.string(Json.objectAt(answer, "status"), "token");
    if (token.isEmpty()) {
      throw CliException.error("failed to create token: no token in server response");
    }
    return token;
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
