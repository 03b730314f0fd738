package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** Weir's commands without a process for each: for what a test needs before it begins. */
final class InProcess {
  private final Map<String, String> environment;
  private final Path home;

  InProcess(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  /** Runs a command that must succeed; returns what it printed. */
  String run(String... arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(),
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            System.err,
            environment,
            home,
            home,
            Clock.systemUTC(),
            false,
            "test");
    assertThat(Cli.run(context, arguments)).as(String.join(" ", arguments)).isZero();
    return printed.toString(StandardCharsets.UTF_8);
  }
}
