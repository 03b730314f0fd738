package dev.weir.cli.secret;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.target.ManifestFiles;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** {@code extract}: what secrets and config maps hold, as files. */
public final class ExtractData implements Command {
  private static final String SCREEN = "-";

  /** What Kubernetes lets a key be. */
  private static final Pattern FILE_NAME = Pattern.compile("(?!\\.\\.?$)[-._a-zA-Z0-9]+");

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("extract (secret/NAME… | configmap/NAME… | -f FILE)")
            .describedAs(
                "Write what a secret or a config map holds to files, one for each key. They can be"
                    + " read by you alone.")
            .examples(
                """
                # One file for each key, in this directory
                weir extract secret/pull

                # One value, to look at
                weir extract cm/site --keys=title --to=-\
                """)
            .text("--to", "DIR", "Directory to write to, this one if left out; - shows it.")
            .texts("--keys", "NAMES", "Only these keys.")
            .flag("--confirm", "Write over files that are there.");
    return ManifestFiles.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String to = call.text("--to").isEmpty() ? "." : call.text("--to");
    if (!to.equals(SCREEN) && !Files.isDirectory(call.context().file(to))) {
      if (!call.flag("--confirm")) {
        throw CliException.error(
            "use --confirm if you want to create target directory: stat "
                + to
                + ": no such file or directory");
      }
      Files.createDirectories(call.context().file(to));
    }
    Set<String> keys =
        call.arguments().texts("--keys").stream()
            .flatMap(value -> Arrays.stream(value.split(",")))
            .collect(Collectors.toSet());
    try (Targets targets = Targets.of(call)) {
      List<Target> found = targets.find(call.positional(), "extract");
      return targets.each(found, target -> extract(call, target, keys, to));
    }
  }

  private static void extract(Call call, Target target, Set<String> keys, String to)
      throws IOException {
    for (var entry : data(target).entrySet()) {
      if (!keys.isEmpty() && !keys.contains(entry.getKey())) {
        continue;
      }
      if (to.equals(SCREEN)) {
        show(call, entry.getKey(), entry.getValue());
      } else {
        requireFileName(entry.getKey());
        write(call, Path.of(to).resolve(entry.getKey()).normalize(), entry.getValue());
      }
    }
  }

  private static Map<String, byte[]> data(Target target) {
    boolean secret = target.kind().equals(Kinds.SECRET);
    if (!secret && !target.kind().equals(Kinds.CONFIG_MAP)) {
      throw CliException.error(
          target.name().shown() + " holds no files: name a secret or a config map");
    }
    Map<String, byte[]> data = new TreeMap<>();
    ObjectNode texts = Json.objectAt(target.object(), "data");
    for (var entry : texts.properties()) {
      String value = entry.getValue().asString("");
      data.put(entry.getKey(), secret ? decoded(value) : value.getBytes(StandardCharsets.UTF_8));
    }
    Json.objectAt(target.object(), "binaryData")
        .forEachEntry((key, value) -> data.put(key, decoded(value.asString(""))));
    return data;
  }

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  private static void show(Call call, String key, byte[] value) throws IOException {
    call.context().err().print("# " + key + "\n");
    call.context().err().flush();
    call.context().out().write(value);
    if (value.length == 0 || value[value.length - 1] != '\n') {
      call.context().out().print("\n");
    }
  }

  /** So that no server decides which files are written. */
  private static void requireFileName(String key) {
    if (!FILE_NAME.matcher(key).matches()) {
      throw CliException.error("a key is no name of a file: " + key);
    }
  }

  private static void write(Call call, Path shown, byte[] value) throws IOException {
    Path file = call.context().directory().resolve(shown);
    if (Files.exists(file)) {
      if (!call.flag("--confirm")) {
        throw CliException.error(shown + ": file exists, pass --confirm to overwrite");
      }
    } else {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.write(file, value, StandardOpenOption.TRUNCATE_EXISTING);
    call.print(shown.toString());
  }
}
