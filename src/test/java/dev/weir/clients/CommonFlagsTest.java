package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Flags that many verbs have, each seen in what is sent or stored, beside kubectl and oc. */
@WeirServer
@Timeout(60)
class CommonFlagsTest {
  private static final String SAVED_PATH =
      "jsonpath={.metadata.annotations.kubectl\\.kubernetes\\.io/last-applied-configuration}";

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  CommonFlagsTest(Path work, ServerProcess server, WeirCalls weir) throws IOException {
    this.work = work;
    this.server = server;
    this.weir = weir;
    weir.says("new-project", "demo");
    weir.says("create", "deployment", "web", "--image=x/y:1");
    weir.says("create", "is", "app");
    weir.file("app.yaml", map("applied", "1"));
    for (String name : List.of("a", "b", "c", "d", "e")) {
      weir.says("-n", "demo", "create", "sa", "paged-" + name);
    }
  }

  private static String map(String name, String value) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: NAME}
    data: {z: "VALUE", a: b}
    """
        .replace("NAME", name)
        .replace("VALUE", value);
  }

  /** The requests of a call that succeeds, as {@code -v=6} shows them. */
  private List<String> requests(String... arguments) {
    Output output =
        weir.attempt(
            "", Stream.concat(Stream.of(arguments), Stream.of("-v=6")).toArray(String[]::new));
    assertThat(output.exit()).as(output.err()).isZero();
    return output.err().lines().toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create sa managed",
        "apply -f app.yaml",
        "replace -f app.yaml",
        "label is/app team=web",
        "annotate is/app note=x",
        "patch is/app -p {\"spec\":{\"lookupPolicy\":{\"local\":true}}}",
        "set image deploy/web *=x/y:2",
        "set image-lookup deploy/web",
        "set triggers deploy/web --from-image=app:v1",
        "rollout restart deploy/web",
      })
  void tellsTheServerWhomAChangeIsFrom(String command) {
    weir.attempt("", "create", "-f", "app.yaml");
    String[] words = (command + " --field-manager=my_tool!&x").split(" ");
    assertThat(requests(words))
        .filteredOn(line -> line.matches("(POST|PUT|PATCH) .*"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("fieldManager=my_tool%21%26x&"));
  }

  @Test
  void comparesAsWhomTheFlagNames() {
    weir.attempt("", "create", "-f", "app.yaml");
    Output output = weir.attempt("", "diff", "-f", "app.yaml", "--field-manager=me", "-v=6");
    assertThat(output.err()).containsPattern("PATCH .*fieldManager=me&");
  }

  @Test
  void refusesAFieldManagerThatNoServerTakes() {
    assertThat(weir.fails("create", "sa", "x", "--field-manager=" + "x".repeat(129)))
        .isEqualTo("error: --field-manager may not be longer than 128 characters\n");
    assertThat(weir.fails("create", "sa", "x", "--field-manager=a\tb"))
        .isEqualTo("error: --field-manager may hold printable characters only\n");
    assertThat(weir.fails("get", "sa", "x")).contains("NotFound");
  }

  private String saved(String what) {
    return weir.says("get", what, "-o", SAVED_PATH);
  }

  @Test
  void savesTheObjectOfAFileWordForWordAsKubectlDoes() throws Exception {
    RealClient kubectl = RealClient.required(server.environment(work), "kubectl").in(work);
    weir.file("ours.yaml", map("ours", "1"));
    weir.file("theirs.yaml", map("theirs", "1"));
    weir.says("create", "-f", "ours.yaml", "--save-config");
    kubectl.run("create", "-f", "theirs.yaml", "--save-config");
    assertThat(saved("cm/ours")).isEqualTo(saved("cm/theirs").replace("theirs", "ours"));
    weir.file("ours.yaml", map("ours", "2"));
    weir.file("theirs.yaml", map("theirs", "2"));
    weir.says("replace", "-f", "ours.yaml", "--save-config");
    kubectl.run("replace", "-f", "theirs.yaml", "--save-config");
    assertThat(saved("cm/ours"))
        .contains("\"z\":\"2\"")
        .isEqualTo(saved("cm/theirs").replace("theirs", "ours"));
  }

  @Test
  void savesNothingUnasked() throws IOException {
    weir.file("plain.yaml", map("plain", "1"));
    weir.says("create", "-f", "plain.yaml");
    assertThat(saved("cm/plain")).isEmpty();
  }

  @Test
  void keepsWhatIsSavedInStepWithAReplacedObject() throws IOException {
    weir.file("step.yaml", map("step", "1"));
    weir.says("apply", "-f", "step.yaml");
    weir.file("live.json", weir.says("get", "cm/step", "-o", "json").replace("\"1\"", "\"2\""));
    weir.says("replace", "-f", "live.json");
    assertThat(saved("cm/step")).contains("\"z\":\"2\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create configmap NAME --from-literal=a=b",
        "create sa NAME",
        "create deployment NAME --image=x/y:1",
      })
  void savesWhatAVerbCreatesSoThatApplyHasNothingToSay(String command) throws Exception {
    weir.says((command.replace("NAME", "saved") + " --save-config").split(" "));
    String what = command.split(" ")[1] + "/saved";
    ObjectNode config = (ObjectNode) Json.parse(saved(what));
    assertThat(config.path("metadata").path("name").asString()).isEqualTo("saved");
    weir.file("saved.json", Json.text(config));
    Output applied =
        RealClient.required(server.environment(work), "kubectl")
            .in(work)
            .attempt("", "-n", "demo", "apply", "-f", "saved.json");
    assertThat(applied.err()).isEmpty();
    assertThat(applied.out()).endsWith("/saved unchanged\n");
  }

  @Test
  void savesWhatWasEditedAsKubectlDoes() throws Exception {
    weir.file("ed.sh", "sed -i 's/z: \"1\"/z: \"9\"/' $1\n");
    weir.file("mine.yaml", map("mine", "1"));
    weir.file("other.yaml", map("other", "1"));
    weir.says("create", "-f", "mine.yaml", "-f", "other.yaml");
    weir.with("KUBE_EDITOR", "sh ed.sh").says("edit", "cm/mine", "--save-config");
    var environment = new java.util.HashMap<>(server.environment(work));
    environment.put("KUBE_EDITOR", "sh ed.sh");
    RealClient.required(environment, "kubectl")
        .in(work)
        .run("-n", "demo", "edit", "cm/other", "--save-config");
    assertThat(withoutIdentity(saved("cm/mine")))
        .isEqualTo(withoutIdentity(saved("cm/other").replace("other", "mine")));
  }

  private static String withoutAges(String table) {
    return table.replaceAll(" \\d+s\\b", " some");
  }

  private static String withoutIdentity(String saved) {
    assertThat(saved).contains("\"uid\":", "\"resourceVersion\":", "\"z\":\"9\"");
    return saved.replaceAll("\"(uid|resourceVersion|creationTimestamp)\":\"[^\"]*\"", "$1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"get sa", "get sa -o name", "get sa -o json", "describe sa"})
  void asksForAsManyObjectsAtATimeAsTheChunkSizeSays(String command) {
    await().until(() -> !weir.says("get", "sa").contains(" 0 ")); // secrets come by themselves
    String whole = withoutAges(weir.says((command + " --chunk-size=0").split(" ")));
    assertThat(withoutAges(weir.says((command + " --chunk-size=2").split(" ")))).isEqualTo(whole);
    assertThat(whole).contains("paged-a", "paged-e");
    assertThat(requests((command + " --chunk-size=2").split(" ")))
        .filteredOn(line -> line.contains("/serviceaccounts?limit=2"))
        .hasSizeGreaterThan(2)
        .last()
        .asString()
        .contains("&continue=");
    assertThat(requests((command + " --chunk-size=0").split(" ")))
        .filteredOn(line -> line.contains("/serviceaccounts"))
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).doesNotContain("limit="));
    assertThat(requests(command.split(" ")))
        .anySatisfy(line -> assertThat(line).contains("/serviceaccounts?limit=500"));
  }

  @Test
  void refusesAChunkSizeThatIsNoCount() {
    assertThat(weir.fails("get", "sa", "--chunk-size=-1"))
        .startsWith("error: invalid argument \"-1\" for \"--chunk-size\" flag");
    assertThat(weir.fails("get", "sa", "--chunk-size=many"))
        .startsWith("error: invalid argument \"many\" for \"--chunk-size\" flag");
  }

  @Test
  void goesOnOnlyWithAServerOfTheSameVersionWhenAsked() throws Exception {
    assertThat(weir.fails("get", "sa", "--match-server-version"))
        .matches(
            "error: server version \\(v.*\\+weir-.*\\) differs from client version \\(test\\)!\n");
    assertThat(weir.fails("version", "--match-server-version")).contains("differs from client");
    assertThat(
            RealClient.weir(server.environment(work))
                .run("-n", "demo", "get", "sa", "-o", "name", "--match-server-version"))
        .contains("serviceaccount/paged-a\n");
  }

  @Test
  void asksForTheKindsOnceInHoursWithADirectoryToKeepThemIn() throws IOException {
    assertThat(requests("get", "quota", "--cache-dir=kept"))
        .anyMatch(line -> line.contains("/apis "));
    assertThat(requests("get", "quota", "--cache-dir=kept"))
        .hasSize(2)
        .first()
        .asString()
        .contains("resourcequotas");
    assertThat(requests("api-resources", "--cached", "--cache-dir=kept")).isEmpty();
    assertThat(requests("api-resources", "--cache-dir=kept")).isNotEmpty();
    try (Stream<Path> files = Files.walk(work.resolve("kept"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, "{\"half");
      }
    }
    weir.says("get", "quota", "--cache-dir=kept");
  }

  @Test
  void sharesTheDirectoryWithKubectl() throws Exception {
    RealClient kubectl = RealClient.required(server.environment(work), "kubectl");
    kubectl.run("get", "quota", "-n", "demo", "--cache-dir=" + work.resolve("theirs"));
    assertThat(requests("get", "quota", "--cache-dir=theirs"))
        .noneMatch(line -> line.contains("/apis "));
    requests("get", "quota", "--cache-dir=shared");
    Output output =
        kubectl.attempt(
            "", "get", "quota", "-n", "demo", "-v=6", "--cache-dir=" + work.resolve("shared"));
    assertThat(output.err()).doesNotContain("/apis?", "/api/v1 ").contains("resourcequotas");
  }

  @Test
  void keepsNoKindsUnasked() throws IOException {
    Path home = Files.createDirectory(work.resolve("home"));
    new WeirCalls(server.environment(home), home).says("get", "quota");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void findsAKindThatIsNewerThanTheKeptOnes() throws IOException {
    requests("get", "quota", "--cache-dir=aged");
    Path core;
    try (Stream<Path> files = Files.walk(work.resolve("aged"))) {
      core =
          files
              .filter(
                  file ->
                      file.endsWith("v1/serverresources.json")
                          && Files.exists(file.resolveSibling("../servergroups.json")))
              .findFirst()
              .orElseThrow();
    }
    Files.writeString(
        core,
        Files.readString(core)
            .replace("resourcequotas", "olderquotas")
            .replace("resourcequota", "olderquota")
            .replace("\"quota\"", "\"older\""));
    assertThat(requests("get", "quota", "--cache-dir=aged"))
        .anyMatch(line -> line.contains("resourcequotas"));
  }
}
