package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server of 64 MB, otherwise as the launcher starts it, and a repository of a thousand tags. */
@Timeout(240)
final class SmallHeapImportTest {
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/demo/imagestreams";
  private static final int TAGS = 1000;

  @TempDir private Path directory;

  @Test
  void bringsAllOfThemAndAnswersWithEach() throws Exception {
    try (FakeRegistry upstream = FakeRegistry.plain();
        SmallServer server =
            new SmallServer(
                ServerProcess.start(
                    List.of(Launcher.serverFlags("-Xmx64m")),
                    directory.resolve("data"),
                    "--import-limit=-1"))) {
      upstream.pageTags(100);
      FakeRepository repository = upstream.repository("team/app");
      for (int i = 0; i < TAGS; i++) {
        TestImages.ordinary(repository, "v" + i);
      }

      ApiCaller.Answer answer =
          server.call(
              "POST",
              STREAMS.replace("imagestreams", "imagestreamimports"),
              """
              {"metadata":{"name":"app"},"spec":{"import":true,"repository":{"from":
               {"kind":"DockerImage","name":"%s/team/app"},"importPolicy":{"insecure":true}}}}
              """
                  .formatted(upstream.host()));

      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.json().at("/status/repository/images"))
          .hasSize(TAGS)
          .allMatch(image -> image.at("/status/status").asString().equals("Success"))
          .allMatch(image -> image.at("/image/dockerImageLayers").size() == 20);
      JsonNode stream = server.call("GET", STREAMS + "/app", "").json();
      assertThat(stream.at("/status/tags")).hasSize(TAGS);
      server.goesOn();
    }
  }
}
