package dev.weir.client.http;

import dev.weir.client.ObjectWatch;
import dev.weir.client.UnansweredException;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects of any Kubernetes-style server, for a command: one request after the other over one
 * connection, with the headers that it was made with. Loops have {@code cluster.ClusterResources}.
 */
public final class HttpResources extends RequestedResources {
  private final ApiClient client;

  public HttpResources(ApiClient client) {
    this.client = client;
  }

  @Override
  protected ObjectNode ask(ApiRequest request) {
    try {
      return client.json(request);
    } catch (IOException e) {
      throw new UnansweredException(e);
    }
  }

  @Override
  protected ObjectWatch open(ApiRequest request) {
    return WatchStream.open(client, request);
  }
}
