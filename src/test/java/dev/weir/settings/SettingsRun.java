package dev.weir.settings;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.Command;
import dev.weir.clients.RealClient.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Runs commands about settings as a user does, in a directory and an environment. */
record SettingsRun(Path directory, Map<String, String> environment) {
  Output of(Command command, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    CliContext context =
        new CliContext(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            directory,
            directory,
            Clock.systemUTC(),
            false,
            "test");
    int exit = Cli.program(context, command, "config", List.of(arguments));
    return new Output(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
