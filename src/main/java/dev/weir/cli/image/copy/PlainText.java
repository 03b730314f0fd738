package dev.weir.cli.image.copy;

/** Words of others that are shown on a terminal. */
final class PlainText {
  private PlainText() {}

  /** The same without what would move the cursor or end the line. */
  static String of(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    text.chars()
        .forEach(
            letter -> {
              switch (letter) {
                case '\n' -> plain.append("\\n");
                case '\t' -> plain.append("\\t");
                case '\r' -> plain.append("\\r");
                default -> {
                  if (Character.isISOControl(letter)) {
                    plain.append(String.format("\\u%04x", letter));
                  } else {
                    plain.append((char) letter);
                  }
                }
              }
            });
    return plain.toString();
  }
}
