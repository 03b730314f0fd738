package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecognitionTest {
  private static final Recognition ANN = new Recognition.Known(User.named("ann"));
  private static final Recognition BOB = new Recognition.Known(User.named("bob"));
  private static final Recognition STRANGER = new Recognition.Stranger();
  private static final Recognition UNASKED = new Recognition.Unasked("nobody answers");

  private static Optional<Recognition> first(Recognition... answers) {
    return Recognition.first(List.of(answers), Optional::of);
  }

  @Test
  void theFirstWhoKnowsAnswers() {
    assertThat(first(STRANGER, ANN, BOB)).contains(ANN);
    assertThat(first(UNASKED, ANN)).contains(ANN);
  }

  @Test
  void nobodyIsAStrangerWhileOneCannotBeAsked() {
    assertThat(first(STRANGER, UNASKED, STRANGER)).contains(UNASKED);
    assertThat(first(UNASKED, STRANGER)).contains(UNASKED);
    assertThat(first(STRANGER, STRANGER)).contains(STRANGER);
  }

  @Test
  void whoShowsNothingIsNeitherKnownNorAStranger() {
    assertThat(Recognition.first(List.of(1, 2), _ -> Optional.empty())).isEmpty();
    assertThat(
            Recognition.first(
                List.of(1, 2), n -> n == 1 ? Optional.empty() : Optional.of(STRANGER)))
        .contains(STRANGER);
  }

  @Test
  void aTokenThatOneListDoesNotKnowMayBeOfTheOneThatCannotBeAsked() {
    Authenticator.AtHome own =
        token -> token.equals("own") ? Optional.of(User.named("ann")) : Optional.empty();
    Authenticator all = Authenticator.anyOf(List.of(own, _ -> UNASKED));

    assertThat(all.recognise("own")).isEqualTo(ANN);
    assertThat(all.recognise("other")).isEqualTo(UNASKED);
    assertThat(Authenticator.anyOf(List.of(own)).recognise("other")).isEqualTo(STRANGER);
  }
}
