package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ReadmeExample.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The examples of {@code docs/following.md}, typed as they stand; only that each ends after a run
 * is added. podman and docker are stand-ins here, which show what they were given.
 */
@WeirServer
@Timeout(120)
class FollowingDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/following.md");
  private static final String ADDRESS = "https://images.example.com:8443";
  private static final String UNIT = "web.service";

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;
  private final ApiCaller caller;

  FollowingDocumentTest(Path work, ServerProcess server, WeirCalls weir, ApiCaller caller) {
    this.work = work;
    this.server = server;
    this.weir = weir;
    this.caller = caller;
  }

  private static void program(Path file, String... lines) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** The block under the mark with its name. */
  private static String block(String name) throws IOException {
    Matcher block =
        Pattern.compile(
                "<!-- " + Pattern.quote(name) + " -->\n```\\w+\n(.*?)^```$",
                Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(Files.readString(DOCUMENT));
    assertThat(block.find()).as(name).isTrue();
    return block.group(1);
  }

  private ShellTerminal terminal(Path home) throws IOException {
    Path bin = work.resolve("bin");
    program(
        bin.resolve("weir"),
        "if [ \"$1\" = follow ]; then shift; set -- follow --once --again \"$@\"; fi",
        "exec " + String.join(" ", RealClient.weirCommand()) + " \"$@\" 2>>\"$HOME/said\"");
    program(bin.resolve("podman"), "echo \"$@\" > podman.arguments; cat > podman.input");
    program(
        bin.resolve("docker"),
        "echo \"$@\" > docker.arguments",
        "sed 's|${WEIR_IMAGE}|'\"$WEIR_IMAGE\"'|' compose.yaml > docker.composed");
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", home.toString());
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    environment.put("KUBECONFIG", server.kubeconfig().toString());
    environment.put("XDG_STATE_HOME", "");
    return ShellTerminal.open(home, environment);
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    weir.says("new-project", "shop");
    TestPushes pushes = new TestPushes(caller);
    pushes.image(caller.administrator(), "shop/app", "live", "one");
    weir.says("create", "deployment", "web", "--image=" + server.registry() + "/shop/app:live");
    weir.says("set", "triggers", "deploy/web", "--from-image=app:live", "-c", "app");
    String image = server.registry() + "/shop/app@" + pushes.imageDigest("one");
    String path = "{.spec.template.spec.containers[0].image}";
    weir.says("wait", "deploy/web", "--for=jsonpath=" + path + "=" + image);

    Path home = Files.createDirectories(work.resolve("user"));
    Files.writeString(home.resolve("compose.yaml"), block("compose.yaml"));
    Files.copy(server.data().resolve("ca.crt"), home.resolve("ca.crt"));
    program(home.resolve("deploy.sh"), "echo \"$WEIR_IMAGE\" > deployed");
    try (ShellTerminal terminal = terminal(home)) {
      List<ReadmeExample> examples = ReadmeExample.all(DOCUMENT);
      assertThat(examples).hasSize(5);
      for (ReadmeExample example : examples) {
        for (Step step : example.steps()) {
          ShellTerminal.Answer answer =
              terminal.type(step.command().replace(ADDRESS, server.api()));
          assertThat(answer.exit())
              .as(
                  "%s%n%s%s",
                  step.command(), answer.output(), Files.readString(home.resolve("said")))
              .isZero();
        }
      }
    }

    assertThat(home.resolve("podman.arguments")).hasContent("kube play --replace -");
    assertThat(home.resolve("podman.input")).content().contains("kind: Deployment\n", image);
    assertThat(home.resolve("docker.arguments")).hasContent("compose up -d");
    assertThat(home.resolve("docker.composed")).content().contains("    image: " + image + "\n");
    assertThat(home.resolve("image.txt")).hasContent(image);
    assertThat(home.resolve("deployed")).hasContent(image);
    assertThat(home.resolve("deployed.json")).content().contains(image);
    assertThat(weir.with("KUBECONFIG", home.resolve("web.kubeconfig").toString()).says("whoami"))
        .isEqualTo("system:serviceaccount:shop:web\n");
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }

  @Test
  void theUnitIsOneThatSystemdUnderstands() throws Exception {
    Path place = Files.createDirectories(work.resolve("units"));
    program(place.resolve("weir"), "exit 0");
    String unit = block(UNIT);
    assertThat(unit).contains("ExecStart=/usr/local/bin/weir follow ");
    Path file = place.resolve(UNIT);
    Files.writeString(file, unit.replace("/usr/local/bin/weir", place.resolve("weir").toString()));
    RealClient.Output checked =
        RealClient.required(Map.of("XDG_RUNTIME_DIR", place.toString()), "systemd-analyze")
            .attempt("", "--user", "verify", file.toString());
    assertThat(checked.err() + checked.out()).isEmpty();
    assertThat(checked.exit()).isZero();
  }

  @Test
  void theUnitsCommandIsOneThatWeirUnderstands() throws Exception {
    Matcher command =
        Pattern.compile("^ExecStart=/usr/local/bin/weir (.*)$", Pattern.MULTILINE)
            .matcher(block(UNIT));
    assertThat(command.find()).isTrue();
    String[] arguments = command.group(1).split(" podman ")[0].split(" ");
    List<String> there = List.of("nowhere-to-be-found", "-");
    String[] line = Stream.concat(Arrays.stream(arguments), there.stream()).toArray(String[]::new);
    assertThat(weir.attempt("", line).err())
        .isEqualTo("error: nowhere-to-be-found: command not found\n");
  }
}
