package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code examples/leaving-openshift.sh}, from one Weir, which stands for the OpenShift that is
 * left, to another: with {@code weir} in the place of {@code oc}, and with {@code oc} where it is.
 */
@WeirServer
@Timeout(300)
class LeavingOpenShiftTest {
  private static final String SCRIPT =
      Path.of("examples/leaving-openshift.sh").toAbsolutePath().toString();
  private static final String EVENTS =
      "jsonpath={range .status.tags[*]}{.tag}{range .items[*]} {.image}{end}{\"\\n\"}{end}";

  private final ServerProcess old;
  private final WeirCalls left;
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository app = upstream.repository("team/app");

  LeavingOpenShiftTest(ServerProcess server, WeirCalls weir) {
    this.old = server;
    this.left = weir;
  }

  private Digest pushed(String image, String destination) {
    Digest digest = TestImages.single(app, image);
    left.says(
        "image",
        "mirror",
        "--insecure",
        upstream.host() + "/team/app:" + image,
        old.registry() + "/" + destination);
    return digest;
  }

  private void fill(String project) {
    left.says("new-project", project);
    for (String image : List.of("one", "two", "one", "three")) {
      pushed(image, project + "/app:v1");
    }
    pushed("four", project + "/app:v2");
    pushed("two", project + "/app:1.0");
    pushed("three", project + "/app:1x0");
    left.says("tag", "--alias", "app:v1", "app:live");
    left.says("create", "imagestream", "later");
    left.says("set", "image-lookup", "app");
    left.says(
        "tag",
        "--source=docker",
        "--reference",
        upstream.host() + "/team/app:four",
        "base:referred");
  }

  private static String program(Path folder, String name, List<String> command) throws IOException {
    Path program = folder.resolve(name);
    Files.writeString(program, "#!/bin/sh\nexec " + String.join(" ", command) + " \"$@\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program.toString();
  }

  private Output script(Path home, ServerProcess here, String oc, String... arguments)
      throws Exception {
    Map<String, String> environment = new HashMap<>(here.environment(home));
    environment.put("OC", oc);
    environment.put("OC_KUBECONFIG", old.kubeconfig().toString());
    environment.put("OC_REGISTRY", old.registry());
    environment.put("WEIR", program(home, "weir", RealClient.weirCommand()));
    environment.put("MIRROR_FLAGS", "--insecure");
    return RealClient.required(environment, "bash", SCRIPT)
        .attempt("", Stream.of(arguments).toArray(String[]::new));
  }

  private void leaves(String project, Path home, String oc) throws Exception {
    fill(project);
    try (ServerProcess here = ServerProcess.start(home.resolve("data"))) {
      WeirCalls weir = new WeirCalls(Map.of("KUBECONFIG", here.kubeconfig().toString()), home);

      Output dry = script(home, here, oc, project);
      assertThat(dry.exit()).as(dry.err()).isZero();
      assertThat(dry.out()).contains("weir new-project " + project, project + "/app:v1");
      assertThat(weir.says("get", "projects", "-o", "name")).doesNotContain(project);

      Output done = script(home, here, oc, "--run", project);
      assertThat(done.exit()).as(done.out() + done.err()).isZero();
      String events = left.says("get", "is", "app", "-n", project, "-o", EVENTS);
      assertThat(events.lines().filter(line -> line.startsWith("v1 ")))
          .as("the old history")
          .allMatch(line -> line.split(" ").length == 5);
      assertThat(tags(weir, project)).isEqualTo(tags(left, project));
      assertThat(weir.says("get", "is", "-n", project, "-o", "name"))
          .contains("/app", "/base", "/later");
      assertThat(
              weir.says(
                  "get", "is", "app", "-n", project, "-o", "jsonpath={.spec.lookupPolicy.local}"))
          .isEqualTo("true");

      Digest next = pushed("five", project + "/app:v1");
      Output newer = script(home, here, oc, "--run", "--only", "app", project);
      assertThat(newer.out().lines().filter(line -> line.startsWith("copy ")))
          .as("only what is new: %s", newer.err())
          .hasSize(2)
          .allMatch(line -> line.contains(next.toString()));
      assertThat(
              weir.says(
                  "get",
                  "istag",
                  "app:live",
                  "-n",
                  project,
                  "-o",
                  "jsonpath={.image.metadata.name}"))
          .as("a tag that follows")
          .isEqualTo(next.toString());
    }
  }

  /** All tags with all their images, newest first. */
  private static List<String> tags(WeirCalls calls, String project) {
    return calls.says("get", "is", "app", "-n", project, "-o", EVENTS).lines().sorted().toList();
  }

  @Test
  void whatIsMissingIsSaidBeforeAnythingIsDone(@TempDir Path home) throws Exception {
    Output nothing = script(home, old, "oc");
    assertThat(nothing.exit()).isEqualTo(2);
    assertThat(nothing.err()).isEqualTo("error: name the projects to copy; see --help\n");
    Output loggedOut = script(home, old, "false", "--run", "shop");
    assertThat(loggedOut.exit()).isEqualTo(1);
    assertThat(loggedOut.err())
        .startsWith("error: no session at the OpenShift that is left, log in with \"false login\"");
  }

  @Test
  void streamsTagsAndHistoriesComeOverInTheirOrder(@TempDir Path home) throws Exception {
    leaves("shop", home, program(home, "client", RealClient.weirCommand()));
  }

  @Test
  void theyComeOverWithOc(@TempDir Path home) throws Exception {
    RealClient _ = RealClient.oc(Map.of());
    String named = System.getenv("OC");
    leaves("store", home, named == null ? "oc" : named);
  }
}
