package dev.weir.storage.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.reference.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsersTest {
  private final Set<Digest> digests = Set.of(Digest.of(new byte[0]));
  private Instant now = Instant.EPOCH;
  private int asked;
  private boolean broken;

  private final Users users =
      new Users(
              () -> {
                asked++;
                if (broken) {
                  throw new IllegalStateException("no answer");
                }
                return digests;
              })
          .remembered(() -> now);

  @Test
  void manyLooksOfARoundHaveOneAnswer() {
    for (int i = 0; i < 100; i++) {
      assertThat(users.inUse().get()).isEqualTo(digests);
    }
    assertThat(asked).isOne();

    now = now.plus(Duration.ofSeconds(1));

    assertThat(users.inUse().get()).isEqualTo(digests);
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void thatItCannotBeToldIsOneAnswerAndNotTheLastOne() {
    broken = true;
    assertThatThrownBy(() -> users.inUse().get()).hasMessage("no answer");
    assertThatThrownBy(() -> users.inUse().get()).hasMessage("no answer");
    assertThat(asked).isOne();

    broken = false;
    now = now.plus(Duration.ofSeconds(1));

    assertThat(users.inUse().get()).isEqualTo(digests);
  }
}
