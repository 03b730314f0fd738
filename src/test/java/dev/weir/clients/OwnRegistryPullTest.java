package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ThroughCalls.Pulled;
import dev.weir.reference.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream that says that an image is where the registry itself listens, by another name. */
@WeirServer({"--audit-log", "off", "--registry-host", "images.example.com:5000"})
@Timeout(60)
class OwnRegistryPullTest {
  private final ServerProcess server;
  private final ApiCaller caller;

  OwnRegistryPullTest(ServerProcess server, ApiCaller caller) {
    this.server = server;
    this.caller = caller;
  }

  @Test
  void isNeverAskedByItself() throws Exception {
    try (ThroughCalls calls = new ThroughCalls(server, caller)) {
      calls.project("loop");
      Digest image = Digest.of(new byte[] {1});
      calls.claimed(calls.administrator(), "loop/app:v1", server.registry() + "/loop/app@" + image);

      Pulled refused = calls.get("loop/app/manifests/" + image);

      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.code()).isEqualTo("DENIED");
      assertThat(refused.message()).contains(server.registry() + " is this registry itself");
    }
  }
}
