package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code process}, by {@code weir} and, where it is, beside the real {@code oc}. */
@WeirServer
class ProcessTest {
  private static final Path FILES = Path.of("src/test/resources/old-files").toAbsolutePath();
  private static final String FILL = FILES.resolve("fill.yaml").toString();
  private static final String OLD = FILES.resolve("template.yaml").toString();

  private final Path work;
  private final ServerProcess server;
  private final HttpApi api;
  private final WeirCalls weir;

  ProcessTest(Path work, ServerProcess server, HttpApi api, WeirCalls weir) throws Exception {
    this.work = work;
    this.server = server;
    this.api = api;
    this.weir = weir;
    weir.says("create", "namespace", "used");
    weir.says("create", "namespace", "stock");
    weir.says("-n", "used", "create", "-f", FILL);
    weir.says("-n", "stock", "create", "-f", OLD);
    Files.writeString(work.resolve("values"), "# for people\nWHO=file\n\nCOUNT=7\n");
    Files.writeString(work.resolve("bad-values"), "WHO\n");
    Files.writeString(work.resolve("map.yaml"), "kind: ConfigMap\napiVersion: v1\n");
  }

  private static String[] line(String words) {
    List<String> line = new ArrayList<>(List.of("process", "-n", "used"));
    line.addAll(List.of(words.replace("FILL", FILL).split(" ")));
    return line.toArray(String[]::new);
  }

  private RealClient.Output oc(String... line) throws Exception {
    return RealClient.oc(server.environment(work)).in(work).attempt("", line);
  }

  private static JsonNode tree(String text) {
    return Yaml.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void flagsOfTheOutputCount() {
    String path = "jsonpath={.items[0].nobody}";
    assertThat(weir.says("process", "-n", "used", "fill", "-o", path)).isEmpty();
    assertThat(
            weir.fails(
                "process", "-n", "used", "fill", "-o", path, "--allow-missing-template-keys=false"))
        .startsWith("error: error executing jsonpath: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fill",
        "fill -o yaml",
        "template/fill -o json",
        "used//fill",
        "-f FILL",
        "-f FILL --local",
        "-f FILL --local WHO=me COUNT=9",
        "fill -p WHO=me -p OBJECT=[] -o yaml",
        "fill -p COUNT=seven -p WHO=",
        "fill -p WHO=a,b=c",
        "fill --param-file=values",
        "fill --param-file=values -p WHO=me",
        "fill -l tier=web,app=b -o yaml",
        "fill --ignore-unknown-parameters NOBODY=1",
        "-f FILL --local -l plain=y"
      })
  void weirMakesWhatOcMakes(String words) throws Exception {
    RealClient.Output ours = weir.attempt("", line(words));
    RealClient.Output theirs = oc(line(words));
    assertThat(ours.exit()).as(ours.err()).isEqualTo(theirs.exit()).isZero();
    assertThat(tree(ours.out())).isEqualTo(tree(theirs.out()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fill -o name",
        "fill --parameters",
        "-f FILL --local --parameters",
        "stock//shop-template --parameters",
        "fill -o jsonpath={.items[*].metadata.name}",
        "fill --raw -o name"
      })
  void weirPrintsWhatOcPrints(String words) throws Exception {
    RealClient.Output ours = weir.attempt("", line(words));
    RealClient.Output theirs = oc(line(words));
    assertThat(ours.exit()).as(ours.err()).isEqualTo(theirs.exit()).isZero();
    assertThat(ours.out()).isEqualTo(theirs.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fill NOBODY=1 | unknown parameter name \"NOBODY\"",
        "fill WHO=1 WHO=2 | The following parameters were provided more than once: WHO",
        "fill -p WHO | invalid parameter assignment in \"WHO\"",
        "fill =1 | invalid parameter assignment in \"=",
        "fill --param-file=absent | no such file or directory",
        "fill --param-file=bad-values | Can't separate key from value",
        "fill -l a | error parsing labels: unexpected label spec: a",
        "fill --parameters -p WHO=1 | can't be used with --param",
        "fill other | template name must be specified only once",
        "--local fill | You may only specify a local template file",
        "--local | a local template file",
        "-f map.yaml | not a valid Template but",
        "-f absent.yaml | absent.yaml",
        "nosuch | nosuch",
        "a//b//c | b//c",
        "secret/fill | unable to process invalid resource \"secret\"",
        "fill --value=WHO=1 | unknown flag: --value",
        "stock//nosuch | nosuch"
      })
  void badArgumentsAreRefusedInWordsByBoth(String words, String why) throws Exception {
    RealClient.Output ours = weir.attempt("", line(words));
    assertThat(ours.exit()).isEqualTo(1);
    assertThat(ours.out()).isEmpty();
    assertThat(ours.err()).contains(why);
    RealClient.Output theirs = oc(line(words));
    assertThat(theirs.exit()).as(theirs.out()).isEqualTo(1);
  }

  @Test
  void aTemplateOfAnotherProjectIsFilledInHere() {
    String[] line = {"-n", "used", "process", "stock//shop-template", "-o", "json"};
    JsonNode list = tree(weir.says(line));
    assertThat(list.at("/items").findValuesAsString("kind"))
        .contains("Secret", "Route", "BuildConfig", "DeploymentConfig");
    assertThat(list.at("/items/0/stringData/database-user").asString()).matches("user[A-Z0-9]{3}");
    assertThat(list.at("/items/0/stringData/database-password").asString())
        .matches("[a-zA-Z0-9]{16}");
    assertThat(list.at("/items/1/spec/ports/0/port").isInt()).isTrue();
    assertThat(list.at("/items/2/apiVersion").asString()).isEqualTo("route.openshift.io/v1");
    assertThat(list.at("/items/3/metadata/labels/template").asString()).isEqualTo("shop-template");
  }

  @Test
  void whatIsMadeCanBeCreated() {
    String made = weir.says("-n", "used", "process", "-f", OLD, "--local", "NAME=made");
    RealClient.Output created = weir.attempt(made, "-n", "used", "create", "-f", "-");
    assertThat(created.exit()).as(created.err()).isZero();
    assertThat(created.out().lines()).hasSize(6).allMatch(line -> line.endsWith("created"));
    assertThat(weir.attempt(made, "-n", "used", "delete", "-f", "-").exit()).isZero();
  }

  @Test
  void ocMakesAnApplicationOfAStoredTemplate() throws Exception {
    RealClient.Output made =
        oc("-n", "used", "new-app", "--template=stock/shop-template", "-p", "NAME=app");
    assertThat(made.exit()).as(made.out() + made.err()).isZero();
    assertThat(weir.says("-n", "used", "get", "routes", "-o", "name"))
        .contains("route.route.openshift.io/app");
    assertThat(weir.says("-n", "used", "get", "dc/app", "-o", "name")).contains("/app");
    for (String kind : new String[] {"dc", "bc", "is", "route", "service", "secret"}) {
      weir.says("-n", "used", "delete", kind, "app");
    }
  }

  @Test
  void whoMayNotEditIsRefused() {
    String refused = weir.fails("-n", "used", "process", "-f", FILL, "--as=eve");
    assertThat(refused).contains("Forbidden", "processedtemplates");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/apis/template.openshift.io/v1", "/oapi/v1"})
  void bothEndpointsFillInAndStoreNothing(String endpoint) throws Exception {
    String path = endpoint + "/namespaces/used/processedtemplates";
    String body =
        """
        {"kind":"Template","apiVersion":"v1","metadata":{"name":"posted"},
         "objects":[{"kind":"Secret","apiVersion":"v1","metadata":{"name":"${A}"}}],
         "parameters":[{"name":"A","generate":"expression","from":"[a-z]{9}"}]}\
        """;
    var answer = api.post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonNode filled = HttpApi.tree(answer);
    assertThat(filled.at("/objects/0/metadata/name").asString()).matches("[a-z]{9}");
    assertThat(filled.at("/parameters/0/value")).isEqualTo(filled.at("/objects/0/metadata/name"));
    assertThat(api.get("/oapi/v1/namespaces/used/templates/posted").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'parameters':[{'name':'A','required':true}] | 422 | parameter A is required",
        "'parameters':[{'name':'A','generate':'dice'}] | 422 | Unknown generator name 'dice'",
        "'parameters':[{'name':'A','generate':'expression','from':'[a-z]{999}'}] | 422 | [1-255]",
        "'parameters':[{'name':'a b'}] | 422 | parameters[0].name",
        "'parameters':[{'name':'A'},{'name':'A'}] | 422 | Duplicate value",
        "'parameters':'A' | 400 | parameters",
        "'parameters':[{'name':7}] | 400 | name",
        "'objects':[7] | 422 | item[0]",
        "'objects':{} | 400 | objects",
        "'labels':{'a':1} | 400 | labels"
      })
  void badTemplatesAreRefusedInWords(String members, String code, String why) throws Exception {
    String body =
        ("{'kind':'Template','apiVersion':'v1','metadata':{'name':'t'}," + members + "}")
            .replace('\'', '"')
            .replace("\"dice\" for", "'dice' for");
    var answer = api.post("/oapi/v1/namespaces/used/processedtemplates", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(Integer.parseInt(code));
    assertThat(answer.body()).contains(why);
  }

  @Test
  void largeTemplatesAreFilledAndHugeOnesRefused() throws Exception {
    var template = Json.object().put("kind", "Template").put("apiVersion", "v1");
    template.putObject("metadata").put("name", "large");
    template.putArray("parameters").addObject().put("name", "A").put("value", "v");
    var objects = template.putArray("objects");
    for (int i = 0; i < 4000; i++) {
      var map = objects.addObject().put("kind", "ConfigMap").put("apiVersion", "v1");
      map.putObject("metadata").put("name", "${A}" + i);
      map.putObject("data").put("a", "${A}".repeat(20));
    }
    String path = "/apis/template.openshift.io/v1/namespaces/used/processedtemplates";
    var filled = api.post(path, template);
    assertThat(filled.statusCode()).isEqualTo(201);
    assertThat(HttpApi.tree(filled).at("/objects/3999/metadata/name").asString())
        .isEqualTo("v3999");
    template
        .withArray("parameters")
        .removeAll()
        .addObject()
        .put("name", "A")
        .put("value", "v".repeat(10_000));
    var bomb = api.post(path, template);
    assertThat(bomb.statusCode()).isEqualTo(400);
    assertThat(bomb.body()).contains("make the objects larger than");
    Files.writeString(
        work.resolve("huge.json"),
        template.put("apiVersion", "template.openshift.io/v1").toString());
    assertThat(weir.fails("process", "-f", "huge.json", "--local")).contains("larger than");
    template.put("message", "x".repeat(10 << 20));
    Files.writeString(work.resolve("long.json"), template.toString());
    assertThat(weir.fails("-n", "used", "process", "-f", "long.json")).contains("3145728");
  }
}
