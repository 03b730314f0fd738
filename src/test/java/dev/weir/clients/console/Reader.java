package dev.weir.clients.console;

import dev.weir.clients.ApiCaller;
import dev.weir.clients.ServerProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Somebody who reads the console by plain requests, with cookies as a browser has them. */
final class Reader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern INPUT = Pattern.compile("<input[^>]*>");

  private final ServerProcess server;
  private final HttpClient client;
  private final Map<String, String> cookies = new TreeMap<>();

  private Reader(ServerProcess server, HttpClient client) {
    this.server = server;
    this.client = client;
  }

  static Reader of(ServerProcess server) throws Exception {
    return of(server, HttpClient.Version.HTTP_2);
  }

  static Reader of(ServerProcess server, HttpClient.Version version) throws Exception {
    return new Reader(
        server,
        HttpClient.newBuilder().sslContext(ApiCaller.trusting(server)).version(version).build());
  }

  /** What came back. */
  record Answer(int status, HttpHeaders headers, String text) {
    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    String location() {
      return header("Location");
    }

    /** The value of the first input of that name, as it stands in the page. */
    String input(String name) {
      Matcher inputs = INPUT.matcher(text);
      while (inputs.find()) {
        if (inputs.group().contains("name=\"" + name + "\"")) {
          Matcher value = Pattern.compile("value=\"([^\"]*)\"").matcher(inputs.group());
          return value.find() ? value.group(1) : "";
        }
      }
      throw new AssertionError("no input " + name + " in " + text);
    }
  }

  Map<String, String> cookies() {
    return cookies;
  }

  Answer get(String path, String... headers) throws IOException, InterruptedException {
    return send("GET", path, Map.of(), headers);
  }

  Answer post(String path, Map<String, String> form, String... headers)
      throws IOException, InterruptedException {
    return send("POST", path, form, headers);
  }

  Answer send(String method, String path, Map<String, String> form, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path, headers).timeout(PATIENCE);
    if (method.equals("POST")) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(
              BodyPublishers.ofString(
                  form.entrySet().stream()
                      .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
                      .collect(Collectors.joining("&"))));
    } else {
      request.method(method, BodyPublishers.noBody());
    }
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    keep(response.headers());
    boolean packed = response.headers().firstValue("Content-Encoding").isPresent();
    return new Answer(
        response.statusCode(),
        response.headers(),
        packed && response.body().length > 0
            ? unpacked(response.body())
            : new String(response.body(), StandardCharsets.UTF_8));
  }

  /** An answer that keeps coming; the caller closes it. */
  HttpResponse<InputStream> stream(String path, String... headers)
      throws IOException, InterruptedException {
    return client.send(request(path, headers).build(), BodyHandlers.ofInputStream());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(path.startsWith("https:") ? path : server.api() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(e -> e.getKey() + "=" + e.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  private void keep(HttpHeaders headers) {
    for (String line : headers.allValues("Set-Cookie")) {
      String pair = line.substring(0, line.indexOf(';'));
      String name = pair.substring(0, pair.indexOf('='));
      if (line.contains("Max-Age=0")) {
        cookies.remove(name);
      } else {
        cookies.put(name, pair.substring(name.length() + 1));
      }
    }
  }

  /** Goes where it is sent, until there is a page. */
  Answer follow(String path) throws IOException, InterruptedException {
    Answer answer = get(path);
    for (int i = 0; i < 5 && answer.status() / 100 == 3; i++) {
      answer = get(answer.location());
    }
    return answer;
  }

  /** The form of the login that a page asks for. */
  Answer loginFor(String path) throws IOException, InterruptedException {
    String form = get(path).location();
    Answer page = get(form);
    return new Answer(page.status(), page.headers(), page.text() + "<!--at " + form + "-->");
  }

  /** Sends a form that {@link #loginFor} gave; the answer says where the callback is. */
  Answer loggedIn(Answer form, String user, String password)
      throws IOException, InterruptedException {
    Map<String, String> fields = new TreeMap<>();
    Matcher inputs = INPUT.matcher(form.text());
    while (inputs.find()) {
      Matcher name = Pattern.compile("name=\"([^\"]*)\"").matcher(inputs.group());
      if (name.find()) {
        fields.put(name.group(1), form.input(name.group(1)).replace("&amp;", "&"));
      }
    }
    fields.put("username", user);
    fields.put("password", password);
    Matcher at = Pattern.compile("<!--at (.*)-->").matcher(form.text());
    if (!at.find()) {
      throw new AssertionError("no login: " + form);
    }
    return post(at.group(1), fields);
  }

  /** Logs in, whoever was logged in before. */
  Reader login(String user, String password) throws IOException, InterruptedException {
    String _ = cookies.remove("__Host-weir-session");
    Answer sent = loggedIn(loginFor("/console/projects"), user, password);
    Answer back = get(sent.location());
    if (back.status() != 303 || !cookies.containsKey("__Host-weir-session")) {
      throw new AssertionError("not logged in: " + sent + back);
    }
    return this;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String unpacked(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
