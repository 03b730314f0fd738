package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.manifest;
import static dev.weir.imageapi.PushedThings.about;
import static dev.weir.imageapi.PushedThings.cosign;
import static dev.weir.imageapi.PushedThings.index;
import static dev.weir.imageapi.PushedThings.layer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.PushLeases;
import dev.weir.objects.DeleteOptions;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.storage.gc.RepositoryLook;
import dev.weir.storage.gc.Users;
import dev.weir.streams.PushedManifest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tags go with the image that they tell of, and which only have the name of one. */
final class FallbackTagsTest {
  private static final Duration GRACE = Duration.ofHours(1);
  private static final PushedManifest ONE = manifest("one");
  private static final PushedManifest TWO = manifest("two");
  private static final PushedManifest SIGNATURE =
      cosign("application/vnd.dev.cosign.simplesigning.v1+json", "signed");
  private static final StreamName OTHER = new StreamName("demo", "other");

  private final ImageApiFixture api = new ImageApiFixture();
  private final PushLeases leases = new PushLeases(this::now, Duration.ofHours(24));
  private final RepositoryLook look =
      new RepositoryLook(
          api.all,
          leases,
          new Users(Set::of),
          new RepositoryLook.Periods(GRACE, Duration.ofDays(7)),
          this::now,
          this::now);

  private Instant now() {
    return api.context.now();
  }

  @AfterEach
  void close() {
    leases.close();
    api.close();
  }

  /** What a stream goes through in a month. */
  private void passAMonth() {
    for (int i = 0; i < 4; i++) {
      collect();
    }
    api.pass(Duration.ofDays(30));
    collect();
  }

  private void collect() {
    Optional<Instant> _ = look.look(APP);
    api.pass(GRACE);
    Optional<Instant> _ = look.look(APP);
  }

  private static String named(PushedManifest image) {
    return image.digest().toString().replace(':', '-');
  }

  private void deleteTag(String tag) {
    api.rest("imagestreamtags").delete(DEMO, "app:" + tag, DeleteOptions.NOW);
  }

  /** As the collector of digests does when nothing holds it. */
  private void letImageGo(PushedManifest image) {
    var _ = api.rest("images").delete(DEMO, image.digest().toString(), DeleteOptions.NOW);
  }

  private Set<String> tags() {
    return api.streams.newest(APP).stream().tags().keySet();
  }

  private boolean isLinked(Digest digest) {
    return api.links.find(APP, digest).isPresent();
  }

  @Test
  void anImageUnderItsOwnDigestStays() {
    api.push(APP, List.of(named(ONE)), ONE);

    passAMonth();

    assertThat(tags()).containsExactly(named(ONE));
    assertThat(isLinked(layer("one"))).isTrue();
  }

  @Test
  void anIndexUnderItsOwnDigestStaysWithItsChildren() {
    api.push(APP, List.of(), ONE);
    PushedManifest index = index(ONE);
    api.push(APP, List.of(named(index)), index);

    passAMonth();

    assertThat(tags()).containsExactly(named(index));
    assertThat(isLinked(layer("one"))).isTrue();
  }

  @Test
  void anArtifactUnderItsOwnDigestStays() {
    PushedManifest chart = about(ONE);
    api.push(APP, List.of(named(chart)), chart);
    api.push(APP, List.of(named(SIGNATURE) + ".sig"), SIGNATURE);

    passAMonth();

    assertThat(tags()).hasSize(2);
  }

  @Test
  void anIndexOfArtifactsUnderTheDigestOfOneOfThemStays() {
    PushedManifest artifact = about(TWO);
    api.push(APP, List.of("v1"), artifact);
    api.push(APP, List.of(named(artifact)), index(artifact));
    deleteTag("v1");
    letImageGo(artifact);

    passAMonth();

    assertThat(tags()).containsExactly(named(artifact));
  }

  @ParameterizedTest
  @CsvSource({"''", ".sig", ".att", ".sbom"})
  void aPlainImageUnderTheDigestOfAnotherStaysThoughThatGoes(String end) {
    api.push(APP, List.of("v1"), TWO);
    api.push(APP, List.of(named(TWO) + end), ONE);
    deleteTag("v1");
    letImageGo(TWO);

    passAMonth();

    assertThat(isLinked(TWO.digest())).isFalse();
    assertThat(tags()).containsExactly(named(TWO) + end);
    assertThat(isLinked(layer("one"))).isTrue();
  }

  @Test
  void anIndexOfPlainImagesUnderTheDigestOfAnotherStaysThoughThatGoes() {
    api.push(APP, List.of("v1"), TWO);
    api.push(APP, List.of(), ONE);
    api.push(APP, List.of(named(TWO)), index(ONE));
    deleteTag("v1");
    letImageGo(TWO);

    passAMonth();

    assertThat(tags()).containsExactly(named(TWO));
    assertThat(isLinked(ONE.digest())).isTrue();
  }

  @Test
  void whatTellsOfAThirdImageStaysThoughTheOneOfItsTagGoes() {
    api.push(APP, List.of("v1"), TWO);
    api.push(APP, List.of(named(TWO)), about(ONE));
    deleteTag("v1");
    letImageGo(TWO);

    passAMonth();

    assertThat(tags()).containsExactly(named(TWO));
  }

  @Test
  void aTagThatHadAPlainImageBeforeStays() {
    api.push(APP, List.of("v1"), TWO);
    api.push(APP, List.of(named(TWO)), ONE);
    api.push(APP, List.of(named(TWO)), about(TWO));
    deleteTag("v1");
    letImageGo(TWO);

    passAMonth();

    assertThat(tags()).containsExactly(named(TWO));
    assertThat(isLinked(ONE.digest())).isTrue();
  }

  @Test
  void aSignatureWhoseImageNeverCameHereStays() {
    api.push(APP, List.of(named(ONE) + ".sig"), SIGNATURE);

    passAMonth();

    assertThat(tags()).containsExactly(named(ONE) + ".sig");
    assertThat(isLinked(layer("signed"))).isTrue();
  }

  @Test
  void aSignatureOfAnImageThatOnlyHasAsABlobWhatItsTagNamesStays() {
    api.links.add(APP, layer("one"), api.links.blob(3));
    String tag = layer("one").toString().replace(':', '-') + ".sig";
    api.push(APP, List.of(tag), SIGNATURE);

    passAMonth();

    assertThat(isLinked(layer("one"))).isFalse();
    assertThat(tags()).containsExactly(tag);
  }

  @Test
  void allThatTellsOfAnImageGoesAfterItAndThenWhatThatHeld() {
    api.push(APP, List.of("v1"), ONE);
    api.push(APP, List.of(named(ONE) + ".sig"), SIGNATURE);
    api.push(
        APP, List.of(named(ONE) + ".att"), cosign("application/vnd.dsse.envelope.v1+json", "a"));
    api.push(APP, List.of(named(ONE) + ".sbom"), cosign("text/spdx+json", "b"));
    api.push(APP, List.of(), about(ONE));
    api.push(APP, List.of(named(ONE)), index(about(ONE), TWO)); // of which one never came
    deleteTag("v1");
    letImageGo(ONE);

    collect();
    assertThat(isLinked(ONE.digest())).isFalse();
    assertThat(tags()).hasSize(4);
    api.pass(GRACE.minusSeconds(1));
    Optional<Instant> _ = look.look(APP);
    assertThat(tags()).hasSize(4);

    api.pass(Duration.ofSeconds(1));
    Optional<Instant> _ = look.look(APP);
    assertThat(tags()).isEmpty();
    collect();
    assertThat(api.links.all(APP)).isEmpty();
  }

  @Test
  void aSignatureGoesAGracePeriodAfterItsImageIsDeletedByDigest() {
    api.push(APP, List.of(), ONE);
    api.push(APP, List.of(named(ONE) + ".sig"), SIGNATURE);
    assertThat(api.content.unlink(APP, ONE.digest(), _ -> false)).isTrue();
    letImageGo(ONE);

    collect();

    assertThat(tags()).isEmpty();
  }

  @Test
  void aSignatureOfAnImageThatWasOnlyShownHereGoesAfterItsTag() {
    api.push(OTHER, List.of("v1"), ONE);
    api.push(APP, List.of(named(ONE) + ".sig"), SIGNATURE);
    api.tag("app:prod", "{'from':{'kind':'ImageStreamTag','name':'other:v1'}}");
    deleteTag("prod");
    assertThat(api.content.unlink(OTHER, ONE.digest(), _ -> false)).isTrue();
    letImageGo(ONE);

    collect();

    assertThat(tags()).isEmpty();
  }

  @Test
  void aSignatureStaysWhileItsImageIsHeldElsewhereAndIsLookedAtAgain() {
    api.push(APP, List.of("v1"), ONE);
    api.push(OTHER, List.of("v1"), ONE);
    api.push(APP, List.of(named(ONE) + ".sig"), SIGNATURE);
    deleteTag("v1");

    passAMonth();
    assertThat(tags()).containsExactly(named(ONE) + ".sig");
    assertThat(look.look(APP)).isPresent();

    letImageGo(ONE);
    collect();
    assertThat(tags()).isEmpty();
  }

  @Test
  void aSignatureWhoseImageComesAgainStays() {
    api.push(APP, List.of("v1"), ONE);
    api.push(APP, List.of(named(ONE) + ".sig"), SIGNATURE);
    deleteTag("v1");
    collect();
    assertThat(api.links.due().looseTags(APP)).hasSize(1);

    api.push(APP, List.of("v2"), ONE);
    passAMonth();

    assertThat(tags()).hasSize(2);
    assertThat(api.links.due().looseTags(APP)).isEmpty();
  }
}
