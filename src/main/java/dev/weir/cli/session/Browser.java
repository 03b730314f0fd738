package dev.weir.cli.session;

import dev.weir.cli.call.CliContext;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Opens the user's browser; where that fails, the address was printed. */
final class Browser {
  private Browser() {}

  static void open(CliContext context, URI address) {
    String chosen = context.variable("BROWSER");
    List<String> programs = chosen.isEmpty() ? List.of("xdg-open", "open") : List.of(chosen);
    for (String program : programs) {
      try {
        new ProcessBuilder(program, address.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .getOutputStream()
            .close();
        return;
      } catch (IOException _) {
        // Not on this machine: the next one.
      }
    }
  }
}
