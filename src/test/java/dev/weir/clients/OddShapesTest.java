package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.protobuf.KindSchemas;
import dev.weir.resource.schema.FieldCheck;
import dev.weir.resource.schema.Schema;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects of every kind that discovery lists, with one value each that is not what belongs there:
 * never an answer of the 5xx kind; what is refused leaves no trace, and what is taken is shown in
 * the shape that the kind's schema has. {@code -Dweir.fuzz.seed=N -Dweir.fuzz.requests=M} for other
 * and longer runs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddShapesTest {
  private static final long SEED = Long.getLong("weir.fuzz.seed", 1);
  private static final int REQUESTS = Integer.getInteger("weir.fuzz.requests", 700);
  private static final Pattern JAVA = Pattern.compile("\\b(java|javax|sun|tools|org)\\.[a-z]");
  private static final List<String> PATCHES =
      List.of(
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/json-patch+json");

  @TempDir static Path work;
  private final OddShapes shapes = new OddShapes(new SplittableRandom(SEED));
  private final KindSchemas schemas = new KindSchemas();
  private KindServer kindServer;
  private ServerProcess server;
  private HttpApi api;
  private List<KindSample> kinds = List.of();

  @BeforeAll
  void start() throws Exception {
    kindServer = KindServer.start(work.resolve("data"), KindSample::creatable);
    server = kindServer.process();
    api = kindServer.api();
    kinds = kindServer.kinds();
  }

  @AfterAll
  void stop() throws Exception {
    kindServer.close();
  }

  private record Sent(String method, String path, String type, String body) {}

  @Test
  void noValueInTheWrongPlaceIsTheServersFault() throws Exception {
    System.out.println("odd shapes: weir.fuzz.seed=" + SEED + " requests=" + REQUESTS);
    TreeMap<Integer, Integer> answers = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      KindSample kind = shapes.pick(kinds);
      Sent sent = next(kind);
      String named = kind.path(kind.names().getFirst());
      String before = sent.method().equals("POST") ? "" : wished(named);
      HttpResponse<String> answer = send(sent);
      answers.merge(answer.statusCode(), 1, Integer::sum);
      String fault = fault(kind, answer);
      if (fault.isEmpty()
          && answer.statusCode() >= 400
          && !before.isEmpty()
          && !before.equals(wished(named))) {
        fault = "refused, and changed the object";
      }
      if (!fault.isEmpty()) {
        faults.add(
            "request %d, %d %s: %s\n%s"
                .formatted(i, answer.statusCode(), fault, sent, answer.body()));
      }
      if (answer.statusCode() == 201 && sent.method().equals("POST")) {
        tidy(kind, answer);
      }
    }
    System.out.println("odd shapes: " + answers);
    assertThat(faults.stream().limit(3)).as("seed %d", SEED).isEmpty();
    assertThat(server.log()).doesNotContain("unexpected failure");
    assertThat(answers.keySet())
        .as("requests that all fail alike try nothing")
        .contains(200, 201, 400, 422);
  }

  /** What users say of an object; loops say the rest at any time. */
  private String wished(String path) throws Exception {
    ObjectNode object = HttpApi.tree(api.get(path));
    object.remove("status");
    Json.objectAt(object, "metadata").remove("resourceVersion");
    return Json.text(object);
  }

  private Sent next(KindSample kind) {
    Optional<Schema.Fields> schema = schemas.find(resource(kind));
    boolean fresh = kind.names().isEmpty() || !kind.verbs().contains("update") || shapes.oneIn(2);
    ObjectNode object = kind.object(fresh ? kind.names().get(1) : kind.names().getFirst());
    String odd =
        schema.isPresent() && !shapes.oneIn(4)
            ? shapes.spoil(object, schema.get())
            : shapes.spoil(object);
    if (fresh) {
      return new Sent("POST", kind.path(), "application/json", odd);
    }
    String path =
        kind.path(kind.names().getFirst())
            + (shapes.oneIn(4) ? "/status" : shapes.oneIn(12) ? "/scale" : "");
    if (shapes.oneIn(2)) {
      return new Sent("PUT", path, shapes.oneIn(6) ? "application/yaml" : "application/json", odd);
    }
    String type = shapes.pick(PATCHES);
    return new Sent("PATCH", path, type, type.contains("json-patch") ? jsonPatch() : odd);
  }

  private String jsonPatch() {
    return "[{\"op\":\"%s\",\"path\":\"%s\",\"value\":%s}]"
        .formatted(
            shapes.pick(List.of("add", "replace", "test")),
            shapes.pick(
                List.of(
                    "/metadata/generation",
                    "/spec/replicas",
                    "/spec",
                    "/status",
                    "/metadata/labels/a")),
            shapes.odd());
  }

  private static ResourceKind resource(KindSample kind) {
    return ResourceKind.namespaced(
        kind.group(), kind.version(), kind.plural(), kind.plural(), kind.kind());
  }

  private HttpResponse<String> send(Sent sent) throws Exception {
    return api.send(
        api.request(sent.path())
            .header("Content-Type", sent.type())
            .method(sent.method(), BodyPublishers.ofString(sent.body())));
  }

  /** What is wrong with an answer; empty if nothing is. */
  private String fault(KindSample kind, HttpResponse<String> answer) throws Exception {
    if (answer.statusCode() >= 500) {
      return "the server's fault";
    }
    if (answer.statusCode() >= 400) {
      String message = Json.string(HttpApi.tree(answer), "message");
      return message.isEmpty() || JAVA.matcher(message).find() ? "no words for users" : "";
    }
    ObjectNode shown = HttpApi.tree(answer);
    if (!Json.string(shown, "kind").equals(kind.kind())) {
      return "";
    }
    String table = table(kind);
    return schemas
        .find(resource(kind))
        .map(schema -> FieldCheck.prune(shown, schema).mismatches())
        .filter(wrong -> !wrong.isEmpty())
        .map(wrong -> "shown in another shape: " + wrong)
        .orElse(table);
  }

  private String table(KindSample kind) throws Exception {
    if (!kind.verbs().contains("list")) {
      return "";
    }
    HttpResponse<String> list =
        api.send(
            api.request(kind.path())
                .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"));
    return list.statusCode() == 200 ? "" : "the list no longer works: " + list.body();
  }

  private void tidy(KindSample kind, HttpResponse<String> answer) throws Exception {
    String name = HttpApi.tree(answer).at("/metadata/name").asString("");
    if (!name.isEmpty() && kind.verbs().contains("delete")) {
      api.delete(kind.path(name));
    }
  }
}
