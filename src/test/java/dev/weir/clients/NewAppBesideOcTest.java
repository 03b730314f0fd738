package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.resource.Json;
import dev.weir.resource.YamlDocuments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code weir new-app} finds what oc finds, and makes the objects that oc makes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class NewAppBesideOcTest {
  private static final String KINDS = "is,deploy,dc,bc,svc";

  @TempDir static Path work;
  private RealClient oc = RealClient.program(Object.class, Map.of(), List.of());
  private WeirCalls weir = new WeirCalls(Map.of(), Path.of(""));
  private List<ServerProcess> servers = new ArrayList<>();
  private String registry = "";

  @BeforeAll
  void start() throws Exception {
    RealClient _ = RealClient.oc(Map.of());
    RealClient _ = RealClient.required(Map.of(), "git");
    ServerProcess server = ServerProcess.start(work.resolve("server"));
    servers.add(server);
    registry = server.registry();
    Map<String, String> environment = new HashMap<>(server.environment(work));
    oc = RealClient.oc(environment).in(work);
    weir = new WeirCalls(environment, work);
    weir.says("new-project", "demo");
    NewAppSample.streams(weir, work, registry, "demo");
    NewAppSample.cloned(work.resolve("shop"), "Gemfile");
    NewAppSample.cloned(work.resolve("tool"), "setup.py");
    NewAppSample.cloned(work.resolve("odd"), "Cargo.toml");
  }

  @AfterAll
  void stop() throws Exception {
    for (ServerProcess server : servers) {
      server.close();
    }
  }

  private static String[] command(String... arguments) {
    List<String> command = new ArrayList<>(List.of("new-app"));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  /** What differs from one call to another, or has no order. */
  private static JsonNode plain(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(
          List.of(
              "uid",
              "resourceVersion",
              "creationTimestamp",
              "managedFields",
              "clusterIP",
              "clusterIPs",
              "created",
              "lastTriggerTime",
              "lastUpdateTime",
              "lastTransitionTime",
              "openshift.io/image.dockerRepositoryCheck",
              "weir.dev/cause"));
      if (object.has("secret")) {
        object.put("secret", "one");
      }
      object.forEach(NewAppBesideOcTest::plain);
    }
    if (node instanceof ArrayNode list) {
      list.forEach(NewAppBesideOcTest::plain);
      List<JsonNode> sorted =
          list.valueStream().sorted(Comparator.comparing(YamlDocuments::text)).toList();
      list.removeAll().addAll(sorted);
    }
    return node;
  }

  private static String shown(String text, String project) {
    JsonNode tree = plain(Json.parse(text.substring(Math.max(0, text.indexOf('{')))));
    return YamlDocuments.text(tree).replace(project, "PROJECT");
  }

  @Test
  void theSameObjectsAreShown() throws Exception {
    for (String[] arguments :
        new String[][] {
          {"ruby"},
          {"ruby:2.0"},
          {"openshift/ruby:2.9"},
          {"-i", "ruby:2.9"},
          {"-i", "data:8", "--name=store"},
          {"data:5.7", "-e", "A=1", "--env=B=x=y", "C=3", "-l", "a=b,c=d"},
          {"data:5.7", "-l", "app=mine"},
          {"data:5.7", "--as-deployment-config", "--as-test"},
          {"data:5.7", "data:8", "ruby"},
          {"--image=" + registry + "/openshift/images:data", "--insecure-registry"},
          {"--image=" + registry + "/openshift/images:plain", "--name=other"},
          {registry + "/openshift/images:data", "--as-deployment-config"},
          {registry + "/openshift/images:data", "--import-mode=PreserveOriginal"},
          {"nowhere", "--allow-missing-images"},
          {"nowhere", "--allow-missing-images", "--as-deployment-config"},
          {"ruby~https://127.0.0.1:1/team/shop.git"},
          {"ruby:2.9~https://127.0.0.1:1/team/shop.git#v1", "--name=web", "--source-secret=git"},
          {"ruby~shop", "--context-dir=sub", "--build-env=Q=1", "-e", "Z=2", "-l", "a=b"},
          {"ruby", "--code=shop", "--as-deployment-config"},
          {"data:8~shop", "--strategy=source"},
          {"shop"},
          {"tool"}
        }) {
      List<String> line = new ArrayList<>(List.of(arguments));
      line.addAll(List.of("--dry-run", "-o", "json"));
      Output theirs = oc.attempt("", command(line.toArray(String[]::new)));
      Output ours = weir.attempt("", command(line.toArray(String[]::new)));
      assertThat(theirs.exit()).as("%s: %s", line, theirs.err()).isZero();
      assertThat(ours.exit()).as("%s: %s", line, ours.err()).isZero();
      assertThat(shown(ours.out(), "PROJECT"))
          .as(line.toString())
          .isEqualTo(shown(theirs.out(), "PROJECT"));
    }
  }

  /** Names of the program differ, ages do, and where its reader looks next. */
  private static List<String> lines(String text) {
    return text.replace("warning: Cannot check if git requires authentication.", "")
        .replaceAll("\\([^)]* old\\)", "(T old)")
        .replaceAll("(?m)^.*(WARNING: this source repository|Create a secret with your git).*$", "")
        .replace("'oc ", "'weir ")
        .replace("(oc ", "(weir ")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  @Test
  void theSameIsSaid() throws Exception {
    for (String[] arguments :
        new String[][] {
          {"ruby", "--dry-run"},
          {"data:5.7", "--dry-run"},
          {"data:5.7", "ruby", "-o", "name", "--dry-run"},
          {"--image=" + registry + "/openshift/images:data", "--dry-run"},
          {"ruby~shop", "--dry-run"},
          {"shop", "--dry-run"},
          {"--search", "ruby"},
          {"--search", "--image-stream=empty"},
          {"-S", "nothing"},
          {"-L", "ruby"}
        }) {
      Output theirs = oc.attempt("", command(arguments));
      Output ours = weir.attempt("", command(arguments));
      String line = String.join(" ", arguments);
      assertThat(lines(ours.out())).as(line).isEqualTo(lines(theirs.out()));
      assertThat(ours.exit()).as(line).isEqualTo(theirs.exit());
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedAlike() throws Exception {
    for (String[] arguments :
        new String[][] {
          {"data", "--dry-run"},
          {"data:9", "--dry-run"},
          {"-i", "nothing"},
          {"empty", "--dry-run"},
          {"data:8~shop"},
          {"odd"},
          {"ruby", "data:8", "--name=one"},
          {"ruby", "--name=BAD"},
          {"ruby", "--name=a"},
          {"ruby", "-l", "bad"},
          {"ruby", "shop", "tool"},
          {"ruby", "--strategy=odd"}
        }) {
      Output theirs = oc.attempt("", command(arguments));
      Output ours = weir.attempt("", command(arguments));
      String line = String.join(" ", arguments);
      String first =
          theirs.err().lines().filter(it -> it.startsWith("error:")).findFirst().orElse("none");
      assertThat(ours.exit()).as(line).isEqualTo(theirs.exit()).isEqualTo(1);
      // Weir has no templates and no engine to look in
      assertThat(ours.err())
          .as(line)
          .startsWith(first.replaceFirst(", (templates|local docker|image stream images).*", ""));
    }
  }

  /** All that is in a project, as the server has it in the end. */
  private String made(String project) {
    StringBuilder all = new StringBuilder();
    for (String kind : KINDS.split(",")) {
      JsonNode items =
          Json.parse(weir.says("get", kind, "-n", project, "-o", "json")).path("items");
      all.append(kind).append(' ').append(shown("{\"items\":" + items + "}", project)).append('\n');
    }
    return all.toString();
  }

  @Test
  void theSameObjectsAreMade() throws Exception {
    for (String project : List.of("ocs", "weirs")) {
      weir.says("create", "ns", project);
      for (String[] arguments :
          new String[][] {
            {"demo/data:5.7", "--name=store"},
            {"--image=" + registry + "/openshift/images:data", "--name=imported"},
            {"ruby~https://127.0.0.1:1/team/shop.git"},
            {"ruby:2.9", "--as-deployment-config", "--name=old"}
          }) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("-n", project));
        String[] command = command(line.toArray(String[]::new));
        Output output = project.equals("ocs") ? oc.attempt("", command) : weir.attempt("", command);
        assertThat(output.exit()).as("%s: %s%s", line, output.out(), output.err()).isZero();
      }
    }
    await().untilAsserted(() -> assertThat(made("weirs")).isEqualTo(made("ocs")));
    assertThat(made("weirs")).contains("kind: Deployment", "kind: BuildConfig", "@sha256:");
  }
}
