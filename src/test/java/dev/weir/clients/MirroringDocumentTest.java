package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ReadmeExample.Step;
import dev.weir.reference.Digest;
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

/** The examples of docs/mirroring.md, typed in as they stand there; only addresses differ. */
@WeirServer
@Timeout(180)
class MirroringDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/mirroring.md");

  private final Path work;
  private final ServerProcess server;

  MirroringDocumentTest(Path work, ServerProcess server) {
    this.work = work;
    this.server = server;
  }

  /** The command as a user has it; what it says beside its result is kept apart. */
  private ShellTerminal terminal() throws IOException {
    RealClient _ = RealClient.required(Map.of(), "skopeo");
    Path home = Files.createDirectories(work.resolve("user"));
    Path weir = Files.createDirectories(work.resolve("bin")).resolve("weir");
    Files.writeString(
        weir,
        "#!/bin/sh\n[ \"$1\" != image ] || set -- \"$@\" --insecure\nexec "
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
            "KUBECONFIG",
            server.kubeconfig().toString()));
  }

  private static void fill(FakeRepository repository) {
    for (String tag : List.of("v1", "v2")) {
      Digest image = TestImages.single(repository, tag + " linux/amd64", "linux", "amd64");
      repository.tag(tag, image);
      TestImages.referrer(repository, image, "application/vnd.example.signature");
    }
    TestImages.index(repository, "all", "linux/amd64", "linux/arm64", "windows/amd64");
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    try (FakeRegistry upstream = FakeRegistry.plain().pageReferrers(100);
        ShellTerminal terminal = terminal()) {
      fill(upstream.repository("team/app"));
      for (ReadmeExample example : ReadmeExample.all(DOCUMENT)) {
        for (Step step : example.steps()) {
          ShellTerminal.Answer answer = terminal.type(here(step.command(), upstream));
          assertThat(answer.exit())
              .as("%s%n%s%s", step.command(), answer.output(), said())
              .isZero();
          if (!step.output().isEmpty()) {
            assertThat(answer.output().strip())
                .as(step.command())
                .matches(step.shown(text -> here(text, upstream)));
          }
        }
      }
      assertThat(said()).doesNotContain("error:", "not mirrored");
    }
    assertThat(work.resolve("user/disk/v2/team/app/manifests/v2")).isSymbolicLink();
    assertThat(work.resolve("user/layout/oci-layout")).isRegularFile();
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }

  private String said() throws IOException {
    return Files.readString(work.resolve("user/said"));
  }

  private String here(String text, FakeRegistry upstream) {
    return text.replace("127.0.0.1:5000", server.registry()).replace("quay.io", upstream.host());
  }
}
