package dev.weir.remote.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.TestImages;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a mirror makes of images that are there, at both ends registries that work. */
final class MirrorTest extends MirrorFixture {
  @Test
  void copiesAnImageWithAllThatItNeeds() {
    Digest digest = TestImages.layered(source, "v1", FakeBlob.generated(3_000_000, 1));

    assertThat(copy("team/app:v1", "mirror/app:x")).isEmpty();

    assertThat(target.tags()).containsExactly(java.util.Map.entry("x", digest));
    Manifest.ImageManifest image =
        (Manifest.ImageManifest) ManifestReader.read("", target.findManifest("x").orElseThrow());
    assertThat(target.findBlob(image.config().digest())).isPresent();
    assertThat(target.findBlob(image.layers().getFirst().digest()).orElseThrow())
        .hasSize(3_000_000);
    assertThat(progress.pushed).containsExactly(digest + " mirror/app:x");
    assertThat(progress.bytes.get()).isEqualTo(3_000_000 + image.config().size());
  }

  @Test
  void copiesEveryTagOfASourceWithoutTag() {
    TestImages.single(source, "v1");
    TestImages.single(source, "v2");

    assertThat(copy("team/app", "mirror/app")).isEmpty();

    assertThat(target.tags()).isEqualTo(source.tags());
  }

  @Test
  void sendsNothingButManifestsWhenRunAgain() {
    TestImages.single(source, "v1");
    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();
    long blobs = from.count(Asked.BLOB);

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertThat(from.count(Asked.BLOB)).isEqualTo(blobs);
    assertThat(to.count("PUT /v2/mirror/app/manifests/v1")).isEqualTo(2);
  }

  @Test
  void tellsOfBlobsThatAreThereFromAnEarlierRun() {
    Digest image = TestImages.single(source, "v1");
    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();
    target.remove(image);

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertThat(progress.present).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void takesTheOneImageOfAListThatIsForThisPlatform() {
    TestImages.Index index = TestImages.index(source, "v1", "linux/amd64", "linux/arm64");

    assertThat(copy("team/app:v1", "mirror/app")).isEmpty();

    assertThat(target.tags()).containsEntry("v1", index.children().getFirst());
  }

  @Test
  void sendsChildrenBeforeTheirListAndTagsLast() {
    TestImages.Index index = TestImages.index(source, "v1", "linux/amd64", "linux/arm64");

    assertThat(
            copy(request(o -> o.platforms(_ -> true).keepingLists(), "team/app:v1", "mirror/app")))
        .isEmpty();

    assertThat(target.tags()).containsEntry("v1", index.digest());
    List<String> puts =
        to.requests().stream().filter(r -> r.matches("PUT .*/manifests/.*")).toList();
    assertThat(puts.getLast()).endsWith("/v1");
    assertThat(puts).hasSize(3);
  }
}
