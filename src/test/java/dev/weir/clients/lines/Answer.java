package dev.weir.clients.lines;

import dev.weir.clients.RealClient.Output;
import java.util.List;

/**
 * What a line was answered, without what differs from one moment to another.
 *
 * @param text a line with the exit code, then {@code |} before each line of standard output and
 *     {@code !} before each line of standard error; {@code \} after a last line that has no end
 */
record Answer(String text) {
  static Answer of(Output output, Masks masks) {
    return new Answer(
        output.exit()
            + "\n"
            + marked("|", masks.output(output.out()))
            + marked("!", masks.errors(output.err())));
  }

  private static String marked(String mark, String text) {
    StringBuilder marked = new StringBuilder();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      boolean endless = i == lines.size() - 1 && !text.endsWith("\n");
      marked
          .append((mark + " " + lines.get(i)).stripTrailing())
          .append(endless ? "\\" : "")
          .append('\n');
    }
    return marked.toString();
  }
}
