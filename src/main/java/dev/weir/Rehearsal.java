package dev.weir;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Typical commands in one process. The launcher records this run for the JDK's start-up archive, so
 * that it knows the classes of all of them; what the commands answer does not matter.
 */
final class Rehearsal {
  private static final List<String> COMMANDS =
      List.of(
          "version",
          "whoami",
          "new-project rehearsal",
          "get namespaces",
          "get imagestreams -n rehearsal",
          "get deployments -n rehearsal -o yaml",
          "describe is/none -n rehearsal",
          "tag rehearsal/none:1 rehearsal/none:2",
          "delete project rehearsal",
          "tag --help");

  private Rehearsal() {}

  public static void main(String[] args) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(),
            nowhere,
            nowhere,
            System.getenv(),
            Path.of("").toAbsolutePath(),
            Path.of(System.getProperty("user.home", "")),
            Clock.systemUTC(),
            true,
            "rehearsal");
    for (String command : COMMANDS) {
      int _ = Cli.run(context, command.split(" "));
    }
  }
}
