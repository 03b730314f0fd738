package dev.weir.failure;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Why a text is no JSON or YAML, without the parser's own words. */
public final class TextProblem {
  private static final int LOOK = 512;

  private TextProblem() {}

  /** Where it stops making sense, such as "line 3, column 7". */
  public static String place(JacksonException failure) {
    TokenStreamLocation at = failure.getLocation();
    return at == null || at.getLineNr() < 1
        ? "its beginning"
        : "line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  /** True for a page of HTML, as websites and portals send to whomever. */
  public static boolean isPage(byte[] text) {
    String start =
        new String(text, 0, Math.min(text.length, LOOK), StandardCharsets.UTF_8).stripLeading();
    return start.startsWith("<");
  }
}
