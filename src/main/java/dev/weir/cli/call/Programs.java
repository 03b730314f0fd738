package dev.weir.cli.call;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Runs other programs for a call: the user's editor, a comparing program, a keeper of logins. */
public final class Programs {
  private Programs() {}

  /**
   * Lets the user edit a file.
   *
   * @param path the file; it is the last argument of the editor
   * @throws CliException if there is no editor, or it fails
   */
  public static void edit(CliContext context, Path path) throws IOException, InterruptedException {
    String editor = context.variable("KUBE_EDITOR");
    if (editor.isEmpty()) {
      editor = context.variable("EDITOR");
    }
    if (editor.isEmpty()) {
      editor = "vi";
    }
    // The editor may have arguments of its own: a shell takes it apart, never the file's name.
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", editor + " \"$1\"", "weir-edit", path.toString());
    builder.directory(context.directory().toFile()).inheritIO();
    int exit = builder.start().waitFor();
    if (exit != 0) {
      throw CliException.error("there was a problem with the editor \"" + editor + "\"");
    }
  }

  /**
   * Runs a program to its end and prints what it prints.
   *
   * @return its exit code
   */
  public static int show(CliContext context, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.directory(context.directory().toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    process.getInputStream().transferTo(context.out());
    return process.waitFor();
  }

  /** What a program answered: its exit code and standard output. */
  public record Answer(int exit, String output) {}

  /**
   * Runs a program to its end with this standard input. What it says on standard error is shown.
   *
   * @param argument the only one
   */
  public static Answer tell(CliContext context, byte[] input, Path program, String argument)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(program.toString(), argument)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.directory(context.directory().toFile()).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException _) {
      // it did not want to read; its exit code says why
    }
    byte[] output = process.getInputStream().readAllBytes();
    return new Answer(process.waitFor(), new String(output, StandardCharsets.UTF_8));
  }

  /** A program by its name, as a shell would find it; never one that only lies in the directory. */
  public static Optional<Path> find(CliContext context, String name) {
    return Arrays.stream(context.variable("PATH").split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty() && !name.contains("/"))
        .map(directory -> Path.of(directory, name))
        .filter(program -> Files.isRegularFile(program) && Files.isExecutable(program))
        .findFirst();
  }
}
