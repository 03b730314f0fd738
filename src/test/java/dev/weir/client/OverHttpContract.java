package dev.weir.client;

import static dev.weir.client.ScriptedServer.answer;
import static dev.weir.client.ScriptedServer.cut;
import static dev.weir.client.ScriptedServer.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import dev.weir.client.Resources.Listing;
import dev.weir.client.Resources.Query;
import dev.weir.client.http.TlsSettings;
import dev.weir.clients.ServerProcess;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What every way to objects over HTTP does besides: against a running Weir, and against worse. */
public abstract class OverHttpContract extends ResourcesContract {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private static Path work;
  private static ServerProcess weir;
  private static TlsSettings tls;
  private static String token;

  private @Nullable ScriptedServer odd;

  /** A way to a server, with a bearer token. */
  protected abstract Resources of(URI server, TlsSettings tls, String token);

  @BeforeAll
  static void start() throws IOException {
    weir = ServerProcess.start(work.resolve("data"));
    tls = new TlsSettings(Files.readString(weir.data().resolve("ca.crt")), false, "", "", "");
    token = Yaml.parse(Files.readAllBytes(weir.kubeconfig())).at("/users/0/user/token").asString();
  }

  @AfterAll
  static void stop() throws IOException {
    weir.close();
  }

  @AfterEach
  void stopTheOddOne() {
    if (odd != null) {
      odd.close();
    }
  }

  protected static URI running() {
    return URI.create(weir.api());
  }

  protected static TlsSettings runningTls() {
    return tls;
  }

  protected static String administratorsToken() {
    return token;
  }

  @Override
  protected Resources administrator() {
    return of(running(), tls, token);
  }

  @Override
  protected Resources stranger() {
    Resources administrator = administrator();
    ObjectNode robot = object("v1", "ServiceAccount", "default", "stranger");
    try {
      ApiObject _ = administrator.create(ACCOUNT, "default", robot);
    } catch (StatusException e) {
      assertThat(e.status().reason()).isEqualTo("AlreadyExists");
    }
    ObjectNode asked =
        Json.object().put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    ObjectNode answer = administrator.create(ACCOUNT, "default", "stranger", "token", asked).tree();
    return of(URI.create(weir.api()), tls, answer.at("/status/token").asString(""));
  }

  @Test
  void aTokenThatNobodyHasIsRefused() {
    Resources unknown = of(URI.create(weir.api()), tls, "nobodys");
    assertThatThrownBy(() -> unknown.list(CONFIG_MAP, "default", Query.ALL))
        .isInstanceOfSatisfying(
            StatusException.class,
            refused -> {
              assertThat(refused.status().code()).isEqualTo(401);
              assertThat(refused).hasMessageNotContaining("nobodys");
            });
  }

  @Test
  void aServerThatIsNotThereGivesNoAnswer() throws IOException {
    URI nowhere;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nowhere = URI.create("http://127.0.0.1:" + taken.getLocalPort());
    }
    Resources resources = of(nowhere, TlsSettings.DEFAULT, "secret-token");
    assertThatThrownBy(() -> resources.get(CONFIG_MAP, "default", "x"))
        .isInstanceOf(UnansweredException.class)
        .hasMessageContaining(nowhere.getAuthority())
        .hasMessageNotContaining("secret-token");
    assertThatThrownBy(() -> resources.watch(CONFIG_MAP, "default", Query.ALL, "1"))
        .isInstanceOf(UnansweredException.class);
  }

  @Test
  void aServerWithAnotherCertificateGivesNoAnswer() {
    Resources resources = of(URI.create(weir.api()), TlsSettings.DEFAULT, token);
    assertThatThrownBy(() -> resources.get(CONFIG_MAP, "default", "x"))
        .isInstanceOf(UnansweredException.class)
        .hasMessageContaining("certificate");
  }

  @Test
  void whatIsNoJsonIsNoAnswer() throws IOException {
    Resources resources = odd(exchange -> answer(exchange, 200, "<html>hello</html>"));
    assertThatThrownBy(() -> resources.get(CONFIG_MAP, "default", "x"))
        .isInstanceOf(UnansweredException.class)
        .hasMessageContaining("no JSON");
  }

  @Test
  void aPageOfAProxyIsARefusalWithItsStatus() throws IOException {
    Resources resources = odd(exchange -> answer(exchange, 502, "<html>bad gateway</html>"));
    assertThatThrownBy(() -> resources.get(CONFIG_MAP, "default", "x"))
        .isInstanceOfSatisfying(
            StatusException.class, refused -> assertThat(refused.status().code()).isEqualTo(502));
  }

  @Test
  void itemsWithoutAKindGetThatOfTheirList() throws IOException {
    Resources resources =
        odd(
            exchange ->
                answer(
                    exchange,
                    200,
                    "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\","
                        + "\"metadata\":{\"resourceVersion\":\"7\"},"
                        + "\"items\":[{\"metadata\":{\"name\":\"bare\"}}]}"));
    Listing listing = resources.list(CONFIG_MAP, "default", Query.ALL);
    assertThat(listing.resourceVersion()).isEqualTo("7");
    assertThat(listing.items())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(Json.string(item.tree(), "kind")).isEqualTo("ConfigMap");
              assertThat(Meta.name(item.tree())).isEqualTo("bare");
            });
  }

  @Test
  void aWatchThatTheServerEndsIsOverAndKnowsHowFarItCame() throws Exception {
    Resources resources =
        odd(exchange -> answer(exchange, 200, event("ADDED", "x", 41) + event("BOOKMARK", "", 57)));
    try (ObjectWatch watch = resources.watch(CONFIG_MAP, "default", Query.ALL, "1")) {
      assertThatThrownBy(() -> readToTheEnd(watch))
          .isInstanceOfSatisfying(
              StatusException.class, end -> assertThat(end.status().code()).isEqualTo(503));
      assertThat(watch.progress()).isEqualTo(57);
    }
  }

  @Test
  void aWatchThatIsToldOfAnErrorEndsWithIt() throws Exception {
    Resources resources =
        odd(
            exchange ->
                answer(
                    exchange,
                    200,
                    "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,"
                        + "\"reason\":\"Expired\",\"message\":\"too old\"}}\n"));
    try (ObjectWatch watch = resources.watch(CONFIG_MAP, "default", Query.ALL, "1")) {
      assertThatThrownBy(() -> readToTheEnd(watch))
          .isInstanceOfSatisfying(
              StatusException.class, end -> assertThat(end.status().code()).isEqualTo(410));
    }
  }

  @Test
  void aWatchThatBreaksIsUnanswered() throws Exception {
    Resources resources = odd(exchange -> cut(exchange, event("ADDED", "x", 41)));
    try (ObjectWatch watch = resources.watch(CONFIG_MAP, "default", Query.ALL, "1")) {
      assertThatThrownBy(() -> readToTheEnd(watch)).isInstanceOf(UnansweredException.class);
    }
  }

  @Test
  void aWatchOfWhatIsNoEventIsUnanswered() throws Exception {
    Resources resources = odd(exchange -> answer(exchange, 200, "{\"type\":\"LATER\"}\n"));
    try (ObjectWatch watch = resources.watch(CONFIG_MAP, "default", Query.ALL, "1")) {
      assertThatThrownBy(() -> readToTheEnd(watch)).isInstanceOf(UnansweredException.class);
    }
  }

  private static void readToTheEnd(ObjectWatch watch) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      watch.next(PATIENCE);
    }
  }

  /** A server that answers everything in this way. */
  protected final Resources odd(HttpHandler script) throws IOException {
    ScriptedServer started = ScriptedServer.start(script);
    odd = started;
    return of(started.uri(), TlsSettings.DEFAULT, "");
  }
}
