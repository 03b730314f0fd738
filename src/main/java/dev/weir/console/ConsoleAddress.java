package dev.weir.console;

import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.io.IOException;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the console is, for everybody who is logged in: the ConfigMap that {@code oc whoami
 * --show-console} reads. It is made for each request, by the name under which the caller knows the
 * server, and stored nowhere.
 *
 * @param server the address to pass on to others: {@code https://host[:port]}
 */
public record ConsoleAddress(Function<Exchange, String> server) implements Door {
  private static final String NAMESPACE = "openshift-config-managed";
  private static final String NAME = "console-public";

  /** Where it stands. */
  public static final String PATH =
      "/api/v1/namespaces/%s/configmaps/%s".formatted(NAMESPACE, NAME);

  @Override
  public boolean decides() {
    return true;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    ObjectNode map = Json.object().put("kind", "ConfigMap").put("apiVersion", "v1");
    Meta.of(map).put("name", NAME).put("namespace", NAMESPACE);
    map.putObject("data").put("consoleURL", server.apply(exchange) + "/console");
    exchange.status(200);
    exchange.send("application/json", Json.bytes(map));
  }
}
