package dev.weir.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A system of which nothing can be written but what a test says, run by bubblewrap as a user
 * without a name, without capabilities, and with no variable but what a test sets.
 */
final class Sandbox {
  /** Of nobody on this machine. */
  static final int NAMELESS = 54_321;

  private final List<String> line = new ArrayList<>(List.of("bwrap"));

  private Sandbox(Path root, int uid) {
    Artefacts.need("bwrap");
    ro(root, "/");
    add("--dev", "/dev", "--proc", "/proc", "--clearenv", "--die-with-parent", "--new-session");
    add("--unshare-user", "--unshare-pid", "--unshare-ipc", "--cap-drop", "ALL");
    add("--uid", "" + uid, "--gid", "" + uid);
    set("PATH", "/usr/bin:/bin");
  }

  /** This machine, read-only, without its directories of people and temporary files. */
  static Sandbox ofThisMachine() {
    Sandbox sandbox = new Sandbox(Path.of("/"), NAMELESS);
    return sandbox.empty("/tmp").empty("/root").empty("/home").readOnly("/tmp");
  }

  /** Another root. */
  static Sandbox of(Path root, int uid) {
    return new Sandbox(root, uid);
  }

  private Sandbox add(String... words) {
    line.addAll(List.of(words));
    return this;
  }

  /** Shows a file or directory there, read-only. */
  Sandbox ro(Path source, String target) {
    return add("--ro-bind", source.toString(), target);
  }

  /** Shows a directory there that can be written. */
  Sandbox rw(Path source, String target) {
    return add("--bind", source.toString(), target);
  }

  /** An empty directory in memory. */
  Sandbox empty(String target) {
    return add("--tmpfs", target);
  }

  /** A directory in memory that is full when it holds so many bytes. */
  Sandbox small(String target, int bytes) {
    return add("--size", "" + bytes, "--tmpfs", target);
  }

  Sandbox readOnly(String target) {
    return add("--remount-ro", target);
  }

  Sandbox set(String variable, String value) {
    return add("--setenv", variable, value);
  }

  /** How a command ended. */
  record Run(int exit, String out, String err) {}

  /** Runs a command to its end. */
  Run run(String... command) throws IOException, InterruptedException {
    return run(builder(List.of(command)));
  }

  /** The same without a sandbox. */
  static Run plain(String... command) throws IOException, InterruptedException {
    return run(new ProcessBuilder(command));
  }

  private static Run run(ProcessBuilder builder) throws IOException, InterruptedException {
    Path err = Files.createTempFile("sandbox", ".err");
    Process process = builder.redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Run run = new Run(process.waitFor(), out, Files.readString(err));
    Files.delete(err);
    return run;
  }

  ProcessBuilder builder(List<String> command) {
    List<String> whole = new ArrayList<>(line);
    whole.add("--");
    whole.addAll(command);
    return new ProcessBuilder(whole);
  }
}
