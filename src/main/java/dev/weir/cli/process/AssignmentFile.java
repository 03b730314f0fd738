package dev.weir.cli.process;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.failure.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file of lines {@code NAME=VALUE}; {@code -} is standard input. */
public final class AssignmentFile {
  private static final int MAX_INPUT = 16 * 1024 * 1024;

  private AssignmentFile() {}

  /**
   * The values by their names, in their order.
   *
   * @throws CliException that repeats no value: they may be passwords
   */
  public static Map<String, String> lines(Call call, String file) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text(call, file).lines().toList()) {
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      if (equals <= 0) {
        throw CliException.error(
            "Cannot read variables from file \"" + file + "\": Can't separate key from value");
      }
      values.put(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1)));
    }
    return values;
  }

  /** As a shell reads it, and so do those who write such files. */
  private static String unquoted(String value) {
    String text = value.strip();
    boolean quoted =
        text.length() > 1
            && (text.startsWith("\"") || text.startsWith("'"))
            && text.endsWith(text.substring(0, 1));
    return quoted ? text.substring(1, text.length() - 1) : value;
  }

  private static String text(Call call, String file) throws IOException {
    if (file.equals("-")) {
      return new String(call.context().in().readNBytes(MAX_INPUT), StandardCharsets.UTF_8);
    }
    Path path = call.context().file(file);
    if (!Files.exists(path)) {
      throw CliException.error(
          "Cannot stat \"" + file + "\": stat " + file + ": no such file or directory");
    }
    return FileProblem.read(path);
  }
}
