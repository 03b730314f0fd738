package dev.weir.cli.cluster;

import dev.weir.cli.call.CliException;
import dev.weir.client.http.ApiClient;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a server says it is.
 *
 * @param whole all of it, as at {@code /version}
 */
public record ServerVersion(ObjectNode whole) {
  private static final String OURS = "+weir-";

  public static ServerVersion of(ApiClient client) throws IOException {
    return new ServerVersion(client.json(ApiRequest.get("/version")));
  }

  /** Such as {@code v1.32.0+weir-0.1.0} for the Kubernetes API of Weir 0.1.0. */
  public String text() {
    return Json.string(whole, "gitVersion");
  }

  /**
   * For {@code --match-server-version}.
   *
   * @param client version of this program, such as {@code 0.1.0}
   * @throws CliException if the server is another Weir, or none
   */
  void mustMatch(String client) {
    if (!text().endsWith(OURS + client)) {
      throw CliException.error(
          "server version (%s) differs from client version (%s)!".formatted(text(), client));
    }
  }
}
