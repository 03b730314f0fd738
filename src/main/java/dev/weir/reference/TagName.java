package dev.weir.reference;

import java.util.regex.Pattern;

/** The grammar of a tag: a word character, then up to 127 of word, dot and dash. */
public final class TagName {
  private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

  /** What a tag must be like, in words. */
  public static final String RULE = "must match \"" + GRAMMAR + "\"";

  private TagName() {}

  public static boolean isValid(String text) {
    return GRAMMAR.matcher(text).matches();
  }
}
