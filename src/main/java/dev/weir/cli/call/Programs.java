package dev.weir.cli.call;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs other programs for a call: the user's editor, a comparing program. */
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
}
