package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.reference.ImageReference;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class TransportTest {
  private static FakeRegistry withImage(FakeRegistry registry) {
    TestImages.single(registry.repository("app"), "v1");
    return registry;
  }

  @Test
  void trustsAConfiguredAuthority() {
    try (FakeRegistry tls = withImage(FakeRegistry.tls());
        TestRegistries client = new TestRegistries(tls.certificate())) {
      assertThat(client.secure(tls, "app", Keyring.EMPTY).fetchManifest("v1").bytes()).isNotEmpty();
    }
  }

  @Test
  void refusesAnUnknownCertificateUnlessInsecure() {
    try (FakeRegistry tls = withImage(FakeRegistry.tls());
        TestRegistries client = new TestRegistries()) {
      assertThatThrownBy(() -> client.secure(tls, "app", Keyring.EMPTY).fetchManifest("v1"))
          .hasMessageContaining("not trusted")
          .extracting(e -> ((RemoteException) e).kind())
          .isEqualTo(RemoteException.Kind.UNTRUSTED);
      assertThat(client.insecure(tls, "app").fetchManifest("v1").bytes()).isNotEmpty();
    }
  }

  @Test
  void neverFallsBackToPlainHttpWhenSecureNotEvenOnLoopback() {
    try (FakeRegistry plain = withImage(FakeRegistry.plain());
        TestRegistries client = new TestRegistries()) {
      assertThatThrownBy(() -> client.secure(plain, "app", Keyring.EMPTY).fetchManifest("v1"))
          .extracting(e -> ((RemoteException) e).kind())
          .isEqualTo(RemoteException.Kind.HTTP_ONLY);
      assertThat(plain.requests()).isEmpty();
    }
  }

  @Test
  void doesNotFallBackBecauseOfAStatus() {
    try (FakeRegistry tls = withImage(FakeRegistry.tls());
        TestRegistries client = new TestRegistries()) {
      tls.failNext("GET /v2/", new Fault.Status(418, "NO"), 1);

      assertThatThrownBy(() -> client.insecure(tls, "app").fetchManifest("v1"))
          .hasMessage(
              "registry \"" + tls.host() + "\" does not support the v2 Registry API (got 418)");
    }
  }

  @Test
  void takesARedirectedBlobWithoutShowingItsLogin() {
    try (FakeRegistry storage = FakeRegistry.plain();
        FakeRegistry plain = withImage(FakeRegistry.plain());
        TestRegistries client = new TestRegistries()) {
      var digest = plain.repository("app").blob(new byte[] {7});
      storage.repository("app").blob(new byte[] {7});
      String location = storage.url() + "/v2/app/blobs/" + digest + "?signature=x";
      plain.failNext("GET /v2/app/blobs/", new Fault.Redirect(307, location), 1);

      plain.require(FakeLogin.basic("robot", "right"));
      Keyring keyring = Keyring.EMPTY.with(plain.host(), new Credential("robot", "right"));

      assertThat(client.insecure(plain, "app", keyring).readBlob(digest, 10)).containsExactly(7);
      assertThat(plain.headers("/blobs/", "Authorization")).allMatch(h -> h.startsWith("Basic "));
      assertThat(storage.count("signature=x")).isEqualTo(1);
      assertThat(storage.headers("signature=x", "Authorization")).containsExactly("");
    }
  }

  @Test
  void fallsBackWhenAServerEndsOrIgnoresTheHandshake() throws Exception {
    for (boolean silent : List.of(true, false)) {
      try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
          TestRegistries client = new TestRegistries()) {
        Thread.ofVirtual().start(() -> answerPlainRequestsOnly(server, silent));
        ImageReference app = ImageReference.parse("127.0.0.1:" + server.getLocalPort() + "/app");

        assertThat(
                client.registries.forPull(app, TransportPolicy.INSECURE, Keyring.EMPTY).listTags())
            .isEmpty();
        assertThat(client.waits).isEmpty();
      }
    }
  }

  private static void answerPlainRequestsOnly(ServerSocket server, boolean silent) {
    List<Socket> ignored = new CopyOnWriteArrayList<>();
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> answerPlainRequest(socket, silent, ignored));
      }
    } catch (IOException _) {
      assertThat(server.isClosed()).isTrue();
    }
  }

  private static void answerPlainRequest(Socket socket, boolean silent, List<Socket> ignored) {
    try {
      boolean plain = socket.getInputStream().read() == 'G';
      if (plain) {
        readRequestHead(socket.getInputStream());
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      }
      if (plain || !silent) {
        socket.setSoLinger(!plain, 0);
        socket.shutdownOutput();
        socket.close();
      } else {
        ignored.add(socket);
      }
    } catch (IOException _) {
      // the client went away first
    }
  }

  /** To the end: closing with bytes unread would reset the connection under the answer. */
  private static void readRequestHead(InputStream in) throws IOException {
    int last = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      last = last << 8 | next;
      if (last == 0x0d0a0d0a) {
        return;
      }
    }
  }
}
