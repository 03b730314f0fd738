package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ApiCaller;
import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.clients.TestPushes;
import dev.weir.clients.WeirCalls;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each page says of itself to browsers, and gives away to nobody. */
@Timeout(120)
class ConsoleHeadersTest {
  private static final Pattern INLINE =
      Pattern.compile("(?i)<[^>]*\\s(style|on[a-z]+|srcdoc)\\s*=|<style|<base|<iframe");
  private static final Pattern SCRIPT = Pattern.compile("<script[^>]*>");
  private static final Pattern ASSET = Pattern.compile("\"(/console/assets/[^\"]+)\"");

  @TempDir static Path work;
  private static ServerProcess server;
  private static Reader ann;
  private static Reader eve;
  private static String digest;

  @BeforeAll
  static void start() throws Exception {
    RealClient htpasswd = RealClient.required(Map.of(), "htpasswd");
    Path data = Files.createDirectories(work.resolve("data"));
    String users = data.resolve("users.htpasswd").toString();
    String _ = htpasswd.run("-cbB", users, "ann", "secret");
    String _ = htpasswd.run("-bB", users, "eve", "secret");
    server = ServerProcess.start(data);
    WeirCalls admin = new WeirCalls(server.environment(work), work);
    String _ = admin.says("new-project", "hidden");
    String _ = admin.says("adm", "policy", "add-role-to-user", "admin", "ann", "-n", "hidden");
    try (ApiCaller caller = ApiCaller.of(server)) {
      digest =
          new TestPushes(caller)
              .image(caller.administrator(), "hidden/app", "main", "one")
              .digest();
    }
    String _ = admin.says("create", "deployment", "web", "--image=app", "-n", "hidden");
    ann = Reader.of(server).login("ann", "secret");
    eve = Reader.of(server).login("eve", "secret");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    if (ann != null) {
      ann.close();
    }
    if (eve != null) {
      eve.close();
    }
  }

  /** Pages of a project. */
  private static List<String> pages(String project) {
    String stream = "/console/projects/" + project + "/streams/app";
    List<String> pages =
        new ArrayList<>(
            List.of(
                "/console/projects/" + project,
                "/console/projects/" + project + "/workloads",
                "/console/projects/" + project + "/workloads/deployments.apps/web",
                "/console/projects/" + project + "/usage",
                stream,
                stream + "/tags/main",
                stream + "/images/" + digest,
                stream + "/compare?from=" + digest + "&to=" + digest,
                "/console/catalog/" + project + "/app"));
    for (String form : List.of("rollback", "hold", "release", "delete", "tag")) {
      pages.add(stream + "/do/" + form + "?tag=main");
    }
    return pages;
  }

  private static List<String> all() {
    List<String> pages = new ArrayList<>(pages("hidden"));
    pages.addAll(
        List.of(
            "/console/projects",
            "/console/catalog",
            "/console/operations",
            "/console/out",
            "/console/nothing"));
    return pages;
  }

  @Test
  void noPageHasCodeInItAndEachSaysSo() throws Exception {
    for (String path : all()) {
      Reader.Answer page = ann.get(path);
      assertThat(page.status()).as(path).isIn(200, 404);
      String policy = page.header("Content-Security-Policy");
      assertThat(policy)
          .as(path)
          .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
          .doesNotContain("unsafe");
      assertThat(page.header("Cache-Control")).as(path).isEqualTo("no-store");
      assertThat(page.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
      assertThat(page.header("X-Frame-Options")).as(path).isEqualTo("DENY");
      assertThat(page.header("Referrer-Policy")).as(path).isEqualTo("same-origin");
      assertThat(INLINE.matcher(tags(page)).results().map(m -> m.group())).as(path).isEmpty();
      Matcher scripts = SCRIPT.matcher(page.text());
      while (scripts.find()) {
        assertThat(scripts.group()).as(path).contains(" src=\"/console/assets/", " nonce=");
      }
      assertThat(page.text()).doesNotContain("=\"http:", "=\"javascript:");
    }
  }

  /** A page without what its attributes say. */
  private static String tags(Reader.Answer page) {
    return page.text().replaceAll("=\"[^\"]*\"", "=\"\"");
  }

  @Test
  void aNonceIsGoodForOnePage() throws Exception {
    assertThat(ann.get("/console/projects").header("Content-Security-Policy"))
        .isNotEqualTo(ann.get("/console/projects").header("Content-Security-Policy"));
  }

  @Test
  void filesAreKeptForGoodAndComeCompressed() throws Exception {
    Matcher found = ASSET.matcher(ann.get("/console/projects").text());
    TreeSet<String> assets = new TreeSet<>();
    while (found.find()) {
      assets.add(found.group(1));
    }
    assertThat(assets).hasSizeGreaterThan(4);
    for (String asset : assets) {
      Reader.Answer file = eve.get(asset, "Accept-Encoding", "gzip");
      assertThat(file.status()).as(asset).isEqualTo(200);
      assertThat(file.header("Cache-Control")).as(asset).contains("immutable", "max-age=31536000");
      assertThat(file.header("Content-Encoding")).as(asset).isEqualTo("gzip");
      assertThat(file.header("X-Content-Type-Options")).as(asset).isEqualTo("nosniff");
      assertThat(file.header("Vary")).as(asset).isEqualTo("Accept-Encoding");
      assertThat(ann.get(asset.replaceFirst("assets/.", "assets/x")).status()).isEqualTo(404);
    }
  }

  @Test
  void whatIsPackedGoesToWhoTakesIt() throws Exception {
    for (String page : List.of("/console/projects", "/console/out")) {
      for (String takes : List.of("gzip", "br, gzip;q=0.5", "*", "GZIP ; q=1")) {
        assertThat(ann.get(page, "Accept-Encoding", takes).header("Content-Encoding"))
            .as(takes)
            .isEqualTo("gzip");
      }
      for (String takes : List.of("gzip;q=0", "gzip; q=0.000, *", "br", "identity", "*;q=0")) {
        assertThat(ann.get(page, "Accept-Encoding", takes).header("Content-Encoding"))
            .as(takes)
            .isEmpty();
      }
    }
  }

  @Test
  void aSlashAtTheEndLeadsToThePage() throws Exception {
    for (String page : List.of("/console/projects", "/console/projects/hidden/streams/app")) {
      assertThat(ann.get(page + "/").location()).isEqualTo(page);
      assertThat(ann.get(page + "/?q=a/b%3Fc/").location()).isEqualTo(page + "?q=a/b%3Fc/");
    }
    assertThat(ann.get("/console/").location()).isEqualTo("/console");
  }

  @Test
  void imagesThatAreNotThereAreSaidAboveTheFormThatAsksForThem() throws Exception {
    String compare = "/console/projects/hidden/streams/app/compare";
    String wrong = "sha256:" + "0".repeat(64);

    Reader.Answer answer = ann.get(compare + "?from=" + digest + "&to=" + wrong);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("app has no image \"" + wrong).doesNotContain("role \"view");
    assertThat(answer.input("from")).isEqualTo(digest);
    assertThat(answer.input("to")).isEqualTo(wrong);
    assertThat(ann.get(compare + "?from=%3Cb%3E&to=..%2F").text())
        .contains("app has no image")
        .doesNotContain("<b>");
    assertThat(eve.get(compare + "?from=" + digest + "&to=" + wrong).text())
        .contains("Nothing to see here")
        .doesNotContain("has no image");
  }

  @Test
  void aFirstPageIsSmall() throws Exception {
    Reader.Answer page = ann.get("/console/projects/hidden", "Accept-Encoding", "gzip");
    long sum = Long.parseLong(page.header("Content-Length"));
    Matcher found = ASSET.matcher(page.text());
    TreeSet<String> assets = new TreeSet<>();
    while (found.find()) {
      assets.add(found.group(1));
    }
    for (String asset : assets) {
      sum += Long.parseLong(ann.get(asset, "Accept-Encoding", "gzip").header("Content-Length"));
    }
    assertThat(sum).isLessThan(130_000);
  }

  @Test
  void pagesTellNothingOfWhatSomebodyMayNotSee() throws Exception {
    List<String> hidden = pages("hidden");
    List<String> absent = pages("absent");
    for (int i = 0; i < hidden.size(); i++) {
      Reader.Answer there = eve.get(hidden.get(i));
      Reader.Answer not = eve.get(absent.get(i));
      assertThat(there.status()).as(hidden.get(i)).isEqualTo(404);
      assertThat(alike(there)).as(hidden.get(i)).isEqualTo(alike(not));
      assertThat(alike(eve.send("HEAD", hidden.get(i), Map.of())))
          .isEqualTo(alike(eve.send("HEAD", absent.get(i), Map.of())));
    }
  }

  @Test
  void formsTellNothingOfWhatSomebodyMayNotSee() throws Exception {
    String csrf = eve.get("/console/projects").input("csrf");
    List<String> hidden = pages("hidden");
    List<String> absent = pages("absent");
    for (int i = 0; i < hidden.size(); i++) {
      Map<String, String> form = Map.of("csrf", csrf, "tag", "main", "seen", "x", "to", digest);
      assertThat(alike(eve.post(hidden.get(i), form)))
          .as(hidden.get(i))
          .isEqualTo(alike(eve.post(absent.get(i), form)));
    }
  }

  @Test
  void anOpenPageTellsNothingOfWhatFollowsAStreamThatSomebodyMayNotSee() throws Exception {
    String address = "/console/live?of=projects&in=hidden&name=app&followed=before";
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(eve.stream(address).body(), StandardCharsets.UTF_8))) {
      String first = lines.readLine();
      assertThat(first).startsWith("id: ");
      assertThat(lines.readLine()).isEmpty();
      String csrf = eve.get("/console/projects").input("csrf");
      assertThat(eve.post("/console/projects", Map.of("csrf", csrf, "name", "app")).status())
          .isEqualTo(303);

      assertThat(lines.readLine()).as("told of the own project first").isNotEqualTo(first);
      assertThat(lines.readLine()).isEqualTo("event: changed");
    }
  }

  /** All but what is another one each time. */
  private static String alike(Reader.Answer answer) {
    String headers =
        answer.headers().map().entrySet().stream()
            .filter(e -> !e.getKey().matches("(?i)date|x-request-id|audit-id|content-length"))
            .toList()
            .toString();
    return (answer.status() + headers + answer.text())
        .replace("absent", "hidden")
        .replaceAll("'nonce-[^']*'", "")
        .replaceAll("nonce=\"[^\"]*\"", "")
        .replaceAll("name=\"csrf\" value=\"[^\"]*\"", "");
  }

  @Test
  void otherMethodsAreRefused() throws Exception {
    for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")) {
      Reader.Answer answer = ann.send(method, "/console/projects", Map.of());
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.text()).doesNotContain("csrf");
    }
    Reader.Answer head = ann.send("HEAD", "/console/projects", Map.of());
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.text()).isEmpty();
  }

  @Test
  void behindTheLastPageIsTheLastOne() throws Exception {
    assertThat(ann.get("/console/projects?page=9").text()).contains("projects/hidden\"");
    assertThat(ann.get("/console/projects/hidden?page=9").text()).contains("streams/app\"");
    assertThat(ann.get("/console/projects?q=absent&page=9").text()).contains("no project of that");
  }

  @Test
  void aFormThatIsTooLargeIsToldSoHoweverLongItsSenderWrites() throws Exception {
    Map<String, String> huge = Map.of("csrf", "x", "name", "x".repeat(5_000_000));
    try (Reader reader = Reader.of(server, HttpClient.Version.HTTP_1_1).login("ann", "secret")) {
      for (int i = 0; i < 5; i++) {
        assertThat(reader.post("/console/projects", huge).status()).isEqualTo(413);
      }
    }
  }

  @Test
  void formsThatAreNoneDoNothing() throws Exception {
    String csrf = ann.get("/console/projects").input("csrf");
    for (String proof : List.of("", "x", "é", "a".repeat(86), "%00", csrf + "AAAA")) {
      Reader.Answer sent =
          ann.post("/console/projects", Map.of("csrf", proof, "name", "never-made"));
      assertThat(sent.status()).as(proof).isEqualTo(403);
    }
    for (String origin : List.of("https://evil.example", "null", server.api() + ".evil.example")) {
      Reader.Answer sent =
          ann.post(
              "/console/projects", Map.of("csrf", csrf, "name", "never-made"), "Origin", origin);
      assertThat(sent.status()).as(origin).isEqualTo(403);
    }
    assertThat(ann.get("/console/projects/never-made").status()).isEqualTo(404);
    assertThat(server.log().lines().filter(line -> line.contains("to POST /console/projects:")))
        .as("no role would have let them in")
        .isNotEmpty()
        .allMatch(line -> line.contains("from no page") && !line.contains("role"));
    Reader.Answer own =
        ann.post("/console/projects", Map.of("csrf", csrf, "name", "made"), "Origin", server.api());
    assertThat(own.status()).isEqualTo(303);
  }

  @Test
  void hostileNamesAreShownPlainlyInEachPage() throws Exception {
    List<String> names =
        List.of(
            "a".repeat(253),
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onfocus='alert(1)",
            "javascript:alert(1)",
            "${7*7}{{7*7}}@if(true)",
            "\r\nSet-Cookie: x=y",
            "\u202eevil",
            "..",
            "a,b=c",
            "\ud83e\udd20");
    for (String name : names) {
      String encoded = Reader.encoded(name);
      for (String page : all()) {
        String query = page + (page.contains("?") ? "&" : "?");
        for (String path :
            List.of(
                page.replace("hidden", encoded).replaceAll("\\?.*", ""),
                page.replace("/app", "/" + encoded),
                page.replaceAll("=[^&]*", "=" + encoded),
                query + "q=" + encoded + "&sort=" + encoded + "&page=" + encoded)) {
          Reader.Answer answer = ann.get(path);
          assertThat(answer.status()).as(path).isIn(200, 303, 400, 404, 422);
          assertThat(answer.headers().map()).as(path).doesNotContainKey("x");
          if (answer.header("Content-Type").startsWith("text/html")) {
            assertThat(answer.text())
                .as(path)
                .doesNotContain(
                    "<script>alert",
                    "<img src=x",
                    "=\"javascript:alert(1)\" href",
                    "href=\"javascript:");
            assertThat(INLINE.matcher(tags(answer)).find()).as(path).isFalse();
          }
        }
      }
    }
    assertThat(server.log()).doesNotContain("unexpected failure");
  }
}
