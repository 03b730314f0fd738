package dev.weir.access.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AesGcmSealerTest {
  private static final String PLACE = "/registry/core/secrets/default/pull";
  private static final byte[] PLAIN = "{\"password\":\"x\"}".getBytes(StandardCharsets.UTF_8);

  private final byte[] key = AesGcmSealer.newKey();
  private final AesGcmSealer sealer = new AesGcmSealer(List.of(key));

  @Test
  void opensWhatItSealed() {
    byte[] sealed = sealer.seal(PLACE, PLAIN);

    assertThat(sealed).isNotEqualTo(PLAIN);
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("password");
    assertThat(sealer.open(PLACE, sealed)).isEqualTo(PLAIN);
  }

  @Test
  void sealsTheSameValueDifferentlyEachTime() {
    assertThat(sealer.seal(PLACE, PLAIN)).isNotEqualTo(sealer.seal(PLACE, PLAIN));
  }

  @Test
  void refusesValueThatWasMovedToAnotherKey() {
    byte[] sealed = sealer.seal(PLACE, PLAIN);

    assertThatExceptionOfType(SealException.class)
        .isThrownBy(() -> sealer.open("/registry/core/secrets/other/pull", sealed))
        .withMessageContaining("/registry/core/secrets/other/pull");
  }

  @Test
  void refusesEverySingleChangedByte() {
    byte[] sealed = sealer.seal(PLACE, PLAIN);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThatExceptionOfType(SealException.class).isThrownBy(() -> sealer.open(PLACE, changed));
    }
  }

  @Test
  void refusesValueThatIsTooShort() {
    assertThatExceptionOfType(SealException.class)
        .isThrownBy(() -> sealer.open(PLACE, new byte[] {1, 2}));
  }

  @Test
  void opensWithOlderKeysAndSealsWithTheFirst() {
    byte[] old = sealer.seal(PLACE, PLAIN);
    byte[] newKey = AesGcmSealer.newKey();
    AesGcmSealer rotated = new AesGcmSealer(List.of(newKey, key));

    assertThat(rotated.open(PLACE, old)).isEqualTo(PLAIN);
    assertThat(new AesGcmSealer(List.of(newKey)).open(PLACE, rotated.seal(PLACE, PLAIN)))
        .isEqualTo(PLAIN);
    assertThatExceptionOfType(SealException.class)
        .isThrownBy(() -> sealer.open(PLACE, rotated.seal(PLACE, PLAIN)))
        .withMessageContaining("not in the key file");
  }

  @Test
  void refusesKeysOfWrongLength() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new AesGcmSealer(List.of(new byte[16])));
  }
}
