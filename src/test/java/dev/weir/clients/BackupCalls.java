package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.Terminal;
import dev.weir.clients.RealClient.Output;
import dev.weir.restoring.Restore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code weir backup} and {@code weir restore} in this process, for somebody at a terminal. */
final class BackupCalls {
  private final Map<String, String> environment;
  private final Path directory;
  private final Deque<String> typed = new ArrayDeque<>();

  BackupCalls(ServerProcess server, Path directory) {
    this.environment = server.environment(directory);
    this.directory = directory;
  }

  /** Elsewhere than on the server's machine, by a kubeconfig that leads through something. */
  BackupCalls(ServerProcess server, CuttingRelay through, Path directory) throws IOException {
    Path config = directory.resolve("relayed.kubeconfig");
    String text = Files.readString(server.kubeconfig());
    Files.writeString(config, text.replace(server.api(), "https://" + through.host()));
    this.environment = Map.of("KUBECONFIG", config.toString(), "HOME", directory.toString());
    this.directory = directory;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** What is typed when something is asked for. */
  BackupCalls typing(String... secrets) {
    typed.addAll(List.of(secrets));
    return this;
  }

  String backup(String... arguments) {
    return succeeds(attempt(arguments), arguments);
  }

  String restore(String... arguments) {
    return succeeds(attemptRestore(arguments), arguments);
  }

  private static String succeeds(Output output, String... arguments) {
    assertThat(output.exit()).as("%s: %s", List.of(arguments), output.err()).isZero();
    return output.out();
  }

  /** What a backup complains about that fails. */
  String fails(String... arguments) {
    return fails(attempt(arguments), arguments);
  }

  /** What a restore complains about that fails. */
  String failsToRestore(String... arguments) {
    return fails(attemptRestore(arguments), arguments);
  }

  private static String fails(Output output, String... arguments) {
    assertThat(output.exit()).as("%s: %s", List.of(arguments), output.out()).isEqualTo(1);
    return output.err();
  }

  Output attempt(String... arguments) {
    List<String> line = new ArrayList<>(List.of("backup"));
    line.addAll(List.of(arguments));
    return run(context -> Cli.run(context, line.toArray(String[]::new)));
  }

  Output attemptRestore(String... arguments) {
    Command restore = new Restore();
    return run(context -> Cli.program(context, restore, "restore", Arrays.asList(arguments)));
  }

  /** Runs a command. */
  private interface Program {
    int run(CliContext context);
  }

  private Output run(Program program) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int exit =
        program.run(
            new CliContext(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                directory,
                directory,
                directory.resolve("auth.json"),
                Clock.systemUTC(),
                new Typist(typed),
                "test"));
    return new Output(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Somebody who types what was agreed. */
  private record Typist(Deque<String> typed) implements Terminal {
    @Override
    public boolean isThere() {
      return false;
    }

    @Override
    public boolean canRewrite() {
      return false;
    }

    @Override
    public Optional<String> ask(String prompt) {
      return Optional.empty();
    }

    @Override
    public Optional<String> askSecret(String prompt) {
      return Optional.ofNullable(typed.poll());
    }
  }
}
