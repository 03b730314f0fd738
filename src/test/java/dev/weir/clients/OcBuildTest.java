package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.resource.Json;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** {@code oc} starts, stops and shows builds. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OcBuildTest {
  @SuppressWarnings("InlineFormatString") // reads better apart from its one use
  private static final String CONFIG =
      """
      apiVersion: build.openshift.io/v1
      kind: BuildConfig
      metadata: {name: %s}
      spec:
        source: {git: {uri: 'https://git.example/app'}}
        strategy: {dockerStrategy: {from: {kind: ImageStreamTag, name: 'base:v1'}}}
        output: {to: {kind: ImageStreamTag, name: 'base:built'}}
      """;

  @TempDir private static Path work;
  @AutoClose private @Nullable ServerProcess server;
  @AutoClose private @Nullable ApiCaller caller;
  private @Nullable RealClient oc;

  @BeforeEach
  void start() throws Exception {
    if (oc != null) {
      return;
    }
    RealClient asked = RealClient.oc(java.util.Map.of());
    assertThat(asked).isNotNull();
    ServerProcess started = ServerProcess.start(work.resolve("data"));
    server = started;
    ApiCaller calls = ApiCaller.of(started);
    caller = calls;
    calls.create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
    var _ = new TestPushes(calls).image(calls.administrator(), "shop/base", "v1", "one");
    RealClient made = RealClient.oc(started.environment(work));
    made.run("project", "shop");
    oc = made;
  }

  private RealClient oc() {
    return java.util.Objects.requireNonNull(oc);
  }

  private void configure(String name) throws Exception {
    Output made = oc().attempt(CONFIG.formatted(name), "create", "-f", "-");
    assertThat(made.exit()).as(made.err()).isZero();
  }

  private void report(String build, String status) throws Exception {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").putObject("annotations").put("weir.dev/builder", "test");
    patch.set("status", Json.parse(status.replace('\'', '"')));
    ApiCaller calls = java.util.Objects.requireNonNull(caller);
    String path = "/apis/build.openshift.io/v1/namespaces/shop/builds/" + build + "/details";
    assertThat(calls.patch(calls.administrator(), path, patch).status()).isEqualTo(200);
  }

  private void awaitTurn(String build) throws Exception {
    oc().run("wait", "build/" + build, "--for=create", "--timeout=20s");
    oc().run("wait", "build/" + build, "--for=condition=Startable", "--timeout=20s");
  }

  @Test
  void startsABuildAndTheSameOnceMore() throws Exception {
    configure("app");

    assertThat(oc().run("start-build", "app", "--env=A=1", "--commit=0123456789"))
        .isEqualTo("build.build.openshift.io/app-1 started\n");
    assertThat(oc().run("start-build", "--from-build=app-1", "-o", "name"))
        .isEqualTo("build.build.openshift.io/app-2\n");
    awaitTurn("app-1");

    assertThat(oc().run("get", "builds"))
        .containsPattern("app-1 +Docker +Git@0123456 +New")
        .containsPattern("app-2 +Docker +Git@0123456 +New");
    assertThat(oc().run("describe", "build/app-1"))
        .containsPattern("Status:\\s+\\S*New")
        .containsPattern("Build Config:\\s+app")
        .containsPattern("From Image:\\s+DockerImage \\S+/shop/base@sha256:")
        .containsPattern("Output to:\\s+ImageStreamTag base:built")
        .contains("Manually triggered");
    assertThat(oc().run("describe", "bc/app"))
        .containsPattern("Latest Version:\\s+2")
        .containsPattern("Build Run Policy:\\s+Serial")
        .containsPattern("app-1\\s+new");
    assertThat(oc().run("status")).contains("istag/base:built", "bc/app", "build #1");
  }

  @Test
  void waitsForABuildToItsEnd() throws Exception {
    configure("waited");
    oc().run("start-build", "waited");
    awaitTurn("waited-1");
    Thread builder =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    report("waited-1", "{'phase':'Pending'}");
                    report("waited-1", "{'phase':'Running'}");
                    report("waited-1", "{'phase':'Complete'}");
                    awaitTurn("waited-2");
                    report("waited-2", "{'phase':'Pending'}");
                    report("waited-2", "{'phase':'Running'}");
                    report(
                        "waited-2",
                        "{'phase':'Failed','reason':'DockerBuildFailed','message':'no','logSnippet':'the"
                            + " last words'}");
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });

    Output failed = oc().attempt("", "start-build", "waited", "--wait");
    builder.join();

    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.err()).contains("the build shop/waited-2 status is \"Failed\"");
    assertThat(oc().run("get", "build", "waited-2")).contains("Failed (DockerBuildFailed)");
    assertThat(oc().run("describe", "build", "waited-2")).contains("the last words");
    assertThat(oc().run("get", "build", "waited-1")).contains("Complete");
  }

  @Test
  void saysWhyThereIsNoLogAndWhereFilesGo() throws Exception {
    configure("logs");

    Output followed = oc().attempt("", "start-build", "logs", "--follow");
    assertThat(followed.out()).contains("build.build.openshift.io/logs-1 started");
    assertThat(followed.err()).contains("Failed to stream the build logs");
    Output log = oc().attempt("", "logs", "build/logs-1");
    assertThat(log.exit()).isEqualTo(1);
    assertThat(log.err()).contains("Weir runs no builder and has no logs of builds");
    Output files =
        oc().attempt(
                "",
                "start-build",
                "logs",
                "--from-file=" + java.util.Objects.requireNonNull(server).data().resolve("ca.crt"));
    assertThat(files.exit()).isEqualTo(1);
    assertThat(files.err()).contains("Weir keeps no files for a build");
  }

  @Test
  void cancelsBuildsThatWaitAndThatRun() throws Exception {
    configure("stopped");
    oc().run("start-build", "stopped");
    oc().run("start-build", "stopped");
    assertThat(oc().run("cancel-build", "stopped-2"))
        .isEqualTo(
            "build.build.openshift.io/stopped-2 marked for cancellation, waiting to be cancelled\n"
                + "build.build.openshift.io/stopped-2 cancelled\n");
    awaitTurn("stopped-1");
    report("stopped-1", "{'phase':'Pending'}");
    report("stopped-1", "{'phase':'Running'}");
    Thread builder =
        Thread.ofVirtual()
            .start(
                () -> {
                  await()
                      .until(
                          () ->
                              oc().run(
                                      "get",
                                      "build",
                                      "stopped-1",
                                      "-o",
                                      "jsonpath={.status.cancelled}")
                                  .equals("true"));
                  try {
                    report("stopped-1", "{'phase':'Cancelled'}");
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
    assertThat(oc().run("cancel-build", "bc/stopped", "--restart")).contains("stopped-1 restarted");
    builder.join();
    assertThat(oc().run("get", "builds", "-o", "name"))
        .contains("build.build.openshift.io/stopped-3");
  }

  @Test
  void cancelsAllBuildsOfAConfigThoughTheyAreMoreThanItKeeps() throws Exception {
    configure("many");
    for (int i = 0; i < 9; i++) {
      oc().run("start-build", "many");
    }
    Output cancelled = oc().attempt("", "cancel-build", "bc/many");

    assertThat(cancelled.exit()).as(cancelled.err()).isZero();
    assertThat(cancelled.out().lines().filter(line -> line.matches("\\S+ cancelled"))).hasSize(9);
  }

  @Test
  void setsTriggersThatStartBuilds() throws Exception {
    configure("followed");
    assertThat(oc().run("set", "triggers", "bc/followed"))
        .containsPattern("buildconfigs/followed +image +base:v1 +false");

    oc().run("set", "triggers", "bc/followed", "--from-image=base:v1");
    oc().run("wait", "build/followed-1", "--for=create", "--timeout=20s");
    awaitTurn("followed-1");
    assertThat(oc().run("set", "triggers", "bc/followed"))
        .containsPattern("buildconfigs/followed +image +base:v1 +true");
    assertThat(oc().run("describe", "build/followed-1"))
        .containsPattern("Image Name/Kind:\\s+base:v1 / ImageStreamTag");

    oc().run("set", "triggers", "bc/followed", "--from-config");
    oc().run("set", "triggers", "bc/followed", "--from-image=base:v1", "--remove");
    assertThat(oc().run("get", "bc", "followed", "-o", "jsonpath={.status.lastVersion}"))
        .isEqualTo("1");
    for (String paused : List.of("true", "false")) {
      oc().run(
              "annotate",
              "--overwrite",
              "bc/followed",
              "openshift.io/build-config.paused=" + paused);
      assertThat(oc().attempt("", "start-build", "followed").exit())
          .isEqualTo(paused.equals("true") ? 1 : 0);
    }
  }
}
