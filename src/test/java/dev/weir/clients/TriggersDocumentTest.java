package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ReadmeExample.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of {@code docs/triggers.md}, typed as they stand. */
@WeirServer
@Timeout(180)
class TriggersDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/triggers.md");
  private static final Pattern FILE =
      Pattern.compile(
          "<!-- file: (\\S+) -->\n```yaml\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  private final Path work;
  private final ServerProcess server;
  private final ApiCaller caller;

  TriggersDocumentTest(Path work, ServerProcess server, ApiCaller caller) {
    this.work = work;
    this.server = server;
    this.caller = caller;
  }

  /** A user who has the files that the document shows. */
  private ShellTerminal terminal() throws IOException {
    Matcher file = FILE.matcher(Files.readString(DOCUMENT));
    while (file.find()) {
      Files.writeString(DocumentUser.home(work).resolve(file.group(1)), file.group(2));
    }
    return DocumentUser.terminal(work, server, DocumentUser.APART, Map.of());
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
    TestPushes pushes = new TestPushes(caller);
    for (String build : List.of("1", "2")) {
      pushes.image(caller.administrator(), "shop/app", "v" + build, build);
    }
    try (ShellTerminal terminal = terminal()) {
      List<ReadmeExample> examples = ReadmeExample.all(DOCUMENT);
      assertThat(examples).hasSize(2);
      for (ReadmeExample example : examples) {
        for (Step step : example.steps()) {
          type(terminal, step);
        }
      }
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }

  /** What is only looked at may take a moment to be so. */
  private static void type(ShellTerminal terminal, Step step) {
    boolean looks = step.command().startsWith("weir get");
    await()
        .pollDelay(Duration.ZERO)
        .atMost(Duration.ofSeconds(looks ? 40 : 20))
        .until(
            () -> {
              ShellTerminal.Answer answer = terminal.type(step.command());
              boolean same = step.shown(text -> text).matcher(answer.output().strip()).matches();
              if (!looks || same) {
                assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
                assertThat(answer.output().strip())
                    .as(step.command())
                    .matches(step.shown(text -> text));
              }
              return same;
            });
  }
}
