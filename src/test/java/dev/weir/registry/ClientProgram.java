package dev.weir.registry;

import dev.weir.clients.Missing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real client from PATH. Where it is missing, its tests are skipped by name, or fail when {@code
 * WEIR_CLIENTS=required}.
 */
final class ClientProgram {
  private final List<String> command;
  private final Path home;

  private ClientProgram(List<String> command, Path home) {
    this.command = command;
    this.home = home;
  }

  static ClientProgram require(Path home, String program, String... options) throws IOException {
    boolean found =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    Missing.here().unless(found, program + " is not on PATH");
    Path logins = home.resolve("auth.json");
    if (Files.notExists(logins)) {
      Files.writeString(logins, "{}");
    }
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(List.of(options));
    return new ClientProgram(command, home);
  }

  /** Runs it to its end and returns what it printed; fails unless it exits with 0. */
  String run(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("XDG_RUNTIME_DIR", home.toString());
    builder.environment().put("REGISTRY_AUTH_FILE", home.resolve("auth.json").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    if (exit != 0) {
      throw new AssertionError(String.join(" ", line) + "\nexit " + exit + "\n" + output);
    }
    return output;
  }
}
