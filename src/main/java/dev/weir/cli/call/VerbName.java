package dev.weir.cli.call;

/**
 * How a verb was called.
 *
 * @param path the words that its own help uses, such as {@code policy who-can}
 * @param called the words that the user used, such as {@code adm policy who-can}
 * @param below the longer verbs that begin with these words, as a table with a title; else empty
 */
public record VerbName(String path, String called, String below) {
  /** A verb with one name. */
  public static VerbName of(String words) {
    return new VerbName(words, words, "");
  }

  /** The words of a hint: a short last word, such as {@code create sa}, is written out. */
  public String hinted() {
    boolean shortened =
        path.substring(0, path.lastIndexOf(' ') + 1)
            .equals(called.substring(0, called.lastIndexOf(' ') + 1));
    return shortened ? path : called;
  }

  /** Its text with the words that the user used. */
  String inWords(String text) {
    if (path.equals(called)) {
      return text;
    }
    return text.replaceAll("\\bweir " + path + "\\b", "weir " + called);
  }
}
