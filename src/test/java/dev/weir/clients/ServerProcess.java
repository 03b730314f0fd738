package dev.weir.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code weir serve} as a process on free ports, the way a user runs it. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("ready api=(\\S+) registry=(https?)://(\\S+) kubeconfig=(.+)");

  private final Process process;
  private final Path log;
  private final String api;
  private final boolean registryTls;
  private final String registry;
  private final Path kubeconfig;
  private final Path data;

  private ServerProcess(Process process, Path log, Path data, Matcher ready) {
    this.process = process;
    this.log = log;
    this.data = data;
    this.api = ready.group(1);
    this.registryTls = ready.group(2).equals("https");
    this.registry = ready.group(3);
    this.kubeconfig = Path.of(ready.group(4));
  }

  /** Starts a server on the data and waits until it says that it is ready. */
  public static ServerProcess start(Path data, String... flags) throws IOException {
    return start(Map.of(), List.of(), data, flags);
  }

  /** As {@link #start(Path, String...)}, with options for the virtual machine. */
  public static ServerProcess start(List<String> options, Path data, String... flags)
      throws IOException {
    return start(Map.of(), options, data, flags);
  }

  /** As {@link #start(Path, String...)}, with more variables and options. */
  static ServerProcess start(
      Map<String, String> environment, List<String> options, Path data, String... flags)
      throws IOException {
    List<String> line = new ArrayList<>(RealClient.serverCommand());
    line.addAll(1, options);
    line.addAll(List.of("serve", "--data", data.toString()));
    line.addAll(List.of(flags));
    if (!line.contains("--api")) {
      line.addAll(List.of("--api", "127.0.0.1:0"));
    }
    if (!line.contains("--registry")) {
      line.addAll(List.of("--registry", "127.0.0.1:0"));
    }
    Path log = Files.createTempFile("weir-serve", ".log");
    ProcessBuilder builder = new ProcessBuilder(line).redirectError(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String first = out.readLine();
    Matcher ready = READY.matcher(first == null ? "" : first);
    if (!ready.matches()) {
      process.destroyForcibly();
      throw new AssertionError("not ready: " + first + "\n" + Files.readString(log));
    }
    return new ServerProcess(process, log, data, ready);
  }

  /** {@code https://host:port}. */
  public String api() {
    return api;
  }

  /** {@code host:port}. */
  public String registry() {
    return registry;
  }

  public boolean registryTls() {
    return registryTls;
  }

  public Path kubeconfig() {
    return kubeconfig;
  }

  public Path data() {
    return data;
  }

  /** Everything that was logged. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  public long pid() {
    return process.pid();
  }

  /** Variables with which clients find this server and no login of the user's. */
  public Map<String, String> environment(Path home) {
    return Map.of(
        "KUBECONFIG",
        kubeconfig.toString(),
        "HOME",
        home.toString(),
        "XDG_RUNTIME_DIR",
        home.toString(),
        "REGISTRY_AUTH_FILE",
        home.resolve("auth.json").toString());
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM; returns the exit code. */
  public int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the server did not stop within 20 s");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(log);
  }
}
