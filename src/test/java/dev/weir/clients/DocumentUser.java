package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ReadmeExample.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Somebody who types the examples of a document as they stand. */
final class DocumentUser {
  /** The arguments as they were typed. */
  static final String TYPED = "\"$@\"";

  /** The same; what the command says beside its result is kept apart. */
  static final String APART = TYPED + " 2>>\"$HOME/said\"";

  private DocumentUser() {}

  /** The directory in which the user is. */
  static Path home(Path work) throws IOException {
    return Files.createDirectories(work.resolve("user"));
  }

  /** As {@link #terminal(Path, ServerProcess, String, Map)}, with nothing more. */
  static ShellTerminal terminal(Path work, ServerProcess server) throws IOException {
    return terminal(work, server, TYPED, Map.of());
  }

  /**
   * A terminal with the command {@code weir}, and the administrator's kubeconfig, which is the
   * user's to change.
   *
   * @param arguments in the shell's words, of what {@code weir} stands for
   * @param more variables of the environment
   */
  static ShellTerminal terminal(
      Path work, ServerProcess server, String arguments, Map<String, String> more)
      throws IOException {
    Path weir = Files.createDirectories(work.resolve("bin")).resolve("weir");
    Files.writeString(
        weir,
        "#!/bin/sh\nexec " + String.join(" ", RealClient.weirCommand()) + " " + arguments + "\n");
    assertThat(weir.toFile().setExecutable(true)).isTrue();
    Path kubeconfig = work.resolve("kubeconfig");
    if (!Files.exists(kubeconfig)) {
      Files.copy(server.kubeconfig(), kubeconfig);
    }
    Path home = home(work);
    Map<String, String> environment = new HashMap<>(more);
    environment.put("HOME", home.toString());
    environment.put("PATH", weir.resolveSibling("") + ":" + System.getenv("PATH"));
    environment.put("KUBECONFIG", kubeconfig.toString());
    return ShellTerminal.open(home, environment);
  }

  /** Types all commands of an example; each ends well and shows what the example says. */
  static void types(ShellTerminal terminal, ReadmeExample example) throws IOException {
    for (Step step : example.steps()) {
      ShellTerminal.Answer answer = terminal.type(step.command());
      assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
      assertThat(answer.output().strip()).as(step.command()).matches(step.shown(text -> text));
    }
  }
}
