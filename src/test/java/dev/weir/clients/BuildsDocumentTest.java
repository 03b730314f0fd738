package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ReadmeExample.Step;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The examples of {@code docs/builds.md}, typed as they stand; the builder's with buildah. */
@WeirServer({"--audit-log", "off"})
@Timeout(240)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BuildsDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/builds.md");
  private static final Pattern FILE =
      Pattern.compile("<!-- app.yaml -->\\n```yaml\\n(.*?)```", Pattern.DOTALL);

  private final Path work;
  private final ServerProcess server;
  private final ApiCaller caller;

  BuildsDocumentTest(Path work, ServerProcess server, ApiCaller caller) throws Exception {
    this.work = work;
    this.server = server;
    this.caller = caller;
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'demo'}}");
    push(TinyImage.ociLayout(work.resolve("base"), "base"));
  }

  /** An image that can be built upon. */
  private void push(Path layout) throws Exception {
    TestPushes pushes = new TestPushes(caller);
    String admin = caller.administrator();
    String manifest =
        Json.parse(Files.readAllBytes(layout.resolve("index.json")))
            .at("/manifests/0/digest")
            .asString("");
    Path blobs = layout.resolve("blobs/sha256");
    try (Stream<Path> all = Files.list(blobs)) {
      for (Path blob : all.toList()) {
        pushes.blob(admin, "demo/base", Files.readAllBytes(blob));
      }
    }
    byte[] bytes = Files.readAllBytes(blobs.resolve(Digest.parse(manifest).hex()));
    var image = new TestPushes.Pushed(MediaTypes.OCI_MANIFEST, bytes, Set.of());
    assertThat(pushes.again(admin, "demo/base", "v1", image)).isEqualTo(201);
  }

  private ShellTerminal terminal(Map<String, String> more) throws IOException {
    Path home = DocumentUser.home(work);
    Path examples = home.resolve("examples");
    if (!Files.exists(examples)) {
      Files.createSymbolicLink(examples, Path.of("examples").toAbsolutePath());
    }
    Matcher file = FILE.matcher(Files.readString(DOCUMENT));
    assertThat(file.find()).isTrue();
    Files.writeString(home.resolve("app.yaml"), file.group(1));
    return DocumentUser.terminal(work, server, DocumentUser.TYPED, more);
  }

  private void follow(String where, ShellTerminal terminal) throws Exception {
    List<ReadmeExample> examples =
        ReadmeExample.all(DOCUMENT).stream()
            .filter(example -> example.terminal().equals(where))
            .toList();
    assertThat(examples).isNotEmpty();
    assertThat(terminal.type("weir project demo").exit()).isZero();
    for (Step step : examples.stream().flatMap(example -> example.steps().stream()).toList()) {
      ShellTerminal.Answer answer = terminal.type(step.command());
      assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
      assertThat(answer.output().strip())
          .as(step.command())
          .matches(Pattern.compile(step.shown(text -> text).pattern(), Pattern.DOTALL));
    }
  }

  @Test
  @Order(1)
  void everyExampleDoesWhatItSays() throws Exception {
    try (ShellTerminal terminal = terminal(Map.of())) {
      follow("", terminal);
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }

  private String get(String path) throws Exception {
    String root = "/apis/build.openshift.io/v1/namespaces/demo/";
    return caller.api(caller.administrator(), "GET", root + path, "").json().toString();
  }

  /** After the other one, whose build it makes. */
  @Test
  @Order(2)
  void theBuilderBuildsAndPushesWithBuildah() throws Exception {
    var _ = RealClient.required(Map.of(), "buildah");
    Path storage = Files.createDirectories(work.resolve("storage"));
    try (ShellTerminal terminal =
        terminal(
            Map.of(
                "BUILDAH",
                "buildah --root="
                    + storage.resolve("root")
                    + " --runroot="
                    + storage.resolve("run")
                    + " --storage-driver=vfs",
                "BUILDAH_ISOLATION",
                "chroot",
                "PUSH",
                "--tls-verify=false"))) {
      follow("builder", terminal);
    } catch (AssertionError e) {
      throw new AssertionError(get("builds/app-1"), e);
    }
    var build =
        caller
            .api(
                caller.administrator(),
                "GET",
                "/apis/build.openshift.io/v1/namespaces/demo/builds/app-1",
                "")
            .json();
    String digest = build.at("/status/output/to/imageDigest").asString("");
    assertThat(digest).startsWith("sha256:");
    var pushed =
        caller
            .api(
                caller.administrator(),
                "GET",
                "/apis/image.openshift.io/v1/namespaces/demo/imagestreamtags/app:latest",
                "")
            .json();
    assertThat(pushed.at("/image/metadata/name").asString("")).isEqualTo(digest);
    assertThat(pushed.at("/image/dockerImageMetadata/Config/Labels/made-by").asString(""))
        .isEqualTo("a-builder");
  }

  /** After the one that lets the account build. */
  @Test
  @Order(3)
  void aBuilderThatIsStoppedGivesItsBuildBack() throws Exception {
    Path slow = Files.writeString(work.resolve("slow"), "#!/bin/sh\nexec sleep 60\n");
    assertThat(slow.toFile().setExecutable(true)).isTrue();
    try (ShellTerminal terminal = terminal(Map.of("BUILDAH", slow.toString()))) {
      String builder =
          "WEIR=\"weir --token $(weir create token builder)\" examples/builder/builder.sh";
      for (String how : List.of(" \"${build#*/}\"", "")) {
        String script =
            """
            weir project demo
            build=$(weir start-build app -o name)
            BUILDER >builder.log 2>&1 &
            weir wait "$build" --for=jsonpath='{.status.phase}'=Running --timeout=60s
            kill -TERM $!
            wait $! || weir get "$build" -o jsonpath='{.status.phase} {.status.reason}'
            """;
        String name = "stopped" + how.isEmpty() + ".sh";
        Files.writeString(
            DocumentUser.home(work).resolve(name), script.replace("BUILDER", builder + how));

        assertThat(terminal.type("sh " + name).output().strip()).endsWith("Error BuilderStopped");
      }
      assertThat(terminal.type("examples/builder/builder.sh -h").output())
          .startsWith("Builds with buildah what a project of Weir asks for")
          .contains("PUSH      flags for what is pulled");
    }
  }
}
