package dev.weir.registry;

import static dev.weir.registry.TestManifests.OCI_MANIFEST;
import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.registry.TestRegistry.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Manifests are pushed without all that they name: clients copy the images of one architecture and
 * keep the list. Others may have what is left out, and nothing of theirs is shown for its name.
 */
class SparseTest {
  private static final byte[] CONFIG = TestManifests.config("ours");
  private static final byte[] LAYER = "ours".getBytes(StandardCharsets.UTF_8);
  private static final byte[] IMAGE = TestManifests.image(CONFIG, List.of(LAYER));

  private static final byte[] SECRET_CONFIG = TestManifests.config("theirs");
  private static final byte[] SECRET_LAYER = "theirs".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SECRET = TestManifests.image(SECRET_CONFIG, List.of(SECRET_LAYER));

  private static final byte[] INDEX = TestManifests.index(List.of(IMAGE, SECRET));
  private static final byte[] SPARSE = TestManifests.image(CONFIG, List.of(LAYER, SECRET_LAYER));

  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start();
    registry.pushBlob(DEV, "team/app", CONFIG);
    registry.pushBlob(DEV, "team/app", LAYER);
    Answer _ = manifest(DEV, "team/app", "v1", IMAGE);
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  private Answer manifest(String who, String repository, String tag, byte[] manifest)
      throws Exception {
    return registry.pushManifest(who, repository, tag, OCI_MANIFEST, manifest);
  }

  private Answer index(String tag) throws Exception {
    return registry.pushManifest(DEV, "team/app", tag, MediaTypes.OCI_INDEX, INDEX);
  }

  private void others() throws Exception {
    registry.pushBlob(ROOT, "secret/app", SECRET_CONFIG);
    registry.pushBlob(ROOT, "secret/app", SECRET_LAYER);
    assertThat(manifest(ROOT, "secret/app", "v1", SECRET).status()).isEqualTo(201);
  }

  private int manifests(String repository, byte[] bytes) throws Exception {
    String path = "/v2/" + repository + "/manifests/" + Digest.of(bytes);
    int status = registry.get(DEV, path).status();
    assertThat(registry.send(DEV, "HEAD", path).status()).isEqualTo(status);
    return status;
  }

  private int blobs(String repository, byte[] bytes) throws Exception {
    String path = "/v2/" + repository + "/blobs/" + Digest.of(bytes);
    int status = registry.get(DEV, path).status();
    assertThat(registry.send(DEV, "HEAD", path).status()).isEqualTo(status);
    return status;
  }

  @Test
  void takesAnIndexOneOfWhoseImagesWasNeverPushed() throws Exception {
    Answer put = index("all");

    assertThat(put.status()).isEqualTo(201);
    assertThat(put.header("Warning"))
        .startsWith("299 - \"")
        .contains("team/app", "1 of the blobs or manifests", Digest.of(SECRET).toString());
    assertThat(registry.get(DEV, "/v2/team/app/manifests/all").body()).isEqualTo(INDEX);
    assertThat(manifests("team/app", IMAGE)).isEqualTo(200);
    Answer gap = registry.get(DEV, "/v2/team/app/manifests/" + Digest.of(SECRET));
    assertThat(gap.status()).isEqualTo(404);
    assertThat(gap.code()).isEqualTo("MANIFEST_UNKNOWN");
  }

  @Test
  void takesAnImageOneOfWhoseLayersWasNeverPushed() throws Exception {
    assertThat(manifest(DEV, "team/app", "v2", SPARSE).status()).isEqualTo(201);

    assertThat(registry.get(DEV, "/v2/team/app/manifests/v2").body()).isEqualTo(SPARSE);
    assertThat(blobs("team/app", LAYER)).isEqualTo(200);
    assertThat(blobs("team/app", SECRET_LAYER)).isEqualTo(404);
  }

  @Test
  void showsNothingOfWhatOthersHaveOfIt() throws Exception {
    others();

    assertThat(index("all").status()).isEqualTo(201);
    assertThat(manifest(DEV, "team/app", "v2", SPARSE).status()).isEqualTo(201);

    assertThat(manifests("team/app", SECRET)).isEqualTo(404);
    for (byte[] blob : List.of(SECRET, SECRET_CONFIG, SECRET_LAYER)) {
      assertThat(blobs("team/app", blob)).isEqualTo(404);
      String mount = "/v2/team/other/blobs/uploads/?from=team/app&mount=" + Digest.of(blob);
      assertThat(registry.send(DEV, "POST", mount).status()).isEqualTo(202);
    }
  }

  @Test
  void showsNothingOfWhatOthersPushLater() throws Exception {
    assertThat(index("all").status()).isEqualTo(201);
    assertThat(manifest(DEV, "team/app", "v2", SPARSE).status()).isEqualTo(201);
    assertThat(manifests("team/app", SECRET)).isEqualTo(404);
    assertThat(blobs("team/app", SECRET_LAYER)).isEqualTo(404);

    others();

    assertThat(manifests("team/app", SECRET)).isEqualTo(404);
    for (byte[] blob : List.of(SECRET, SECRET_CONFIG, SECRET_LAYER)) {
      assertThat(blobs("team/app", blob)).isEqualTo(404);
    }
  }

  @Test
  void anIndexOfAnImageWithAGapShowsNoMoreThanThatImage() throws Exception {
    others();
    Answer _ = manifest(DEV, "team/app", "v2", SPARSE);
    byte[] list = TestManifests.index(List.of(SPARSE));

    Answer put = registry.pushManifest(DEV, "team/app", "all", MediaTypes.OCI_INDEX, list);

    assertThat(put.status()).isEqualTo(201);
    assertThat(blobs("team/app", SECRET_LAYER)).isEqualTo(404);
  }

  @Test
  void whatIsPushedLaterFillsTheGap() throws Exception {
    assertThat(index("all").status()).isEqualTo(201);
    assertThat(manifests("team/app", SECRET)).isEqualTo(404);

    registry.pushBlob(DEV, "team/app", SECRET_CONFIG);
    registry.pushBlob(DEV, "team/app", SECRET_LAYER);
    String digest = Digest.of(SECRET).toString();
    assertThat(manifest(DEV, "team/app", digest, SECRET).status()).isEqualTo(201);

    assertThat(manifests("team/app", SECRET)).isEqualTo(200);
    assertThat(blobs("team/app", SECRET_LAYER)).isEqualTo(200);
    assertThat(index("all").response().headers().firstValue("Warning")).isEmpty();
  }

  @Test
  void aManifestIsPushedAgainWithTheSameGaps() throws Exception {
    others();
    for (int i = 0; i < 2; i++) {
      Answer put = index("all");
      assertThat(put.status()).isEqualTo(201);
      assertThat(put.header("Warning")).contains(Digest.of(SECRET).toString());
    }
    assertThat(manifests("team/app", SECRET)).isEqualTo(404);
  }

  @Test
  void refusesAnImageThatLacksMoreThanAnybodyLeavesOut() throws Exception {
    List<byte[]> layers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      layers.add(("never pushed " + i).getBytes(StandardCharsets.UTF_8));
    }
    byte[] most = TestManifests.image(CONFIG, layers);
    assertThat(manifest(DEV, "team/app", "most", most).status()).isEqualTo(201);

    layers.add("one more".getBytes(StandardCharsets.UTF_8));
    Answer more = manifest(DEV, "team/app", "more", TestManifests.image(CONFIG, layers));

    assertThat(more.code()).isEqualTo("MANIFEST_BLOB_UNKNOWN");
    assertThat(manifests("team/app", TestManifests.image(CONFIG, layers))).isEqualTo(404);
  }
}
