package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ReadmeExample.Step;
import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of {@code docs/catalog.md}, typed as they stand. */
@WeirServer
@Timeout(180)
class CatalogDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/catalog.md");
  private static final Pattern FILE =
      Pattern.compile("<!-- ruby.yaml -->\\n```yaml\\n(.*?)```", Pattern.DOTALL);

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  CatalogDocumentTest(Path work, ServerProcess server, WeirCalls weir) {
    this.work = work;
    this.server = server;
    this.weir = weir;
  }

  private void definition(Path home) throws Exception {
    Matcher file = FILE.matcher(Files.readString(DOCUMENT));
    assertThat(file.find()).isTrue();
    Files.writeString(
        home.resolve("ruby.yaml"),
        file.group(1)
            .replaceAll("quay\\.io/team/ruby:.*", server.registry() + "/openshift/images:ruby"));
  }

  private void type(ShellTerminal terminal, ReadmeExample example) throws Exception {
    for (Step step : example.steps()) {
      ShellTerminal.Answer answer = terminal.type(step.command());
      assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
      assertThat(answer.output().strip())
          .as(step.command())
          .matches(Pattern.compile(step.shown(text -> text).pattern(), Pattern.DOTALL));
    }
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    weir.says("new-project", "demo");
    NewAppSample.image(weir, work, server.registry());
    Path home = DocumentUser.home(work);
    definition(home);
    NewAppSample.cloned(home.resolve("shop"), "Gemfile");
    List<ReadmeExample> examples = ReadmeExample.all(DOCUMENT);
    assertThat(examples).hasSize(4);
    try (ShellTerminal terminal =
        DocumentUser.terminal(work, server, "-n demo " + DocumentUser.TYPED, Map.of())) {
      type(terminal, examples.getFirst());
      await()
          .until(
              () ->
                  Json.parse(weir.says("get", "is", "ruby", "-n", "demo", "-o", "json"))
                          .at("/status/tags")
                          .size()
                      == 4);
      for (ReadmeExample example : examples.subList(1, examples.size())) {
        type(terminal, example);
      }
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }
}
