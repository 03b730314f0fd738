package dev.weir;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.Terminal;
import dev.weir.cli.storage.CheckSource;
import dev.weir.cli.storage.StorageCheck;
import dev.weir.demo.Demo;
import dev.weir.restoring.Restore;
import dev.weir.server.Serve;
import dev.weir.server.config.StartException;
import dev.weir.server.data.StoppedData;
import dev.weir.serving.ImageServe;
import dev.weir.settings.ConfigCheck;
import dev.weir.settings.ConfigPage;
import dev.weir.settings.ConfigShow;
import dev.weir.storage.check.Check;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The one program: server and client. */
public final class Main {
  private static final int FAILED = 1;

  /** As a shell reports what SIGPIPE ended. */
  private static final int BROKEN_PIPE = 141;

  private static final Path ERRORS = Path.of("/proc/self/fd/2");

  private Main() {}

  /** What runs a server is chosen here; everything else is a client command. */
  public static void main(String[] arguments) {
    String[] args = helpLast(own(arguments));
    String verb = args.length == 0 ? "" : args[0];
    // no patterns here: each such switch makes a class when a command starts
    int code =
        switch (verb) {
          case "serve" ->
              new Serve(System.out, System.err, System.getenv(), version()).run(rest(args));
          case "demo" -> new Demo(context(), self()).run(rest(args));
          case "__complete" -> completed(rest(args));
          case "__manual" ->
              Cli.program(context(), Cli.describing(ServerVerbs.all()), "__manual", rest(args));
          case "__configuration" ->
              Cli.program(context(), new ConfigPage(), "__configuration", rest(args));
          case "restore" -> Cli.program(context(), new Restore(), "restore", rest(args));
          default -> other(args);
        };
    end(code);
  }

  /**
   * {@link System#exit} looks through the whole jar for a logger that wants to know of it. A signal
   * that came before has the last word, and is waited for.
   */
  private static void end(int code) {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {}));
    } catch (IllegalStateException _) {
      System.exit(code);
    }
    Runtime.getRuntime().halt(code);
  }

  /**
   * In the image, which has no shell, {@code weir} is a file that names Java as its interpreter
   * (packaging/installed.sh): the system puts that file's own name before what was typed.
   */
  private static String[] own(String[] arguments) {
    return Boolean.getBoolean("weir.interpreted") && arguments.length > 0
        ? Arrays.copyOfRange(arguments, 1, arguments.length)
        : arguments;
  }

  /** {@code help VERB} is {@code VERB --help}. */
  private static String[] helpLast(String[] args) {
    if (args.length < 2 || !args[0].equals("help")) {
      return args;
    }
    List<String> words = new ArrayList<>(rest(args));
    words.add("--help");
    return words.toArray(String[]::new);
  }

  private static int completed(List<String> words) {
    Shortcuts.take();
    return Cli.program(context(), Cli.completing(ServerVerbs.all()), "__complete", words);
  }

  private static int other(String[] args) {
    Shortcuts.take();
    if (args.length > 1 && args[0].equals("config")) {
      Optional<Command> about = config(args[1]);
      if (about.isPresent()) {
        return Cli.program(context(), about.get(), "config " + args[1], rest(args, 2));
      }
    }
    if (isImageServe(args)) {
      return Cli.program(context(), new ImageServe(), "image serve", rest(args, 2));
    }
    return isStorageCheck(args)
        ? Cli.program(context(), new StorageCheck(Main::stopped), "storage check", rest(args, 2))
        : Cli.run(context(), args);
  }

  private static Optional<Command> config(String word) {
    return switch (word) {
      case "show" -> Optional.of(new ConfigShow());
      case "check" -> Optional.of(new ConfigCheck());
      default -> Optional.empty();
    };
  }

  private static boolean isImageServe(String[] args) {
    return args.length > 1 && args[0].equals("image") && args[1].equals("serve");
  }

  /** Which may be of a server that does not run. */
  private static boolean isStorageCheck(String[] args) {
    return args.length > 1 && args[0].equals("storage") && args[1].equals("check");
  }

  private static CheckSource stopped(Path directory) {
    return (_, repair, rate, lines) -> {
      try {
        OptionalLong bound = rate.stream().filter(bytes -> bytes > 0).findFirst();
        Check.Summary summary =
            StoppedData.of(directory)
                .check(new Check.Request(repair, bound), Check.Report.lines(lines::line));
        lines.line(summary.json());
      } catch (StartException e) {
        throw CliException.error(String.valueOf(e.getMessage()));
      }
    };
  }

  private static List<String> rest(String[] args) {
    return rest(args, 1);
  }

  private static List<String> rest(String[] args, int words) {
    return Arrays.asList(args).subList(words, args.length);
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

  /** The process, as a command sees it. */
  static CliContext context() {
    return new CliContext(
        System.in,
        StandardStream.of(FileDescriptor.out, Main::resultIsLost),
        StandardStream.of(FileDescriptor.err, _ -> {}),
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
    boolean dumb = System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
    boolean rewrites = errorsAreShown() && !dumb;
    return new ProcessTerminal(console, rewrites);
  }

  /** The console of the process, and where its errors are shown. */
  private record ProcessTerminal(Optional<Console> console, boolean canRewrite)
      implements Terminal {
    @Override
    public boolean isThere() {
      return console.isPresent();
    }

    @Override
    public Size size() {
      return TerminalSize.of(ERRORS).orElse(Size.USUAL);
    }

    @Override
    public Optional<String> ask(String prompt) {
      return console.map(found -> found.readLine("%s", prompt));
    }

    @Override
    public Optional<String> askSecret(String prompt) {
      return console.map(found -> found.readPassword("%s", prompt)).map(String::new);
    }
  }

  /**
   * Nobody reads the result any more, or it cannot be kept: there is nothing left to do. The first
   * is how a pipe ends, as in {@code weir get is | head -1}.
   */
  private static void resultIsLost(IOException e) {
    boolean left = String.valueOf(e.getMessage()).contains("Broken pipe");
    if (!left) {
      System.err.println("error: standard output cannot be written: " + e.getMessage());
    }
    System.exit(left ? BROKEN_PIPE : FAILED);
  }

  /** True if standard error is a terminal, whatever the others are; known on Linux only. */
  private static boolean errorsAreShown() {
    try {
      return ERRORS.toRealPath().toString().matches("/dev/(pts/.*|tty.*|console)");
    } catch (IOException _) {
      return false;
    }
  }

  private static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
