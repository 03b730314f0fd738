package dev.weir.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.AuthorizationCodes;
import dev.weir.access.Tokens;
import dev.weir.access.password.HtpasswdFile;
import dev.weir.access.password.PasswordLogins;
import dev.weir.http.BodyBudget;
import dev.weir.http.DoorHandler;
import dev.weir.http.KnownNames;
import dev.weir.objects.StoreContext;
import dev.weir.platform.host.OwnHost;
import dev.weir.platform.user.Directory;
import dev.weir.platform.user.People;
import dev.weir.platform.user.SignIn;
import dev.weir.resource.Json;
import dev.weir.store.Store;
import dev.weir.store.memory.MemoryStore;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The door behind a real HTTP server; as over the Unix socket, requests name no issuer. */
class OAuthDoorTest {
  private static final String ISSUER = "https://weir.test:8443";
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String PKCE =
      "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
  private static final String OC =
      "/oauth/authorize?client_id=openshift-challenging-client&response_type=code&redirect_uri="
          + "https%3A%2F%2Fweir.test%3A8443%2Foauth%2Ftoken%2Fimplicit"
          + PKCE;
  private static final String WEB =
      "/oauth/authorize?client_id=openshift-cli-client&response_type=code&state=s1&redirect_uri="
          + "http%3A%2F%2F127.0.0.1%3A4000%2Fcallback"
          + PKCE;

  @TempDir private Path directory;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));
  private final Store store = new MemoryStore();
  private final Tokens tokens = new Tokens(store, now::get);
  private final Directory people = new Directory(store);
  private final HttpClient client = HttpClient.newHttpClient();
  private Server server;
  private People authenticator;
  private final AtomicBoolean stopping = new AtomicBoolean();

  @BeforeEach
  void start() throws Exception {
    byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    String hash = OpenBSDBCrypt.generate("2y", "s:ecret".toCharArray(), salt, 4);
    Path file = Files.writeString(directory.resolve("users"), "ann:" + hash + "\n");
    HtpasswdFile users = new HtpasswdFile(file, now::get);
    authenticator = new People(tokens, people, users);
    OAuthDoor door =
        new OAuthDoor(
            new OAuthDoor.Parts(
                new PasswordLogins(users, now::get, 1),
                new SignIn(new StoreContext(store, new OwnHost(store), now::get)),
                new AuthorizationCodes(store, now::get, tokens),
                tokens,
                new BodyBudget(8L << 20)),
            new Issuers(ISSUER, new KnownNames(List.of())));
    QueuedThreadPool threads = new QueuedThreadPool(8);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server = new Server(threads);
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new DoorHandler(
            exchange -> {
              if (stopping.get()) {
                Thread.currentThread().interrupt();
              }
              door.handle(exchange);
            }));
    server.start();
  }

  @AfterEach
  void stop() {
    LifeCycle.stop(server);
    people.close();
    store.close();
  }

  private HttpRequest.Builder request(String path) {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String basic(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private HttpResponse<String> login(String path, String password)
      throws IOException, InterruptedException {
    return send(
        request(path).header("X-CSRF-Token", "1").header("Authorization", basic("ann", password)));
  }

  private HttpResponse<String> post(HttpRequest.Builder request, String form)
      throws IOException, InterruptedException {
    return send(
        request
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String parameter(String location, String name) {
    Matcher matcher = Pattern.compile("[?&#]" + name + "=([^&]*)").matcher(location);
    return matcher.find() ? URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8) : "";
  }

  private static JsonNode json(HttpResponse<String> response) {
    return Json.parse(response.body());
  }

  private String code() throws IOException, InterruptedException {
    return parameter(header(login(OC, "s:ecret"), "Location"), "code");
  }

  private HttpResponse<String> exchange(String code, String verifier)
      throws IOException, InterruptedException {
    return post(
        request("/oauth/token").header("Authorization", basic("openshift-challenging-client", "")),
        "grant_type=authorization_code&code=%s&redirect_uri=%s/oauth/token/implicit&code_verifier=%s"
            .formatted(code, ISSUER, verifier));
  }

  private Optional<String> whoIs(String token) {
    return authenticator.authenticate(token).map(dev.weir.access.User::name);
  }

  @Test
  void saysWhereEverythingIs() throws Exception {
    JsonNode document = json(send(request("/.well-known/oauth-authorization-server")));

    assertThat(document.path("issuer").asString()).isEqualTo(ISSUER);
    assertThat(document.path("authorization_endpoint").asString())
        .isEqualTo(ISSUER + "/oauth/authorize");
    assertThat(document.path("token_endpoint").asString()).isEqualTo(ISSUER + "/oauth/token");
    assertThat(Json.text(document.path("code_challenge_methods_supported")))
        .isEqualTo("[\"S256\"]");
  }

  @Test
  void challengesOnlyThoseWhoSendTheHeader() throws Exception {
    HttpResponse<String> without =
        send(request(OC).header("Authorization", basic("ann", "s:ecret")));
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(without.headers().firstValue("WWW-Authenticate")).isEmpty();
    assertThat(header(without, "Warning")).startsWith("199 Origin ").contains("X-CSRF-Token");

    HttpResponse<String> with = send(request(OC).header("X-CSRF-Token", "1"));
    assertThat(with.statusCode()).isEqualTo(401);
    assertThat(header(with, "WWW-Authenticate")).isEqualTo("Basic realm=\"openshift\"");
  }

  @Test
  void aPasswordBecomesACodeAndTheCodeAToken() throws Exception {
    HttpResponse<String> redirect = login(OC, "s:ecret");
    assertThat(redirect.statusCode()).isEqualTo(302);
    String location = header(redirect, "Location");
    assertThat(location).startsWith(ISSUER + "/oauth/token/implicit?code=sha256");

    HttpResponse<String> answer = exchange(parameter(location, "code"), VERIFIER);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    JsonNode token = json(answer);
    assertThat(token.path("token_type").asString()).isEqualTo("Bearer");
    assertThat(token.path("expires_in").asLong()).isEqualTo(86_400);
    assertThat(token.path("scope").asString()).isEqualTo("user:full");
    assertThat(whoIs(token.path("access_token").asString())).contains("ann");
  }

  @Test
  void aTokenEndsAfterADay() throws Exception {
    String token = json(exchange(code(), VERIFIER)).path("access_token").asString();
    now.updateAndGet(t -> t.plusSeconds(86_399));
    assertThat(whoIs(token)).contains("ann");

    now.updateAndGet(t -> t.plusSeconds(1));

    assertThat(whoIs(token)).isEmpty();
  }

  @Test
  void olderClientsGetTheTokenAtOnce() throws Exception {
    String location =
        header(
            login(
                "/oauth/authorize?client_id=openshift-challenging-client&response_type=token",
                "s:ecret"),
            "Location");

    assertThat(location).startsWith(ISSUER + "/oauth/token/implicit#access_token=");
    assertThat(parameter(location, "expires_in")).isEqualTo("86400");
    assertThat(whoIs(parameter(location, "access_token"))).contains("ann");
  }

  @Test
  void aCodeWithAnotherVerifierOrAgainIsInvalid() throws Exception {
    String code = code();
    assertThat(exchange(code, VERIFIER + "x").statusCode()).isEqualTo(400);
    HttpResponse<String> again = exchange(code, VERIFIER);

    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(json(again).path("error").asString()).isEqualTo("invalid_grant");
  }

  @Test
  void aCodeThatIsShownTwiceEndsTheTokenThatItGave() throws Exception {
    String code = code();
    String token = json(exchange(code, VERIFIER)).path("access_token").asString();
    assertThat(whoIs(token)).contains("ann");

    assertThat(exchange(code, VERIFIER).statusCode()).isEqualTo(400);

    assertThat(whoIs(token)).isEmpty();
  }

  @Test
  void aClientWithASecretOrTheBrowsersIsRefused() throws Exception {
    for (String who : new String[] {"openshift-browser-client", "nobody"}) {
      HttpResponse<String> response =
          post(
              request("/oauth/token"),
              "grant_type=authorization_code&client_id=" + who + "&code=" + code());
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(json(response).path("error").asString()).isEqualTo("invalid_client");
    }
    HttpResponse<String> secret =
        post(
            request("/oauth/token")
                .header("Authorization", basic("openshift-challenging-client", "x")),
            "grant_type=authorization_code&code=" + code());
    assertThat(secret.statusCode()).isEqualTo(401);
  }

  @Test
  void otherGrantTypesAreRefused() throws Exception {
    HttpResponse<String> response =
        post(request("/oauth/token"), "grant_type=password&username=ann&password=s:ecret");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).path("error").asString()).isEqualTo("unsupported_grant_type");
  }

  @Test
  void aWrongPasswordIsChallengedAgainAndInTheEndHasToWait() throws Exception {
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> response = login(OC, "wrong");
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(header(response, "WWW-Authenticate")).startsWith("Basic ");
    }
    HttpResponse<String> limited = login(OC, "s:ecret");
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(header(limited, "Retry-After"))).isBetween(1, 61);

    now.updateAndGet(t -> t.plusSeconds(60));
    assertThat(login(OC, "s:ecret").statusCode()).isEqualTo(302);
  }

  @Test
  void unreadableCredentialsAreChallenged() throws Exception {
    for (String header : new String[] {"Basic ???", "Basic bm9jb2xvbg==", "Bearer x", "Basic"}) {
      assertThat(
              send(request(OC).header("X-CSRF-Token", "1").header("Authorization", header))
                  .statusCode())
          .isEqualTo(401);
    }
  }

  private record Page(String cookie, String csrf, String body) {}

  private Page page(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = send(request(path));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Security-Policy")).contains("frame-ancestors 'none'");
    Matcher field = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(response.body());
    assertThat(field.find()).isTrue();
    return new Page(
        header(response, "Set-Cookie").split(";", -1)[0], field.group(1), response.body());
  }

  @Test
  void aPersonFillsInAFormForTheCommandLine() throws Exception {
    Page page = page(WEB);

    HttpResponse<String> answer =
        post(
            request(WEB).header("Cookie", page.cookie()),
            "username=ann&password=s%3Aecret&csrf=" + page.csrf());

    assertThat(answer.statusCode()).isEqualTo(302);
    String location = header(answer, "Location");
    assertThat(location).startsWith("http://127.0.0.1:4000/callback?code=").endsWith("&state=s1");
    HttpResponse<String> token =
        post(
            request("/oauth/token"),
            "grant_type=authorization_code&client_id=openshift-cli-client&code=%s&redirect_uri=http://127.0.0.1:4000/callback&code_verifier=%s"
                .formatted(parameter(location, "code"), VERIFIER));
    assertThat(whoIs(json(token).path("access_token").asString())).contains("ann");
  }

  @Test
  void aFormFromElsewhereIsNotTaken() throws Exception {
    Page page = page(WEB);
    String filled = "username=ann&password=s%3Aecret&csrf=";

    assertThat(post(request(WEB), filled + page.csrf()).statusCode()).isEqualTo(403);
    assertThat(post(request(WEB).header("Cookie", page.cookie()), filled + "x").statusCode())
        .isEqualTo(403);
    assertThat(
            post(
                    request(WEB)
                        .header("Cookie", page.cookie())
                        .header("Origin", "https://evil.test"),
                    filled + page.csrf())
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void aWrongPasswordInTheFormIsToldInTheForm() throws Exception {
    Page page = page(WEB);

    HttpResponse<String> answer =
        post(
            request(WEB).header("Cookie", page.cookie()),
            "username=ann&password=wrong&csrf=" + page.csrf());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
    assertThat(answer.body()).contains("is wrong", "<form").doesNotContain("value=\"wrong\"");
  }

  @Test
  void thePageThatShowsATokenWantsAClick() throws Exception {
    String start = header(send(request("/oauth/token/request")), "Location");
    Page form = page(start);
    String display =
        header(
            post(
                request(start).header("Cookie", form.cookie()),
                "username=ann&password=s%3Aecret&csrf=" + form.csrf()),
            "Location");
    assertThat(display).startsWith(ISSUER + "/oauth/token/display?code=");
    String path = display.substring(ISSUER.length());
    Page ready = page(path);
    assertThat(ready.body()).doesNotContain("oc login");

    String fields = "code=" + parameter(display, "code") + "&csrf=" + ready.csrf();
    HttpResponse<String> shown =
        post(request("/oauth/token/display").header("Cookie", ready.cookie()), fields);

    assertThat(shown.statusCode()).isEqualTo(200);
    Matcher token =
        Pattern.compile("oc login --token=(\\S+) --server=" + ISSUER).matcher(shown.body());
    assertThat(token.find()).isTrue();
    assertThat(whoIs(token.group(1))).contains("ann");
    assertThat(
            post(request("/oauth/token/display").header("Cookie", ready.cookie()), fields)
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void whatComesFromOutsideIsNoMarkup() throws Exception {
    Page page = page("/oauth/token/display?code=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");

    assertThat(page.body()).doesNotContain("<script>").contains("&lt;script&gt;");
  }

  @Test
  void otherPathsMethodsAndHugeFormsAreRefused() throws Exception {
    assertThat(send(request("/oauth/nothing")).statusCode()).isEqualTo(404);
    assertThat(send(request("/oauth/token")).statusCode()).isEqualTo(405);
    assertThat(send(request(OC).DELETE()).statusCode()).isEqualTo(405);
    assertThat(post(request(OC), "").statusCode()).isEqualTo(405);
    assertThat(post(request("/oauth/token"), "x".repeat(70_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void aServerThatStopsDuringALoginSaysSo() throws Exception {
    stopping.set(true);
    HttpResponse<String> answer = login(OC, "s:ecret");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).contains("temporarily_unavailable", "the server stops");
  }
}
