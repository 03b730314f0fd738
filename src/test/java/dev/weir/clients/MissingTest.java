package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** A run that must have all clients is not green without one, unless it was told so. */
class MissingTest {
  private static final String WAIVER = "WEIR_PROGRAM";

  private static void look(Map<String, String> environment, boolean found) {
    new Missing(environment).unless(found, "the program is not here", WAIVER);
  }

  @Test
  void failsWhereAllClientsAreRequired() {
    Map<String, String> required = Map.of("WEIR_CLIENTS", "required");
    assertThatThrownBy(() -> look(required, false))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the program is not here")
        .hasMessageContaining("WEIR_PROGRAM=absent");
    assertThatThrownBy(() -> new Missing(required).unless(false, "kubectl is not here"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void isSkippedWhereItsAbsenceIsSaid() {
    Map<String, String> said = Map.of("WEIR_CLIENTS", "required", WAIVER, "absent");
    assertThatThrownBy(() -> look(said, false))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("the program is not here");
  }

  @Test
  void isSkippedWhereNothingIsRequired() {
    assertThatThrownBy(() -> look(Map.of(), false)).isInstanceOf(TestAbortedException.class);
  }

  @Test
  void goesOnWhereTheProgramIs() {
    assertThatCode(() -> look(Map.of("WEIR_CLIENTS", "required"), true)).doesNotThrowAnyException();
    assertThatCode(() -> look(Map.of(WAIVER, "absent"), true)).doesNotThrowAnyException();
  }
}
