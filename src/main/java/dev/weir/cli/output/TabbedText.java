package dev.weir.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Aligns text whose cells end with a tab, and leaves nothing in it that could move the cursor. A
 * column is as wide as its widest cell among consecutive lines that have that column; the last cell
 * of a line belongs to none (cli.md appendix, "Column writers").
 *
 * @param minimum least width of a column
 * @param padding least distance to the next column
 * @param tabs pad with tabs to stops of 8 instead of spaces
 */
public record TabbedText(int minimum, int padding, boolean tabs) {
  /** As {@code get} aligns. */
  public static final TabbedText GET = new TabbedText(6, 3, false);

  /** As {@code describe} aligns. */
  public static final TabbedText DESCRIBE = new TabbedText(0, 1, true);

  /** As the listing of triggers aligns. */
  public static final TabbedText LISTING = new TabbedText(0, 2, false);

  private static final int STOP = 8;
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]");

  /** The text with its cells aligned. */
  public String align(String text) {
    return align(text, new ArrayList<>());
  }

  /**
   * The text with its cells aligned as others were before it.
   *
   * @param least widths of the columns so far; becomes those after this text
   */
  public String align(String text, List<Integer> least) {
    List<String[]> lines = new ArrayList<>();
    for (String line : harmless(text).split("\n", -1)) {
      lines.add(line.split("\t", -1));
    }
    List<int[]> widths = lines.stream().map(cells -> new int[cells.length - 1]).toList();
    int most = widths.stream().mapToInt(w -> w.length).max().orElse(0);
    for (int column = 0; column < most; column++) {
      if (least.size() == column) {
        least.add(minimum);
      }
      measure(lines, widths, column, least);
    }
    StringBuilder aligned = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      aligned.append(i == 0 ? "" : "\n");
      append(aligned, lines.get(i), widths.get(i));
    }
    return aligned.toString();
  }

  /** Others wrote some of it: no control character is left, but the ends of cells and lines. */
  public static String harmless(String text) {
    return CONTROL.matcher(text).replaceAll("?");
  }

  private void measure(List<String[]> lines, List<int[]> widths, int column, List<Integer> least) {
    int start = 0;
    int widest = least.get(column);
    while (start < lines.size()) {
      int end = start;
      int width = least.get(column);
      while (end < lines.size() && widths.get(end).length > column) {
        width = Math.max(width, length(lines.get(end)[column]) + padding);
        end++;
      }
      for (int i = start; i < end; i++) {
        widths.get(i)[column] = width;
      }
      widest = Math.max(widest, width);
      start = Math.max(end, start + 1);
    }
    least.set(column, widest);
  }

  private void append(StringBuilder out, String[] cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      out.append(cells[i]);
      int length = length(cells[i]);
      if (tabs) {
        int stop = (widths[i] + STOP - 1) / STOP * STOP;
        out.repeat('\t', (stop - length + STOP - 1) / STOP);
      } else {
        out.repeat(' ', widths[i] - length);
      }
    }
    out.append(cells[widths.length]);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
