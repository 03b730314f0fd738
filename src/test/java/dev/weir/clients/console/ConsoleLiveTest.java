package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ApiCaller;
import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.clients.WeirCalls;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An open page is a watch as long as its reader has it open, and its session holds. */
@Timeout(120)
class ConsoleLiveTest {
  private static final Pattern WATCHES = Pattern.compile("(?m)^weir_watches (\\S+)");
  private static final int MOST_OF_ONE = 50;

  @TempDir static Path work;
  private static ServerProcess server;
  private static WeirCalls admin;

  @AutoClose private Reader ann;

  @BeforeAll
  static void start() throws Exception {
    RealClient htpasswd = RealClient.required(Map.of(), "htpasswd");
    Path data = Files.createDirectories(work.resolve("data"));
    String users = data.resolve("users.htpasswd").toString();
    String _ = htpasswd.run("-cbB", users, "ann", "secret");
    server = ServerProcess.start(data);
    admin = new WeirCalls(server.environment(work), work);
    String _ = admin.says("new-project", "shop");
    String _ = admin.says("new-project", "secret");
    String _ = admin.says("adm", "policy", "add-role-to-user", "admin", "ann", "-n", "shop");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void login() throws Exception {
    ann = Reader.of(server).login("ann", "secret");
  }

  private static String live(Reader reader) throws Exception {
    return live(reader, "/console/projects/shop");
  }

  private static String live(Reader reader, String page) throws Exception {
    Matcher found = Pattern.compile("hx-sse:connect=\"([^\"]*)\"").matcher(reader.get(page).text());
    assertThat(found.find()).isTrue();
    return found.group(1).replace("&amp;", "&");
  }

  private static double watches() throws Exception {
    try (ApiCaller caller = ApiCaller.of(server);
        Reader plain = Reader.of(server)) {
      Reader.Answer answer =
          plain.get("/metrics", "Authorization", "Bearer " + caller.administrator());
      Matcher found = WATCHES.matcher(answer.text());
      assertThat(found.find()).as(answer.toString()).isTrue();
      return Double.parseDouble(found.group(1));
    }
  }

  private static BufferedReader lines(HttpResponse<InputStream> stream) {
    assertThat(stream.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
  }

  @Test
  void whatHasChangedIsToldAndWhoComesBackIsToldAtOnce() throws Exception {
    String address = live(ann);
    String _ = admin.says("create", "imagestream", "told", "-n", "shop");
    String id;
    try (BufferedReader lines = lines(ann.stream(address))) {
      id = lines.readLine();
      assertThat(id).startsWith("id: ");
      assertThat(lines.readLine()).isEmpty();
      assertThat(lines.readLine()).startsWith("id: ");
      assertThat(lines.readLine()).isEqualTo("event: changed");
    }
    try (BufferedReader lines =
        lines(ann.stream(address, "Last-Event-ID", id.replace("id: ", "")))) {
      assertThat(lines.readLine()).startsWith("id: ");
      assertThat(lines.readLine()).isEqualTo("event: changed");
      assertThat(lines.readLine()).isEqualTo("data: ");
      assertThat(lines.readLine()).isEmpty();
      String _ = admin.says("create", "imagestream", "told-too", "-n", "shop");
      assertThat(lines.readLine()).startsWith("id: ");
      assertThat(lines.readLine()).isEqualTo("event: changed");
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aPageThatIsLeftFreesItsWatch(HttpClient.Version version) throws Exception {
    await().until(() -> watches() == 0);
    try (Reader reader = Reader.of(server, version).login("ann", "secret")) {
      HttpResponse<InputStream> stream = reader.stream(live(reader));
      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(watches()).isEqualTo(1);
      stream.body().close();
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> watches() == 0);
  }

  @Test
  void nobodyHasMorePagesOpenThanTheirShare() throws Exception {
    String address = live(ann);
    List<HttpResponse<InputStream>> open = new ArrayList<>();
    try {
      for (int i = 0; i < MOST_OF_ONE; i++) {
        open.add(ann.stream(address));
        assertThat(open.getLast().statusCode()).isEqualTo(200);
      }

      Reader.Answer refused = ann.get(address);

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.text()).isEmpty();
      assertThat(refused.header("HX-Reswap")).isEqualTo("none");
      assertThat(ann.get("/console/projects/shop").status()).isEqualTo(200);
    } finally {
      for (HttpResponse<InputStream> stream : open) {
        stream.body().close();
      }
    }
    await().until(() -> ended(address));
  }

  /** Whether there is room again. */
  private boolean ended(String address) throws Exception {
    HttpResponse<InputStream> stream = ann.stream(address);
    stream.body().close();
    return stream.statusCode() == 200;
  }

  @Test
  void itIsOverWithTheSession() throws Exception {
    String csrf = ann.get("/console/projects").input("csrf");
    try (BufferedReader lines = lines(ann.stream(live(ann)))) {
      Reader.Answer _ = ann.post("/console/logout", Map.of("csrf", csrf));
      String _ = admin.says("create", "imagestream", "after", "-n", "shop");

      assertThat(lines.lines().toList()).endsWith("event: changed", "data: ended", "");
    }
  }

  @Test
  void itIsOverWithTheRights() throws Exception {
    String _ = admin.says("new-project", "lent");
    String _ = admin.says("adm", "policy", "add-role-to-user", "view", "ann", "-n", "lent");
    String address = live(ann, "/console/projects/lent");
    try (BufferedReader lines = lines(ann.stream(address))) {
      String _ = admin.says("adm", "policy", "remove-role-from-user", "view", "ann", "-n", "lent");
      String _ = admin.says("create", "imagestream", "unseen", "-n", "lent");

      List<String> told = lines.lines().filter(line -> !line.startsWith(":")).toList();

      assertThat(told).hasSize(5).first().asString().startsWith("id: ");
      assertThat(told).endsWith("", "event: changed", "data: ended", "");
    }
    assertThat(ann.get(address).status()).isEqualTo(404);
    Reader.Answer again = ann.get("/console/projects/lent", "HX-Request", "true");
    assertThat(again.status()).isEqualTo(404);
    assertThat(again.header("HX-Refresh")).isEqualTo("true");
    assertThat(again.text()).doesNotContain("lent", "unseen");
  }

  @Test
  void whoIsAfterWhatIsForgottenIsToldToLookAnew() throws Exception {
    String _ = admin.says("new-project", "newer");
    requireLookAnew("of=projects", "1");
    // as if the server had been restored from a backup
    requireLookAnew("of=projects", "999999");
    requireLookAnew("of=streams&in=shop", "999999");
  }

  private void requireLookAnew(String what, String seen) throws Exception {
    String address = "/console/live?since=1&" + what;
    try (BufferedReader lines = lines(ann.stream(address, "Last-Event-ID", seen))) {
      assertThat(lines.lines().toList()).contains("event: changed").doesNotContain("data: ended");
    }
  }

  @Test
  void whatSomebodyMayNotSeeTellsNothing() throws Exception {
    Reader.Answer hidden = ann.get("/console/live?of=streams&in=secret&since=1");
    Reader.Answer absent = ann.get("/console/live?of=streams&in=absent&since=1");

    assertThat(hidden.status()).isEqualTo(404);
    assertThat(hidden.text()).isEmpty();
    assertThat(absent.status()).isEqualTo(404);
    assertThat(absent.text()).isEmpty();
  }

  @Test
  void whatIsNoAddressOfAPageIsRefused() throws Exception {
    String since = "/console/live?of=streams&in=shop&since=";
    assertThat(ann.send("HEAD", live(ann), Map.of()).status()).isEqualTo(405);
    assertThat(ann.get("/console/live?of=secrets&in=shop&since=1").status()).isEqualTo(404);
    assertThat(ann.get(since + "x").status()).isEqualTo(400);
    assertThat(ann.get(since + "1&name=a%2Cb%3D%3D").status()).isBetween(400, 499);
    assertThat(ann.get(since + "1", "Last-Event-ID", "9999999999999999999").status())
        .isBetween(400, 504);
  }

  @Test
  void aStopOfTheServerEndsIt() throws Exception {
    RealClient htpasswd = RealClient.required(Map.of(), "htpasswd");
    Path data = Files.createDirectories(work.resolve("stopped"));
    String _ = htpasswd.run("-cbB", data.resolve("users.htpasswd").toString(), "ann", "secret");
    try (ServerProcess stopped = ServerProcess.start(data);
        Reader reader = Reader.of(stopped).login("ann", "secret")) {
      HttpResponse<InputStream> stream = reader.stream("/console/live?of=projects&since=1");
      assertThat(stream.statusCode()).isEqualTo(200);

      assertThat(stopped.terminate()).isZero();
    }
  }
}
