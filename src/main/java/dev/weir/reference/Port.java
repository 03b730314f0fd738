package dev.weir.reference;

/** A port that can be connected to. */
public final class Port {
  private static final int LARGEST = 65_535;

  private Port() {}

  /**
   * Checks the port of {@code HOST[:PORT]} or {@code [IPV6][:PORT]}, if it has one.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static void checkIn(String authority) {
    int colon = authority.lastIndexOf(':');
    if (colon > authority.lastIndexOf(']')) {
      check(authority.substring(colon + 1));
    }
  }

  /**
   * Checks the port of a parsed address.
   *
   * @param number negative if the address has none
   * @throws IllegalArgumentException saying what is wrong
   */
  public static void check(int number) {
    if (number >= 0) {
      check(Integer.toString(number));
    }
  }

  /**
   * Checks a port as it is written.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static void check(String text) {
    boolean number = text.matches("[0-9]{1,9}");
    if (!number || Integer.parseInt(text) < 1 || Integer.parseInt(text) > LARGEST) {
      throw new IllegalArgumentException("\"" + text + "\" is no port; use 1 to " + LARGEST);
    }
  }
}
