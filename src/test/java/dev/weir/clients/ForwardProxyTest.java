package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.remote.fake.FakeProxy;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server and commands in a network that is left through a proxy. */
class ForwardProxyTest {
  @TempDir private Path work;

  @Test
  void importsGoThroughTheProxyOfTheServersEnvironment() throws Exception {
    try (FakeProxy proxy = new FakeProxy();
        FakeRegistry upstream = FakeRegistry.plain()) {
      var _ = TestImages.single(upstream.repository("team/app"), "v1");
      proxy.require("Basic YW5uOnNlY3JldA==");
      String url = "http://ann:secret@" + proxy.host();
      try (ServerProcess server =
          ServerProcess.start(
              Map.of("HTTPS_PROXY", url, "http_proxy", url, "NO_PROXY", ""),
              List.of(),
              work.resolve("data"))) {
        RealClient weir = RealClient.weir(server.environment(work));
        String from = "registry.invalid:" + upstream.port() + "/team/app:v1";
        weir.run("import-image", "app:v1", "--from=" + from, "--confirm", "--insecure");
        assertThat(weir.run("get", "istag", "app:v1", "-o", "jsonpath={.tag.from.name}"))
            .isEqualTo(from);
        assertThat(server.log()).doesNotContain("secret");
      }
      assertThat(proxy.requests()).isNotEmpty();
    }
  }

  @Test
  void aServerDoesNotStartWithAProxyThatIsNone() throws Exception {
    RealClient weir =
        RealClient.weir(Map.of("HTTPS_PROXY", "socks5://ann:hunter2@proxy.test", "HOME", "/"));
    RealClient.Output refused = weir.attempt("", "serve", "--data", work.resolve("d").toString());
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err())
        .contains("HTTPS_PROXY names a proxy of the kind socks5")
        .doesNotContain("hunter2");
  }

  @Test
  void commandsReachTheApiThroughTheProxyOfTheirEnvironmentOrOfTheKubeconfig() throws Exception {
    try (FakeProxy proxy = new FakeProxy();
        ServerProcess server = ServerProcess.start(work.resolve("data"))) {
      String there = "https://weir.invalid:" + URI.create(server.api()).getPort();
      Path kubeconfig =
          Files.writeString(
              work.resolve("config"),
              Files.readString(server.kubeconfig())
                  .replace(server.api(), there + "\n    tls-server-name: localhost"));
      Map<String, String> environment = new HashMap<>(server.environment(work));
      environment.put("KUBECONFIG", kubeconfig.toString());
      environment.put("HTTPS_PROXY", "http://" + proxy.host());
      assertThat(RealClient.weir(environment).run("whoami").strip()).isEqualTo("system:admin");
      assertThat(proxy.requests()).allMatch(line -> line.startsWith("CONNECT weir.invalid:"));

      proxy.refuse("403 Forbidden");
      RealClient.Output refused = RealClient.weir(environment).attempt("", "whoami");
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.err())
          .contains("the proxy " + proxy.host() + " (HTTPS_PROXY)", "403 Forbidden");

      environment.put("HTTPS_PROXY", "");
      Files.writeString(
          kubeconfig,
          Files.readString(kubeconfig)
              .replace(
                  "tls-server-name:",
                  "proxy-url: http://" + proxy.host() + "\n    tls-server-name:"));
      assertThat(RealClient.weir(environment).attempt("", "whoami").err())
          .contains("the proxy " + proxy.host() + " (the kubeconfig's proxy-url)");
    }
  }
}
