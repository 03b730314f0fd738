package dev.weir.console.doing;

import dev.weir.console.visit.Brief;
import dev.weir.reference.ImageReference;

/** How things are named on the forms. */
final class Words {
  private Words() {}

  /** An image as a workload names it: by its digest, if it says one. */
  static String image(String pullSpec) {
    int at = pullSpec.indexOf('@');
    return at < 0 ? pullSpec : Brief.of(pullSpec.substring(at + 1));
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
