package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ReadmeExample.Step;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of {@code docs/minimum-age.md}, typed as they stand. */
@WeirServer
@Timeout(120)
class MinimumAgeDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/minimum-age.md");

  @AutoClose private final FakeRegistry vendor = FakeRegistry.plain();
  private final Path work;
  private final ServerProcess server;

  MinimumAgeDocumentTest(Path work, ServerProcess server) {
    this.work = work;
    this.server = server;
  }

  /** The command as a user has it; what it says beside its result is kept apart. */
  private ShellTerminal terminal() throws IOException {
    Path home = Files.createDirectories(work.resolve("user"));
    Path weir = Files.createDirectories(work.resolve("bin")).resolve("weir");
    Files.writeString(
        weir,
        "#!/bin/sh\nexec "
            + String.join(" ", RealClient.weirCommand())
            + " \"$@\" 2>>'"
            + home
            + "/said'\n");
    assertThat(weir.toFile().setExecutable(true)).isTrue();
    return ShellTerminal.open(
        home,
        Map.of(
            "HOME",
            home.toString(),
            "PATH",
            weir.resolveSibling("") + ":" + System.getenv("PATH"),
            "VENDOR",
            vendor.host(),
            "KUBECONFIG",
            server.kubeconfig().toString()));
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    TestImages.single(vendor.repository("team/app"), "1");
    try (ShellTerminal terminal = terminal()) {
      List<ReadmeExample> examples = ReadmeExample.all(DOCUMENT);
      assertThat(examples).hasSize(3);
      for (ReadmeExample example : examples) {
        for (Step step : example.steps()) {
          ShellTerminal.Answer answer = terminal.type(step.command());
          assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
          assertThat(answer.output().strip()).as(step.command()).matches(step.shown(text -> text));
        }
      }
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }
}
