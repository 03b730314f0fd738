package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Imports of whole repositories that have more tags than the usual limit. */
@WeirServer({"--import-limit", "60"})
final class BulkImportTest {
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final WeirCalls weir;
  private final Map<String, String> environment;

  BulkImportTest(Path work, ServerProcess server, WeirCalls weir) {
    this.weir = weir;
    this.environment = server.environment(work);
  }

  @BeforeAll
  void fill() {
    FakeRepository repository = upstream.repository("team/app");
    for (int i = 0; i < 62; i++) {
      var _ = TestImages.single(repository, "t%02d".formatted(i));
    }
    weir.says("new-project", "demo");
    weir.says("project", "demo");
  }

  @AfterAll
  void close() {
    upstream.close();
  }

  private String from() {
    return upstream.host() + "/team/app";
  }

  private String tags(String stream) {
    return weir.says("get", "is", stream, "-o", "jsonpath={.status.tags[*].tag}");
  }

  @Test
  void bringAsManyTagsAsTheServerIsToldAndSayHowToGetMore() throws Exception {
    Output output =
        RealClient.oc(environment)
            .attempt(
                "", "import-image", "all", "--from=" + from(), "--all", "--confirm", "--insecure");

    assertThat(output.exit()).as(output.err()).isZero();
    assertThat(output.out()).contains("2 additional tags which were not imported: t60, t61");
    assertThat(output.err())
        .contains(
            "Warning: repository %s has 2 more tags than the 60 that were imported"
                .formatted(from()),
            "weir serve --import-limit");
    assertThat(tags("all").split(" ")).hasSize(60);
  }

  @Test
  void ofAStreamWithARepositoryHaveTheSameLimit() throws Exception {
    weir.file(
        "filled.yaml",
        """
        apiVersion: image.openshift.io/v1
        kind: ImageStream
        metadata:
          name: filled
          annotations:
            openshift.io/image.insecureRepository: "true"
        spec:
          dockerImageRepository: %s
        """
            .formatted(from()));
    weir.says("create", "-f", "filled.yaml");

    await().untilAsserted(() -> assertThat(tags("filled").split(" ")).hasSize(60));
  }
}
