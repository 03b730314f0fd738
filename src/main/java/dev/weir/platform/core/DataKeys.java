package dev.weir.platform.core;

import java.util.regex.Pattern;

/** The grammar of keys in secrets and config maps. */
final class DataKeys {
  static final String RULE =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. "
          + "'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
          + " '[-._a-zA-Z0-9]+')";
  private static final Pattern GRAMMAR = Pattern.compile("(?!\\.{1,2}$)[-._a-zA-Z0-9]{1,253}");

  private DataKeys() {}

  static boolean isValid(String key) {
    return GRAMMAR.matcher(key).matches();
  }
}
