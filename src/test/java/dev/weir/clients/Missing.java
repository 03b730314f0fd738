package dev.weir.clients;

import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * What becomes of a test whose program is not there: it is skipped by name, or fails where {@code
 * WEIR_CLIENTS=required}. Of a program that a machine may have to go without, a variable says so in
 * so many words.
 */
public record Missing(Map<String, String> environment) {
  /** The variables of this process. */
  public static Missing here() {
    return new Missing(System.getenv());
  }

  /** Goes on where the program is; {@code what} says what is not. */
  public void unless(boolean found, String what) {
    if (!found && "required".equals(environment.get("WEIR_CLIENTS"))) {
      throw new AssertionError(what + ", but WEIR_CLIENTS=required");
    }
    Assumptions.assumeTrue(found, what);
  }

  /**
   * Goes on where the program is.
   *
   * @param waiver the variable that may be {@code absent}
   */
  void unless(boolean found, String what, String waiver) {
    boolean waived = "absent".equals(environment.get(waiver));
    unless(found || waived, what + " and " + waiver + "=absent is not set");
    Assumptions.assumeTrue(found, what);
  }
}
