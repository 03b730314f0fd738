package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tags that are held, and what stays on them, as the real {@code oc} writes them. */
@WeirServer
@Timeout(120)
class OcHoldTest {
  private static final String HOLD = "weir.dev/hold";

  private final Path work;
  private final ServerProcess server;
  private final ApiCaller caller;
  private String project = "";
  private String one = "";
  private String two = "";
  private int projects;

  OcHoldTest(Path work, ServerProcess server, ApiCaller caller) {
    this.work = work;
    this.server = server;
    this.caller = caller;
  }

  @BeforeEach
  void anImageInAProjectOfItsOwn() throws Exception {
    RealClient _ = oc();
    project = "hold" + ++projects;
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'" + project + "'}}");
    one = push("live", "1");
    two = push("live", "2");
  }

  private RealClient oc() {
    return RealClient.oc(server.environment(work));
  }

  private String push(String tag, String text) throws Exception {
    return new TestPushes(caller)
        .image(caller.administrator(), project + "/app", tag, text)
        .digest();
  }

  private Output attempt(String... arguments) throws Exception {
    return oc().attempt("", in(arguments));
  }

  private String run(String... arguments) throws Exception {
    return oc().run(in(arguments));
  }

  private String[] in(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "-n";
    all[arguments.length + 1] = project;
    return all;
  }

  private String image(String tag) throws Exception {
    return run("get", "istag", "app:" + tag, "-o", "jsonpath={.image.metadata.name}");
  }

  private String annotations(String tag) throws Exception {
    return run(
        "get", "is", "app", "-o", "jsonpath={.spec.tags[?(@.name==\"" + tag + "\")].annotations}");
  }

  @Test
  void ocHoldsAPushedTagIsRefusedInWordsAndReleasesIt() throws Exception {
    run("annotate", "istag", "app:live", HOLD + "=ann: a trial");

    Output refused = attempt("tag", "app@" + one, "app:live");
    assertThat(refused.exit()).isOne();
    assertThat(refused.err())
        .contains("tag app:live is held (ann: a trial)", "\"weir release app:live\"");
    assertThat(attempt("tag", "quay.io/a/b:1", "app:live").exit()).isOne();
    assertThat(image("live")).isEqualTo(two);

    run("annotate", "istag", "app:live", HOLD + "-");
    assertThat(annotations("live")).isEqualTo("null");
    run("tag", "app@" + one, "app:live");
    assertThat(image("live")).isEqualTo(one);
  }

  @Test
  void ocRollsATagBackAndAPushMovesItAllTheSame() throws Exception {
    run("annotate", "istag", "app:live", HOLD + "=ann", "weir.dev/held-image=" + one);
    assertThat(image("live")).isEqualTo(one);
    Output nowhere =
        attempt(
            "annotate",
            "--overwrite",
            "istag",
            "app:live",
            "weir.dev/held-image=sha256:" + "0".repeat(64));
    assertThat(nowhere.exit()).isOne();
    assertThat(nowhere.err()).contains("app:live never was this image");

    String three = push("live", "3");

    assertThat(image("live")).isEqualTo(three);
    assertThat(annotations("live")).contains(HOLD, three).doesNotContain(one);
  }

  @Test
  void whatOcSendsWholeKeepsWhatItDoesNotKnow() throws Exception {
    run("tag", "--alias", "app:live", "app:shown");
    run("annotate", "istag", "app:shown", HOLD + "=ann", "weir.dev/keep=all");
    run("annotate", "is", "app", "weir.dev/keep=revisions=7");
    Path file = work.resolve(project + ".yaml");
    for (String verb : List.of("apply", "apply", "replace")) {
      Files.writeString(
          file,
          """
          apiVersion: image.openshift.io/v1
          kind: ImageStream
          metadata: {name: app, labels: {seen: '%s'}}
          spec:
            tags:
            - {name: shown, from: {kind: ImageStreamTag, name: 'app:live'}, annotations: {note: '%s'}}
          """
              .formatted(verb, verb));
      run(verb, "-f", file.toString());
      assertThat(annotations("shown")).as(verb).contains(HOLD, "weir.dev/keep", "note");
    }
    run("set", "image-lookup", "app");
    run("patch", "is", "app", "--type=merge", "-p", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    assertThat(run("get", "is", "app", "-o", "jsonpath={.metadata.annotations}"))
        .contains("revisions=7");
    push("live", "4");
    assertThat(image("shown")).isEqualTo(two);

    run("annotate", "istag", "app:shown", HOLD + "-");
    assertThat(image("shown")).isEqualTo(image("live"));
    run("tag", "app@" + one, "app:shown");
    assertThat(annotations("shown")).contains("weir.dev/keep").doesNotContain(HOLD);
  }

  @Test
  void anImportOfAHeldTagSaysThatItDoesNotMoveIt() throws Exception {
    String from = server.registry() + "/" + project + "/app:live";
    run("import-image", "copy:v1", "--from=" + from, "--confirm");
    run("annotate", "istag", "copy:v1", HOLD + "=ann");
    push("live", "3");

    Output imported = attempt("import-image", "copy:v1");

    assertThat(imported.exit()).as(imported.err()).isZero();
    assertThat(imported.err())
        .contains("Warning: tag copy:v1 is held (ann), so the import did not move it");
    assertThat(run("get", "istag", "copy:v1", "-o", "jsonpath={.image.metadata.name}"))
        .isEqualTo(two);
  }
}
