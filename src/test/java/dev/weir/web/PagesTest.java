package dev.weir.web;

import static dev.weir.web.Html.element;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.Door;
import dev.weir.http.DoorHandler;
import dev.weir.http.Exchange;
import dev.weir.http.Mount;
import dev.weir.http.Mounts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages with forms, as any door may show them, beside another door on one port. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
  private static final String ORIGIN = "https://weir.example";
  private static final Pattern FIELD = Pattern.compile("name=\"csrf\" value=\"([\\w-]{43})\"");

  private final Csrf csrf = new Csrf();
  private final HttpClient client = HttpClient.newHttpClient();
  private Server server;
  private String url;

  @BeforeAll
  void start() throws Exception {
    server = new Server(0);
    Door pages = this::page;
    Door other =
        exchange ->
            exchange.status(404).send("text/plain", "other".getBytes(StandardCharsets.US_ASCII));
    server.setHandler(
        new DoorHandler(
            new Mounts(List.of(new Mount("/page", pages), new Mount("/pages/", pages)), other)));
    server.start();
    url = "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  @AfterAll
  void stop() throws Exception {
    server.stop();
    client.close();
  }

  /** Greets whoever filled the form in. */
  private void page(Exchange exchange) throws IOException {
    if (exchange.method().equals("GET")) {
      new HtmlPage("A < B", Html.form(csrf.field(exchange), Html.input("name")))
          .send(exchange, 200);
      return;
    }
    Form form = Form.read(exchange);
    boolean ours = csrf.proves(exchange, form, ORIGIN);
    new HtmlPage("Hello", element("p", form.get("name"))).send(exchange, ours ? 200 : 403);
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String form, String... headers) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + "/page"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .headers(headers)
            .POST(BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }

  private static String cookie(HttpResponse<String> page) {
    return page.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  private static String field(HttpResponse<String> page) {
    Matcher matcher = FIELD.matcher(page.body());
    assertThat(matcher.find()).as(page.body()).isTrue();
    return matcher.group(1);
  }

  @ParameterizedTest
  @CsvSource({
    "/page, 200",
    "/page/, 404",
    "/pages, 404",
    "/pages/, 200",
    "/pages/a/b, 200",
    "/, 404",
    "/other/page, 404"
  })
  void eachDoorAnswersWhereItIsMounted(String path, int status) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(status);
  }

  @Test
  void aPageAllowsNoScriptAndNoFrame() throws Exception {
    HttpResponse<String> page = get("/page");

    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .contains(
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
                + " frame-ancestors 'none'; form-action 'self'");
    assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("same-origin");
    assertThat(page.body()).contains("<title>A &lt; B</title>", "<h1>A &lt; B</h1>");
  }

  @Test
  void aFormOfOursIsTakenAndWhatItSaysIsText() throws Exception {
    HttpResponse<String> page = get("/page");
    String name = URLEncoder.encode("<b>ann</b>", StandardCharsets.UTF_8);

    HttpResponse<String> answer =
        post("name=" + name + "&csrf=" + field(page), "Cookie", "a=b; " + cookie(page));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("<p>&lt;b&gt;ann&lt;/b&gt;</p>");
  }

  @Test
  void theCookieIsForThisHostOnlyAndIsKept() throws Exception {
    HttpResponse<String> page = get("/page");
    HttpResponse<String> again = get("/page", "Cookie", cookie(page));

    assertThat(page.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("__Host-weir-csrf=")
        .endsWith("; Path=/; Secure; HttpOnly; SameSite=Strict");
    assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(field(again)).isEqualTo(field(page));
  }

  @Test
  void aFormOfSomebodyElseIsNotTaken() throws Exception {
    HttpResponse<String> page = get("/page");
    String form = "name=ann&csrf=" + field(page);
    String other = field(get("/page"));

    assertThat(post(form, "X-None", "").statusCode()).as("no cookie").isEqualTo(403);
    assertThat(post("name=ann", "Cookie", cookie(page)).statusCode()).as("no field").isEqualTo(403);
    assertThat(post("name=ann&csrf=" + other, "Cookie", cookie(page)).statusCode())
        .as("another's field")
        .isEqualTo(403);
    assertThat(post(form + "&csrf=" + other, "Cookie", cookie(page)).statusCode())
        .as("two fields")
        .isEqualTo(403);
    assertThat(
            post(form, "Cookie", cookie(page), "Origin", "https://elsewhere.example").statusCode())
        .as("another origin")
        .isEqualTo(403);
    assertThat(post(form, "Cookie", cookie(page), "Origin", ORIGIN).statusCode()).isEqualTo(200);
  }
}
