package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Verbs for any object, against a real server; the words are those of oc (cli.md 7, 8). */
@WeirServer
class ObjectCommandsTest {
  private static final String STREAM =
      """
      apiVersion: image.openshift.io/v1
      kind: ImageStream
      metadata:
        name: app
        labels: {team: web}
      """;

  private final Path work;
  private Map<String, String> environment = Map.of();
  private int projects;
  private String project = "";
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  ObjectCommandsTest(Path work, ServerProcess server) throws IOException {
    this.work = work;
    environment = server.environment(work);
  }

  @BeforeEach
  void ownProject() {
    projects++;
    project = "p" + projects;
    run("new-project", project);
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return Cli.run(
        new CliContext(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            work,
            work,
            Clock.systemUTC(),
            false,
            "test"),
        arguments);
  }

  private String says(String... arguments) {
    assertThat(run(arguments)).as("%s: %s", String.join(" ", arguments), err).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private String fails(String... arguments) {
    assertThat(run(arguments)).as("%s: %s", String.join(" ", arguments), out).isEqualTo(1);
    return err.toString(StandardCharsets.UTF_8);
  }

  private String file(String name, String text) throws IOException {
    Path file = work.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return name;
  }

  @Test
  void saysHowATagIsNamedWhereItIsTakenForAStream() {
    run("create", "is", "app");
    assertThat(fails("get", "is/app:v1"))
        .isEqualTo(
            "Error from server (NotFound): imagestreams.image.openshift.io \"app:v1\" not found\n"
                + "A tag of a stream is an imagestreamtag: istag/app:v1\n");
    assertThat(fails("describe", "is", "app@sha256:12"))
        .endsWith("is an imagestreamimage: isimage/app@sha256:12\n");
    assertThat(fails("delete", "is", "none")).endsWith("\"none\" not found\n");
  }

  @Test
  void replacesWithoutBeingToldTheVersion() throws IOException {
    String file = file("stream.yaml", STREAM);
    says("create", "-f", file);
    file("stream.yaml", STREAM.replace("web", "db"));
    assertThat(says("replace", "-f", file))
        .isEqualTo("imagestream.image.openshift.io/app replaced\n");
    assertThat(says("get", "is", "app", "-o", "jsonpath={.metadata.labels.team}")).isEqualTo("db");
  }

  @Test
  void takesTheKindOfATypedListForItsItems() throws IOException {
    String list =
        """
        apiVersion: v1
        kind: ConfigMapList
        items:
        - metadata: {name: first}
        - {apiVersion: v1, kind: ConfigMap, metadata: {name: second}}
        """;
    assertThat(says("create", "-f", file("typed.yaml", list)))
        .isEqualTo("configmap/first created\nconfigmap/second created\n");
    String untyped = file("untyped.yaml", list.replace("ConfigMapList", "List"));
    assertThat(fails("create", "-f", untyped)).contains("Object 'Kind' is missing");
  }

  @Test
  void takesNoEmptyNameForAllOfAType() {
    says("create", "is", "app");
    String[][] commands = {
      {"get", "is", ""},
      {"get", "is", "app", ""},
      {"get", "is", "", "-w"},
      {"get", "is,istag", ""},
      {"describe", "is", ""},
      {"delete", "is", ""},
      {"delete", "is", "", "--all"},
      {"wait", "is", "", "--for=delete"},
      {"edit", "is", ""},
      {"patch", "is", "", "-p", "{}"},
      {"label", "is", "", "a=b"},
      {"annotate", "is", "", "a=b"},
      {"scale", "deploy", "", "--replicas=1"},
      {"rollout", "status", "deploy", ""},
      {"rollout", "restart", "deploy", ""},
      {"set", "image", "deploy", "", "a=b"},
      {"set", "triggers", "deploy", ""},
      {"create", "token", ""},
    };
    for (String[] command : commands) {
      assertThat(fails(command))
          .as(String.join(" ", command))
          .contains("resource name may not be empty");
    }
    assertThat(fails("get", "is,")).contains("the server doesn't have a resource type \"\"");
    assertThat(fails("secrets", "link", "", "app"))
        .contains("service account name must be present");
    says("get", "is", "app");
  }

  @Test
  void saysWhoBuildsKustomizations() {
    for (String verb : List.of("apply", "create", "delete", "replace")) {
      for (String[] flag : new String[][] {{"-k", ""}, {"-k", "dir"}, {"--kustomize=dir"}}) {
        String[] command = Stream.concat(Stream.of(verb), Stream.of(flag)).toArray(String[]::new);
        assertThat(fails(command))
            .as(String.join(" ", command))
            .contains("weir builds no kustomizations", "kubectl kustomize DIR", "-f -");
      }
    }
    assertThat(fails("version", "-k")).contains("unknown shorthand flag: 'k' in -k");
  }

  @Test
  void readsNoDirectoryWhereNoFileIsNamed() throws IOException {
    file("kept.yaml", STREAM);
    says("create", "is", "app");
    assertThat(fails("delete", "-f", "")).contains("the path \"\" does not exist");
    says("get", "is", "app");
    String[][] others = {
      {"create", "configmap", "all", "--from-file="},
      {"create", "secret", "generic", "all", "--from-file=key="},
      {"create", "configmap", "all", "--from-env-file="},
      {"create", "secret", "docker-registry", "all", "--from-file="},
    };
    for (String[] other : others) {
      assertThat(fails(other)).contains("the path \"\" does not exist");
    }
  }

  @Test
  void namesAFileOfVariablesThatCannotBeRead() {
    assertThat(fails("create", "configmap", "vars", "--from-env-file=" + work)).contains("" + work);
  }

  @Test
  void staysInTheProjectIfTheNewOneIsEmpty() {
    assertThat(says("project", "")).contains("Using project \"" + project + "\"");
  }

  @Test
  void patchesWithAListOfOperations() {
    says("create", "is", "app");
    assertThat(
            says(
                "patch",
                "is/app",
                "--type=json",
                "-p",
                "[{\"op\":\"replace\",\"path\":\"/spec/lookupPolicy/local\",\"value\":true}]"))
        .isEqualTo("imagestream.image.openshift.io/app patched\n");
    assertThat(says("get", "is", "app", "-o", "jsonpath={.spec.lookupPolicy.local}"))
        .isEqualTo("true");
  }

  @Test
  void seesAChangeInAServerDryRunOfAPatch() {
    says("create", "is", "app");
    String patch = "{\"spec\":{\"lookupPolicy\":{\"local\":true}}}";
    assertThat(says("patch", "is/app", "-p", patch, "--dry-run=server"))
        .isEqualTo("imagestream.image.openshift.io/app patched (server dry run)\n");
    assertThat(
            says(
                "patch",
                "is/app",
                "--type=merge",
                "-p",
                patch,
                "--dry-run=client",
                "-o",
                "jsonpath={.spec.lookupPolicy.local}"))
        .isEqualTo("true");
    assertThat(says("get", "is", "app", "-o", "jsonpath={.spec.lookupPolicy.local}"))
        .isEqualTo("false");
  }

  @Test
  void refusesUnknownFieldsWhenAskedToBeStrict() throws IOException {
    String file = file("unknown.yaml", STREAM + "spec: {nope: 1}\n");
    assertThat(fails("create", "-f", file, "--validate=strict"))
        .isEqualTo(
            "Error from server (BadRequest): error when creating \"unknown.yaml\": ImageStream in"
                + " version \"v1\" cannot be handled as a ImageStream: strict decoding error:"
                + " unknown field \"spec.nope\"\n");
    assertThat(fails("get", "is", "app")).contains("\"app\" not found");
    says("create", "-f", file);
    assertThat(err).hasToString("Warning: unknown field \"spec.nope\"\n");
    says("delete", "is", "app");
    says("create", "-f", file, "--validate=false");
    assertThat(err).hasToString("");
    assertThat(fails("create", "-f", file, "--validate=maybe")).contains("\"maybe\"");
  }

  @Test
  void namesTheFileOfEachRefusalAndGoesOn() throws IOException {
    file("all/1-broken.yaml", "a: b\n");
    file("all/2-kind.yaml", "apiVersion: v1\nkind: Foo\nmetadata: {name: x}\n");
    file("all/3-stream.yaml", STREAM);
    file("all/4-again.yaml", STREAM);
    assertThat(fails("create", "-f", "all"))
        .isEqualTo(
            """
            error: unable to decode "all/1-broken.yaml": Object 'Kind' is missing in '{"a":"b"}'
            error: resource mapping not found for name: "x" namespace: "" from "all/2-kind.yaml": \
            no matches for kind "Foo" in version "v1"
            ensure CRDs are installed first
            Error from server (AlreadyExists): error when creating "all/4-again.yaml": \
            imagestreams.image.openshift.io "app" already exists
            """);
    assertThat(out).hasToString("imagestream.image.openshift.io/app created\n");
    assertThat(fails("create", "-f", file("empty.yaml", "")))
        .isEqualTo("error: no objects passed to create\n");
  }

  @Test
  void remembersWhatWasAppliedAsOtherClientsDo() throws IOException {
    says("apply", "-f", file("stream.yaml", STREAM));
    assertThat(
            says(
                "get",
                "is",
                "app",
                "-o",
                "jsonpath={.metadata.annotations.kubectl\\.kubernetes\\.io/last-applied-configuration}"))
        .isEqualTo(
            "{\"apiVersion\":\"image.openshift.io/v1\",\"kind\":\"ImageStream\",\"metadata\":"
                + "{\"annotations\":{},\"labels\":{\"team\":\"web\"},\"name\":\"app\","
                + "\"namespace\":\""
                + project
                + "\"}}\n");
  }

  @Test
  void takesNoNameBesideASelector() {
    says("create", "is", "app");
    for (String selector : new String[] {"--all", "-lteam=web"}) {
      assertThat(fails("delete", "is", "app", selector))
          .isEqualTo("error: name cannot be provided when a selector is specified\n");
    }
    says("get", "is", "app");
  }

  @Test
  void getsNoNameFromAllNamespaces() {
    assertThat(fails("get", "is", "app", "-A"))
        .isEqualTo("error: a resource cannot be retrieved by name across all namespaces\n");
    assertThat(says("get", "ns", "default", "-A", "-o", "name")).isEqualTo("namespace/default\n");
  }

  @Test
  void getsTheKindsOfACategory() {
    says("create", "is", "app");
    says("create", "deployment", "web", "--image=x:1");
    assertThat(says("get", "all", "-o", "name"))
        .isEqualTo("deployment.apps/web\nimagestream.image.openshift.io/app\n");
  }

  @Test
  void saysThatTheServerHasNoSuchType() {
    assertThat(fails("get", "gadgets"))
        .isEqualTo("error: the server doesn't have a resource type \"gadgets\"\n");
  }

  @Test
  void saysThatTheNamespaceIsMissingRatherThanTheObject() {
    String missing = "Error from server (NotFound): namespaces \"nope\" not found\n";
    assertThat(fails("get", "is", "app", "-n", "nope")).isEqualTo(missing);
    assertThat(fails("get", "is", "app", "-n", "nope", "-o", "yaml")).isEqualTo(missing);
    assertThat(fails("label", "is", "app", "a=b", "-n", "nope")).isEqualTo(missing);
    assertThat(fails("describe", "is", "app", "-n", "nope")).isEqualTo(missing);
    assertThat(fails("get", "is", "app"))
        .isEqualTo(
            "Error from server (NotFound): imagestreams.image.openshift.io \"app\" not found\n");
  }

  @Test
  void tellsRemovingALabelFromSettingOne() {
    says("create", "is", "app");
    assertThat(says("label", "is/app", "a=b"))
        .isEqualTo("imagestream.image.openshift.io/app labeled\n");
    assertThat(says("label", "is/app", "a-"))
        .isEqualTo("imagestream.image.openshift.io/app unlabeled\n");
    assertThat(says("label", "is/app", "a-"))
        .isEqualTo("label \"a\" not found.\nimagestream.image.openshift.io/app not labeled\n");
    says("annotate", "is/app", "a=b");
    assertThat(fails("annotate", "is/app", "a=c"))
        .isEqualTo(
            "error: --overwrite is false but found the following declared annotation(s):"
                + " 'a' already has a value (b)\n");
  }

  @Test
  void namesTheTemplateThatCannotBeRead() {
    assertThat(fails("get", "is", "-o", "jsonpath={.items[*"))
        .startsWith("error: error parsing jsonpath {.items[*, ");
  }
}
