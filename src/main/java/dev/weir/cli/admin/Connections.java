package dev.weir.cli.admin;

import dev.weir.cli.call.Call;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.Resources;
import dev.weir.client.http.ApiClient;
import dev.weir.client.http.HttpResources;
import java.util.ArrayList;
import java.util.List;

/** More connections to the server of a call, as the same user. */
final class Connections implements AutoCloseable {
  private final Call call;
  private final Cluster cluster;
  private final List<ApiClient> open = new ArrayList<>();

  Connections(Call call, Cluster cluster) {
    this.call = call;
    this.cluster = cluster;
  }

  /** One more; nothing is sent yet. */
  Resources another() {
    ApiClient client = cluster.anotherClient(call);
    open.add(client);
    return new HttpResources(client);
  }

  @Override
  public void close() {
    open.forEach(ApiClient::close);
  }
}
