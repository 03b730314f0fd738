package dev.weir.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The demo's server: a child process that ends with the demo. */
final class DemoServer implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("ready api=\\S+ registry=https?://(\\S+) kubeconfig=(.+)");
  private static final int STOP_SECONDS = 10;

  private final Process process;
  private final Matcher ready;

  private DemoServer(Process process, Matcher ready) {
    this.process = process;
    this.ready = ready;
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param atEnd given what ends it, once it runs
   * @throws IOException with what it logged, if it does not start
   */
  static DemoServer start(List<String> serve, Path work, Consumer<Runnable> atEnd)
      throws IOException {
    List<String> line = new ArrayList<>(serve);
    line.addAll(List.of("serve", "--data", work.resolve("data").toString()));
    line.addAll(List.of("--api", "127.0.0.1:0", "--registry", "127.0.0.1:0"));
    Path log = work.resolve("serve.log");
    ProcessBuilder builder = new ProcessBuilder(line).redirectError(log.toFile());
    builder.environment().keySet().removeIf(DemoServer::isOfAnotherServer);
    Process process = builder.start();
    atEnd.accept(() -> end(process));
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String first = out.readLine();
    Matcher ready = READY.matcher(first == null ? "" : first);
    if (!ready.matches()) {
      process.destroyForcibly();
      throw new IOException("the server did not start:\n" + Files.readString(log));
    }
    return new DemoServer(process, ready);
  }

  /** What is said in the environment is said of the user's own server. */
  private static boolean isOfAnotherServer(String variable) {
    return variable.startsWith("WEIR_") && !variable.equals("WEIR_LAUNCHER");
  }

  String readyLine() {
    return ready.group();
  }

  /** {@code host:port}. */
  String registry() {
    return ready.group(1);
  }

  String kubeconfig() {
    return ready.group(2);
  }

  @Override
  public void close() {
    end(process);
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
