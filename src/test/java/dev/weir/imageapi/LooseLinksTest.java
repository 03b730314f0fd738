package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.manifest;
import static dev.weir.imageapi.PushedThings.about;
import static dev.weir.imageapi.PushedThings.index;
import static dev.weir.imageapi.PushedThings.layer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.DeleteOptions;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.LooseLinks;
import dev.weir.streams.PushedManifest;
import dev.weir.streams.RepositoryLinks.Link;
import dev.weir.streams.RepositoryLinks.Stored;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.linked.DueLooks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What makes a repository due to be looked at, and who wins when something of it may go. */
final class LooseLinksTest {
  private static final PushedManifest ONE = manifest("one");
  private static final Digest LAYER = layer("one");

  private final ImageApiFixture api = new ImageApiFixture();
  private final LooseLinks collected = new LooseLinks(api.links);

  @AfterEach
  void close() {
    api.close();
  }

  private boolean isDue() {
    return api.links.due().find(APP).isPresent();
  }

  private Instant now() {
    return api.context.now();
  }

  private Link link(Digest digest) {
    return api.links.find(APP, digest).orElseThrow();
  }

  private DueLooks.Due due() {
    return api.links.due().find(APP).orElseThrow();
  }

  /** As the collector leaves a repository in which it saw nothing loose. */
  private boolean looked(DueLooks.Due due) {
    String key = DueLooks.STREAMS + APP;
    return api.store.commit(Transaction.builder().ifAt(key, due.revision()).delete(key).build())
        instanceof TransactionResult.Committed;
  }

  private Map<Digest, Stored> mark(Digest... digests) {
    Map<Digest, Stored> all = api.links.all(APP);
    for (Digest digest : digests) {
      Link unused = link(digest).withUnused(Optional.of(now()));
      assertThat(collected.rewrite(APP, all, Map.of(digest, unused))).isTrue();
    }
    return api.links.all(APP);
  }

  private boolean remove(Map<Digest, Stored> read, Digest digest) {
    return collected.remove(
        APP,
        api.streams.newest(APP).revision(),
        Map.of(digest, read.get(digest)),
        Set.of(digest),
        _ -> false);
  }

  private void noteLoose(Digest digest) {
    api.store.commit(
        Transaction.builder()
            .put(DueLooks.DIGESTS + digest, Json.bytes(Json.object().put("since", 1)))
            .build());
  }

  private boolean isNotedLoose(Digest digest) {
    return api.store.get(DueLooks.DIGESTS + digest).isPresent();
  }

  @Test
  void aPushThatOnlyAddsIsNothingToLookAt() {
    api.push(APP, List.of("v1"), ONE);
    api.pushed(APP, "two", "v1");

    assertThat(isDue()).isFalse();
  }

  @Test
  void anUploadedBlobIsLookedAtAsNoManifestMayEverTakeItUp() {
    api.links.add(APP, LAYER, api.links.blob(3));

    assertThat(isDue()).isTrue();
  }

  @Test
  void aManifestPushedByDigestSaysSinceWhenAndIsLookedAt() {
    api.push(APP, List.of(), ONE);

    assertThat(isDue()).isTrue();
    assertThat(link(ONE.digest()).untagged()).contains(now());
    assertThat(link(LAYER).untagged()).isEmpty();
  }

  @Test
  void aTagAndAnIndexTakeUpWhatWasPushedByDigest() {
    api.push(APP, List.of(), ONE);
    PushedManifest index = index(ONE);

    api.push(APP, List.of("v1"), index);

    assertThat(link(ONE.digest()).untagged()).isEmpty();
    assertThat(link(index.digest()).untagged()).isEmpty();
  }

  @Test
  void pushingAnUntaggedManifestAgainRenewsItAtMostOnceAnHour() {
    api.push(APP, List.of(), ONE);
    Instant first = now();
    api.pass(Duration.ofMinutes(59));
    long before = api.store.revision();
    api.push(APP, List.of(), ONE);
    assertThat(api.store.revision()).isEqualTo(before);
    assertThat(link(ONE.digest()).untagged()).contains(first);

    api.pass(Duration.ofMinutes(2));
    api.push(APP, List.of(), ONE);

    assertThat(link(ONE.digest()).untagged()).contains(now());
  }

  @Test
  void anImageThatWasTaggedHasNoTimeOfItsOwnAfterIt() {
    api.push(APP, List.of("v1"), ONE);
    api.links.add(APP, Digest.of(new byte[0]), api.links.blob(0)); // something to look at
    api.push(APP, List.of(), ONE);
    assertThat(link(ONE.digest()).untagged()).isPresent();
    assertThat(looked(due())).isTrue();

    api.rest("imagestreamtags").delete(DEMO, "app:v1", DeleteOptions.NOW);

    assertThat(link(ONE.digest()).untagged()).isEmpty();
    assertThat(isDue()).isTrue();
  }

  @Test
  void signaturesOfAnImageThatADeleteTakesHaveNoTimeOfTheirOwn() {
    api.push(APP, List.of(), ONE);
    PushedManifest signature = about(ONE);
    api.push(APP, List.of(), signature);
    assertThat(looked(due())).isTrue();

    assertThat(api.content.unlink(APP, ONE.digest(), _ -> false)).isTrue();

    assertThat(link(signature.digest()).untagged()).isEmpty();
    assertThat(isDue()).isTrue();
  }

  @Test
  void aHistoryOfMoreThanThreeIsLookedAt() {
    for (String image : List.of("one", "two", "three")) {
      api.pushed(APP, image, "v1");
    }
    assertThat(isDue()).isFalse();

    api.pushed(APP, "four", "v1");

    assertThat(isDue()).isTrue();
  }

  @Test
  void aDeletedTagIsLookedAt() {
    api.push(APP, List.of("v1"), ONE);

    api.rest("imagestreamtags").delete(DEMO, "app:v1", DeleteOptions.NOW);

    assertThat(isDue()).isTrue();
  }

  @Test
  void whatComesWhileARepositoryIsLookedAtKeepsItDue() {
    api.links.add(APP, LAYER, api.links.blob(3));
    DueLooks.Due due = due();

    assertThat(looked(due)).isTrue();
    api.links.add(APP, layer("other"), api.links.blob(5));

    assertThat(looked(due)).isFalse();
    assertThat(isDue()).isTrue();
  }

  @Test
  void aPushTakesTheMarkFromWhatItReliesOnAndTheCollectorIsTooLate() {
    api.push(APP, List.of(), ONE);
    Map<Digest, Stored> read = mark(LAYER, ONE.digest());

    api.push(APP, List.of("v1"), ONE);

    assertThat(link(LAYER).unused()).isEmpty();
    assertThat(link(ONE.digest()).unused()).isEmpty();
    assertThat(remove(read, LAYER)).isFalse();
    assertThat(api.links.find(APP, LAYER)).isPresent();
  }

  @Test
  void aPushByDigestMakesAMarkedManifestYoungAgain() {
    api.push(APP, List.of(), ONE);
    api.pass(Duration.ofMinutes(1));
    var _ = mark(ONE.digest());

    api.push(APP, List.of(), ONE);

    assertThat(link(ONE.digest()).unused()).isEmpty();
    assertThat(link(ONE.digest()).untagged()).contains(now());
  }

  @Test
  void aMountAndAnUploadTakeTheMarkFromABlob() {
    api.push(APP, List.of(), ONE);
    Map<Digest, Stored> read = mark(LAYER);

    api.links.add(APP, LAYER, api.links.blob(3));

    assertThat(link(LAYER).unused()).isEmpty();
    assertThat(remove(read, LAYER)).isFalse();
  }

  @Test
  void anAnswerToWhoPushesTakesTheMarkAndWritesNothingWithoutOne() {
    api.push(APP, List.of(), ONE);
    var _ = mark(LAYER);
    assertThat(api.links.keep(APP, LAYER)).isTrue();
    assertThat(link(LAYER).unused()).isEmpty();
    long before = api.store.revision();

    assertThat(api.links.keep(APP, LAYER)).isTrue();
    assertThat(api.links.keep(APP, Digest.of(new byte[0]))).isFalse();

    assertThat(api.store.revision()).isEqualTo(before);
  }

  @Test
  void aPushBringsBackDigestsThatNothingHeld() {
    noteLoose(ONE.digest());
    noteLoose(LAYER);

    api.push(APP, List.of("v1"), ONE);

    assertThat(isNotedLoose(ONE.digest())).isFalse();
    assertThat(isNotedLoose(LAYER)).isFalse();
  }

  @Test
  void whatIsRemovedGoesWithItsPlaceAmongReferrers() {
    api.push(APP, List.of("v1"), ONE);
    PushedManifest signature = about(ONE);
    api.push(APP, List.of(), signature);
    assertThat(api.links.referrers(APP, ONE.digest())).hasSize(1);

    assertThat(remove(mark(signature.digest()), signature.digest())).isTrue();

    assertThat(api.links.find(APP, signature.digest())).isEmpty();
    assertThat(api.links.referrers(APP, ONE.digest())).isEmpty();
  }

  @Test
  void nothingIsRemovedFromAStreamThatChangedMeanwhile() {
    api.push(APP, List.of("v1"), ONE);
    long revision = api.streams.newest(APP).revision();
    Map<Digest, Stored> read = api.links.all(APP);
    api.pushed(APP, "two", "v2");

    assertThat(
            collected.remove(APP, revision, Map.of(LAYER, read.get(LAYER)), Set.of(), _ -> false))
        .isFalse();

    assertThat(api.store.get(StreamKeys.stream(APP)).orElseThrow().modRevision())
        .isNotEqualTo(revision);
    assertThat(api.links.find(APP, LAYER)).isPresent();
  }
}
