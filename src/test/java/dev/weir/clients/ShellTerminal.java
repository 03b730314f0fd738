package dev.weir.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A shell that keeps its variables from one command to the next. */
final class ShellTerminal implements AutoCloseable {
  private static final String END = "@@end ";

  private final Process shell;
  private final Writer in;
  private final BufferedReader out;

  private ShellTerminal(Process shell) {
    this.shell = shell;
    this.in = shell.outputWriter(StandardCharsets.UTF_8);
    this.out = shell.inputReader(StandardCharsets.UTF_8);
  }

  /** What a command printed on both its streams. */
  record Answer(int exit, String output) {}

  /**
   * Opens one.
   *
   * @param environment variables; an empty one is not set
   */
  static ShellTerminal open(Path directory, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--norc", "-o", "pipefail")
            .directory(directory.toFile())
            .redirectErrorStream(true);
    environment.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    return new ShellTerminal(builder.start());
  }

  /** Types a command and waits for its end; it has nothing to read. */
  Answer type(String command) throws IOException {
    in.write("{ " + command + "\n} </dev/null; ended=$?; echo; echo \"" + END + "$ended\"\n");
    in.flush();
    StringBuilder output = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(END)) {
        return new Answer(Integer.parseInt(line.substring(END.length())), output.toString());
      }
      output.append(line).append('\n');
    }
    throw new AssertionError("the shell ended in: " + command + "\n" + output);
  }

  @Override
  public void close() {
    shell.destroyForcibly();
  }
}
