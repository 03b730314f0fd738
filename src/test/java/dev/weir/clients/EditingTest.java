package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** edit, diff, apply, wait and explain against a real server, in the words of kubectl. */
@WeirServer
@Timeout(60)
class EditingTest {
  private static final String STREAM =
      """
      apiVersion: image.openshift.io/v1
      kind: ImageStream
      metadata: {name: app, labels: {team: web}}
      """;

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec: {containers: [{name: c, image: "example.com/%s"}]}
      status: {phase: %s}
      """;

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;
  private int projects;

  EditingTest(Path work, ServerProcess server, WeirCalls weir) throws IOException {
    this.work = work;
    this.server = server;
    this.weir = weir;
  }

  @BeforeEach
  void ownProject() throws IOException {
    projects++;
    weir.says("new-project", "p" + projects);
    weir.file("stream.yaml", STREAM);
    weir.says("apply", "-f", "stream.yaml");
  }

  private WeirCalls editor(String command) {
    return weir.with("KUBE_EDITOR", command);
  }

  @Test
  void savesWhatTheEditorChanged() {
    assertThat(editor("sed -i s/team:.web/team:\\ db/").says("edit", "is/app"))
        .isEqualTo("imagestream.image.openshift.io/app edited\n");
    assertThat(weir.says("get", "is/app", "-o", "jsonpath={.metadata.labels.team}"))
        .isEqualTo("db");
  }

  @Test
  void leavesTheObjectAloneWhenNothingWasChanged() {
    Output output = editor("true").attempt("", "edit", "is/app");
    assertThat(output).isEqualTo(new Output(0, "", "Edit cancelled, no changes made.\n"));
  }

  @Test
  void opensTheEditorAgainWithTheReasonAndKeepsTheTextInTheEnd() throws IOException {
    // The second time it changes nothing: the user gives up.
    String script = weir.file("editor.sh", "cat $1 >>seen; sed -i 's/team: web/team: [1]/' $1\n");
    Output output = editor("sh " + script).attempt("", "edit", "is/app");
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.err())
        .contains("A copy of your changes has been stored to \"")
        .endsWith("error: Edit cancelled, no valid changes were saved.\n");
    assertThat(work.resolve("seen")).content().contains("# The ImageStream \"app\" is invalid: ");
  }

  @Test
  void refusesToRenameAnObject() {
    assertThat(editor("sed -i s/name:.app/name:\\ other/").fails("edit", "is/app"))
        .endsWith("error: At least one of apiVersion, kind and name was changed\n");
  }

  @Test
  void takesBackAFieldThatTheServerDoesNotKnow() {
    assertThat(editor("sed -i s/.*team:.web/\\ \\ foo:\\ bar/").fails("edit", "is/app"))
        .contains("unknown field \"metadata.foo\"");
  }

  @Test
  void createsWhatTheEditorMadeOfAFile() throws IOException {
    weir.file(
        "two.yaml",
        """
        {apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: {a: old}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: two}, data: {a: old}}
        """);
    Output none = editor("true").attempt("", "create", "-f", "two.yaml", "--edit");
    String cancelled = "Edit cancelled, no changes made.\n";
    assertThat(none).isEqualTo(new Output(0, "", cancelled + cancelled));
    assertThat(editor("sed -i s/old/new/").says("create", "-f", "two.yaml", "--edit"))
        .isEqualTo("configmap/one created\nconfigmap/two created\n");
    assertThat(weir.says("get", "cm", "one", "two", "-o", "jsonpath={.items[*].data.a}"))
        .isEqualTo("new new");
  }

  @Test
  void opensTheEditorAgainWhereAFileCannotBeCreated() throws IOException {
    String script = weir.file("again.sh", "cat $1 >>asked; sed -i 's/name: app/name: APP/' $1\n");
    assertThat(editor("sh " + script).fails("create", "-f", "stream.yaml", "--edit"))
        .contains("A copy of your changes has been stored to \"")
        .endsWith("error: app was not created\n");
    assertThat(work.resolve("asked")).content().contains("# The ImageStream \"APP\" is invalid: ");
    assertThat(
            editor("sed -i s/kind:.ImageStream/kind:\\ Secret/")
                .fails("create", "-f", "stream.yaml", "--edit"))
        .endsWith("error: At least one of apiVersion, kind and namespace was changed\n");
  }

  @Test
  void replacesAStatusAlone() throws IOException {
    weir.file("pod.yaml", POD.formatted("one", "Pending"));
    weir.says("create", "-f", "pod.yaml");
    weir.file("pod.yaml", POD.formatted("another", "Running"));
    weir.says("replace", "-f", "pod.yaml", "--subresource=status");
    String both = "jsonpath={.spec.containers[0].image} {.status.phase}";
    assertThat(weir.says("get", "pod", "p", "-o", both)).isEqualTo("example.com/one Running");
  }

  @Test
  void endsADiffWithOneIfSomethingDiffersAndZeroIfNot() throws IOException {
    assertThat(weir.attempt("", "diff", "-f", "stream.yaml")).isEqualTo(new Output(0, "", ""));
    weir.file("stream.yaml", STREAM.replace("web", "db"));
    Output output = weir.attempt("", "diff", "-f", "stream.yaml");
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.out())
        .contains("image.openshift.io.v1.ImageStream.p" + projects + ".app")
        .contains("-    team: web\n+    team: db\n");
    assertThat(weir.attempt("", "diff", "-f", "missing.yaml").exit()).isEqualTo(2);
    assertThat(weir.says("get", "is/app", "-o", "jsonpath={.metadata.labels.team}"))
        .isEqualTo("web");
  }

  @Test
  void comparesWithTheProgramOfTheUser() throws IOException {
    weir.file("stream.yaml", STREAM.replace("web", "db"));
    assertThat(
            weir.with("KUBECTL_EXTERNAL_DIFF", "echo compares").says("diff", "-f", "stream.yaml"))
        .matches("compares \\S*LIVE-\\S* \\S*MERGED-\\S*\n");
  }

  @Test
  void showsNoValueOfASecretInADiff() throws IOException {
    weir.says("create", "secret", "generic", "db", "--from-literal=a=old-value");
    weir.file(
        "secret.yaml",
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: db}
        stringData: {a: new-value}
        """);
    Output output = weir.attempt("", "diff", "-f", "secret.yaml");
    assertThat(output.out()).contains("*** (before)", "*** (after)");
    assertThat(output.out()).doesNotContain("value", "b2xkLXZhbHVl", "bmV3LXZhbHVl");
  }

  @Test
  void losesNoTagThatOthersSetWhileAFileIsApplied() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> others =
          threads.submit(
              () -> {
                for (int i = 0; i < 10; i++) {
                  weir.says("tag", "--reference", "example.com/x/y:" + i, "app:t" + i);
                }
              });
      for (int i = 0; i < 10; i++) {
        String from = "{kind: DockerImage, name: 'example.com/x/own:%d'}".formatted(i);
        String tag = "spec: {tags: [{name: own, reference: true, from: " + from + "}]}\n";
        weir.file("stream.yaml", STREAM + tag);
        assertThat(weir.says("apply", "-f", "stream.yaml")).endsWith("app configured\n");
      }
      others.get();
    }
    assertThat(weir.says("get", "is/app", "-o", "jsonpath={.spec.tags[*].name}").split(" "))
        .containsExactlyInAnyOrder(
            "own", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9");
  }

  @Test
  void waitsForAFieldAndForTheEnd() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> field =
          threads.submit(
              () -> weir.says("wait", "is/app", "--for=jsonpath={.metadata.labels.team}=db"));
      weir.says("label", "is/app", "team=db", "--overwrite");
      assertThat(field.get()).isEqualTo("imagestream.image.openshift.io/app condition met\n");
    }
    weir.says("delete", "is/app");
    assertThat(weir.says("wait", "is/app", "--for=delete")).isEmpty();
    assertThat(weir.fails("wait", "is/app", "--for=create", "--timeout=10ms"))
        .isEqualTo("error: timed out waiting for the condition\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "explain is",
        "explain is.spec.tags",
        "explain is.spec.tags.from",
        "explain is.spec.lookupPolicy.local",
        "explain secret.type",
        "explain deploy --recursive",
        "explain is.nope",
        "api-versions",
        "api-resources",
        "api-resources -o wide --namespaced=false",
        "api-resources --verbs=list,get -o name",
        "wait --for=jsonpath={.metadata.labels.team}=web is/app",
        "wait --for=jsonpath={.metadata.labels.team}=db is/app --timeout=100ms",
        "wait --for=condition=Available is/nope --timeout=100ms",
        "wait --for=foo is/app",
        "get is/app -o jsonpath={.spec}",
      })
  void saysWhatKubectlSays(String command) throws Exception {
    RealClient kubectl = RealClient.required(server.environment(work), "kubectl");
    assertThat(weir.attempt("", command.split(" ")))
        .isEqualTo(kubectl.attempt("", command.split(" ")));
  }
}
