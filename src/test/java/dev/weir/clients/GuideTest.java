package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.demo.TarFile;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The definitions that the product guide shows, typed in as they stand there. */
@WeirServer
class GuideTest {
  /** Who reads the files. */
  enum Program {
    WEIR,
    KUBECTL,
    OC
  }

  /** What differs from one server, or one moment, to another. */
  private static final Set<String> OF_THE_MOMENT =
      Set.of("uid", "resourceVersion", "creationTimestamp", "created", "selflink", "apiVersion");

  private final Path work;
  private final ServerProcess server;
  private Map<String, String> environment = Map.of();
  private InProcess weir = new InProcess(Map.of(), Path.of(""));
  private String project = "";
  private int projects;

  GuideTest(Path work, ServerProcess server) throws IOException {
    this.work = work;
    this.server = server;
    environment = server.environment(work);
    weir = new InProcess(environment, work);
  }

  @BeforeEach
  void ownProject() {
    projects++;
    project = "guide" + projects;
    weir.run("new-project", project);
  }

  private RealClient client(Program program) {
    return switch (program) {
      case WEIR -> RealClient.weir(environment);
      case KUBECTL -> RealClient.required(environment, "kubectl");
      case OC -> RealClient.oc(environment);
    };
  }

  private static String guide(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(GuideTest.class.getResourceAsStream("/guide/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ObjectNode tree(String yaml) {
    return (ObjectNode) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private String file(String text) throws IOException {
    return Files.writeString(work.resolve("guide.yaml"), text).toString();
  }

  private JsonNode stream(String name) {
    return Json.parse(weir.run("get", "is", name, "-o", "json"));
  }

  /** True for two trees that say the same wherever the first one says anything. */
  private static boolean says(JsonNode shown, JsonNode found) {
    if (shown.isNull()) {
      return found.isNull() || found.isMissingNode();
    }
    if (shown.isObject()) {
      return shown
          .propertyStream()
          .filter(member -> !OF_THE_MOMENT.contains(member.getKey()))
          .allMatch(member -> says(member.getValue(), found.path(member.getKey())));
    }
    if (shown.isArray()) {
      return shown.size() == found.size()
          && IntStream.range(0, shown.size()).allMatch(i -> says(shown.get(i), found.get(i)));
    }
    return shown.equals(found) || shown.asString().equals(found.asString());
  }

  @ParameterizedTest
  @EnumSource
  void aStreamOfARepositoryIsFilledInAsTheGuideShows(Program program) throws Exception {
    try (FakeRegistry upstream = FakeRegistry.plain()) {
      String repository = upstream.host() + "/openshift/ruby-20-centos7";
      String digest =
          TestImages.single(upstream.repository("openshift/ruby-20-centos7"), "latest").toString();
      ObjectNode definition = tree(guide("repository.yaml"));
      ((ObjectNode) definition.get("spec")).put("dockerImageRepository", repository);
      Meta.setAnnotation(definition, "openshift.io/image.insecureRepository", "true");
      client(program).run("create", "-f", file(Json.text(definition)));

      await().untilAsserted(() -> assertThat(stream("my-ruby").at("/status/tags")).hasSize(1));
      JsonNode filled = stream("my-ruby");
      String checked = Meta.annotation(filled, "openshift.io/image.dockerRepositoryCheck");
      assertThat(checked).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
      ObjectNode shown =
          tree(
              guide("synchronized.yaml")
                  .replace("docker.io/openshift/ruby-20-centos7", repository)
                  .replaceAll("sha256:772c5bf9[0-9a-f]+", digest)
                  .replace("172.30.94.234:5000/demo-project", server.registry() + "/" + project)
                  .replace("demo-project", project)
                  .replace("2016-05-06T21:34:48Z", checked));
      assertThat(says(shown, filled)).as(filled.toPrettyString()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTagIsToBeImportedOnASchedule(Program program) throws Exception {
    client(program).run("apply", "-f", file(guide("scheduled.yaml")));

    assertThat(says(tree(guide("scheduled.yaml")), stream("ruby"))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whatSlippedUnderTheMetadataIsRefusedByName(Program program) throws Exception {
    for (String field : List.of("spec", "tags")) {
      String file = file(guide("misplaced-" + field + ".yaml"));
      for (String mode :
          program == Program.WEIR ? List.of("ignore") : List.of("strict", "warn", "ignore")) {
        RealClient.Output output =
            client(program).attempt("", "create", "--validate=" + mode, "-f", file);
        assertThat(output.exit()).as(mode).isOne();
        assertThat(output.err()).as(mode).contains("is invalid: metadata." + field + ": Forbidden");
      }
    }
    assertThat(weir.run("get", "is", "-o", "name")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anImageOfAStreamIsShownByAShortenedId(Program program) throws Exception {
    ObjectNode shown = tree(guide("stream-image.yaml").replace("namespace: openshift", ""));
    ObjectNode image = ((ObjectNode) shown.get("image")).deepCopy();
    Meta.of(image).remove(List.of("creationTimestamp", "resourceVersion", "uid"));
    ObjectNode mapping = tree("{apiVersion: image.openshift.io/v1, kind: ImageStreamMapping}");
    Meta.of(mapping).put("name", "ruby");
    mapping.put("tag", "2.2").set("image", image);
    weir.run("create", "is", "ruby");
    client(program).run("create", "-f", file(Json.text(mapping)));

    // oc and kubectl of today have no --export; older ones send it to the server, which takes it
    String path =
        "/apis/image.openshift.io/v1/namespaces/"
            + project
            + "/imagestreamimages/ruby@3a335d7?export=true";
    String found =
        program == Program.WEIR
            ? client(program).run("get", "-o", "yaml", "--export", "isimage", "ruby@3a335d7")
            : client(program).run("get", "--raw", path);
    ((ObjectNode) shown.at("/image/dockerImageMetadata")).remove("apiVersion");
    assertThat(says(shown, tree(found))).as(found).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aDefinitionKeepsEveryAnnotation(Program program) throws Exception {
    client(program).run("create", "-f", file(guide("definition.yaml")));

    ObjectNode shown = tree(guide("definition.yaml"));
    assertThat(shown.at("/spec/tags/0/annotations")).hasSize(7);
    assertThat(says(shown, stream("ruby"))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void oneFileDefinesAStreamWithSourcesOfEveryKind(Program program) throws Exception {
    Path layer = work.resolve("layer.tar");
    Files.write(layer, TarFile.of("message", project));
    String target = server.registry() + "/" + project + "/base:v1";
    String pushed = weir.run("image", "append", "--to", target, layer.toString());
    String image = pushed.substring(pushed.indexOf("sha256:"), pushed.indexOf(" to "));
    String definition =
        """
        apiVersion: image.openshift.io/v1
        kind: ImageStream
        metadata:
          name: every
        spec:
          lookupPolicy: {local: true}
          tags:
          - name: pointer
            reference: true
            from: {kind: DockerImage, name: "quay.io/team/app:1"}
          - name: other
            from: {kind: ImageStreamTag, name: "base:v1"}
          - name: fixed
            from: {kind: ImageStreamImage, name: "base@%s"}
          - name: latest
            from: {kind: ImageStreamTag, name: other}
            referencePolicy: {type: Local}
        """
            .formatted(image);
    client(program).run("apply", "-f", file(definition));

    JsonNode every = stream("every");
    assertThat(every.at("/spec/lookupPolicy/local").booleanValue()).isTrue();
    assertThat(
            every
                .at("/status/tags")
                .valueStream()
                .map(
                    tag ->
                        Json.string(tag, "tag") + "=" + Json.string(tag.at("/items/0"), "image")))
        .containsExactly("fixed=" + image, "latest=" + image, "other=" + image, "pointer=");
  }
}
