package dev.weir.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ReadmeExample.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A page whose examples are typed in as they stand, each in the terminal that it names.
 *
 * @param here what is here in place of what the page says
 */
record TypedDocument(Path document, Map<String, String> here) {
  TypedDocument {
    here = Map.copyOf(here);
  }

  String here(String text) {
    String there = text;
    for (Map.Entry<String, String> one : here.entrySet()) {
      there = there.replace(one.getKey(), one.getValue());
    }
    return there;
  }

  /** The flags with which the page starts a server. */
  String[] flagsOfServe() throws IOException {
    String serve = "weir serve ";
    String command =
        ReadmeExample.all(document).stream()
            .flatMap(example -> example.steps().stream())
            .map(Step::command)
            .filter(line -> line.startsWith(serve))
            .findFirst()
            .orElseThrow();
    return here(command.substring(serve.length())).split(" ");
  }

  /** Types all but the start of the server; each ends well and shows what the page says. */
  void types(Map<String, ShellTerminal> terminals) throws IOException {
    for (ReadmeExample example : ReadmeExample.all(document)) {
      assertThat(terminals).containsKey(example.terminal());
      types(requireNonNull(terminals.get(example.terminal())), example);
    }
    assertThat(ReadmeExample.untested(document)).isEmpty();
  }

  /** The same of one example. */
  void types(ShellTerminal terminal, ReadmeExample example) throws IOException {
    for (Step step : example.steps()) {
      if (!step.command().startsWith("weir serve ")) {
        type(terminal, step);
      }
    }
  }

  private void type(ShellTerminal terminal, Step step) throws IOException {
    ShellTerminal.Answer answer = terminal.type(here(step.command()));
    assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
    if (!step.output().isEmpty()) {
      Pattern shown = Pattern.compile(step.shown(this::here).pattern(), Pattern.DOTALL);
      assertThat(answer.output().strip()).as(step.command()).matches(shown);
    }
  }
}
