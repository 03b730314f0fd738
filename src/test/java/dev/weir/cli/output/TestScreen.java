package dev.weir.cli.output;

import dev.weir.cli.call.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of a terminal as moving lines need: what is shown when all that was written is through.
 */
final class TestScreen {
  private static final Pattern PART =
      Pattern.compile("\u001b\\[(?<number>\\??\\d*)(?<what>[A-Za-z])|\r|\n|[^\u001b\r\n]+");

  private final List<StringBuilder> rows = new ArrayList<>();
  private final Terminal.Size size;
  private int row;
  private int column;

  private TestScreen(Terminal.Size size) {
    this.size = size;
    rows.add(new StringBuilder());
  }

  static TestScreen of(Terminal.Size size) {
    return new TestScreen(size);
  }

  /** Rows from the first on, without empty ones at the end. */
  List<String> after(String written) {
    Matcher part = PART.matcher(written);
    while (part.find()) {
      switch (part.group()) {
        case "\r" -> column = 0;
        case "\n" -> newLine();
        case String text when text.startsWith("\u001b") ->
            control(part.group("number"), part.group("what"));
        case String text -> text.chars().forEach(letter -> put((char) letter));
      }
    }
    List<String> shown = new ArrayList<>(rows.stream().map(StringBuilder::toString).toList());
    while (!shown.isEmpty() && shown.getLast().isBlank()) {
      shown.removeLast();
    }
    return shown;
  }

  private void newLine() {
    row++;
    column = 0;
    if (row == rows.size()) {
      rows.add(new StringBuilder());
    }
    if (rows.size() > size.rows()) {
      rows.removeFirst();
      row--;
    }
  }

  private void control(String number, String what) {
    switch (what) {
      case "A" -> row = Math.max(0, row - Integer.parseInt(number));
      case "K" -> rows.get(row).setLength(column);
      case "J" -> {
        rows.get(row).setLength(column);
        rows.subList(row + 1, rows.size()).clear();
      }
      case "l", "h" -> {} // lines are cut here anyway
      default -> throw new AssertionError("unknown: " + number + what);
    }
  }

  private void put(char letter) {
    if (column < size.columns()) {
      StringBuilder line = rows.get(row);
      while (line.length() <= column) {
        line.append(' ');
      }
      line.setCharAt(column, letter);
      column++;
    }
  }
}
