package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import dev.weir.demo.TarFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tags of image streams, with {@code weir} and, where it is there, with {@code oc}. */
@WeirServer
class TaggingTest {
  /** The command lines that the guide's examples are typed into. */
  enum Program {
    WEIR,
    OC
  }

  private final Path work;
  private final ServerProcess server;
  private Map<String, String> environment = Map.of();
  private String one = "";
  private String two = "";
  private int projects;

  TaggingTest(Path work, ServerProcess server) throws IOException, InterruptedException {
    this.work = work;
    this.server = server;
    environment = server.environment(work);
    RealClient weir = RealClient.weir(environment);
    weir.run("new-project", "library");
    one = append(weir, "library/app:v1", "one");
    two = append(weir, "library/app:v2", "two");
  }

  private String append(RealClient weir, String target, String message)
      throws IOException, InterruptedException {
    Path layer = work.resolve(message + ".tar");
    Files.write(layer, TarFile.of("message", message));
    String pushed =
        weir.run("image", "append", "--to", server.registry() + "/" + target, layer.toString());
    return pushed.substring(pushed.indexOf("sha256:"), pushed.indexOf(" to "));
  }

  @BeforeEach
  void ownProject() {
    projects++;
    inProcess("new-project", "p" + projects);
    inProcess("tag", "library/app:v1", "app:v1");
    inProcess("tag", "library/app:v2", "app:v2");
  }

  /** The same commands without a process for each: what is tested comes later. */
  private void inProcess(String... arguments) {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(),
            out,
            System.err,
            environment,
            work,
            work,
            Clock.systemUTC(),
            false,
            "test");
    assertThat(Cli.run(context, arguments)).as(String.join(" ", arguments)).isZero();
  }

  private RealClient client(Program program) {
    return switch (program) {
      case WEIR -> RealClient.weir(environment);
      case OC -> RealClient.oc(environment);
    };
  }

  private static String image(RealClient client, String tag)
      throws IOException, InterruptedException {
    return client.run("get", "istag", tag, "-o", "jsonpath={.image.metadata.name}");
  }

  @ParameterizedTest
  @EnumSource
  void aPermanentTagStaysWhenItsSourceMoves(Program program) throws Exception {
    RealClient client = client(program);
    assertThat(client.run("tag", "app:v1", "app:static"))
        .isEqualTo("Tag app:static set to app@" + one + ".\n");
    client.run("tag", "app:v2", "app:v1");

    assertThat(image(client, "app:v1")).isEqualTo(two);
    assertThat(image(client, "app:static")).isEqualTo(one);
  }

  @ParameterizedTest
  @EnumSource
  void aTrackingTagFollowsItsSource(Program program) throws Exception {
    RealClient client = client(program);
    assertThat(client.run("tag", "--alias=true", "app:v1", "app:latest"))
        .isEqualTo("Tag app:latest set up to track app:v1.\n");
    client.run("tag", "app:v2", "app:v1");

    assertThat(image(client, "app:latest")).isEqualTo(two);
  }

  @ParameterizedTest
  @EnumSource
  void aTrackingTagAcrossStreamsIsAnError(Program program) throws Exception {
    RealClient.Output output =
        client(program).attempt("", "tag", "--alias=true", "app:v1", "other:latest");

    assertThat(output.exit()).isOne();
    assertThat(output.err()).contains("cannot set alias across different Image Streams");
  }

  @ParameterizedTest
  @EnumSource
  void aReferencePointsAtItsSourceWithoutImport(Program program) throws Exception {
    RealClient client = client(program);
    client.run("tag", "--reference", "registry.example.com/team/tool:1", "app:tool");

    assertThat(
            client.run(
                "get",
                "is",
                "app",
                "-o",
                "jsonpath={.status.tags[?(@.tag==\"tool\")].items[0].dockerImageReference}"))
        .isEqualTo("registry.example.com/team/tool:1");
  }

  @ParameterizedTest
  @EnumSource
  void aTagKeepsItsHistoryNewestFirst(Program program) throws Exception {
    RealClient client = client(program);
    for (String source : List.of("app:v1", "app:v2", "app:v1")) {
      client.run("tag", source, "app:moving");
    }

    assertThat(
            client.run(
                "get",
                "is",
                "app",
                "-o",
                "jsonpath={.status.tags[?(@.tag==\"moving\")].items[*].image}"))
        .isEqualTo(one + " " + two + " " + one);
  }

  @ParameterizedTest
  @EnumSource
  void anImageOfAStreamIsASourceAndShowsItsLayers(Program program) throws Exception {
    RealClient client = client(program);
    client.run("tag", "app@" + one, "app:by-id");
    assertThat(image(client, "app:by-id")).isEqualTo(one);

    String shortId = one.substring("sha256:".length(), "sha256:".length() + 10);
    assertThat(client.run("get", "isimage", "app@" + shortId, "-o", "yaml"))
        .contains("dockerImageLayers", "dockerImageMetadata", "size:", one);
  }

  @ParameterizedTest
  @EnumSource
  void aTagGoesInBothWays(Program program) throws Exception {
    RealClient client = client(program);
    String project = "p" + projects;
    assertThat(client.run("tag", "-d", "app:v1"))
        .isEqualTo("Deleted tag " + project + "/app:v1.\n");
    client.run("delete", "istag/app:v2");

    assertThat(client.run("get", "is", "app", "-o", "jsonpath={.status.tags}{.spec.tags}"))
        .doesNotContain("v1", "v2");
  }

  @ParameterizedTest
  @EnumSource
  void aPullSpecIsImported(Program program) throws Exception {
    RealClient client = client(program);
    client.run(
        "create",
        "secret",
        "docker-registry",
        "own",
        "--docker-server=" + server.registry(),
        "--docker-username=any",
        "--docker-password=" + client.run("whoami", "-t").strip());
    client.run("tag", "--insecure", server.registry() + "/library/app:v2", "imported:now");

    await().untilAsserted(() -> assertThat(image(client, "imported:now")).isEqualTo(two));
    assertThat(client.run("import-image", "imported:now")).contains("imported");
  }

  @ParameterizedTest
  @EnumSource
  void anImageOfTheIntegratedRegistryIsImportedWithoutALogin(Program program) throws Exception {
    RealClient client = client(program);
    String from = server.registry() + "/library/app:v2";
    assertThat(client.run("import-image", "own:now", "--from=" + from, "--confirm"))
        .contains("imported")
        .doesNotContain("error");
    assertThat(image(client, "own:now")).isEqualTo(two);
  }

  @ParameterizedTest
  @EnumSource
  void triggersAreSetAndListed(Program program) throws Exception {
    RealClient client = client(program);
    client.run("create", "deployment", "web", "--image=" + server.registry() + "/library/app:v1");
    client.run("set", "triggers", "deploy/web", "--from-image=app:v2", "-c", "app");

    await()
        .untilAsserted(
            () ->
                assertThat(
                        client.run(
                            "get",
                            "deploy",
                            "web",
                            "-o",
                            "jsonpath={.spec.template.spec.containers[0].image}"))
                    .endsWith("@" + two));
    assertThat(client.run("set", "triggers", "deploy/web")).contains("app:v2 (app)", "true");
  }

  @ParameterizedTest
  @EnumSource
  void streamsAreListedAndDescribed(Program program) throws Exception {
    RealClient client = client(program);
    List<String> lines = new ArrayList<>(client.run("get", "is").lines().toList());

    assertThat(lines.getFirst()).matches("NAME +IMAGE REPOSITORY +TAGS +UPDATED");
    assertThat(lines.get(1)).startsWith("app ").contains("/p" + projects + "/app", "v1", " ago");
    assertThat(client.run("describe", "is", "app"))
        .contains("Unique Images:\t\t2", "Tags:\t\t\t2", "* " + server.registry() + "/");
  }
}
