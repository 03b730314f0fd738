package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.KnownKinds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** {@code create secret generic NAME}: from files and texts (cli.md 9). */
public final class CreateSecret implements Command {
  /** Types that the key of a single file gives away (cli.md 20, row 26). */
  private static final Map<String, String> TYPES =
      Map.of(
          ".dockerconfigjson", "kubernetes.io/dockerconfigjson",
          ".dockercfg", "kubernetes.io/dockercfg");

  @Override
  public Flags flags() {
    return Creation.declare(
        Flags.of("create secret generic NAME")
            .describedAs("Create a secret from files and texts.")
            .examples(
                """
                weir create secret generic db --from-literal=password=…
                weir create secret generic pull --from-file=.dockerconfigjson=config.json\
                """)
            .text("--type", "TYPE", "Type of the secret.")
            .texts("--from-file", "[KEY=]PATH", "File, or the files of a directory.")
            .texts("--from-literal", "KEY=TEXT", "Text.")
            .texts("--from-env-file", "FILE", "Lines KEY=TEXT."));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String name = Creation.name(call);
    Map<String, byte[]> data = new TreeMap<>();
    for (String file : call.arguments().texts("--from-file")) {
      addFile(call, file, data);
    }
    for (String literal : call.arguments().texts("--from-literal")) {
      addText(literal, data);
    }
    for (String file : call.arguments().texts("--from-env-file")) {
      for (String line : Files.readAllLines(call.context().directory().resolve(file))) {
        if (!line.isBlank() && !line.strip().startsWith("#")) {
          addText(line.stripLeading(), data);
        }
      }
    }
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode secret = Creation.object(cluster, KnownKinds.SECRET, name);
      String type = type(call, data);
      if (!type.isEmpty()) {
        secret.put("type", type);
      }
      ObjectNode values = secret.putObject("data");
      data.forEach((key, value) -> values.put(key, Base64.getEncoder().encodeToString(value)));
      return Creation.create(call, cluster, KnownKinds.SECRET, secret);
    }
  }

  private static String type(Call call, Map<String, byte[]> data) {
    String given = call.text("--type");
    if (!given.isEmpty() || data.size() != 1) {
      return given;
    }
    String key = data.keySet().iterator().next();
    String type = TYPES.getOrDefault(key, "");
    if (!type.isEmpty()) {
      call.warn("info: the key " + key + " makes this a secret of type " + type);
    }
    return type;
  }

  private static void addText(String text, Map<String, byte[]> data) {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw CliException.error("invalid literal source " + text + ", expected key=value");
    }
    add(
        text.substring(0, equals),
        text.substring(equals + 1).getBytes(StandardCharsets.UTF_8),
        data);
  }

  private static void addFile(Call call, String source, Map<String, byte[]> data)
      throws IOException {
    int equals = source.indexOf('=');
    if (equals >= 0 && source.indexOf('=', equals + 1) >= 0) {
      throw CliException.error("key names or file paths cannot contain '='");
    }
    String name = source.substring(equals + 1);
    Path path = call.context().directory().resolve(name);
    if (!Files.exists(path)) {
      throw CliException.error("error reading " + name + ": no such file or directory");
    }
    if (!Files.isDirectory(path)) {
      String key = equals > 0 ? source.substring(0, equals) : String.valueOf(path.getFileName());
      add(key, Files.readAllBytes(path), data);
      return;
    }
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        add(String.valueOf(file.getFileName()), Files.readAllBytes(file), data);
      }
    }
  }

  private static void add(String key, byte[] value, Map<String, byte[]> data) {
    if (!key.matches("[-._a-zA-Z0-9]+")) {
      throw CliException.error("\"" + key + "\" is not a valid key name for a Secret");
    }
    if (data.put(key, value) != null) {
      throw CliException.error(
          "cannot add key " + key + ", another key by that name already exists");
    }
  }
}
