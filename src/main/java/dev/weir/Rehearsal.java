package dev.weir;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
          "get is -n rehearsal",
          "get deployments -n rehearsal -o yaml",
          "describe is/none -n rehearsal",
          "tag rehearsal/none:1 rehearsal/none:2",
          "create is app -n rehearsal",
          "create deployment web --image=x/y:z -n rehearsal",
          "set triggers deploy/web --from-image=app:v1 -c y -n rehearsal",
          "get deploy web -o jsonpath={.metadata.name} -n rehearsal",
          "describe is app -n rehearsal",
          "delete project rehearsal",
          "tag --help");

  private Rehearsal() {}

  /**
   * Runs the commands once for each way to the server.
   *
   * @param args kubeconfig files: one beside the server's socket, one from where only TLS leads
   *     there
   */
  public static void main(String[] args) {
    Shortcuts.take();
    Main.context(); // its classes are those of every command
    for (String kubeconfig : args) {
      Map<String, String> environment = new HashMap<>(System.getenv());
      environment.put("KUBECONFIG", kubeconfig);
      rehearse(environment);
    }
  }

  private static void rehearse(Map<String, String> environment) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(),
            nowhere,
            nowhere,
            environment,
            Path.of("").toAbsolutePath(),
            Path.of(System.getProperty("user.home", "")),
            Clock.systemUTC(),
            true,
            "rehearsal");
    for (String command : COMMANDS) {
      int _ = Cli.run(context, command.split(" "));
    }
    for (String words : List.of("ro", "get is a", "tag app:")) {
      List<String> line = Stream.concat(Stream.of("--"), Stream.of(words.split(" "))).toList();
      int _ = Cli.program(context, Cli.completing(ServerVerbs.all()), "__complete", line);
    }
  }
}
