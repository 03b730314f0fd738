package dev.weir.registry;

import static dev.weir.registry.TestManifests.OCI_MANIFEST;
import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.NOBODY;
import static dev.weir.registry.TestRegistry.OTHER;
import static dev.weir.registry.TestRegistry.READER;
import static dev.weir.registry.TestRegistry.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.registry.TestRegistry.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start();
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  @Test
  void listsTagsSortedAndInPages() throws Exception {
    for (String tag : new String[] {"c", "a", "B", "b"}) {
      registry.pushImage(DEV, "team/app", tag, "same");
    }
    String list = "/v2/team/app/tags/list";

    Answer all = registry.get(READER, list);
    Answer two = registry.get(READER, list + "?n=2");
    Answer rest = registry.get(READER, list + "?n=2&last=a");

    assertThat(all.json().get("name").asString()).isEqualTo("team/app");
    assertThat(TestRegistry.strings(all.json().get("tags"))).containsExactly("B", "a", "b", "c");
    assertThat(all.header("Link")).isEmpty();
    assertThat(TestRegistry.strings(two.json().get("tags"))).containsExactly("B", "a");
    assertThat(two.header("Link")).isEqualTo("<" + list + "?n=2&last=a>; rel=\"next\"");
    assertThat(TestRegistry.strings(rest.json().get("tags"))).containsExactly("b", "c");
    assertThat(rest.header("Link")).isEmpty();
  }

  @Test
  void listsNoTagsForNAtZeroAndRefusesOtherNonsense() throws Exception {
    registry.pushImage(DEV, "team/app", "v1", "one");

    Answer zero = registry.get(DEV, "/v2/team/app/tags/list?n=0");

    assertThat(TestRegistry.strings(zero.json().get("tags"))).isEmpty();
    assertThat(zero.header("Link")).isEmpty();
    assertThat(registry.get(DEV, "/v2/team/app/tags/list?n=-1").code())
        .isEqualTo("PAGINATION_NUMBER_INVALID");
    assertThat(registry.get(DEV, "/v2/team/none/tags/list").code()).isEqualTo("NAME_UNKNOWN");
  }

  @Test
  void listsReferrersOfASubjectThatNeedNotExist() throws Exception {
    byte[] config = "{}".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    byte[] subject = TestManifests.config("any bytes will do");
    registry.pushBlob(DEV, "team/app", config);
    byte[] signature = TestManifests.artifact("application/x-signature", config, subject);
    byte[] sbom = TestManifests.artifact("application/x-sbom", config, subject);
    Answer put =
        registry.pushManifest(
            DEV, "team/app", Digest.of(signature).toString(), OCI_MANIFEST, signature);
    registry.pushManifest(DEV, "team/app", Digest.of(sbom).toString(), OCI_MANIFEST, sbom);
    String referrers = "/v2/team/app/referrers/" + Digest.of(subject);

    Answer all = registry.get(DEV, referrers);
    Answer filtered = registry.get(DEV, referrers + "?artifactType=application/x-sbom");

    assertThat(put.header("OCI-Subject")).isEqualTo(Digest.of(subject).toString());
    assertThat(all.header("Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
    assertThat(all.json().get("manifests")).hasSize(2);
    assertThat(filtered.header("OCI-Filters-Applied")).isEqualTo("artifactType");
    assertThat(filtered.json().get("manifests")).hasSize(1);
    var found = filtered.json().at("/manifests/0");
    assertThat(found.get("digest").asString()).isEqualTo(Digest.of(sbom).toString());
    assertThat(found.get("size").asInt()).isEqualTo(sbom.length);
    assertThat(found.get("artifactType").asString()).isEqualTo("application/x-sbom");
    assertThat(found.at("/annotations/about").asString()).isEqualTo("application/x-sbom");
  }

  @Test
  void listsWhatOlderClientsLeftUnderTheFallbackTag() throws Exception {
    byte[] image = registry.pushImage(DEV, "team/app", "v1", "one");
    byte[] signature = registry.pushImage(DEV, "team/app", "signature", "signed");
    byte[] index = TestManifests.index(java.util.List.of(signature));
    String fallback = "sha256-" + Digest.of(image).hex();
    registry.pushManifest(DEV, "team/app", fallback, MediaTypes.OCI_INDEX, index);

    Answer answer = registry.get(DEV, "/v2/team/app/referrers/" + Digest.of(image));

    assertThat(answer.json().at("/manifests/0/digest").asString())
        .isEqualTo(Digest.of(signature).toString());
  }

  @Test
  void answersWithAnEmptyIndexWhenNothingRefers() throws Exception {
    Answer answer = registry.get(DEV, "/v2/team/none/referrers/" + Digest.of(new byte[0]));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("manifests")).isEmpty();
    assertThat(registry.get(DEV, "/v2/team/none/referrers/sha256:x").code())
        .isEqualTo("DIGEST_INVALID");
  }

  @Test
  void catalogShowsOnlyWhatTheCallerMayPull() throws Exception {
    registry.pushImage(DEV, "team/app", "v1", "one");
    registry.pushImage(DEV, "team/web", "v1", "two");
    registry.pushImage(ROOT, "public/base", "v1", "three");
    registry.pushImage(ROOT, "secret/app", "v1", "four");

    Answer root = registry.get(ROOT, "/v2/_catalog?n=2");
    Answer next = registry.get(ROOT, "/v2/_catalog?n=2&last=secret/app");

    assertThat(TestRegistry.strings(root.json().get("repositories")))
        .containsExactly("public/base", "secret/app");
    assertThat(root.header("Link")).isEqualTo("</v2/_catalog?n=2&last=secret%2Fapp>; rel=\"next\"");
    assertThat(TestRegistry.strings(next.json().get("repositories")))
        .containsExactly("team/app", "team/web");
    assertThat(
            TestRegistry.strings(registry.get(READER, "/v2/_catalog").json().get("repositories")))
        .containsExactly("public/base", "team/app", "team/web");
    assertThat(TestRegistry.strings(registry.get(OTHER, "/v2/_catalog").json().get("repositories")))
        .containsExactly("public/base");
    assertThat(registry.get(NOBODY, "/v2/_catalog").status()).isEqualTo(401);
  }
}
