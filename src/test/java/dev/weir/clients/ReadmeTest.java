package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ReadmeExample.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of the README, typed in as they stand there, each in the terminal that it names.
 * Only addresses differ, and what a person would type is given: passwords.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class ReadmeTest {
  private static final String FOLLOW = "./weir follow ";

  @TempDir static Path work;
  private final Map<String, ShellTerminal> terminals = new HashMap<>();
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private Optional<ServerProcess> server = Optional.empty();
  private Optional<OwnPodman> podman = Optional.empty();

  @BeforeAll
  void prepare() throws Exception {
    for (String program : List.of("podman", "skopeo", "htpasswd")) {
      RealClient _ = RealClient.required(Map.of(), program);
    }
    Path bin = Files.createDirectory(work.resolve("bin"));
    program(
        bin.resolve("weir"),
        "[ \"$1\" != login ] || set -- \"$@\" -p secret",
        "exec " + String.join(" ", RealClient.weirCommand()) + " \"$@\"");
    podman = Optional.of(OwnPodman.in(bin, work));
    program(
        bin.resolve("htpasswd"), "exec /usr/bin/env PATH=\"${PATH#*:}\" htpasswd -b \"$@\" secret");
    ServerProcess own = ServerProcess.start(work.resolve("home/.local/share/weir"));
    server = Optional.of(own);
    addresses.put("127.0.0.1:5000", own.registry());
    addresses.put("https://127.0.0.1:8443", own.api());
    for (String image : List.of("my-image", "my-next-image")) {
      podman.orElseThrow().image(image, image);
    }
  }

  private static void program(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @AfterAll
  void stop() throws Exception {
    Path followers = work.resolve("home/follow.pid");
    if (Files.exists(followers)) {
      long follower = Long.parseLong(Files.readString(followers).strip());
      Optional<ProcessHandle> process = ProcessHandle.of(follower);
      if (process.isPresent() && process.get().destroy()) {
        ProcessHandle _ = process.get().onExit().get(20, TimeUnit.SECONDS);
      }
    }
    for (ShellTerminal terminal : terminals.values()) {
      terminal.close();
    }
    if (server.isPresent()) {
      server.get().close();
    }
    if (podman.isPresent()) {
      podman.get().clear();
    }
  }

  /** All are on one machine, and share a home. */
  private static Map<String, String> environment() throws IOException {
    Path home = Files.createDirectories(work.resolve("home"));
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", home.toString());
    environment.put("XDG_RUNTIME_DIR", Files.createDirectories(home.resolve("run")).toString());
    environment.put("PATH", work.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("KUBECONFIG", "");
    return environment;
  }

  private ShellTerminal terminal(String name) throws IOException {
    ShellTerminal known = terminals.get(name);
    if (known == null) {
      Map<String, String> environment = environment();
      Path directory = Path.of(environment.get("HOME"));
      Path link = directory.resolve("weir");
      if (Files.notExists(link)) {
        Files.createSymbolicLink(link, work.resolve("bin/weir"));
      }
      known = ShellTerminal.open(directory, environment);
      terminals.put(name, known);
    }
    return known;
  }

  private String here(String text) {
    String there = text;
    for (Map.Entry<String, String> address : addresses.entrySet()) {
      there = there.replace(address.getKey(), address.getValue());
    }
    return there;
  }

  /** Goes on beside all else. */
  private void follow(String terminal, String command) throws IOException {
    String beside = command + " > follow.log 2>&1 & echo $! > follow.pid";
    assertThat(terminal(terminal).type(beside).exit()).isZero();
  }

  /** Until the image that the tag names now is what runs. */
  private void awaitContainer(String command) throws IOException {
    String tag = "./weir get istag app:live -o jsonpath={.image.dockerImageReference}";
    String image = terminal("").type(tag).output().strip();
    assertThat(image).contains("/demo/app@sha256:");
    Path log = work.resolve("home/follow.log");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(terminal("").type(command).output().strip())
                    .as("%s", Files.readString(log))
                    .isEqualTo(image));
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    for (ReadmeExample example : ReadmeExample.all(Path.of("README.md"))) {
      for (Step step : example.steps()) {
        if (step.command().startsWith(FOLLOW)) {
          follow(example.terminal(), step.command());
        } else {
          if (step.command().startsWith("podman ps")) {
            awaitContainer(step.command());
          }
          ShellTerminal.Answer answer = terminal(example.terminal()).type(here(step.command()));
          assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
          if (!step.output().isEmpty()) {
            assertThat(answer.output()).as(step.command()).matches(step.shown(this::here));
          }
        }
      }
    }

    assertThat(terminals).containsOnlyKeys("", "a third terminal", "ann's terminal");
  }

  @Test
  void onlyWhatBuildsOrStartsIsLeftOut() throws Exception {
    assertThat(ReadmeExample.untested(Path.of("README.md")))
        .allSatisfy(text -> assertThat(text).containsPattern("^\\$ \\./weir (demo|serve)"))
        .hasSize(3);
  }
}
