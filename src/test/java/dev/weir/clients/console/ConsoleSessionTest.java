package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session begins by its user's own login, in each tab, and is over when it is ended. */
@Timeout(120)
class ConsoleSessionTest {
  private static final String SESSION = "__Host-weir-session";
  private static final String PROJECTS = "/console/projects";

  @TempDir static Path work;
  private static ServerProcess server;

  @AutoClose private Reader ann;
  @AutoClose private Reader other;

  @BeforeAll
  static void start() throws Exception {
    RealClient htpasswd = RealClient.required(Map.of(), "htpasswd");
    Path data = Files.createDirectories(work.resolve("data"));
    String users = data.resolve("users.htpasswd").toString();
    String _ = htpasswd.run("-cbB", users, "ann", "secret");
    String _ = htpasswd.run("-bB", users, "bob", "secret");
    server = ServerProcess.start(data);
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    ann = Reader.of(server);
    other = Reader.of(server);
  }

  private Map<String, String> project(Reader.Answer page, String name) {
    return Map.of("csrf", page.input("csrf"), "name", name);
  }

  @Test
  void twoTabsThatLogInEachComeToTheirPage() throws Exception {
    Reader.Answer first = ann.loginFor(PROJECTS + "?q=first");
    Reader.Answer second = ann.loginFor("/console/catalog?q=second");

    String afterFirst = ann.get(ann.loggedIn(first, "ann", "secret").location()).location();
    String afterSecond = ann.get(ann.loggedIn(second, "ann", "secret").location()).location();

    assertThat(afterFirst).isEqualTo(PROJECTS + "?q=first");
    assertThat(afterSecond).isEqualTo("/console/catalog?q=second");
    assertThat(ann.get(PROJECTS).status()).isEqualTo(200);
  }

  @Test
  void aFormStillWorksAfterItsUserLoggedInAgainInAnotherTab() throws Exception {
    Reader.Answer page = ann.login("ann", "secret").get(PROJECTS);
    Reader.Answer again = ann.post("/console/logout", Map.of("csrf", page.input("csrf")));
    assertThat(again.location()).isEqualTo("/console/out");

    Reader.Answer sent = ann.login("ann", "secret").post(PROJECTS, project(page, "again"));

    assertThat(sent.location()).isEqualTo(PROJECTS + "/again");
  }

  @Test
  void aFormOfOneUserDoesNothingForTheNext() throws Exception {
    Reader.Answer page = ann.login("ann", "secret").get(PROJECTS);

    Reader.Answer sent = ann.login("bob", "secret").post(PROJECTS, project(page, "not-bobs"));

    assertThat(sent.status()).isEqualTo(403);
    assertThat(sent.text()).contains("Nothing was done");
    assertThat(ann.get(PROJECTS + "/not-bobs").status()).isEqualTo(404);
  }

  @Test
  void aPageThatWasMadeForSomebodyElseComesAgainAsAWhole() throws Exception {
    Reader.Answer page = ann.login("ann", "secret").get(PROJECTS);
    String[] anew = {"HX-Request", "true", "Weir-Page", page.input("csrf")};
    assertThat(ann.get(PROJECTS, anew).status()).isEqualTo(200);

    Reader.Answer answer = ann.login("bob", "secret").get(PROJECTS, anew);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.header("HX-Refresh")).isEqualTo("true");
    assertThat(answer.text()).doesNotContain("bob");
  }

  @Test
  void theLinkOfSomebodyElsesLoginLogsNobodyIn() throws Exception {
    String callback = other.loggedIn(other.loginFor(PROJECTS), "bob", "secret").location();
    Reader.Answer _ = ann.get(PROJECTS); // was sent to log in, as a browser that has a cookie

    Reader.Answer answer = ann.get(callback);

    assertThat(answer.location()).isEqualTo(PROJECTS);
    assertThat(ann.cookies()).doesNotContainKey(SESSION);
  }

  @Test
  void aLoginThatIsRefusedSaysSoAndHowToTryAgain() throws Exception {
    String wanted = "/console/catalog?q=ruby";
    String form = ann.get(wanted).location();
    String state = form.replaceAll(".*[?&]state=([^&]*).*", "$1");

    Reader.Answer page = ann.get("/console/callback?error=access_denied&state=" + state);

    assertThat(page.status()).isEqualTo(400);
    assertThat(page.text()).contains("Not logged in", "(access_denied)", "href=\"" + wanted + "\"");
    Reader.Answer other =
        ann.get("/console/callback?error=call-555-1234&error_description=call-555-1234");
    assertThat(other.text())
        .contains("not in words that are known here", "href=\"/console/projects\"")
        .doesNotContain("555");
  }

  @Test
  void aLoginLeadsNowhereButToItsOwnPage() throws Exception {
    Reader.Answer form = ann.loginFor("/console/projects");
    String callback = ann.loggedIn(form, "ann", "secret").location();
    String state = callback.replaceAll(".*[?&]state=([^&]*).*", "$1");
    String[] parts = state.replace("%7E", "~").split("~");
    String elsewhere =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("https://evil.example/".getBytes(StandardCharsets.UTF_8));

    Reader.Answer answer =
        ann.get(callback.replace(state, parts[0] + "~" + elsewhere + "~" + parts[2]));

    assertThat(answer.location()).isEqualTo(PROJECTS);
    assertThat(ann.cookies()).doesNotContainKey(SESSION);
  }

  @Test
  void aSessionThatSomebodyPutThereIsEndedByTheLogin() throws Exception {
    String planted = other.login("bob", "secret").cookies().get(SESSION);
    ann.cookies().put(SESSION, planted);
    Reader.Answer sent = ann.loggedIn(anonymousForm(), "ann", "secret");

    Reader.Answer _ = ann.get(sent.location());

    assertThat(ann.cookies().get(SESSION)).isNotEqualTo(planted);
    assertThat(ann.get(PROJECTS).text()).contains(">ann<");
    assertThat(other.get(PROJECTS).status()).isEqualTo(303);
  }

  /** The login of a browser that already shows a session. */
  private Reader.Answer anonymousForm() throws Exception {
    String planted = String.valueOf(ann.cookies().remove(SESSION));
    Reader.Answer form = ann.loginFor(PROJECTS);
    ann.cookies().put(SESSION, planted);
    return form;
  }

  @Test
  void nothingIsDoneOnceTheSessionHasEnded() throws Exception {
    Reader.Answer page = ann.login("ann", "secret").get(PROJECTS);
    String session = ann.cookies().get(SESSION);
    Reader.Answer out = ann.post("/console/logout", Map.of("csrf", page.input("csrf")));
    assertThat(out.headers().allValues("Set-Cookie"))
        .anyMatch(cookie -> cookie.startsWith(SESSION) && cookie.contains("Max-Age=0"));
    ann.cookies().put(SESSION, session);

    Reader.Answer got = ann.get(PROJECTS + "?q=back");
    assertThat(got.status()).isEqualTo(303);
    assertThat(got.location()).startsWith("/oauth/authorize?");
    Reader.Answer posted = ann.post(PROJECTS, project(page, "too-late"));
    assertThat(posted.status()).isEqualTo(401);
    assertThat(posted.text()).contains("Nothing was done");
    Reader.Answer refetched = ann.get(PROJECTS, "HX-Request", "true");
    assertThat(refetched.status()).isEqualTo(401);
    assertThat(refetched.header("HX-Refresh")).isEqualTo("true");
    assertThat(ann.get("/console/live?of=projects&since=1").status()).isEqualTo(401);

    assertThat(ann.login("ann", "secret").get(PROJECTS + "/too-late").status()).isEqualTo(404);
  }

  @Test
  void cookiesAreForThisHostAloneAndNoScript() throws Exception {
    Reader.Answer form = ann.loginFor(PROJECTS);
    Reader.Answer sent = ann.loggedIn(form, "ann", "secret");
    List<String> set =
        List.of(
            other.get(PROJECTS).header("Set-Cookie"),
            ann.get(sent.location()).header("Set-Cookie"));

    assertThat(set)
        .allSatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("__Host-weir-")
                    .contains("Path=/;", "Secure", "HttpOnly", "SameSite=Lax")
                    .doesNotContain("Domain"));
  }

  @Test
  void nothingComesOfAThemeButALookAndAPageOfOurs() throws Exception {
    String csrf = ann.login("ann", "secret").get(PROJECTS).input("csrf");
    for (String back :
        List.of("https://evil.example", "//evil.example", "/console\\..", "/oauth", "")) {
      Reader.Answer sent =
          ann.post("/console/theme", Map.of("csrf", csrf, "theme", "dark", "back", back));
      assertThat(sent.location()).as(back).isEqualTo(PROJECTS);
    }
    Reader.Answer sent =
        ann.post(
            "/console/theme",
            Map.of("csrf", csrf, "theme", "\"><script>", "back", "/console/catalog?q=1"));
    assertThat(sent.location()).isEqualTo("/console/catalog?q=1");
  }
}
