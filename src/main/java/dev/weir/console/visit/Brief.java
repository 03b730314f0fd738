package dev.weir.console.visit;

import java.util.regex.Pattern;

/**
 * Pull specs and digests as a reader can take them in; the whole one is beside it, or a click away.
 * Pure.
 */
public final class Brief {
  private static final Pattern DIGEST =
      Pattern.compile("(sha(?:256|512):[0-9a-f]{12})[0-9a-f]{52,116}");

  private Brief() {}

  /** With digests of twelve digits. */
  public static String of(String text) {
    return DIGEST.matcher(text).replaceAll("$1…");
  }
}
