package dev.weir.clients;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code weir follow} in this process, while it goes on. What its commands print goes where this
 * process prints, so they print to files.
 */
final class Following implements AutoCloseable {
  private static final long PATIENCE = 30;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final FutureTask<Integer> exit;
  private final Thread thread;

  private Following(Map<String, String> environment, Path directory, List<String> arguments) {
    PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(),
            err,
            err,
            environment,
            directory,
            directory,
            Clock.systemUTC(),
            false,
            "test");
    Callable<Integer> run = () -> Cli.run(context, arguments.toArray(String[]::new));
    this.exit = new FutureTask<>(run);
    this.thread = Thread.ofVirtual().name("following").start(exit);
  }

  /** Starts it; the arguments are those behind {@code follow}. */
  static Following start(Map<String, String> environment, Path directory, String... arguments) {
    return new Following(
        environment, directory, Stream.concat(Stream.of("follow"), Stream.of(arguments)).toList());
  }

  /** What it has told so far. */
  String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  /** Waits for its end; its exit code. */
  int exit() throws Exception {
    return exit.get(PATIENCE, TimeUnit.SECONDS);
  }

  /** Ends it as a signal does; its exit code. */
  int stop() throws Exception {
    thread.interrupt();
    return exit();
  }

  /** Ends it, and waits for that. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = Thread.interrupted();
    try {
      if (!thread.join(Duration.ofSeconds(PATIENCE))) {
        throw new AssertionError("it did not end: " + said());
      }
    } catch (InterruptedException _) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
