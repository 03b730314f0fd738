package dev.weir.demo;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code weir demo}: the main job on this machine. A server of its own, an image, a stream, a
 * Deployment that follows a tag, a new version. Prints each command, so that a reader can repeat
 * them.
 */
public final class Demo {
  private static final String IMAGE = "jsonpath={.spec.template.spec.containers[0].image}";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int FAILED = 1;

  private final CliContext context;
  private final List<String> serve;

  /**
   * A run of the demo.
   *
   * @param serve command that starts {@code weir serve}; flags are appended
   */
  public Demo(CliContext context, List<String> serve) {
    this.context = context;
    this.serve = List.copyOf(serve);
  }

  /** A command of the demo failed; it has said why. */
  private static final class StepFailed extends Exception {
    StepFailed(String message) {
      super(message, null, false, false);
    }
  }

  /** Runs to the end; returns the exit code of the process. */
  public int run(List<String> arguments) {
    if (!arguments.isEmpty()) {
      return explain(arguments);
    }
    try (Workplace workplace = Workplace.open()) {
      try {
        tell(workplace);
        return 0;
      } catch (StepFailed | IOException | UncheckedIOException e) {
        if (!workplace.isCleared()) {
          say("The demo stopped: " + e.getMessage());
        }
        return FAILED;
      }
    } catch (IOException e) {
      say("The demo's directory could not be made or removed: " + e.getMessage());
      return FAILED;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return FAILED;
    } finally {
      context.out().flush();
    }
  }

  /** The demo has no flags, and must not start because somebody asked what it does. */
  private int explain(List<String> arguments) {
    if (arguments.equals(List.of("-h")) || arguments.equals(List.of("--help"))) {
      say(
          """
          Usage: weir demo
          Shows the main job with a server of its own, on free ports and with its data in a
          temporary directory: an image is pushed, a Deployment follows a tag, a new version is
          tagged. Each command is printed. Nothing is left behind.\
          """);
      return 0;
    }
    context.err().println("weir demo: it takes no arguments; see weir demo --help");
    context.err().flush();
    return FAILED;
  }

  private void tell(Workplace workplace) throws StepFailed, IOException, InterruptedException {
    Path work = workplace.directory();
    say("# A server of its own, on free ports, with its data in a temporary directory");
    say(
        "$ weir serve --data "
            + work.resolve("data")
            + " --api 127.0.0.1:0 --registry 127.0.0.1:0 &");
    try (DemoServer server = DemoServer.start(serve, work, workplace::endFirst)) {
      say(server.readyLine());
      Shell shell = new Shell(server);
      say("\n# A project, and a small image pushed to the integrated registry");
      say("$ export KUBECONFIG=" + server.kubeconfig());
      shell.run("new-project", "demo");
      String repository = server.registry() + "/demo/web";
      Path one = Files.write(work.resolve("v1.tar"), TarFile.of("message", "Hello from v1\n"));
      shell.run("image", "append", "--to", repository + ":v1", one.toString());
      say("\n# The push made a stream; a tag of it that the Deployment will follow");
      shell.run("tag", "web:v1", "web:live");
      shell.run("get", "imagestreams");
      say("\n# A Deployment whose container \"web\" follows the tag");
      shell.run("create", "deployment", "web", "--image=" + repository + ":v1");
      shell.run("set", "triggers", "deploy/web", "--from-image=web:live", "-c", "web");
      String before = shell.imageOtherThan(repository + ":v1");
      shell.run("get", "deploy", "web", "-o", IMAGE);
      say("\n\n# A new version: push it, move the tag, and the Deployment moves");
      Path two = Files.write(work.resolve("v2.tar"), TarFile.of("message", "Hello from v2\n"));
      shell.run("image", "append", "--to", repository + ":v2", two.toString());
      long start = System.nanoTime();
      shell.run("tag", "web:v2", "web:live");
      String after = shell.imageOtherThan(before);
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      shell.run("get", "deploy", "web", "-o", IMAGE);
      say("\n\nThe Deployment's image, within " + millis + " ms of starting the tag command:");
      say("  old  " + before);
      say("  new  " + after);
      say(
          "\nThis server ends now, and nothing is left. Of one that stays (weir serve), a cluster"
              + " runs\nthe pods, as Weir runs none, or this machine does:");
      say(
          "  weir follow deploy/web --stdin yaml -- podman kube play --replace --tls-verify=false"
              + " -");
    }
  }

  private void say(String line) {
    context.out().println(line);
    context.out().flush();
  }

  /** Runs client commands against the demo's server. */
  private final class Shell {
    private final Map<String, String> environment;

    Shell(DemoServer server) {
      Map<String, String> with = new HashMap<>(context.environment());
      with.put("KUBECONFIG", server.kubeconfig());
      this.environment = with;
    }

    void run(String... arguments) throws StepFailed {
      say("$ weir " + String.join(" ", quoted(arguments)));
      if (Cli.run(with(context.out()), arguments) != 0) {
        throw new StepFailed("\"weir " + String.join(" ", arguments) + "\" failed");
      }
    }

    private static List<String> quoted(String... arguments) {
      return List.of(arguments).stream().map(a -> a.contains("{") ? "'" + a + "'" : a).toList();
    }

    /** Waits until the Deployment has another image than this one, and returns it. */
    String imageOtherThan(String present) throws StepFailed, InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < deadline) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        int exit = Cli.run(with(out), "get", "deploy", "web", "-o", IMAGE);
        String image = bytes.toString(StandardCharsets.UTF_8).strip();
        if (exit == 0 && !image.equals(present)) {
          return image;
        }
        Thread.sleep(POLL);
      }
      throw new StepFailed("the Deployment kept the image " + present);
    }

    private CliContext with(PrintStream out) {
      return new CliContext(
          context.in(),
          out,
          context.err(),
          environment,
          context.directory(),
          context.home(),
          context.logins(),
          context.clock(),
          Terminal.silent(false),
          context.version());
    }
  }
}
