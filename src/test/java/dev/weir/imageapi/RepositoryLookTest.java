package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.manifest;
import static dev.weir.imageapi.PushedThings.about;
import static dev.weir.imageapi.PushedThings.index;
import static dev.weir.imageapi.PushedThings.layer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.blob.PushLeases;
import dev.weir.objects.DeleteOptions;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.storage.gc.RepositoryLook;
import dev.weir.storage.gc.Users;
import dev.weir.store.Transaction;
import dev.weir.streams.LooseLinks;
import dev.weir.streams.PushedManifest;
import dev.weir.streams.RepositoryLinks.Link;
import dev.weir.streams.RepositoryLinks.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a repository's links, as time goes by that nobody waits for. */
final class RepositoryLookTest {
  private static final Duration GRACE = Duration.ofHours(1);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final PushedManifest ONE = manifest("one");
  private static final PushedManifest TWO = manifest("two");
  private static final StreamName OTHER = new StreamName("demo", "other");

  private final ImageApiFixture api = new ImageApiFixture();
  private final PushLeases leases = new PushLeases(this::steady, Duration.ofHours(24));
  private final Set<Digest> inUse = new HashSet<>();
  private boolean untold;

  /** What somebody did to the clock of the wall. */
  private Duration wrong = Duration.ZERO;

  private RepositoryLook look = afresh();

  /** As another process begins it. */
  private RepositoryLook afresh() {
    return new RepositoryLook(
        api.all,
        leases,
        new Users(this::inUse),
        new RepositoryLook.Periods(GRACE, WEEK),
        () -> api.context.now().plus(wrong),
        this::steady);
  }

  private Instant steady() {
    return api.context.now();
  }

  private Set<Digest> inUse() {
    if (untold) {
      throw new IllegalStateException("the cluster does not answer");
    }
    return inUse;
  }

  @AfterEach
  void close() {
    leases.close();
    api.close();
  }

  private Optional<Instant> look() {
    return look.look(APP);
  }

  /** Looks, and once more when the grace period is over. */
  private void collect() {
    var _ = look();
    api.pass(GRACE);
    var _ = look();
  }

  private boolean isLinked(Digest digest) {
    return api.links.find(APP, digest).isPresent();
  }

  private boolean isMarked(Digest digest) {
    return api.links.find(APP, digest).flatMap(Link::unused).isPresent();
  }

  private boolean isDue() {
    return api.links.due().find(APP).isPresent();
  }

  private void deleteTag(String tag) {
    api.rest("imagestreamtags").delete(DEMO, "app:" + tag, DeleteOptions.NOW);
  }

  @Test
  void whatOnlyADeletedTagHeldGoesAfterTheGracePeriodAndNotBefore() {
    api.push(APP, List.of("v1"), ONE);
    api.push(APP, List.of("v2"), TWO);
    deleteTag("v1");

    assertThat(look()).contains(api.context.now().plus(GRACE));
    assertThat(isMarked(ONE.digest())).isTrue();
    assertThat(isMarked(layer("one"))).isTrue();
    assertThat(isMarked(layer("two"))).isFalse();

    api.pass(GRACE.minusSeconds(1));
    var _ = look();
    assertThat(isLinked(layer("one"))).isTrue();

    api.pass(Duration.ofSeconds(1));
    assertThat(look()).isEmpty();
    assertThat(isLinked(ONE.digest())).isFalse();
    assertThat(isLinked(layer("one"))).isFalse();
    assertThat(isLinked(TWO.digest())).isTrue();
    assertThat(isLinked(layer("two"))).isTrue();
    assertThat(look.removedLinks()).isEqualTo(3); // with the configuration
  }

  @Test
  void aRepositoryInWhichNothingIsLooseIsNotLookedAtAgain() {
    api.links.add(APP, layer("one"), api.links.blob(3));
    api.push(APP, List.of("v1"), ONE);
    assertThat(isDue()).isTrue();

    assertThat(look()).isEmpty();

    long before = api.store.revision();
    assertThat(look()).isEmpty();
    assertThat(api.store.revision()).isEqualTo(before);
  }

  @Test
  void whatIsPushedBetweenTheLooksStays() {
    api.push(APP, List.of("v1"), ONE);
    deleteTag("v1");
    var _ = look();
    api.pass(GRACE);

    api.push(APP, List.of("v1"), ONE);

    assertThat(look()).isEmpty();
    assertThat(isLinked(ONE.digest())).isTrue();
    assertThat(isLinked(layer("one"))).isTrue();
    assertThat(isMarked(layer("one"))).isFalse();
  }

  @Test
  void whatATagShowsAgainIsMarkedNoLonger() {
    api.push(APP, List.of("v1"), ONE);
    api.push(OTHER, List.of("v1"), ONE);
    deleteTag("v1");
    var _ = look();

    api.tag("app:again", "{'from':{'kind':'ImageStreamTag','name':'other:v1'}}");
    var _ = look();
    assertThat(isMarked(ONE.digest())).isFalse();
    deleteTag("again");
    var _ = look();
    api.pass(GRACE.minusSeconds(1));
    var _ = look();

    assertThat(isLinked(layer("one"))).isTrue();
  }

  @Test
  void anImageThatAnotherStreamShowsCanBePulledThereWhenItsOwnStreamLetItGo() {
    api.push(APP, List.of("v1"), ONE);
    api.create("imagestreams", "{'metadata':{'name':'other'}}");
    api.tag("other:prod", "{'from':{'kind':'ImageStreamTag','name':'app:v1'}}");
    deleteTag("v1");

    collect();

    assertThat(isLinked(ONE.digest())).isFalse();
    assertThat(api.content.canBePulled(OTHER, ONE.digest())).isTrue();
    assertThat(look.look(OTHER)).isEmpty();
    assertThat(api.content.hasBlob(OTHER, layer("one"))).isTrue();
  }

  @Test
  void anImagePushedByDigestStaysAWeekAndGoesThen() {
    api.push(APP, List.of(), ONE);
    var _ = look();
    assertThat(isMarked(ONE.digest())).isFalse();

    api.pass(WEEK.minusSeconds(1));
    var _ = look();
    assertThat(isMarked(ONE.digest())).isFalse();
    assertThat(isDue()).isTrue();

    api.pass(Duration.ofSeconds(1));
    collect();

    assertThat(api.links.all(APP)).isEmpty();
  }

  @Test
  void anImagePushedByDigestGoesEarlierWhereItsImageObjectIsDeleted() {
    api.push(APP, List.of(), ONE);
    assertThat(look()).contains(api.context.now().plus(Duration.ofDays(1)));
    var _ = api.rest("images").delete(DEMO, ONE.digest().toString(), DeleteOptions.NOW);

    collect();

    assertThat(api.links.all(APP)).isEmpty();
  }

  @Test
  void childrenOfAnIndexThatWerePushedOneByOneStayWithItAndGoWithIt() {
    api.push(APP, List.of(), ONE);
    api.push(APP, List.of(), TWO);
    PushedManifest index = index(ONE, TWO);
    api.push(APP, List.of("v1"), index);
    api.pass(WEEK.multipliedBy(2));

    collect();
    assertThat(isLinked(ONE.digest())).isTrue();
    assertThat(isLinked(layer("two"))).isTrue();

    deleteTag("v1");
    collect();
    assertThat(api.links.all(APP)).isEmpty();
  }

  @Test
  void signaturesStayWithTheirSubjectAndGoWithIt() {
    api.push(APP, List.of("v1"), ONE);
    PushedManifest signature = about(ONE);
    PushedManifest ofThat = about(signature);
    api.push(APP, List.of(), signature);
    api.push(APP, List.of(), ofThat);
    api.pass(WEEK.multipliedBy(2));
    collect();
    assertThat(api.links.referrers(APP, signature.digest())).hasSize(1);
    api.push(APP, List.of(), about(TWO)); // which never came

    deleteTag("v1");
    collect();

    assertThat(isLinked(signature.digest())).isFalse();
    assertThat(isLinked(ofThat.digest())).isFalse();
    assertThat(api.links.referrers(APP, ONE.digest())).isEmpty();
    assertThat(isLinked(about(TWO).digest())).isTrue();
  }

  @Test
  void aSignatureGoesAfterTheGracePeriodWhenItsSubjectIsDeleted() {
    api.push(APP, List.of(), ONE);
    PushedManifest signature = about(ONE);
    api.push(APP, List.of(), signature);
    assertThat(api.content.unlink(APP, ONE.digest(), _ -> false)).isTrue();

    collect();

    assertThat(isLinked(signature.digest())).isFalse();
  }

  @Test
  void aSignatureOfAnImageOnItsWayOutGoesWithItAndStaysIfThatComesBackBefore() {
    PushedManifest signature = about(ONE);
    for (boolean comesBack : List.of(true, false)) {
      api.push(APP, List.of("v1"), ONE);
      deleteTag("v1");
      var _ = look();
      api.push(APP, List.of(), signature);
      if (comesBack) {
        api.push(APP, List.of("v1"), ONE);
      }

      collect();

      assertThat(isLinked(signature.digest())).isEqualTo(comesBack);
    }
  }

  @Test
  void aSignatureThatComesWhileItsSubjectIsDeletedStaysAWeekOfItsOwn() {
    api.push(APP, List.of("v1"), ONE);
    deleteTag("v1");
    var _ = look();
    api.pass(GRACE);
    PushedManifest signature = about(ONE);
    var _ = look(); // the subject goes
    api.push(APP, List.of(), signature);

    collect();
    assertThat(isLinked(signature.digest())).isTrue();
    api.pass(WEEK);
    collect();

    assertThat(isLinked(signature.digest())).isFalse();
  }

  @Test
  void aLeaseAndAWorkloadKeepWhatNothingElseDoes() {
    api.push(APP, List.of("v1"), ONE);
    api.push(APP, List.of("v2"), TWO);
    leases.grant(APP, layer("one"));
    leases.grant(OTHER, layer("two"));
    inUse.add(TWO.digest());
    deleteTag("v1");
    deleteTag("v2");

    collect();
    assertThat(isLinked(ONE.digest())).isFalse();
    assertThat(isLinked(layer("one"))).isTrue();
    assertThat(isLinked(layer("two"))).isTrue();

    inUse.clear();
    api.pass(Duration.ofHours(25));
    collect();
    assertThat(api.links.all(APP)).isEmpty();
  }

  @Test
  void whatOnlyAWorkloadKeepsIsLookedAtAgainAsNobodySaysWhenItEnds() {
    api.push(APP, List.of("v1"), ONE);
    inUse.add(ONE.digest());
    deleteTag("v1");

    assertThat(look()).contains(api.context.now().plus(GRACE));

    assertThat(isMarked(ONE.digest())).isFalse();
    assertThat(isDue()).isTrue();
  }

  @Test
  void nothingGoesWhileNobodyCanTellWhatWorkloadsUse() {
    api.push(APP, List.of("v1"), ONE);
    deleteTag("v1");
    untold = true;

    assertThatThrownBy(this::look).hasMessageContaining("does not answer");

    assertThat(isMarked(ONE.digest())).isFalse();
    assertThat(isDue()).isTrue();
  }

  @Test
  void aRepositoryWithAManifestThatCannotBeReadKeepsEverything() throws Exception {
    api.push(APP, List.of("v1"), ONE);
    api.push(APP, List.of("v2"), TWO);
    deleteTag("v2");
    api.blobs.sweep(ONE.digest(), api.context.now().plusSeconds(1), _ -> false);

    assertThatThrownBy(this::look)
        .hasMessageContaining("demo/app keeps all")
        .hasMessageContaining(ONE.digest().toString());

    assertThat(isMarked(TWO.digest())).isFalse();
  }

  @Test
  void anImageThatAStreamHasByAWordOnlyKeepsNothingAndHidesNothing() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.create(
        "imagestreammappings",
        """
        {'metadata':{'name':'app'},'tag':'v1','image':{'metadata':{'name':'%s'},
         'dockerImageReference':'quay.io/a/b@%s'}}\
        """
            .formatted(ONE.digest(), ONE.digest()));
    api.links.add(APP, layer("loose"), api.links.blob(5));

    collect();

    assertThat(api.links.all(APP)).isEmpty();
  }

  @Test
  void aClockThatIsSetForwardOrBackRemovesNothingYoungerThanTheGracePeriod() {
    api.push(APP, List.of("v1"), ONE);
    deleteTag("v1");
    var _ = look();

    wrong = Duration.ofDays(365);
    api.pass(GRACE.minusSeconds(1));
    var _ = look();
    assertThat(isLinked(ONE.digest())).isTrue();

    wrong = Duration.ofDays(-365);
    api.pass(Duration.ofSeconds(1));
    var _ = look();
    assertThat(isLinked(ONE.digest())).isTrue();
    api.pass(GRACE);
    var _ = look();

    assertThat(isLinked(ONE.digest())).isFalse();
  }

  @Test
  void afterAStartMarksOfEarlierAreSeenForAWholeGracePeriodFirst() {
    api.push(APP, List.of("v1"), ONE);
    deleteTag("v1");
    var _ = look();
    api.pass(GRACE.multipliedBy(5));
    look = afresh();

    var _ = look();
    assertThat(isLinked(ONE.digest())).isTrue();
    api.pass(GRACE);
    var _ = look();

    assertThat(isLinked(ONE.digest())).isFalse();
  }

  @Test
  void manifestsOfEarlierBuildsHaveAWeekFromTheFirstLook() {
    api.push(APP, List.of(), ONE);
    Map<Digest, Stored> read = api.links.all(APP);
    Link earlier = api.links.find(APP, ONE.digest()).orElseThrow().withUntagged(Optional.empty());
    assertThat(new LooseLinks(api.links).rewrite(APP, read, Map.of(ONE.digest(), earlier)))
        .isTrue();
    Transaction.Builder marked = Transaction.builder();
    api.links.due().addUndated(marked, APP);
    api.store.commit(marked.build());

    collect();
    assertThat(isMarked(ONE.digest())).isFalse();
    assertThat(api.links.find(APP, ONE.digest()).flatMap(Link::untagged)).isPresent();
    api.pass(WEEK);
    collect();

    assertThat(api.links.all(APP)).isEmpty();
  }

  @Test
  void aNoteOfGapsGoesWithTheLastThatNamesItsManifest() {
    PushedManifest sparse =
        new PushedManifest(
            ONE.digest(),
            ONE.manifest(),
            ONE.bytes(),
            ONE.config(),
            Map.of(ONE.digest(), Set.of(layer("one"))));
    api.push(APP, List.of("v1"), sparse);
    assertThat(api.links.gaps().all(APP)).hasSize(1);
    collect();
    assertThat(api.links.gaps().all(APP)).hasSize(1);

    deleteTag("v1");
    collect();

    assertThat(api.links.gaps().all(APP)).isEmpty();
  }
}
