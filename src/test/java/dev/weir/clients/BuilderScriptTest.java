package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * The script of {@code examples/builder} with {@code kubectl}, and with a program in buildah's
 * place that builds nothing.
 */
@WeirServer
@Timeout(180)
class BuilderScriptTest {
  private static final String BUILDS = "/apis/build.openshift.io/v1/namespaces/shop/builds";
  private static final String DIGEST = "sha256:" + "d".repeat(64);

  /** Keeps what it was asked for; builds for a minute if a file says so. */
  @SuppressWarnings("InlineFormatString") // reads better apart from its one use
  private static final String BUILDAH =
      """
      #!/bin/sh
      here=%s
      printf '%%s\\n' "$*" >>"$here/asked"
      case $1 in
      bud)
        printf '<%%s>\\n' "$@" >"$here/arguments"
        for context; do :; done
        printf '%%s\\n' "$context" "$REGISTRY_AUTH_FILE" >"$here/places"
        cp "$context/Dockerfile" "$here/built"
        [ ! -e "$here/slow" ] || exec sleep 60
        ;;
      push)
        while [ $# -gt 0 ]; do
          [ "$1" != --digestfile ] || printf %s >"$2"
          shift
        done
        ;;
      esac
      """;

  private final Path work;
  private final ServerProcess server;
  private final ApiCaller caller;
  private final String robot;

  BuilderScriptTest(Path work, ServerProcess server, WeirCalls weir, ApiCaller caller)
      throws Exception {
    this.work = work;
    this.server = server;
    this.caller = caller;
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
    caller.create(
        "/apis/image.openshift.io/v1/namespaces/shop/imagestreams", "{'metadata':{'name':'out'}}");
    weir.says("create", "sa", "robot", "-n", "shop");
    weir.says("policy", "add-role-to-user", "weir:builder", "-z", "robot", "-n", "shop");
    this.robot = weir.says("create", "token", "robot", "-n", "shop").strip();
    Path buildah = work.resolve("buildah");
    Files.writeString(buildah, BUILDAH.formatted(work, DIGEST));
    assertThat(buildah.toFile().setExecutable(true)).isTrue();
  }

  /** Builds a Build, with kubectl. */
  private Process builder(String build) throws Exception {
    return builder(build, "kubectl");
  }

  private Process builder(String build, String kubectl) throws Exception {
    var _ = RealClient.required(Map.of(), "kubectl");
    var _ = RealClient.required(Map.of(), "git");
    Path script = Path.of("examples/builder/builder.sh").toAbsolutePath();
    ProcessBuilder started =
        new ProcessBuilder("sh", script.toString(), build)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve(build + ".log").toFile());
    started.environment().putAll(server.environment(work));
    started.environment().put("WEIR", kubectl + " --namespace=shop --token=" + robot);
    started.environment().put("BUILDAH", work.resolve("buildah").toString());
    started.environment().put("BUILDER", "script");
    return started.start();
  }

  private JsonNode build(String name) throws Exception {
    return caller.api(caller.administrator(), "GET", BUILDS + "/" + name, "").json();
  }

  private String log(String build) throws Exception {
    return Files.readString(work.resolve(build + ".log"));
  }

  private void ends(Process process, String build, int code) throws Exception {
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).as(log(build)).isTrue();
    assertThat(process.exitValue()).as(log(build)).isEqualTo(code);
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(left()).isEmpty());
  }

  /** What still runs with the builder's account. */
  private List<String> left() {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(robot))
        .toList();
  }

  private RealClient git(Path repository) {
    return RealClient.required(
            Map.of(
                "HOME", work.toString(),
                "GIT_AUTHOR_NAME", "a",
                "GIT_AUTHOR_EMAIL", "a@example.com",
                "GIT_COMMITTER_NAME", "a",
                "GIT_COMMITTER_EMAIL", "a@example.com"),
            "git")
        .in(repository);
  }

  private static void commit(RealClient git, Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
    git.run("add", "-A");
    git.run("commit", "--quiet", "-m", "x");
  }

  private Path repository() throws Exception {
    Path repository = Files.createDirectories(work.resolve("repository"));
    RealClient git = git(repository);
    git.run("init", "--quiet", "-b", "main");
    commit(git, repository.resolve("Dockerfile"), "FROM main");
    git.run("checkout", "--quiet", "-b", "topic");
    commit(git, repository.resolve("sub/Dockerfile"), "FROM topic, first");
    commit(git, repository.resolve("sub/Dockerfile"), "FROM topic, second");
    git.run("checkout", "--quiet", "main");
    return repository;
  }

  private void create(String name, String source, String more) throws Exception {
    caller.create(
        BUILDS,
        "{'metadata':{'name':'%s'},'spec':{'source':{%s},'strategy':{'dockerStrategy':{'noCache':true}},"
                .formatted(name, source)
            + "'output':{'to':{'kind':'ImageStreamTag','name':'out:v1'}}%s}}".formatted(more));
  }

  private String built(String name, String git, String more) throws Exception {
    create(name, git, more);
    ends(builder(name), name, 0);
    JsonNode done = build(name);
    assertThat(done.at("/status/phase").asString("")).isEqualTo("Complete");
    assertThat(done.at("/status/output/to/imageDigest").asString("")).isEqualTo(DIGEST);
    assertThat(done.at("/metadata/annotations").path("weir.dev/builder").asString(""))
        .isEqualTo("script");
    assertThat(done.at("/metadata/annotations").path("weir.dev/taken-by").asString(""))
        .isEqualTo("system:serviceaccount:shop:robot");
    assertThat(Files.readString(work.resolve("asked"))).contains("--no-cache", "/shop/out:v1");
    return Files.readString(work.resolve("built"));
  }

  @Test
  void aBuildOfGitIsOfItsBranchAndDirectoryOrOfTheCommitThatIsAsked() throws Exception {
    Path repository = repository();
    String source =
        "'git':{'uri':'file://%s','ref':'topic'},'contextDir':'sub'".formatted(repository);
    String first = git(repository).run("rev-parse", "topic~1").strip();

    assertThat(built("branch", source, "")).isEqualTo("FROM topic, second");
    assertThat(built("commit", source, ",'revision':{'git':{'commit':'" + first + "'}}"))
        .isEqualTo("FROM topic, first");

    create("nowhere", "'git':{'uri':'file://" + work.resolve("none") + "'}", "");
    ends(builder("nowhere"), "nowhere", 1);
    assertThat(build("nowhere").at("/status/reason").asString("")).isEqualTo("FetchSourceFailed");
    assertThat(build("nowhere").at("/status/logSnippet").asString("")).contains("none");
  }

  @Test
  void aBuildThatIsCancelledStopsAndSaysSo() throws Exception {
    create("slow", "'dockerfile':'FROM x'", "");
    Path slow = Files.createFile(work.resolve("slow"));
    try {
      Process builder = builder("slow");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.exists(work.resolve("built")) && log("slow").contains("running"));
      var cancelled =
          caller.patch(
              caller.administrator(),
              BUILDS + "/slow",
              dev.weir.resource.Json.parse(
                  "{\"status\":{\"cancelled\":true}}".getBytes(StandardCharsets.UTF_8)));
      assertThat(cancelled.status()).isEqualTo(200);

      ends(builder, "slow", 1);
      JsonNode stopped = build("slow");
      assertThat(stopped.at("/status/phase").asString("")).isEqualTo("Cancelled");
      assertThat(stopped.at("/status/message").asString(""))
          .as("said by the builder, not by the server in its place")
          .isEqualTo("The build was cancelled.");
    } finally {
      Files.delete(slow);
    }
  }

  private void fails(String name, String reason, String why) throws Exception {
    ends(builder(name), name, 1);
    JsonNode done = build(name);
    assertThat(done.at("/status/phase").asString("")).isEqualTo("Failed");
    assertThat(done.at("/status/reason").asString("")).isEqualTo(reason);
    assertThat(done.at("/status/logSnippet").asString("")).contains(why);
  }

  @Test
  void aValueIsOneArgumentWhateverItHolds() throws Exception {
    caller.create(
        BUILDS,
        """
        {'metadata':{'name':'values'},'spec':{'source':{'dockerfile':'FROM x'},
         'strategy':{'dockerStrategy':{
          'env':[{'name':'E','value':'e\\n\\n'},{'name':'NONE'}],
          'buildArgs':[{'name':'A','value':'x\\n--volume=/:/host:rw'},{'name':'B','value':'* $(id)'}]}}}}
        """);

    ends(builder("values"), "values", 0);

    assertThat(Files.readString(work.resolve("arguments")))
        .contains(
            "<--env=E=e\n\n>\n<--env=NONE=>\n<--build-arg=A=x\n--volume=/:/host:rw>\n"
                + "<--build-arg=B=* $(id)>\n")
        .doesNotContain("<--volume");
  }

  @Test
  void whatLiesOutsideOfTheSourceIsNeitherReadNorWritten() throws Exception {
    Path repository = Files.createDirectories(work.resolve("links"));
    Path other = Files.writeString(work.resolve("other"), "of the machine");
    Files.deleteIfExists(work.resolve("built"));
    RealClient git = git(repository);
    git.run("init", "--quiet", "-b", "main");
    Files.createSymbolicLink(repository.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(repository.resolve("ends\n"), Path.of("/"));
    Files.createSymbolicLink(repository.resolve("Dockerfile"), other);
    commit(git, repository.resolve("sub/Dockerfile"), "FROM sub");
    String source = "'git':{'uri':'file://" + repository + "'}";

    create("up", source + ",'contextDir':'up'", "");
    fails("up", "FetchSourceFailed", "up is not in the source");
    create("link", source, "");
    fails("link", "FetchSourceFailed", "Dockerfile is not in the source");
    create("flag", source, ",'revision':{'git':{'commit':'--orphan=x'}}");
    fails("flag", "FetchSourceFailed", "--orphan=x is no commit");
    assertThat(work.resolve("built")).doesNotExist();

    assertThat(built("written", source + ",'dockerfile':'FROM x'", "")).isEqualTo("FROM x\n");
    assertThat(other).hasContent("of the machine");
    List<String> places = Files.readAllLines(work.resolve("places"));
    assertThat(Path.of(places.getLast())).isAbsolute();
    assertThat(Path.of(places.getLast()).startsWith(Path.of(places.getFirst()).getParent()))
        .as("%s, the login, lies apart from what is built", places)
        .isFalse();
    assertThat(built("sub", source + ",'contextDir':'/sub'", "")).isEqualTo("FROM sub");
  }

  @Test
  void aBuilderThatIsStoppedWhileItFetchesGivesItsBuildBack() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      create("hangs", "'git':{'uri':'http://127.0.0.1:%d/x'}".formatted(silent.getLocalPort()), "");
      Process builder = builder("hangs");
      silent.setSoTimeout(60_000);
      try (Socket _ = silent.accept()) {
        builder.destroy();

        ends(builder, "hangs", 1);
        assertThat(build("hangs").at("/status/phase").asString("")).isEqualTo("Error");
        assertThat(build("hangs").at("/status/reason").asString("")).isEqualTo("BuilderStopped");
      }
    }
  }

  /** kubectl, but that it fails to report the end of a build. */
  private String failing(String how) throws Exception {
    Path kubectl = work.resolve("failing");
    Files.writeString(
        kubectl,
        """
        #!/bin/sh
        case "$*" in *'"phase":"Complete"'*) %s ;; esac
        exec kubectl "$@"
        """
            .formatted(how));
    assertThat(kubectl.toFile().setExecutable(true)).isTrue();
    return kubectl.toString();
  }

  @Test
  void aReportThatIsLostIsSaidAgainAndOneThatIsRefusedIsNot() throws Exception {
    String once = failing("[ -e HERE ] || { : >HERE; exit 1; }".replace("HERE", work + "/lost"));
    create("lost", "'dockerfile':'FROM x'", "");
    ends(builder("lost", once), "lost", 0);
    assertThat(work.resolve("lost")).exists();
    assertThat(build("lost").at("/status/phase").asString("")).isEqualTo("Complete");

    String refused = failing("echo 'Error from server (Forbidden): not yours' >&2; exit 1");
    create("refused", "'dockerfile':'FROM x'", "");
    ends(builder("refused", refused), "refused", 1);
    assertThat(log("refused")).containsOnlyOnce("not yours");
  }
}
