package dev.weir.cli.registry;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The file where registry clients keep logins: {@code auths} by host. */
final class AuthFile {
  private static final Separators SEPARATORS =
      Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER);

  private AuthFile() {}

  /** The file of the flags, or else the one where clients look first. */
  static Path chosen(Call call) {
    for (String flag : new String[] {"--to", "--registry-config"}) {
      if (!call.text(flag).isEmpty()) {
        return call.context().directory().resolve(call.text(flag));
      }
    }
    String named = call.context().variable("REGISTRY_AUTH_FILE");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    String runtime = call.context().variable("XDG_RUNTIME_DIR");
    return runtime.isEmpty()
        ? call.context().home().resolve(".docker/config.json")
        : Path.of(runtime, "containers", "auth.json");
  }

  /**
   * Adds a login and keeps everything else. The file is replaced whole, readable by its owner only.
   *
   * @param pair {@code USER:PASSWORD}
   */
  static void add(Path file, String host, String pair) throws IOException {
    ObjectNode tree = read(file);
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    Json.ensureObject(tree, "auths").putObject(host).put("auth", encoded);
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path written = Files.createTempFile(directory, ".auth", ".json"); // for its owner only
    try {
      DefaultIndenter tabs = new DefaultIndenter("\t", "\n");
      Files.write(
          written,
          Json.mapper()
              .writer()
              .with(new DefaultPrettyPrinter(SEPARATORS).withObjectIndenter(tabs))
              .writeValueAsBytes(tree));
      Files.move(
          written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static ObjectNode read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Json.object();
    }
    try {
      JsonNode tree = Json.parse(Files.readAllBytes(file));
      if (tree instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException _) {
      // said below
    }
    throw CliException.error(file + " is no JSON object with logins; nothing was written");
  }
}
