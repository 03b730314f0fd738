package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.failure.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files and texts that become the data of a secret or a config map (cli.md 9). */
final class DataSources {
  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]+");

  private final String kind;
  private final Map<String, byte[]> data = new TreeMap<>();

  private DataSources(String kind) {
    this.kind = kind;
  }

  static Flags declare(Flags flags) {
    return flags
        .texts("--from-file", "[KEY=]PATH", "File, or the files of a directory.")
        .texts("--from-literal", "KEY=TEXT", "Text.")
        .texts("--from-env-file", "FILE", "Lines KEY=TEXT.");
  }

  /**
   * Reads all of them.
   *
   * @param kind for messages, such as {@code Secret}
   * @throws CliException if a source cannot be understood, or two have one key
   */
  static Map<String, byte[]> read(Call call, String kind) throws IOException {
    if (call.arguments().given("--from-env-file")
        && (call.arguments().given("--from-file") || call.arguments().given("--from-literal"))) {
      throw CliException.error("from-env-file cannot be combined with from-file or from-literal");
    }
    DataSources sources = new DataSources(kind);
    for (String file : call.arguments().texts("--from-file")) {
      sources.addFile(call, file);
    }
    for (String literal : call.arguments().texts("--from-literal")) {
      sources.addText(literal, "literal source");
    }
    for (String file : call.arguments().texts("--from-env-file")) {
      for (String line : FileProblem.read(there(call, file)).lines().toList()) {
        if (!line.isBlank() && !line.strip().startsWith("#")) {
          sources.addText(line.stripLeading(), "line of " + file + ":");
        }
      }
    }
    return sources.data;
  }

  /** The text itself is never repeated: it may be a password. */
  private void addText(String text, String source) {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw CliException.error("invalid " + source + ", expected key=value");
    }
    add(text.substring(0, equals), text.substring(equals + 1).getBytes(StandardCharsets.UTF_8));
  }

  private void addFile(Call call, String source) throws IOException {
    int equals = source.indexOf('=');
    if (equals >= 0 && source.indexOf('=', equals + 1) >= 0) {
      throw CliException.error("key names or file paths cannot contain '='");
    }
    String name = source.substring(equals + 1);
    Path path = there(call, name);
    if (!Files.isDirectory(path)) {
      String key = equals > 0 ? source.substring(0, equals) : String.valueOf(path.getFileName());
      add(key, Files.readAllBytes(path));
      return;
    }
    if (equals > 0) {
      throw CliException.error("cannot give a key name for a directory path");
    }
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        add(String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
    }
  }

  /** The bytes of a file that a flag names. */
  static byte[] bytes(Call call, String name) throws IOException {
    return Files.readAllBytes(there(call, name));
  }

  private static Path there(Call call, String name) {
    Path path = call.context().file(name);
    if (!Files.exists(path)) {
      throw CliException.error("error reading " + name + ": no such file or directory");
    }
    return path;
  }

  private void add(String key, byte[] value) {
    if (!KEY.matcher(key).matches()) {
      throw CliException.error("\"" + key + "\" is not a valid key name for a " + kind);
    }
    if (data.put(key, value) != null) {
      throw CliException.error(
          "cannot add key \"" + key + "\", another key by that name already exists");
    }
  }
}
