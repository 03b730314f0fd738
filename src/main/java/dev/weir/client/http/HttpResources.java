package dev.weir.client.http;

import dev.weir.client.ObjectWatch;
import dev.weir.client.UnansweredException;
import java.io.IOException;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects of any Kubernetes-style server, for a command: one request after the other over one
 * connection, with the headers that it was made with. Loops have {@code cluster.ClusterResources}.
 */
public final class HttpResources extends RequestedResources {
  private final ApiClient client;
  private final Duration longestWatch;

  public HttpResources(ApiClient client) {
    this(client, Duration.ZERO);
  }

  /**
   * With watches that the server is asked to end after a time, so that one that is silent for
   * longer is known to be gone.
   *
   * @param longestWatch zero for as long as the server likes
   */
  public HttpResources(ApiClient client, Duration longestWatch) {
    this.client = client;
    this.longestWatch = longestWatch;
  }

  @Override
  protected String moreOfWatch() {
    return longestWatch.isZero() ? "" : "&timeoutSeconds=" + longestWatch.toSeconds();
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
