package dev.weir.cli.follow;

import dev.weir.cli.call.CliContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The command, while it runs. What it prints goes where this program prints. */
final class RunningCommand {
  private static final int TIMED_OUT = 124;

  private final Process process;
  private final Duration grace;

  private RunningCommand(Process process, Duration grace) {
    this.process = process;
    this.grace = grace;
  }

  /**
   * How a run ended.
   *
   * @param exit the command's exit code, 128 and the signal that ended it, or 124 if it ran for
   *     longer than it may
   */
  record Outcome(int exit, boolean timedOut, Duration took) {}

  /**
   * Starts it.
   *
   * @param program its file
   * @param arguments all of the command but its name
   * @param input what it reads; nothing if empty
   * @throws IOException if it cannot be started
   */
  static RunningCommand start(
      CliContext context,
      Path program,
      List<String> arguments,
      Map<String, String> environment,
      byte[] input,
      Duration grace)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(program.toString());
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
    builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    builder.directory(context.directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    feed(process, input);
    return new RunningCommand(process, grace);
  }

  /** It may read late, or never. */
  private static void feed(Process process, byte[] input) {
    Thread.ofVirtual()
        .name("follow-input")
        .start(
            () -> {
              try (OutputStream in = process.getOutputStream()) {
                in.write(input);
              } catch (IOException _) {
                // it did not want to read
              }
            });
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * Waits for its end, in a thread of its own.
   *
   * @param longest after which it is ended; zero for any time
   */
  void awaitEnd(Duration longest, Consumer<Outcome> then) {
    long start = System.nanoTime();
    Thread.ofVirtual()
        .name("follow-run")
        .start(
            () -> {
              try {
                boolean inTime = hasEnded(longest);
                if (!inTime) {
                  end();
                }
                int exit = process.waitFor();
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                then.accept(new Outcome(inTime ? exit : TIMED_OUT, !inTime, took));
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // nobody does that
              }
            });
  }

  private boolean hasEnded(Duration longest) throws InterruptedException {
    if (longest.isZero()) {
      process.waitFor();
      return true;
    }
    return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends it, and what it started. */
  void end() {
    ProcessTree.end(process.toHandle(), grace);
  }
}
