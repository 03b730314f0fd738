package dev.weir.why;

import static dev.weir.why.TestTags.digest;
import static dev.weir.why.TestTags.image;
import static dev.weir.why.TestTags.tag;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagEvent.Origin.How;
import dev.weir.imagestream.TagSource;
import dev.weir.why.Chain.Ending;
import dev.weir.why.Chain.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChainSearchTest {
  private final TestTags tags = new TestTags();

  private Chain chain(String from, char image) {
    return new ChainSearch(tags).from(tag(from), image(image));
  }

  private static List<String> tagsOf(Chain chain) {
    return chain.moves().stream().map(move -> move.tag().nameInNamespace()).toList();
  }

  private static Reason reason(Chain chain) {
    return chain.ending().map(Ending::reason).orElseThrow();
  }

  private static TagSource source(String kind, String name) {
    return new TagSource(kind, "", name, Map.of());
  }

  @Test
  void aPushIsTheBeginning() {
    tags.moved("app:v1", 'a', 1, Origin.push("ann")).moved("app:v1", 'b', 2, Origin.push("bob"));

    Chain chain = chain("app:v1", 'b');

    assertThat(tagsOf(chain)).containsExactly("app:v1");
    assertThat(chain.ending()).isEmpty();
    TagMove push = chain.moves().getFirst();
    assertThat(push.event().origin()).isEqualTo(Origin.push("bob"));
    assertThat(push.past().before().map(TagEvent::image)).contains(digest('a'));
    assertThat(push.past().newest()).isTrue();
    assertThat(push.from()).isEmpty();
  }

  @Test
  void anImageThatATagHadBeforeIsFoundInItsHistory() {
    tags.moved("app:v1", 'a', 1, Origin.push("ann")).moved("app:v1", 'b', 2, Origin.push("bob"));

    TagMove push = chain("app:v1", 'a').moves().getFirst();

    assertThat(push.event().origin()).isEqualTo(Origin.push("ann"));
    assertThat(push.past().newest()).isFalse();
    assertThat(push.past().before()).isEmpty();
  }

  @Test
  void aTagThatFollowsAnotherLeadsToThatOne() {
    tags.follows("app:live", "latest").follows("app:latest", "v1");
    for (String tag : List.of("app:v1", "app:latest", "app:live")) {
      tags.moved(tag, 'a', 1, Origin.push("ann"));
    }

    Chain chain = chain("app:live", 'a');

    assertThat(tagsOf(chain)).containsExactly("app:live", "app:latest", "app:v1");
    assertThat(chain.moves().stream().map(TagMove::followed)).containsExactly(true, true, false);
    assertThat(chain.moves().getFirst().from()).isEqualTo("app:latest");
    assertThat(chain.ending()).isEmpty();
  }

  @Test
  void aFollowerThatWasPushedToItselfFollowedNothing() {
    tags.follows("app:live", "latest")
        .moved("app:latest", 'a', 1, Origin.push("ann"))
        .moved("app:live", 'b', 2, Origin.push("bob"));

    Chain chain = chain("app:live", 'b');

    assertThat(tagsOf(chain)).containsExactly("app:live");
    assertThat(chain.moves().getFirst().followed()).isFalse();
  }

  @Test
  void ofTagsThatHadAnImageAtTheSameTimeTheOneThatDidNotCopyItIsTheFirst() {
    tags.moved("app:main", 'a', 1, Origin.push("ann"))
        .moved("app:live", 'a', 1, new Origin(How.TAG, "bob", "demo/app:main"))
        .spec(
            "theirs/sec:prod",
            new TagSource(TagSource.STREAM_IMAGE, "demo", "app@" + digest('a'), Map.of()),
            Map.of())
        .moved(
            "theirs/sec:prod",
            OwnRegistry.pullSpec(tag("app:main").streamName(), digest('a')),
            digest('a'),
            2,
            Origin.tag("bob"));

    Chain chain = new ChainSearch(tags).from(tag("theirs/sec:prod"), image('a'));

    assertThat(chain.moves().stream().map(move -> move.tag().toString()))
        .containsExactly("theirs/sec:prod", "demo/app:main");
  }

  @Test
  void anImportEndsAtTheOtherRegistry() {
    tags.spec("app:v1", TagSource.dockerImage("quay.io/team/app:1"), Map.of())
        .moved(
            "app:v1",
            "quay.io/team/app@" + digest('a'),
            digest('a'),
            1,
            Origin.importing("system:importer"));

    Chain chain = chain("app:v1", 'a');

    assertThat(tagsOf(chain)).containsExactly("app:v1");
    assertThat(chain.moves().getFirst().from()).isEqualTo("quay.io/team/app:1");
    assertThat(chain.ending()).isEmpty();
  }

  @Test
  void anImageElsewhereThatIsNamedLikeATagOfTheStreamIsNoTag() {
    tags.spec("busybox:latest", TagSource.dockerImage("busybox:1"), Map.of())
        .moved("busybox:1", 'b', 1, Origin.push("ann"))
        .moved(
            "busybox:latest",
            "docker.io/library/busybox@" + digest('a'),
            digest('a'),
            2,
            Origin.importing("ann"));

    Chain chain = chain("busybox:latest", 'a');

    assertThat(tagsOf(chain)).containsExactly("busybox:latest");
    assertThat(chain.moves().getFirst().followed()).isFalse();
    assertThat(chain.ending()).isEmpty();
  }

  @Test
  void aTagThatWasPointedAtOneOfAnotherProjectLeadsThere() {
    tags.moved("theirs/base:v1", 'a', 1, Origin.push("ci"))
        .spec(
            "app:live",
            new TagSource(TagSource.STREAM_TAG, "theirs", "base:v1", Map.of()),
            Map.of())
        .moved("app:live", 'a', 1, Origin.tag("ann"));

    Chain chain = chain("app:live", 'a');

    assertThat(chain.moves().stream().map(move -> move.tag().toString()))
        .containsExactly("demo/app:live", "theirs/base:v1");
    assertThat(chain.moves().getFirst().from()).isEqualTo("theirs/base:v1");
    assertThat(chain.ending()).isEmpty();
  }

  @Test
  void aChainStopsWithWordsWhereSomebodyMayNotLook() {
    tags.moved("theirs/base:v1", 'a', 1, Origin.push("ci"))
        .spec(
            "app:live",
            new TagSource(TagSource.STREAM_TAG, "theirs", "base:v1", Map.of()),
            Map.of())
        .moved("app:live", 'a', 1, Origin.tag("ann"))
        .hide("theirs");

    Chain chain = chain("app:live", 'a');

    assertThat(tagsOf(chain)).containsExactly("app:live");
    assertThat(reason(chain)).isEqualTo(Reason.HIDDEN);
    assertThat(chain.ending().orElseThrow().message())
        .contains("theirs/base:v1", "get on imagestreams in theirs");
  }

  @Test
  void anImageOfAProjectThatSomebodyMayNotSeeEndsTheChainToo() {
    tags.moved("theirs/base:v1", 'a', 1, Origin.push("ci"))
        .spec(
            "app:live",
            new TagSource(TagSource.STREAM_IMAGE, "theirs", "base@" + digest('a'), Map.of()),
            Map.of())
        .moved("app:live", 'a', 2, Origin.tag("ann"));

    assertThat(tagsOf(chain("app:live", 'a'))).containsExactly("app:live", "base:v1");
    tags.hide("theirs");
    Chain hidden = chain("app:live", 'a');
    assertThat(tagsOf(hidden)).containsExactly("app:live");
    assertThat(reason(hidden)).isEqualTo(Reason.HIDDEN);
    assertThat(hidden.ending().orElseThrow().message()).doesNotContain("v1");
  }

  @Test
  void aWayBackLeadsToTheTimeBefore() {
    tags.moved("app:live", 'a', 1, Origin.push("ann"))
        .moved("app:live", 'b', 2, Origin.push("bob"))
        .spec("app:live", source(TagSource.STREAM_IMAGE, "app@" + digest('a')), Map.of())
        .moved("app:live", 'a', 3, new Origin(How.ROLLBACK, "eve", ""));

    Chain chain = chain("app:live", 'a');

    assertThat(chain.moves().stream().map(move -> move.event().origin().how()))
        .containsExactly(How.ROLLBACK, How.PUSH);
    assertThat(chain.moves().getLast().event().origin().user()).isEqualTo("ann");
    assertThat(chain.ending()).isEmpty();
  }

  @Test
  void aTagThatWasPointedAtAnImageLeadsToTheTagThatHadItFirst() {
    tags.moved("app:v2", 'a', 1, Origin.push("ci"))
        .moved("app:copy", 'a', 2, Origin.tag("eve"))
        .spec("app:live", source(TagSource.STREAM_IMAGE, "app@" + digest('a')), Map.of())
        .moved("app:live", 'a', 3, Origin.tag("ann"))
        .moved("app:v2", 'b', 4, Origin.push("ci"));

    Chain chain = chain("app:live", 'a');

    assertThat(tagsOf(chain)).containsExactly("app:live", "app:v2");
    assertThat(chain.moves().getLast().past().newest()).isFalse();
    assertThat(chain.ending()).isEmpty();
  }

  @Test
  void tagsThatWereMadeFromOneAnotherEndTheChain() {
    tags.spec("app:a", source(TagSource.STREAM_TAG, "b"), Map.of())
        .spec("app:b", source(TagSource.STREAM_TAG, "a"), Map.of())
        .moved("app:a", 'a', 1, Origin.tag("ann"))
        .moved("app:b", 'a', 1, Origin.tag("ann"));

    Chain chain = chain("app:a", 'a');

    assertThat(tagsOf(chain)).containsExactly("app:a", "app:b");
    assertThat(reason(chain)).isEqualTo(Reason.CIRCLE);
  }

  @Test
  void aChainHasAnEnd() {
    for (int i = 0; i <= 30; i++) {
      tags.moved("app:t" + i, 'a', 1, Origin.push("ann"));
      tags.follows("app:t" + i, "t" + (i + 1));
    }

    Chain chain = chain("app:t0", 'a');

    assertThat(chain.moves()).hasSize(ChainSearch.MOST);
    assertThat(reason(chain)).isEqualTo(Reason.LONG);
  }

  @Test
  void aTagThatIsGoneIsSaidToBe() {
    tags.spec("app:live", source(TagSource.STREAM_TAG, "v1"), Map.of())
        .moved("app:live", 'a', 1, Origin.tag("ann"));

    Chain chain = chain("app:live", 'a');

    assertThat(tagsOf(chain)).containsExactly("app:live");
    assertThat(chain.ending())
        .contains(new Ending(Reason.GONE, "demo/app:v1 is not there any more"));
  }

  @Test
  void anImageThatATagNeverHadIsSaidToBeSo() {
    tags.moved("app:live", 'a', 1, Origin.push("ann"));

    assertThat(chain("app:live", 'b').ending())
        .contains(new Ending(Reason.GONE, "the history of demo/app:live does not hold this image"));
    assertThat(chain("app:none", 'b').ending())
        .contains(new Ending(Reason.GONE, "demo/app:none is not there"));
  }

  @Test
  void whatWasNotWrittenDownIsSaidToBeSo() {
    tags.moved("app:live", 'a', 1, Origin.UNKNOWN);

    Chain chain = chain("app:live", 'a');

    assertThat(tagsOf(chain)).containsExactly("app:live");
    assertThat(reason(chain)).isEqualTo(Reason.UNKNOWN);
  }

  @Test
  void whoHoldsATagIsTold() {
    tags.spec(
            "app:live",
            source(TagSource.STREAM_IMAGE, "app@" + digest('a')),
            Map.of("weir.dev/hold", " ann: broken \n"))
        .moved("app:live", 'a', 1, new Origin(How.ROLLBACK, "ann", ""));

    assertThat(chain("app:live", 'a').moves().getFirst().hold()).isEqualTo("ann: broken");
  }

  @Test
  void aTagThatOnlyNamesAnImageElsewhereIsFoundByThatName() {
    tags.spec("app:live", TagSource.dockerImage("quay.io/a/b:1"), Map.of())
        .moved("app:live", "quay.io/a/b:1", "", 1, Origin.tag("ann"));

    Chain chain = new ChainSearch(tags).from(tag("app:live"), ImageId.of("quay.io/a/b:1"));

    assertThat(tagsOf(chain)).containsExactly("app:live");
    assertThat(chain.moves().getFirst().from()).isEqualTo("quay.io/a/b:1");
    assertThat(chain.ending()).isEmpty();
  }

  @Test
  void whatWasWrittenDownCountsMoreThanWhatTheSpecSaysNow() {
    tags.moved("theirs/base:v1", 'a', 1, Origin.push("ci"))
        .moved("app:live", 'a', 1, Origin.tag("ann").withFrom("theirs/base:v1"))
        .moved("app:live", 'b', 2, Origin.push("bob"))
        .follows("app:live", "latest");

    Chain chain = chain("app:live", 'a');

    assertThat(chain.moves().stream().map(move -> move.tag().toString()))
        .containsExactly("demo/app:live", "theirs/base:v1");
    assertThat(chain.moves().getFirst().followed()).isFalse();
  }

  @Test
  void whatFollowedATagOnceLeadsThere() {
    tags.moved("app:latest", 'a', 1, Origin.importing("ann").withFrom("quay.io/x/y:1"))
        .moved("app:live", 'a', 1, Origin.importing("ann").withFrom("app:latest"));

    Chain chain = chain("app:live", 'a');

    assertThat(tagsOf(chain)).containsExactly("app:live", "app:latest");
    assertThat(chain.moves().stream().map(TagMove::followed)).containsExactly(true, false);
    assertThat(chain.moves().getLast().from()).isEqualTo("quay.io/x/y:1");
  }

  @Test
  void whatAnImportWasAskedIsNeverTakenForATag() {
    tags.moved("demo/app:1", 'a', 1, Origin.push("ann"))
        .moved("app:live", 'a', 1, Origin.importing("ann").withFrom("demo/app:1"))
        .moved("app:own", 'a', 1, Origin.importing("ann").withFrom("app:own"));

    assertThat(tagsOf(chain("app:live", 'a'))).containsExactly("app:live");
    assertThat(tagsOf(chain("app:own", 'a'))).containsExactly("app:own");
  }

  @Test
  void whatSomebodyTookEarlyCameFromTheOtherRegistry() {
    tags.moved("local:1", 'b', 0, Origin.push("ann"))
        .moved("app:v1", 'a', 1, new Origin(How.EARLY, "ann", "demo/local:1"));

    Chain chain = chain("app:v1", 'a');

    assertThat(tagsOf(chain)).containsExactly("app:v1");
    assertThat(chain.moves().getFirst().followed()).isFalse();
    assertThat(chain.ending()).isEmpty();
  }

  @Test
  void whoFollowsATagThatTookOneEarlyIsLedThere() {
    tags.moved("app:v1", 'a', 1, new Origin(How.EARLY, "ann", "quay.io/x/y:1"))
        .moved("app:live", 'a', 1, new Origin(How.EARLY, "ann", "app:v1"));

    assertThat(tagsOf(chain("app:live", 'a'))).containsExactly("app:live", "app:v1");
  }
}
