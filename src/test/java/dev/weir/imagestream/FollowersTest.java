package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.A;
import static dev.weir.imagestream.StreamFixture.B;
import static dev.weir.imagestream.StreamFixture.C;
import static dev.weir.imagestream.StreamFixture.accepted;
import static dev.weir.imagestream.StreamFixture.docker;
import static dev.weir.imagestream.StreamFixture.own;
import static dev.weir.imagestream.StreamFixture.rules;
import static dev.weir.imagestream.StreamFixture.source;
import static dev.weir.imagestream.StreamFixture.stored;
import static dev.weir.imagestream.StreamFixture.stream;
import static dev.weir.imagestream.StreamFixture.tracking;
import static dev.weir.imagestream.StreamFixture.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FollowersTest {
  private static ImageStream pushed(ImageStream stream, TagEvent event, String... tags) {
    var outcome = PushedTag.record(stream, List.of(tags), event);
    assertThat(outcome).isInstanceOf(PushedTag.Outcome.TagMoved.class);
    return ((PushedTag.Outcome.TagMoved) outcome).stream();
  }

  @Test
  void onlyTagsOfTheSameStreamFollow() {
    ImageStream stream =
        stream(
            SpecTag.named("nil"),
            docker("docker", "2.0"),
            source("kind", TagSource.STREAM_IMAGE, "", "2.0"),
            source("elsewhere", TagSource.STREAM_TAG, "other", "ruby:2.0"),
            tracking("stranger", "python:2.0"),
            tracking("othertag", "ruby:2.1"),
            tracking("plain", "2.0"),
            tracking("full", "ruby:2.0"),
            source("spelled", TagSource.STREAM_TAG, "demo", "ruby:2.0"));
    assertThat(Followers.of(stream, "2.0")).containsExactly("full", "plain", "spelled");
    assertThat(Followers.of(stream, "none")).isEmpty();
  }

  @Test
  void pushMovesFollowersAndTheirFollowers() {
    ImageStream stream = stored(tracking("latest", "stable"), tracking("stable", "2.0"));
    ImageStream next = pushed(stream, own(A, 0), "2.0");
    assertThat(next.tags().keySet()).containsExactly("2.0", "latest", "stable");
    assertThat(next.newest("latest")).contains(own(A, 1));
    ImageStream again = pushed(next, own(B, 0), "2.0");
    assertThat(again.history("latest").items()).containsExactly(own(B, 1), own(A, 1));
  }

  @Test
  void tagsThatFollowOneAnotherInACircleComeToRest() {
    ImageStream stream =
        stored(tracking("a", "c"), tracking("b", "a"), tracking("c", "b"), tracking("d", "d"));
    ImageStream next = pushed(stream, own(A, 0), "b", "d");
    assertThat(List.of("a", "b", "c", "d"))
        .allSatisfy(tag -> assertThat(next.newest(tag)).contains(own(A, 1)));
    assertThat(PushedTag.record(next, List.of("a"), own(A, 0)))
        .isEqualTo(new PushedTag.Outcome.Unchanged());
  }

  @Test
  void updateMovesFollowersWhateverTheirNames() {
    ImageStream before = with(stored(tracking("aa", "m"), tracking("zz", "m")), "m", own(A, 1));
    ImageStream next =
        accepted(
            rules().update(before, before.withSpecTag(source("m", TagSource.STREAM_IMAGE, "", A))));
    assertThat(next.newest("aa").orElseThrow().image()).isEqualTo(A);
    assertThat(next.newest("zz")).isEqualTo(next.newest("aa"));
  }

  @Test
  void aTagThatWasRemovedMovesNobody() {
    ImageStream before = with(with(stored(tracking("f", "m")), "m", own(A, 1)), "f", own(C, 1));
    ImageStream next = accepted(rules().edit(before, before.withoutTag("m")));
    assertThat(next.newest("f")).contains(own(C, 1));
  }

  @Test
  void followerCreatedTogetherWithItsSourceIsFilled() {
    ImageStream created =
        accepted(
            rules()
                .create(
                    stream(
                        tracking("latest", "v1"),
                        docker("v1", "quay.io/a:1").withReference(true))));
    assertThat(created.newest("latest").orElseThrow().reference()).isEqualTo("quay.io/a:1");
  }
}
