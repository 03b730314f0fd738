package dev.weir;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.Terminal;
import dev.weir.server.Demo;
import dev.weir.server.Serve;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The one program: server and client. */
public final class Main {
  private Main() {}

  /** {@code serve} and {@code demo} are the server's; everything else is a client command. */
  public static void main(String[] args) {
    String verb = args.length == 0 ? "" : args[0];
    int code =
        switch (verb) {
          case "serve" ->
              new Serve(System.out, System.err, System.getenv(), version()).run(rest(args));
          case "demo" -> new Demo(context(), self()).run(rest(args));
          default -> Cli.run(context(), args);
        };
    System.exit(code);
  }

  private static List<String> rest(String[] args) {
    return Arrays.asList(args).subList(1, args.length);
  }

  /** The command that starts this program again: the launcher, which names itself, or the JVM. */
  private static List<String> self() {
    String launcher = System.getenv().getOrDefault("WEIR_LAUNCHER", "");
    return launcher.isEmpty()
        ? List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName())
        : List.of(launcher);
  }

  private static CliContext context() {
    return new CliContext(
        System.in,
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        System.getenv(),
        Path.of("").toAbsolutePath(),
        home(),
        logins(),
        Clock.systemUTC(),
        terminal(),
        version());
  }

  /** As for kubectl and oc, HOME counts; the JDK would look into the list of users instead. */
  private static Path home() {
    return Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home", "")));
  }

  /** As containers-auth.json(5) has it; what is not Linux has no directory of the session. */
  private static Path logins() {
    try {
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      return Path.of("/run/containers", uid.toString(), "auth.json");
    } catch (IOException | UnsupportedOperationException _) {
      return home().resolve(".config/containers/auth.json");
    }
  }

  private static Terminal terminal() {
    Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    return console.<Terminal>map(ConsoleTerminal::new).orElse(Terminal.silent(false));
  }

  /** The console of the process. */
  private record ConsoleTerminal(Console console) implements Terminal {
    @Override
    public boolean isThere() {
      return true;
    }

    @Override
    public Optional<String> ask(String prompt) {
      return Optional.ofNullable(console.readLine("%s", prompt));
    }

    @Override
    public Optional<String> askSecret(String prompt) {
      return Optional.ofNullable(console.readPassword("%s", prompt)).map(String::new);
    }
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    OutputStream raw = new FileOutputStream(descriptor);
    return new PrintStream(new java.io.BufferedOutputStream(raw), false, StandardCharsets.UTF_8);
  }

  private static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
