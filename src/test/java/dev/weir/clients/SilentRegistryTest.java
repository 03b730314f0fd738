package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Imports from a host that takes connections and says nothing. */
@Timeout(60)
final class SilentRegistryTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String IMPORTS =
      "/apis/image.openshift.io/v1/namespaces/demo/imagestreamimports";

  /** More than one user may have running. */
  private static final int MANY = 40;

  @TempDir Path work;

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();
  private ServerSocket silent;
  private ServerProcess server;
  private ApiCaller caller;

  @BeforeEach
  void start() throws Exception {
    var _ = TestImages.single(upstream.repository("team/app"), "v1");
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
    server = ServerProcess.start(work.resolve("data"));
    caller = ApiCaller.of(server);
    for (String project : List.of("demo", "others")) {
      String namespace = "{\"metadata\":{\"name\":\"%s\"}}".formatted(project);
      assertThat(
              caller.api(caller.administrator(), "POST", "/api/v1/namespaces", namespace).status())
          .isEqualTo(201);
    }
  }

  private void acceptAll() {
    try {
      while (true) {
        accepted.add(silent.accept());
      }
    } catch (IOException _) {
      assertThat(silent.isClosed()).isTrue();
    }
  }

  @AfterEach
  void stop() throws IOException {
    caller.close();
    server.close();
    silent.close();
    for (Socket socket : accepted) {
      socket.close();
    }
    upstream.close();
  }

  private String silentHost() {
    return "127.0.0.1:" + silent.getLocalPort();
  }

  private static String wish(String from) {
    return """
    {"kind":"ImageStreamImport","apiVersion":"image.openshift.io/v1","metadata":{"name":"app"},
     "spec":{"import":true,"images":[{"from":{"kind":"DockerImage","name":"%s"},
      "to":{"name":"v1"},"importPolicy":{"insecure":true}}]}}
    """
        .formatted(from);
  }

  /** A token of a new account of a project, all of which share one part, that may edit demo. */
  private String editor(String project, String name) throws Exception {
    String admin = caller.administrator();
    String namespace = "/api/v1/namespaces/" + project;
    String account = "{\"metadata\":{\"name\":\"%s\"}}".formatted(name);
    caller.api(admin, "POST", namespace + "/serviceaccounts", account);
    String binding =
        """
        {"metadata":{"name":"%1$s"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io",
         "kind":"ClusterRole","name":"edit"},
         "subjects":[{"kind":"ServiceAccount","namespace":"%2$s","name":"%1$s"}]}
        """
            .formatted(name, project);
    String bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/demo/rolebindings";
    assertThat(caller.api(admin, "POST", bindings, binding).status()).isEqualTo(201);
    ApiCaller.Answer token =
        caller.api(admin, "POST", namespace + "/serviceaccounts/" + name + "/token", "{}");
    return token.json().at("/status/token").asString();
  }

  private Socket begin(SSLSocketFactory tls, String token, String from) throws IOException {
    URI api = URI.create(server.api());
    Socket socket = tls.createSocket(api.getHost(), api.getPort());
    String body = wish(from);
    String request =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(IMPORTS, token, body.length(), body);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private String reason(ApiCaller.Answer answer) {
    assertThat(answer.status()).isEqualTo(201);
    return answer.json().at("/status/images/0/status/status").asString()
        + answer.json().at("/status/images/0/status/reason").asString();
  }

  @Test
  void holdNobodyUpShareTheirProbeAndEndWithTheirClients() throws Exception {
    String hostile = editor("demo", "hostile");
    String honest = editor("others", "honest");
    String good = wish(upstream.host() + "/team/app:v1");
    SSLSocketFactory tls = HttpApi.trust(server).getSocketFactory();
    List<Socket> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        waiting.add(begin(tls, hostile, silentHost() + "/team/app:v" + i));
      }
      Awaitility.await().atMost(SOON).until(() -> !accepted.isEmpty());

      assertThat(reason(caller.api(honest, "POST", IMPORTS, good))).isEqualTo("Success");
      assertThat(accepted).hasSize(1);
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
    String quick = IMPORTS + "?timeout=5s";
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(reason(caller.api(hostile, "POST", quick, good))).isEqualTo("Success"));
  }

  @Test
  void endWhenTheTimeIsOverThatTheirRequestNames() throws Exception {
    ApiCaller.Answer answer =
        caller.api(
            caller.administrator(),
            "POST",
            IMPORTS + "?timeout=1s",
            wish(silentHost() + "/team/app:v1"));

    assertThat(reason(answer)).isEqualTo("FailureTimeout");
    assertThat(answer.json().at("/status/images/0/status/message").asString())
        .isEqualTo(silentHost() + "/team/app:v1: the import did not end within 1 s");
    assertThat(
            caller
                .api(caller.administrator(), "POST", IMPORTS + "?timeout=soon", wish("a/b:c"))
                .status())
        .isEqualTo(400);
  }
}
