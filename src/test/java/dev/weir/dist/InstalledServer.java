package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import dev.weir.clients.TinyImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of an artefact in its sandbox, on free ports. */
final class InstalledServer implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("ready api=(\\S+) registry=https?://(\\S+) .+");

  private final Process process;
  private final Path log;
  private final String registry;
  private final Duration toReady;

  private InstalledServer(Process process, Path log, String registry, Duration toReady) {
    this.process = process;
    this.log = log;
    this.registry = registry;
    this.toReady = toReady;
  }

  /** Starts it and waits until it says that it is ready. */
  static InstalledServer start(Sandbox sandbox, List<String> command) throws IOException {
    return start(sandbox, command, List.of());
  }

  /**
   * The same of a server that something goes before.
   *
   * @param before what is said before it is ready
   */
  static InstalledServer start(Sandbox sandbox, List<String> command, List<String> before)
      throws IOException {
    Path log = Files.createTempFile("installed", ".log");
    long begun = System.nanoTime();
    Process process = sandbox.builder(command).redirectError(log.toFile()).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String first = out.readLine();
    for (String other : before) {
      assertThat(first).as(Files.readString(log)).isEqualTo(other);
      first = out.readLine();
    }
    Duration toReady = Duration.ofNanos(System.nanoTime() - begun);
    Matcher ready = READY.matcher(first == null ? "" : first);
    if (!ready.matches()) {
      process.destroyForcibly();
      throw new AssertionError("not ready: " + first + "\n" + Files.readString(log));
    }
    return new InstalledServer(process, log, ready.group(2), toReady);
  }

  /** From the start of the sandbox on. */
  Duration toReady() {
    return toReady;
  }

  /** What it and its launcher said on standard error. */
  String log() throws IOException {
    return Files.readString(log);
  }

  /** Makes a project, pushes an image by skopeo and pulls it again, as the administrator. */
  void servesSkopeo(Path data, Path work) throws Exception {
    Map<String, String> environment =
        Map.of("KUBECONFIG", data.resolve("admin.kubeconfig").toString(), "HOME", work.toString());
    RealClient weir = RealClient.weir(environment);
    weir.run("new-project", "made");
    String token = weir.run("whoami", "-t").strip();
    RealClient skopeo = RealClient.required(environment, "skopeo");
    Path image = TinyImage.ociLayout(Files.createTempDirectory(work, "image"), "from a package");
    String there = "docker://" + registry + "/made/app:v1";
    skopeo.run(
        "copy", "--dest-tls-verify=false", "--dest-creds=admin:" + token, "oci:" + image, there);
    Path back = Files.createTempDirectory(work, "back");
    skopeo.run(
        "copy", "--src-tls-verify=false", "--src-creds=admin:" + token, there, "oci:" + back);
    assertThat(back.resolve("index.json")).exists();
    assertThat(weir.run("get", "is", "-n", "made")).contains("app");
  }

  /** SIGTERM to the program itself: the sandbox passes none on. */
  int stop() throws InterruptedException {
    process
        .descendants()
        .filter(child -> child.children().findAny().isEmpty())
        .forEach(ProcessHandle::destroy);
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    Files.deleteIfExists(log);
  }
}
