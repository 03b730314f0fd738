package dev.weir.client.http;

import dev.weir.client.OverHttpContract;
import dev.weir.client.Resources;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class HttpResourcesTest extends OverHttpContract {
  private final List<ApiClient> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(ApiClient::close);
  }

  @Override
  protected Resources of(URI server, TlsSettings tls, String token) {
    ApiClient client =
        new ApiClient(
            new Endpoint.Tcp(server, tls),
            Identity.ofToken(token),
            Duration.ofSeconds(20),
            _ -> {});
    clients.add(client);
    return new HttpResources(client);
  }
}
