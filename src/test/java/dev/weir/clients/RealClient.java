package dev.weir.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real client program. Where it is missing, its tests are skipped by name, or fail when {@code
 * WEIR_CLIENTS=required}.
 */
public final class RealClient {
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final List<String> command;
  private final Map<String, String> environment;

  private final Path directory;

  private RealClient(List<String> command, Map<String, String> environment) {
    this(command, environment, Path.of("").toAbsolutePath());
  }

  private RealClient(List<String> command, Map<String, String> environment, Path directory) {
    this.command = command;
    this.environment = environment;
    this.directory = directory;
  }

  /** The same program, run in a directory. */
  public RealClient in(Path other) {
    return new RealClient(command, environment, other);
  }

  /** What a run printed. */
  public record Output(int exit, String out, String err) {}

  /** A program that CI always has. */
  public static RealClient required(Map<String, String> environment, String... command) {
    Missing.here().unless(onPath(command[0]).isPresent(), command[0] + " is not on PATH");
    return new RealClient(List.of(command), environment);
  }

  /**
   * {@code oc}, from the variable OC or from PATH. No registry of packages has it, so a machine of
   * CI says with {@code WEIR_OC=absent} that it goes without; then it is skipped by name.
   */
  public static RealClient oc(Map<String, String> environment) {
    Optional<String> named = Optional.ofNullable(System.getenv("OC"));
    Missing.here()
        .unless(
            named.isPresent() || onPath("oc").isPresent(),
            "oc is neither named by the variable OC nor on PATH",
            "WEIR_OC");
    return new RealClient(List.of(named.orElse("oc")), environment);
  }

  /** A program by its file. */
  static RealClient at(Path program, Map<String, String> environment) {
    return new RealClient(List.of(program.toString()), environment);
  }

  /**
   * A program that {@code .ci/clients/build} makes of its Go module and puts on PATH. Only where Go
   * is can it be made, so a machine of CI says with {@code WEIR_GO_CLIENTS=absent} that it goes
   * without; then it is skipped by name.
   */
  public static RealClient ofGo(Map<String, String> environment, String... command) {
    Missing.here()
        .unless(
            onPath(command[0]).isPresent(),
            command[0] + ", which .ci/clients/build makes where Go is, is not on PATH",
            "WEIR_GO_CLIENTS");
    return new RealClient(List.of(command), environment);
  }

  /**
   * {@code promtool}, which Debian has in a package with a server that is not wanted here; {@code
   * .ci/run} takes it out of there, and says with {@code WEIR_PROMTOOL=absent} where it cannot.
   */
  static RealClient promtool(Map<String, String> environment) {
    Missing.here()
        .unless(onPath("promtool").isPresent(), "promtool is not on PATH", "WEIR_PROMTOOL");
    return new RealClient(List.of("promtool"), environment);
  }

  /** Weir's own client, as a process. */
  public static RealClient weir(Map<String, String> environment) {
    return new RealClient(weirCommand(), environment);
  }

  /** A program among the tests, as a process with these options of the virtual machine. */
  public static RealClient program(
      Class<?> main, Map<String, String> environment, List<String> options) {
    List<String> line = new ArrayList<>(weirCommand());
    line.addAll(1, options);
    line.set(line.size() - 1, main.getName());
    return new RealClient(line, environment);
  }

  /** {@code weir}, but for its arguments. */
  static List<String> weirCommand() {
    return command("client");
  }

  /** {@code weir}, to be followed by {@code serve}. */
  public static List<String> serverCommand() {
    return command("server");
  }

  /**
   * From the classes under test, or from the jar that the variable {@code WEIR_JAR} names, with the
   * start-up archive beside it, which takes half the time.
   */
  private static List<String> command(String kind) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
    String classPath = System.getProperty("java.class.path");
    String jar = System.getenv("WEIR_JAR");
    if (jar != null) {
      line.addAll(List.of("-XX:AOTCache=" + archive(Path.of(jar), kind), "-Xlog:aot*=off"));
      classPath = jar + ":" + classPath;
    }
    line.addAll(List.of("-cp", classPath, "dev.weir.Main"));
    return List.copyOf(line);
  }

  private static Path archive(Path jar, String kind) {
    try (Stream<Path> files = Files.list(jar.getParent())) {
      return files
          .filter(file -> file.getFileName().toString().matches(kind + "-.*\\.aot"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no start-up archive beside " + jar));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs it to its end and returns standard output; fails unless it exits with 0. */
  public String run(String... arguments) throws IOException, InterruptedException {
    Output output = attempt("", arguments);
    if (output.exit() != 0) {
      throw new AssertionError(
          command.getLast()
              + " "
              + String.join(" ", arguments)
              + "\nexit "
              + output.exit()
              + "\n"
              + output.out()
              + output.err());
    }
    return output.out();
  }

  /** Starts it; what it says on standard error goes nowhere. */
  public Process start(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs it to its end with this standard input. */
  public Output attempt(String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of(arguments));
    Path out = Files.createTempFile("out", "");
    Path err = Files.createTempFile("err", "");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.directory(directory.toFile()).environment().putAll(environment);
    Process process = builder.start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // it did not want to read
    }
    int exit = ended(process, line, out, err);
    Output output = new Output(exit, Files.readString(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    return output;
  }

  /**
   * Waits for its end; a test that runs out of time leaves nothing running, and says what hung, and
   * what for where the program tells.
   */
  private static int ended(Process process, List<String> line, Path out, Path err)
      throws IOException, InterruptedException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      askWhatFor(process);
      process.destroyForcibly();
      String said = Files.readString(out) + Files.readString(err);
      InterruptedException hung =
          new InterruptedException(String.join(" ", line) + " was still running\n" + said);
      hung.initCause(e);
      throw hung;
    }
  }

  /** Programs of Go and Java say on SIGQUIT what each of their threads waits for. */
  private static void askWhatFor(Process process) throws IOException, InterruptedException {
    Process asking = new ProcessBuilder("sh", "-c", "kill -QUIT " + process.pid()).start();
    if (asking.waitFor() == 0) {
      boolean _ = process.waitFor(LAST_WORDS);
    }
  }
}
