package dev.weir.console.doing;

import dev.weir.reference.ImageReference;

/** How things are named on the forms. */
final class Words {
  private static final int BRIEF = "sha256:".length() + 12;

  private Words() {}

  /** The beginning of a digest, which tells images apart for people. */
  static String brief(String digest) {
    return digest.startsWith("sha256:") && digest.length() > BRIEF
        ? digest.substring(0, BRIEF)
        : digest;
  }

  /** An image as a workload names it: by its digest, if it says one. */
  static String image(String pullSpec) {
    int at = pullSpec.indexOf('@');
    return at < 0 ? pullSpec : brief(pullSpec.substring(at + 1));
  }

  /** True of what can be read as the name of an image. */
  static boolean isReference(String text) {
    try {
      ImageReference _ = ImageReference.parse(text);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /** One word of a command, as a shell takes it. */
  static String word(String text) {
    return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
