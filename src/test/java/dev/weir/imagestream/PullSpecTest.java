package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.A;
import static dev.weir.imagestream.StreamFixture.RUBY;
import static dev.weir.imagestream.StreamFixture.docker;
import static dev.weir.imagestream.StreamFixture.event;
import static dev.weir.imagestream.StreamFixture.stored;
import static dev.weir.imagestream.StreamFixture.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.image.OwnRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pull spec consumers of a tag get (image-api.md 3.9, 10). */
final class PullSpecTest {
  private static final String THERE = "quay.io/a/ruby@" + A;

  private static ImageStream filled(
      String policy, String reference, String image, long generation) {
    ImageStream stream = stored(docker("t", "quay.io/a/ruby:1").withReferencePolicy(policy));
    return with(stream, "t", event(reference, image, generation));
  }

  @Test
  void aTagThatWasNeverFilledHasNone() {
    assertThat(stored(docker("t", "quay.io/a/ruby:1")).pullSpec("t")).isEmpty();
    assertThat(stored().pullSpec("none")).isEmpty();
  }

  @Test
  void thePolicyDecidesWhichRegistryIsNamed() {
    assertThat(filled(SpecTag.SOURCE, THERE, A, 1).pullSpec("t")).contains(THERE);
    assertThat(filled(SpecTag.LOCAL, THERE, A, 1).pullSpec("t"))
        .contains(OwnRegistry.pullSpec(RUBY, A));
  }

  @Test
  void whatHasNoImageStaysWhereItIs() {
    assertThat(filled(SpecTag.LOCAL, "quay.io/a/ruby:1", "", 1).pullSpec("t"))
        .contains("quay.io/a/ruby:1");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2})
  void anOlderOrPushedImageCountsUntilThereIsANewerOne(long generation) {
    assertThat(filled(SpecTag.SOURCE, THERE, A, generation).pullSpec("t")).contains(THERE);
  }

  @Test
  void aTagThatWasOnlyPushedIsNamedAsItIs() {
    assertThat(with(stored(), "pushed", event(THERE, A, 1)).pullSpec("pushed")).contains(THERE);
  }
}
