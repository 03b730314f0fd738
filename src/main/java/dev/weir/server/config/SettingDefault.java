package dev.weir.server.config;

import com.google.errorprone.annotations.Immutable;

/**
 * What a setting is if nobody says anything.
 *
 * @param value as it would be given; empty if there is none, or if it depends on the rest
 * @param words as people are told; empty if there is nothing to tell
 */
@Immutable
record SettingDefault(String value, String words) {
  /** As people are told, also that there is nothing to tell. */
  String told() {
    return words.isEmpty() ? "none" : words;
  }

  /** A value like any other. */
  static SettingDefault is(String value) {
    return new SettingDefault(value, value);
  }

  /** Something that words say. */
  static SettingDefault told(String words) {
    return new SettingDefault("", words);
  }

  /** Nothing. */
  static SettingDefault none() {
    return new SettingDefault("", "");
  }
}
