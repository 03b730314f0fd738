package dev.weir.platform.openshift.build;

import static dev.weir.platform.core.KindsFixture.at;
import static dev.weir.platform.core.KindsFixture.problems;
import static dev.weir.platform.core.KindsFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class BuildKindsTest {
  private static final String CONFIGS = "buildconfigs";
  private static final String CONFIG =
      "metadata: {name: app}\nspec: {source: {git: {uri: 'https://git.example/a'}}, strategy:"
          + " {sourceStrategy: {from: {name: 'base:1'}}}%s}";
  private static final String IMAGE_CHANGES =
      ", triggers: [{type: ImageChange}, {type: ImageChange, imageChange: {from: %s}}]";

  private final KindsFixture kinds = new KindsFixture();

  @AfterEach
  void close() {
    kinds.close();
  }

  private ObjectNode create(String more) {
    return kinds.create(CONFIGS, CONFIG.formatted(more));
  }

  private List<String> refused(String more) {
    return problems(() -> create(more));
  }

  private List<String> refusedSpec(String spec) {
    return problems(() -> kinds.create(CONFIGS, "metadata: {name: app}\nspec: " + spec));
  }

  @Test
  void whatIsLeftOutIsFilledIn() {
    ObjectNode made =
        create(", triggers: [{type: ImageChange}, {type: Moon}, {type: ConfigChange}]");

    assertThat(at(made, "/spec/source/type")).isEqualTo("Git");
    assertThat(at(made, "/spec/strategy/type")).isEqualTo("Source");
    assertThat(at(made, "/spec/strategy/sourceStrategy/from/kind")).isEqualTo("ImageStreamTag");
    assertThat(at(made, "/spec/runPolicy")).isEqualTo("Serial");
    assertThat(at(made, "/spec/successfulBuildsHistoryLimit")).isEqualTo("5");
    assertThat(at(made, "/spec/failedBuildsHistoryLimit")).isEqualTo("5");
    assertThat(at(made, "/spec/triggers"))
        .isEqualTo("[{\"type\":\"ImageChange\",\"imageChange\":{}},{\"type\":\"ConfigChange\"}]");
    assertThat(at(made, "/status/lastVersion")).isEqualTo("0");
    assertThat(kinds.row(CONFIGS, "app")).isEqualTo("app | Source | Git | 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{type: ImageChange}; {name: 'base:1'}; true",
        "{type: ImageChange, imageChange: {}}; {kind: ImageStreamTag, name: 'base:1'}; true",
        "{type: ImageChange}; {kind: ImageStreamTag, name: 'base:1', namespace: demo}; true",
        "{type: ImageChange, imageChange: {from: {kind: ImageStreamTag, name: 'a:b'}}};"
            + " {name: 'a:b'}; true",
        "{type: ImageChange}; {kind: ImageStreamTag, name: 'base:1', namespace: else}; false",
        "{type: ImageChange}; {kind: ImageStreamTag, name: 'base:2'}; false",
        "{type: ImageChange}; {kind: DockerImage, name: 'base:1'}; false",
        "{type: ImageChange, imageChange: {paused: true}}; {name: 'base:1'}; false",
        "{type: ConfigChange}; {name: 'base:1'}; false",
      })
  void whoLetsBuildsStartByTheirOwnOutputIsToldThatEachStartsTheNext(
      String trigger, String output, boolean told) {
    ObjectNode config =
        KindsFixture.yaml(
            CONFIG.formatted(", output: {to: " + output + "}, triggers: [" + trigger + "]"));
    Meta.of(config).put("namespace", "demo");

    List<String> remarks = kinds.rest(CONFIGS).remarks(config);

    if (told) {
      assertThat(remarks)
          .singleElement()
          .asString()
          .startsWith("spec.triggers[0]: builds of this config push to demo/")
          .endsWith(", so that each starts the next: push elsewhere, or follow another tag");
    } else {
      assertThat(remarks).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{binary: {}}; Binary; Binary",
        "{dockerfile: FROM x}; Dockerfile; Dockerfile",
        "{type: Git}; None; None",
        "{git: {uri: u, ref: main}}; Git; Git@main",
        "{git: {uri: u, ref: main}, dockerfile: x}; Git; Dockerfile,Git@main",
        "{images: [{from: {kind: DockerImage, name: x}}]}; Image; Image",
      })
  void theTypeOfASourceFollowsFromWhatItHas(String source, String type, String shown) {
    ObjectNode made =
        kinds.create(
            CONFIGS,
            "metadata: {name: app}\nspec: {source: %s, strategy: {type: Docker}}"
                .formatted(source));

    assertThat(at(made, "/spec/source/type")).isEqualTo(type);
    assertThat(kinds.row(CONFIGS, "app")).isEqualTo("app | Docker | " + shown + " | 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "..; Dockerfile; spec.source.contextDir",
        "../x; ''; spec.source.contextDir",
        "a/../../b; ''; spec.source.contextDir",
        "/../etc; ''; spec.source.contextDir",
        "a; ../Dockerfile; spec.strategy.dockerStrategy.dockerfilePath",
        "a; b/../../c; spec.strategy.dockerStrategy.dockerfilePath",
        "''; /etc/shadow; spec.strategy.dockerStrategy.dockerfilePath",
      })
  void aBuildLooksNowhereButInItsSource(String directory, String file, String field) {
    String spec =
        "{source: {git: {uri: u}, contextDir: '%s'}, strategy: {dockerStrategy: {dockerfilePath:"
            + " '%s'}}}";

    assertThat(refusedSpec(spec.formatted(directory, file)))
        .singleElement()
        .asString()
        .startsWith(field);
    assertThat(
            problems(
                () ->
                    kinds.create(
                        "builds", "metadata: {name: b}\nspec: " + spec.formatted(directory, file))))
        .singleElement()
        .asString()
        .startsWith(field);
  }

  @ParameterizedTest
  @CsvSource({"a/b, c/Dockerfile", "/, ./Dockerfile", "/a/, a/../Dockerfile", "..a, ..b", ".,''"})
  void whateverLiesInTheSourceMayBeBuilt(String directory, String file) {
    ObjectNode made =
        kinds.create(
            CONFIGS,
            "metadata: {name: app}\nspec: {source: {git: {uri: u}, contextDir: '%s'}, strategy:"
                    .formatted(directory)
                + " {dockerStrategy: {dockerfilePath: '%s'}}}".formatted(file));

    assertThat(at(made, "/spec/source/contextDir")).isEqualTo(directory);
  }

  @Test
  void variablesHaveNamesWithoutControlCharacters() {
    assertThat(
            refusedSpec(
                "{source: {dockerfile: x}, strategy: {dockerStrategy: {env: [{name: A, value:"
                    + " \"x\\ny\"}, {name: \"B\\n\"}], buildArgs: [{name: \"C\\u0000\"}]}}}"))
        .hasSize(2)
        .allMatch(problem -> problem.contains("may not contain control characters"));
  }

  @Test
  void twoTriggersOnOneTagAreRefused() {
    String same = "{kind: ImageStreamTag, name: 'base:1', namespace: demo}";
    String other = "{kind: ImageStreamTag, name: 'base:1', namespace: other}";

    assertThat(refused(IMAGE_CHANGES.formatted(same)))
        .containsExactly(
            "spec.triggers[1].imageChange.from: Invalid value: \"demo/base:1\": multiple"
                + " ImageChange triggers refer to the same image stream tag");
    assertThat(create(IMAGE_CHANGES.formatted(other)).at("/spec/triggers")).hasSize(2);
  }

  @Test
  void triggersAreChecked() {
    assertThat(refused(IMAGE_CHANGES.formatted("{kind: DockerImage, name: x}")))
        .containsExactly(
            "spec.triggers[1].imageChange.from.kind: Invalid value: \"DockerImage\": kind must be"
                + " an ImageStreamTag");
    assertThat(refusedSpec("{strategy: {dockerStrategy: {}}, triggers: [{type: ImageChange}]}"))
        .containsExactly(
            "spec.triggers[0].imageChange.from.kind: Invalid value: \"\": kind must be an"
                + " ImageStreamTag");
    assertThat(
            refused(
                ", triggers: [{type: GitHub}, {type: Generic, generic: {}}, {type: GitLab, gitlab:"
                    + " {secret: s, secretReference: {name: n}}}]"))
        .containsExactly(
            "spec.triggers[0].github: Required value",
            "spec.triggers[1].generic.secret: Required value: must provide a secret reference",
            "spec.triggers[2].gitlab: Invalid value: \"\": either secret or secretReference must"
                + " be set, but not both");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{kind: ImageStreamTag, name: app}; name: Invalid value: \"app\": ImageStreamTag object"
            + " references must be in the form <name>:<tag>",
        "{kind: DockerImage, name: x, namespace: n}; namespace: Invalid value: \"n\": namespace is"
            + " not valid when used with a 'DockerImage'",
        "{name: x}; kind: Required value",
        "{kind: ImageStreamImage, name: x}; kind: Invalid value: \"ImageStreamImage\": the target"
            + " of build output must be an 'ImageStreamTag' or 'DockerImage'",
      })
  void anImageGoesToATagOrARepository(String to, String problem) {
    assertThat(refused(", output: {to: " + to + "}")).containsExactly("spec.output.to." + problem);
  }

  @Test
  void anOutputMayNameAnotherNamespaceOrBeAbsent() {
    create(", output: {to: {kind: ImageStreamTag, name: 'app:1', namespace: other}}");
    kinds.delete(CONFIGS, "app");

    assertThat(at(create(""), "/spec/output")).isEqualTo("{}");
  }

  @Test
  void thereIsOneStrategyAndItHasWhatItNeeds() {
    assertThat(refusedSpec("{}"))
        .singleElement()
        .asString()
        .startsWith("spec.strategy: Invalid value: \"\": must provide a value for exactly one of");
    assertThat(refusedSpec("{strategy: {dockerStrategy: {}, sourceStrategy: {}}}")).hasSize(1);
    assertThat(refusedSpec("{strategy: {sourceStrategy: {}}}"))
        .containsExactly("spec.strategy.sourceStrategy.from: Required value");
    assertThat(refusedSpec("{source: {git: {}, binary: {}}, strategy: {dockerStrategy: {}}}"))
        .containsExactly(
            "spec.source.git.uri: Required value",
            "spec.source.git: Invalid value: \"\": may not be set when binary is also set");
    assertThat(refused(", runPolicy: Now, failedBuildsHistoryLimit: -1")).hasSize(2);
  }

  @Test
  void theNumberOfTheNewestBuildNeverFalls() {
    create("");
    kinds.edit(CONFIGS, "app", app -> Json.ensureObject(app, "status").put("lastVersion", 4));

    ObjectNode edited =
        kinds.edit(CONFIGS, "app", app -> Json.ensureObject(app, "status").put("lastVersion", 3));

    assertThat(at(edited, "/status/lastVersion")).isEqualTo("4");
  }

  @Test
  void aBuildIsNewUntilSomebodySaysOtherwise() {
    ObjectNode made = kinds.create("builds", CONFIG.formatted(""));

    assertThat(at(made, "/status/phase")).isEqualTo("New");
    assertThat(kinds.row("builds", "app")).isEqualTo("app | Source | Git | New |  | ");

    kinds.edit(
        "builds",
        "app",
        app ->
            Json.ensureObject(app, "status")
                .put("phase", "Failed")
                .put("reason", "PushImageToRegistryFailed")
                .put("startTimestamp", "2026-03-01T10:00:00Z")
                .put("completionTimestamp", "2026-03-01T10:03:00Z"));

    assertThat(kinds.row("builds", "app"))
        .isEqualTo("app | Source | Git | Failed (PushImageToRegistryFailed) | 66m ago | 3m");
    assertThat(
            problems(
                () ->
                    kinds.edit(
                        "builds",
                        "app",
                        app -> Json.ensureObject(app, "status").put("phase", "Running"))))
        .containsExactly(
            "status.phase: Invalid value: \"Running\": phase cannot be updated from a terminal"
                + " state: the build is Failed");
    assertThat(
            problems(
                () ->
                    kinds.edit(
                        "builds",
                        "app",
                        app -> Json.ensureObject(app, "spec").put("serviceAccount", "x"))))
        .containsExactly("spec: Invalid value: \"app\": field is immutable");
  }

  @Test
  void timesOfABuildAreTimes() {
    assertThat(
            problems(
                () ->
                    kinds
                        .rest("builds")
                        .create(
                            new Scope(User.named("root", User.MASTERS), "demo"),
                            KindsFixture.yaml(
                                CONFIG.formatted("") + "\nstatus: {startTimestamp: x}"),
                            WriteOptions.STORE)))
        .containsExactly(
            "status.startTimestamp: Invalid value: \"x\": must be a moment in RFC 3339 form");
  }

  @Test
  void filesAreNotKeptForABuildAndThereAreNoLogs() {
    create("");
    kinds.create("builds", CONFIG.formatted("").replace("app", "app-1"));

    assertThat(
            refusal(
                    () ->
                        kinds
                            .rest(CONFIGS)
                            .subresource("instantiatebinary")
                            .create(KindsFixture.DEMO, Json.object(), WriteOptions.STORE))
                .message())
        .startsWith(
            "buildconfigs.build.openshift.io/instantiatebinary is not served: Weir keeps no files");
    assertThat(
            refusal(() -> kinds.rest("builds").subresource("log").get(KindsFixture.DEMO, "app-1"))
                .message())
        .startsWith("builds.build.openshift.io/log is not served: Weir runs no builder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{kind: ImageStreamImage, name: 'app@s'}; name: Invalid value: \"app@s\"",
        "{kind: ImageStreamImage, name: 'app@sha256:'}; name: Invalid value: \"app@sha256:\"",
        "{kind: ImageStreamImage, name: app}; name: Invalid value: \"app\"",
        "{name: 'app@sha256:7777777'}; kind: Required value",
        "{kind: Secret, name: 'app@sha256:7777777'}; kind: Unsupported value: \"Secret\"",
      })
  void whatABuildIsMadeOfIsNamedAsAWhole(String from, String problem) {
    String source = "{source: {images: [{from: " + from + "}]}, strategy: {dockerStrategy: {}}}";

    assertThat(refusedSpec(source))
        .singleElement()
        .asString()
        .startsWith("spec.source.images[0].from." + problem);
  }

  @Test
  void aDeadlineIsBounded() {
    assertThat(refused(", completionDeadlineSeconds: 9223372036854775807"))
        .containsExactly(
            "spec.completionDeadlineSeconds: Invalid value: 9223372036854775807: must be at most"
                + " 2147483647, which is 68 years");
  }
}
