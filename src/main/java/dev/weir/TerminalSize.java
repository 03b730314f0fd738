package dev.weir;

import dev.weir.cli.call.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What fits on a terminal, as {@code stty} tells it: the JDK does not. */
final class TerminalSize {
  private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("(\\d{1,4}) (\\d{1,4})\\s*");

  private TerminalSize() {}

  /** Empty if it does not say, or there is no such program. */
  static Optional<Terminal.Size> of(Path terminal) {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(terminal.toRealPath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Matcher said =
          ROWS_AND_COLUMNS.matcher(
              new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      return said.matches() ? size(said.group(1), said.group(2)) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Optional<Terminal.Size> size(String rows, String columns) {
    Terminal.Size size = new Terminal.Size(Integer.parseInt(rows), Integer.parseInt(columns));
    return size.rows() > 0 && size.columns() > 0 ? Optional.of(size) : Optional.empty();
  }
}
