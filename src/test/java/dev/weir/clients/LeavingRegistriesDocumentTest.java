package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ReadmeExample.Step;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The examples of docs/leaving-other-registries.md, typed in as they stand there, with Debian's
 * registry as the one that is left.
 */
@WeirServer
@Timeout(180)
class LeavingRegistriesDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/leaving-other-registries.md");
  private static final String INSECURE =
      "\"$@\" $([ \"$2\" != mirror ] || echo --insecure) 2>>\"$HOME/said\"";

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  LeavingRegistriesDocumentTest(Path work, ServerProcess server, WeirCalls weir) {
    this.work = work;
    this.server = server;
    this.weir = weir;
  }

  private void fill(PrivateRegistry old) throws IOException {
    weir.file("logins.json", PrivateRegistry.logins(old.host()));
    try (FakeRegistry maker = FakeRegistry.plain()) {
      FakeRepository images = maker.repository("made");
      for (String tag : List.of("app:v1", "app:v2", "tools/lint:1")) {
        String name = tag.replaceAll("[/:]", "-");
        var _ = TestImages.single(images, name);
        var _ =
            weir.says(
                "image",
                "mirror",
                "--insecure",
                "-a",
                "logins.json",
                maker.host() + "/made:" + name,
                old.host() + "/team/" + tag);
      }
    }
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    var _ = RealClient.required(Map.of(), "curl");
    try (PrivateRegistry old =
        PrivateRegistry.plain(work.resolve("old"), server.environment(work))) {
      fill(old);
      Path home = DocumentUser.home(work);
      Files.writeString(home.resolve("logins.json"), PrivateRegistry.logins(old.host()));
      Map<String, String> more =
          Map.of(
              "OLD_URL",
              "http://" + old.host(),
              "OLD_LOGIN",
              PrivateRegistry.USER + ":" + PrivateRegistry.PASSWORD);
      try (ShellTerminal terminal = DocumentUser.terminal(work, server, INSECURE, more)) {
        for (ReadmeExample example : ReadmeExample.all(DOCUMENT)) {
          for (Step step : example.steps()) {
            ShellTerminal.Answer answer = terminal.type(here(step.command(), old));
            assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
            if (!step.output().isEmpty()) {
              assertThat(answer.output().strip())
                  .as(step.command())
                  .matches(step.shown(text -> here(text, old)));
            }
          }
        }
      }
    }
    assertThat(weir.says("get", "is", "-n", "team", "-o", "name")).contains("/app", "/tools-lint");
  }

  private String here(String text, PrivateRegistry old) {
    return text.replace("127.0.0.1:5000", server.registry()).replace("old.example.com", old.host());
  }
}
