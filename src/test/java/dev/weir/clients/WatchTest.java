package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.TarFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams and tags are watched as their changes happen. */
@WeirServer
@Timeout(60)
class WatchTest {
  /** Who watches. */
  enum Program {
    WEIR,
    KUBECTL,
    OC
  }

  private Map<String, String> environment = Map.of();
  private InProcess weir = new InProcess(Map.of(), Path.of(""));
  private int projects;

  WatchTest(Path work, ServerProcess server) throws IOException {
    environment = server.environment(work);
    weir = new InProcess(environment, work);
    weir.run("new-project", "library");
    for (String tag : List.of("v1", "v2")) {
      Path layer = work.resolve(tag + ".tar");
      Files.write(layer, TarFile.of("message", tag));
      String target = server.registry() + "/library/app:" + tag;
      weir.run("image", "append", "--to", target, layer.toString());
    }
  }

  @BeforeEach
  void ownProject() {
    projects++;
    weir.run("new-project", "w" + projects);
    weir.run("tag", "library/app:v1", "app:v1");
  }

  private RealClient client(Program program) {
    return switch (program) {
      case WEIR -> RealClient.weir(environment);
      case KUBECTL -> RealClient.required(environment, "kubectl");
      case OC -> RealClient.oc(environment);
    };
  }

  @ParameterizedTest
  @EnumSource
  void aStreamShowsEachChange(Program program) throws Exception {
    Process watching = client(program).start("get", "is", "-w");
    try (BufferedReader lines = watching.inputReader()) {
      assertThat(lines.readLine()).matches("NAME +IMAGE REPOSITORY +TAGS +UPDATED *");
      assertThat(lines.readLine()).matches("app .* v1 .*ago *");
      weir.run("tag", "library/app:v2", "app:v2");
      assertThat(lines.readLine()).matches("app .* v[12],v[12] .*ago *");
      weir.run("tag", "-d", "app:v1");
      assertThat(lines.readLine()).matches("app .* v2 .*ago *");
    } finally {
      watching.destroy();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60) // a watch that does not end would be followed for ever
  void aWatchEndsWithoutAWordWhenTheTimeOfItsRequestIsOver(Program program) throws Exception {
    RealClient.Output output =
        client(program).attempt("", "get", "is", "-w", "--request-timeout=1s");
    assertThat(output.exit()).isZero();
    assertThat(output.out()).matches("NAME .*\\napp .*\\n");
    assertThat(output.err()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void tagsShowTheirOwnChangesOnly(Program program) throws Exception {
    weir.run("tag", "app:v1", "app:still");
    Process watching = client(program).start("get", "istag", "-w");
    try (BufferedReader lines = watching.inputReader()) {
      assertThat(lines.readLine()).matches("NAME +IMAGE REFERENCE +UPDATED *");
      assertThat(lines.readLine()).startsWith("app:still ");
      String before = lines.readLine();
      assertThat(before).startsWith("app:v1 ");
      weir.run("tag", "library/app:v2", "app:v1");
      String after = lines.readLine();
      assertThat(after).startsWith("app:v1 ");
      assertThat(after.split(" +")[1]).isNotEqualTo(before.split(" +")[1]);
      weir.run("tag", "-d", "app:v1");
      assertThat(lines.readLine()).startsWith("app:v1 ");
    } finally {
      watching.destroy();
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneTagIsFollowedByName(Program program) throws Exception {
    Process watching = client(program).start("get", "istag/app:v1", "-w");
    try (BufferedReader lines = watching.inputReader()) {
      assertThat(lines.readLine()).startsWith("NAME");
      assertThat(lines.readLine()).startsWith("app:v1 ");
      weir.run("tag", "library/app:v2", "app:v2");
      weir.run("tag", "library/app:v2", "app:v1");
      assertThat(lines.readLine()).startsWith("app:v1 ");
    } finally {
      watching.destroy();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"KUBECTL", "OC"})
  void aTagIsWaitedFor(Program program) throws Exception {
    RealClient client = client(program);
    weir.run("tag", "library/app:v2", "app:next");
    String image = weir.run("get", "istag", "app:v1", "-o", "jsonpath={.image.metadata.name}");
    Process waiting =
        client.start(
            "wait",
            "istag/app:next",
            "--for=jsonpath={.image.metadata.name}=" + image,
            "--timeout=30s");
    weir.run("tag", "library/app:v1", "app:next");
    assertThat(waiting.waitFor()).isZero();
    assertThat(
            client.run(
                "wait",
                "istag/app:next",
                "--for=jsonpath={.image.dockerImageMetadata.kind}=DockerImage",
                "--timeout=30s"))
        .isEqualTo("imagestreamtag.image.openshift.io/app:next condition met\n");

    Process gone = client.start("wait", "istag/app:next", "--for=delete", "--timeout=30s");
    weir.run("tag", "-d", "app:next");
    assertThat(gone.waitFor()).isZero();
  }
}
