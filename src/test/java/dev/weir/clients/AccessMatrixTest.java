package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Every default role, given to a service account in one project or everywhere, asks for every verb
 * of every image resource in that project, in another one and in none, and pulls and pushes. What
 * is not refused must be what {@code access-matrix.txt} says.
 */
@WeirServer({"--audit-log", "off"})
class AccessMatrixTest {
  private static final List<String> ROLES =
      List.of(
          "admin",
          "edit",
          "view",
          "basic-user",
          "cluster-reader",
          "cluster-admin",
          "self-provisioner",
          "system:image-puller",
          "system:image-pusher",
          "system:image-builder",
          "system:image-signer",
          "system:image-auditor",
          "system:image-pruner",
          "system:registry",
          "registry-viewer",
          "registry-editor",
          "registry-admin");
  private static final List<String> PLACES = List.of("own", "other", "none");
  private static final String IMAGES = "/apis/image.openshift.io/v1";
  private static final String ROLE_BINDINGS = "/apis/rbac.authorization.k8s.io/v1/";

  private final ServerProcess server;
  private final HttpApi api;
  private List<Resource> resources = List.of();

  private record Resource(String name, boolean namespaced, List<String> verbs) {}

  AccessMatrixTest(ServerProcess server, HttpApi api) throws IOException, InterruptedException {
    this.server = server;
    this.api = api;
    for (String name : List.of("own", "other", "home")) {
      created("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(name));
    }
    for (String project : List.of("own", "other")) {
      created(IMAGES + "/namespaces/" + project + "/imagestreams", "{'metadata':{'name':'app'}}");
    }
    resources =
        HttpApi.tree(api.get(IMAGES))
            .path("resources")
            .valueStream()
            .map(AccessMatrixTest::resource)
            .toList();
  }

  private static Resource resource(JsonNode entry) {
    return new Resource(
        entry.path("name").asString(),
        entry.path("namespaced").booleanValue(),
        entry.path("verbs").valueStream().map(JsonNode::asString).toList());
  }

  private void created(String path, String json) throws IOException, InterruptedException {
    HttpResponse<String> answer = api.post(path, json.replace('\'', '"'));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /** A service account's token; its own project is not one of those that are asked about. */
  private String account(String name, String role, boolean everywhere)
      throws IOException, InterruptedException {
    String accounts = "/api/v1/namespaces/home/serviceaccounts";
    created(accounts, "{'metadata':{'name':'%s'}}".formatted(name));
    if (!role.isEmpty()) {
      created(
          ROLE_BINDINGS + (everywhere ? "clusterrolebindings" : "namespaces/own/rolebindings"),
          ("{'metadata':{'name':'matrix-%s'},"
                  + "'roleRef':{'kind':'ClusterRole','name':'%s'},"
                  + "'subjects':[{'kind':'ServiceAccount','namespace':'home','name':'%s'}]}")
              .formatted(name, role, name));
    }
    HttpResponse<String> answer = api.post(accounts + "/" + name + "/token", "{\"spec\":{}}");
    return HttpApi.tree(answer).at("/status/token").asString();
  }

  @Test
  void everyRoleMayDoWhatTheTableSays() throws Exception {
    List<Future<List<String>>> rows = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      rows.add(callers.submit(() -> rows("(no role)", account("nobody", "", false))));
      for (int i = 0; i < ROLES.size(); i++) {
        String role = ROLES.get(i);
        String own = account("own-" + i, role, false);
        String all = account("all-" + i, role, true);
        rows.add(callers.submit(() -> rows(role, own)));
        rows.add(callers.submit(() -> rows(role + " everywhere", all)));
      }
    }
    StringBuilder table = new StringBuilder();
    for (Future<List<String>> row : rows) {
      row.get().forEach(line -> table.append(line).append('\n'));
    }

    assertThat(table.toString()).isEqualTo(expected());
  }

  private static String expected() throws IOException {
    try (InputStream in = AccessMatrixTest.class.getResourceAsStream("access-matrix.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.replaceAll("(?m)^#.*\n", "");
    }
  }

  private List<String> rows(String who, String token) throws IOException, InterruptedException {
    List<String> rows = new ArrayList<>();
    for (Resource resource : resources) {
      TreeMap<String, String> allowed = new TreeMap<>();
      for (String place : PLACES) {
        allowed.put(place, verbs(token, resource, place));
      }
      row(rows, who, resource.name(), allowed);
    }
    TreeMap<String, String> registry = new TreeMap<>();
    for (String project : List.of("own", "other")) {
      registry.put(project, overRegistry(token, project));
    }
    row(rows, who, "registry", registry);
    return rows;
  }

  private static void row(
      List<String> rows, String who, String resource, Map<String, String> allowed) {
    if (allowed.values().stream().anyMatch(verbs -> !verbs.isEmpty())) {
      StringBuilder row = new StringBuilder(who + " | " + resource);
      for (String place : PLACES) {
        row.append(" | ").append(place).append(": ");
        row.append(allowed.getOrDefault(place, "").isEmpty() ? "-" : allowed.get(place));
      }
      rows.add(row.toString());
    }
  }

  private String verbs(String token, Resource resource, String place)
      throws IOException, InterruptedException {
    List<String> allowed = new ArrayList<>();
    for (String verb : resource.verbs()) {
      boolean collection = List.of("list", "watch", "deletecollection", "create").contains(verb);
      boolean asked =
          resource.namespaced()
              ? !place.equals("none") || verb.equals("list") || verb.equals("watch")
              : place.equals("none");
      if (asked && allows(token, request(resource, place, verb, collection), verb)) {
        allowed.add(verb);
      }
    }
    return String.join(" ", allowed);
  }

  private static String request(Resource resource, String place, String verb, boolean collection) {
    int slash = resource.name().indexOf('/');
    String plural = slash < 0 ? resource.name() : resource.name().substring(0, slash);
    String name =
        switch (plural) {
          case "imagestreamtags", "imagetags" -> "app:gone";
          case "imagestreamimages" -> "app@sha256:" + "0".repeat(64);
          case "images" -> "sha256:" + "0".repeat(64);
          default -> "gone";
        };
    String home = place.equals("none") ? "" : "/namespaces/" + place;
    String path = IMAGES + home + "/" + plural;
    if (slash >= 0) {
      return path + "/" + name + resource.name().substring(slash);
    }
    return collection ? path + (verb.equals("watch") ? "?watch=true" : "") : path + "/" + name;
  }

  /** Bodies are empty, so that nothing that is allowed does anything: it fails otherwise. */
  private boolean allows(String token, String path, String verb)
      throws IOException, InterruptedException {
    String method =
        switch (verb) {
          case "create" -> "POST";
          case "update" -> "PUT";
          case "patch" -> "PATCH";
          case "delete", "deletecollection" -> "DELETE";
          default -> "GET";
        };
    String dry = method.equals("GET") ? path : path + "?dryRun=All";
    HttpResponse<InputStream> answer =
        api.stream(
            api.anonymous(dry)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .version(
                    verb.equals("watch") ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
                .method(method, HttpRequest.BodyPublishers.noBody()));
    try (InputStream body = answer.body()) {
      if (!verb.equals("watch") || answer.statusCode() != 200) {
        body.readAllBytes(); // many streams of HTTP/2 that are broken off look like an attack
      }
    }
    assertThat(answer.statusCode()).as(method + " " + dry).isNotEqualTo(401).isLessThan(500);
    return answer.statusCode() != 403;
  }

  private String overRegistry(String token, String project)
      throws IOException, InterruptedException {
    List<String> allowed = new ArrayList<>();
    String repository = "http://" + server.registry() + "/v2/" + project + "/app";
    if (reaches(token, "GET", repository + "/manifests/gone", 404)) {
      allowed.add("pull");
    }
    if (reaches(token, "POST", repository + "/blobs/uploads/", 202)) {
      allowed.add("push");
    }
    return String.join(" ", allowed);
  }

  private boolean reaches(String token, String method, String uri, int allowed)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        api.send(
            HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.noBody()));
    assertThat(answer.statusCode()).as(method + " " + uri).isIn(allowed, 403);
    return answer.statusCode() == allowed;
  }
}
