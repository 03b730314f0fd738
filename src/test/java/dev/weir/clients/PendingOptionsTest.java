package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.pending.PendingOption;
import dev.weir.pending.PendingOption.Place;
import dev.weir.pending.PendingOptions;
import dev.weir.resource.Json;
import dev.weir.resource.Yaml;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** Whoever writes an option that does nothing yet is told so. */
@WeirServer
@Timeout(60)
class PendingOptionsTest {
  private static final Set<String> CLUSTER_WIDE =
      Set.of(
          "namespaces",
          "images.image.openshift.io",
          "identities.user.openshift.io",
          "users.user.openshift.io");

  private static final String STREAM =
      """
      apiVersion: image.openshift.io/v1
      kind: ImageStream
      metadata: {name: %s, labels: {seen: '%s'}}
      spec:
        tags:
        - {name: a, from: {kind: DockerImage, name: '127.0.0.1:1/x/y:1'}, annotations: {seen: '1'}}
        - {name: b, from: {kind: DockerImage, name: '127.0.0.1:1/x/y:2'}, annotations: {%s: '1'}}
      """;

  /** A thing that holds pods to limits, which does nothing yet. */
  private static final String LIMITS =
      """
      apiVersion: v1
      kind: LimitRange
      metadata: {name: %s, labels: {seen: '%s'}}
      spec: {limits: [{type: Pod, max: {cpu: '2'}}%s]}
      """;

  private static final String MORE = ", {type: PersistentVolumeClaim, max: {storage: 1Gi}}";

  private static final String UNHELD =
      ": pods and claims are not held to limit ranges yet, nor given what these say\n";

  private final Path work;
  private final ServerProcess server;
  private final HttpApi api;

  PendingOptionsTest(Path work, ServerProcess server, HttpApi api) throws Exception {
    this.work = work;
    this.server = server;
    this.api = api;
  }

  static Stream<Arguments> rows() {
    return PendingOptions.ALL.stream()
        .flatMap(
            option -> option.places().stream().map(place -> Arguments.of(option.says(), place)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowOfTheTableIsAWarningAndOnlyThen(String says, Place place) throws Exception {
    HttpResponse<String> with = tried(place, place.with());
    HttpResponse<String> without = tried(place, place.without());

    assertThat(with.statusCode()).as(with.body()).isEqualTo(201);
    assertThat(with.headers().allValues("Warning"))
        .singleElement()
        .asString()
        .startsWith("299 - \"")
        .endsWith(": " + says + "\"");
    assertThat(without.statusCode()).as(without.body()).isEqualTo(201);
    assertThat(without.headers().allValues("Warning")).isEmpty();
  }

  /** Makes an object without storing it. */
  private HttpResponse<String> tried(Place place, String yaml) throws Exception {
    var object = Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8));
    String version = Json.string(object, "apiVersion");
    String root = (version.contains("/") ? "/apis/" : "/api/") + version;
    String namespace = CLUSTER_WIDE.contains(place.resource()) ? "" : "/namespaces/default";
    String plural = place.resource().split("\\.", 2)[0];
    return api.post(root + namespace + "/" + plural + "?dryRun=All", object);
  }

  private RealClient kubectl() {
    return RealClient.required(server.environment(work), "kubectl");
  }

  private RealClient weir() {
    return RealClient.weir(server.environment(work));
  }

  private static String make(RealClient client, String yaml, String verb) throws Exception {
    Output output = client.attempt(yaml, verb, "-f", "-");
    assertThat(output.exit()).as(output.err()).isZero();
    return output.err();
  }

  @Test
  void clientsShowTheWarningWhereTheOptionIsSetAndNotAgain() throws Exception {
    String set = make(kubectl(), LIMITS.formatted("applied", "1", ""), "apply");
    String other = make(kubectl(), LIMITS.formatted("applied", "2", ""), "apply");
    String more = make(kubectl(), LIMITS.formatted("applied", "2", MORE), "apply");

    assertThat(set).isEqualTo("Warning: spec.limits[0]" + UNHELD);
    assertThat(other).isEmpty();
    assertThat(more).isEqualTo("Warning: spec.limits[1]" + UNHELD);
  }

  @Test
  void weirAndOcShowItToo() throws Exception {
    String own = make(weir(), LIMITS.formatted("own", "1", MORE), "create");
    RealClient oc = RealClient.oc(server.environment(work));
    String stock = make(oc, LIMITS.formatted("stock", "1", ""), "create");

    assertThat(own).isEqualTo("Warning: spec.limits[0], spec.limits[1]" + UNHELD);
    assertThat(stock).isEqualTo("Warning: spec.limits[0]" + UNHELD);
  }

  @Test
  void aScheduledTagIsNoWarningAnyMore() throws Exception {
    Output oc =
        RealClient.oc(server.environment(work))
            .attempt("", "tag", "--scheduled", "127.0.0.1:1/x/y:1", "followed:v1");

    assertThat(oc.err()).isEmpty();
  }

  @Test
  void anIntervalThatIsNoneIsAWarningWhereverItIsWritten() throws Exception {
    make(kubectl(), STREAM.formatted("often", "1", "weir.dev/check-interval"), "create");
    Output stream = kubectl().attempt("", "annotate", "is/often", "weir.dev/check-interval=often");
    Output same = kubectl().attempt("", "annotate", "is/often", "note=x");
    Output good =
        kubectl()
            .attempt("", "annotate", "--overwrite", "is/often", "weir.dev/check-interval=1.5h");
    String patch =
        "[{\"op\":\"add\",\"path\":\"/spec/tags/0/annotations/weir.dev~1check-interval\",\"value\":\"0\"}]";
    Output tag = kubectl().attempt("", "patch", "is/often", "--type=json", "-p", patch);

    String words = " is no time such as 30s, 15m, 1.5h or 7d, and is ignored\n";
    assertThat(stream.err())
        .isEqualTo("Warning: metadata.annotations.weir.dev/check-interval: \"often\"" + words);
    assertThat(same.err()).isEmpty();
    assertThat(good.err()).isEmpty();
    assertThat(tag.err())
        .isEqualTo("Warning: spec.tags[a].annotations.weir.dev/check-interval: \"0\"" + words);
  }

  @Test
  void aMisspeltAnnotationIsAWarningOnceAndIsKept() throws Exception {
    make(kubectl(), STREAM.formatted("misspelt", "1", "weir.dev/checkinterval"), "create");
    Output stream = kubectl().attempt("", "annotate", "is/misspelt", "weir.dev/minimumage=3d");
    Output other = kubectl().attempt("", "annotate", "is/misspelt", "note=x");
    Output config = weir().attempt("", "annotate", "sa/default", "weir.dev/holds=x");

    String words = ": nothing comes of it, as Weir has no such annotation; the nearest one is ";
    assertThat(stream.exit()).isZero();
    assertThat(stream.err())
        .isEqualTo(
            "Warning: metadata.annotations.weir.dev/minimumage" + words + "weir.dev/minimum-age\n");
    assertThat(other.err()).isEmpty();
    assertThat(config.err())
        .isEqualTo("Warning: metadata.annotations.weir.dev/holds" + words + "weir.dev/hold\n");
  }

  @Test
  void aTagThatIsPulledThroughIsNoWarning() throws Exception {
    String digest = "sha256:" + "a".repeat(64);
    make(
        kubectl(),
        """
        apiVersion: image.openshift.io/v1
        kind: ImageStream
        metadata: {name: source}
        ---
        apiVersion: image.openshift.io/v1
        kind: ImageStreamMapping
        metadata: {name: source}
        image:
          metadata: {name: "%1$s"}
          dockerImageReference: "registry.example/app@%1$s"
        tag: imported
        """
            .formatted(digest),
        "create");
    Output local =
        weir().attempt("", "tag", "--reference-policy=local", "source:imported", "copy:v1");
    Output plain = weir().attempt("", "tag", "source:imported", "copy:v2");

    assertThat(local.err()).isEmpty();
    assertThat(plain.err()).isEmpty();
  }

  @Test
  void anAnnotationThatComesToNothingIsAWarningWhereItIsWritten() throws Exception {
    weir().run("create", "deployment", "web", "--image=quay.io/x/y:1");
    String annotation = "image.openshift.io/triggers={}";
    Output set = kubectl().attempt("", "annotate", "deploy/web", annotation);
    Output other = kubectl().attempt("", "annotate", "deploy/web", "note=x");

    assertThat(set.err())
        .isEqualTo(
            "Warning: annotation image.openshift.io/triggers is ignored: a JSON array is"
                + " expected\n");
    assertThat(other.err()).isEmpty();
  }

  @Test
  void anotherChangeOfTheTagIsNoWarning() throws Exception {
    make(kubectl(), STREAM.formatted("annotated", "1", "note"), "create");
    String note =
        "[{\"op\":\"add\",\"path\":\"/spec/tags/0/annotations\",\"value\":{\"note\":\"x\"}}]";
    Output noted = kubectl().attempt("", "patch", "is/annotated", "--type=json", "-p", note);
    assertThat(noted.exit()).as(noted.err()).isZero();
    assertThat(noted.err()).isEmpty();
  }

  @Test
  void longNamesDoNotMakeTheAnswerFail() throws Exception {
    ObjectNode object =
        Json.parseObject(
            "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"long\"}}"
                .getBytes(StandardCharsets.UTF_8));
    IntStream.range(0, 30).forEach(i -> object.put("x".repeat(10_000) + i, i));
    HttpResponse<String> made =
        api.post("/api/v1/namespaces/default/configmaps?fieldValidation=Warn", object);

    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(made.headers().firstValue("Warning").orElse("")).endsWith("xxx...\"");
  }

  @Test
  void aRowIsOneWarningHoweverManyFieldsThereAre() {
    assertThat(PendingOptions.ALL.stream().map(PendingOption::says)).doesNotHaveDuplicates();
  }
}
