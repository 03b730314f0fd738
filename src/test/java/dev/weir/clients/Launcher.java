package dev.weir.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the launcher gives a server's virtual machine. */
final class Launcher {
  private static final Pattern SERVER_FLAGS = Pattern.compile("\nSERVER_FLAGS='([^']+)'");

  private Launcher() {}

  /** Its options for a server, and then these. */
  static String[] serverFlags(String... more) throws IOException {
    Matcher flags = SERVER_FLAGS.matcher(Files.readString(Path.of("weir")));
    if (!flags.find()) {
      throw new AssertionError("the launcher has no SERVER_FLAGS");
    }
    return Stream.concat(List.of(flags.group(1).split("\\s+")).stream(), Stream.of(more))
        .toArray(String[]::new);
  }
}
