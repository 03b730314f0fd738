package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Imports images and pulls them request by request, as the administrator or somebody else. */
final class ThroughCalls implements AutoCloseable {
  private static final String IMAGES = "/apis/image.openshift.io/v1/namespaces/";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ServerProcess server;
  private final ApiCaller caller;
  private final HttpClient client = HttpClient.newHttpClient();

  ThroughCalls(ServerProcess server, ApiCaller caller) {
    this.server = server;
    this.caller = caller;
  }

  void project(String name) throws IOException, InterruptedException {
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'" + name + "'}}");
  }

  /** A token of somebody who has a role in a project, or none. */
  String account(String project, String name, String role)
      throws IOException, InterruptedException {
    String accounts = "/api/v1/namespaces/" + project + "/serviceaccounts";
    caller.create(accounts, "{'metadata':{'name':'" + name + "'}}");
    if (!role.isEmpty()) {
      caller.create(
          "/apis/rbac.authorization.k8s.io/v1/namespaces/" + project + "/rolebindings",
          ("{'metadata':{'name':'%1$s'},'roleRef':{'kind':'ClusterRole','name':'%2$s'},"
                  + "'subjects':[{'kind':'ServiceAccount','namespace':'%3$s','name':'%1$s'}]}")
              .formatted(name, role, project));
    }
    return caller.create(accounts + "/" + name + "/token", "{}").at("/status/token").asString("");
  }

  /** Keeps a login for a registry in a project. */
  void login(String project, String name, String host, String user, String password)
      throws IOException, InterruptedException {
    String auth =
        Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    String config = "{\"auths\":{\"" + host + "\":{\"auth\":\"" + auth + "\"}}}";
    String data = Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8));
    caller.create(
        "/api/v1/namespaces/" + project + "/secrets",
        ("{'metadata':{'name':'%s'},'type':'kubernetes.io/dockerconfigjson',"
                + "'data':{'.dockerconfigjson':'%s'}}")
            .formatted(name, data));
  }

  void forgetLogin(String project, String name) throws IOException, InterruptedException {
    api("DELETE", "/api/v1/namespaces/" + project + "/secrets/" + name, "");
  }

  ApiCaller.Answer api(String method, String path, String body)
      throws IOException, InterruptedException {
    return caller.api(caller.administrator(), method, path, body.replace('\'', '"'));
  }

  /** Imports an image over plain HTTP into {@code project/stream:tag}; it must come. */
  void imported(String target, String from) throws IOException, InterruptedException {
    imported(target, from, "'insecure':true,'importMode':'PreserveOriginal'");
  }

  /**
   * Imports an image; it must come.
   *
   * @param policy members of the import policy
   */
  void imported(String target, String from, String policy)
      throws IOException, InterruptedException {
    String[] parts = target.split("[/:]");
    JsonNode answer =
        caller.create(
            IMAGES + parts[0] + "/imagestreamimports",
            ("{'metadata':{'name':'%s'},'spec':{'import':true,'images':[{'to':{'name':'%s'},"
                    + "'importPolicy':{%s},'referencePolicy':{'type':'Local'},"
                    + "'from':{'kind':'DockerImage','name':'%s'}}]}}")
                .formatted(parts[1], parts[2], policy, from));
    assertThat(answer.at("/status/images/0/status/status").asString(""))
        .as(answer.at("/status/images/0/status").toString())
        .isNotEqualTo("Failure");
  }

  /** Says with a token that {@code project/stream:tag} is an image elsewhere. */
  void claimed(String token, String target, String pullSpec)
      throws IOException, InterruptedException {
    String[] parts = target.split("[/:]");
    String images = IMAGES + parts[0];
    String stream = "{\"metadata\":{\"name\":\"" + parts[1] + "\"}}";
    assertThat(caller.api(token, "POST", images + "/imagestreams", stream).status()).isEqualTo(201);
    String mapping =
        ("{'metadata':{'name':'%s'},'tag':'%s','image':{'metadata':{'name':'%s'},"
                + "'dockerImageReference':'%s'}}")
            .formatted(parts[1], parts[2], pullSpec.replaceFirst(".*@", ""), pullSpec);
    assertThat(
            caller
                .api(token, "POST", images + "/imagestreammappings", mapping.replace('\'', '"'))
                .status())
        .isEqualTo(201);
  }

  /** An image stream. */
  JsonNode stream(String name) throws IOException, InterruptedException {
    return api("GET", IMAGES + name.replace("/", "/imagestreams/"), "").json();
  }

  /** The condition of the type {@code PullThrough} of a tag; missing if there is none. */
  JsonNode pullCondition(String stream, String tag) throws IOException, InterruptedException {
    for (JsonNode one : stream(stream).at("/status/tags")) {
      for (JsonNode condition : one.path("conditions")) {
        if (one.path("tag").asString("").equals(tag)
            && condition.path("type").asString("").equals("PullThrough")) {
          return condition;
        }
      }
    }
    return Json.object().path("none");
  }

  /** What came back of the registry. */
  record Pulled(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    byte[] body() {
      return response.body();
    }

    JsonNode json() {
      return Json.parse(response.body());
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** Code of the first error. */
    String code() {
      return json().at("/errors/0/code").asString("");
    }

    String message() {
      return json().at("/errors/0/message").asString("");
    }
  }

  Pulled get(String path, String... headers) throws IOException, InterruptedException {
    return send(caller.administrator(), "GET", path, new byte[0], headers);
  }

  Pulled head(String path) throws IOException, InterruptedException {
    return send(caller.administrator(), "HEAD", path, new byte[0]);
  }

  /**
   * Sends a request to the registry.
   *
   * @param token empty for nobody in particular
   * @param path below {@code /v2/}
   * @param headers name, value, name, value
   */
  Pulled send(String token, String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(headers));
    if (!token.isEmpty()) {
      all.addAll(List.of("Authorization", "Bearer " + token));
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + server.registry() + "/v2/" + path))
            .timeout(PATIENCE)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (!all.isEmpty()) {
      request.headers(all.toArray(String[]::new));
    }
    return new Pulled(client.send(request.build(), BodyHandlers.ofByteArray()));
  }

  String administrator() {
    return caller.administrator();
  }

  @Override
  public void close() {
    client.close();
  }
}
