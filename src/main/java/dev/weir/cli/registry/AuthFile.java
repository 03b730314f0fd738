package dev.weir.cli.registry;

import dev.weir.cli.call.CliException;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A file where registry clients keep logins: {@code auths} by host. */
record AuthFile(Path file, ObjectNode tree) {
  private static final Separators SEPARATORS =
      Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER);

  /**
   * Reads a file; one that is not there is empty.
   *
   * @throws CliException if it is there and holds something else
   */
  static AuthFile read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new AuthFile(file, Json.object());
    }
    if (Files.isDirectory(file)) {
      throw CliException.error(file + " is a directory; name a file in it");
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      JsonNode tree = bytes.length == 0 ? Json.object() : Json.parse(bytes);
      if (tree instanceof ObjectNode object) {
        return new AuthFile(file, object);
      }
    } catch (JacksonException _) {
      // said below
    }
    throw CliException.error(file + " is no JSON object with logins; nothing was written to it");
  }

  /**
   * The program that keeps the logins of a host instead of this file, as in {@code
   * docker-credential-NAME}; empty if the file does.
   */
  String helper(String host) {
    return Json.string(Json.objectAt(tree, "credHelpers"), host);
  }

  /** The same as docker sees it, which may have one helper for all other hosts. */
  String dockerHelper(String host) {
    return Json.objectAt(tree, "credHelpers").has(host)
        ? helper(host)
        : Json.string(tree, "credsStore");
  }

  /** Logins for parts of a registry: clients take them before the registry's own. */
  List<String> forPartsOf(String host) {
    return Json.objectAt(tree, "auths")
        .propertyStream()
        .map(entry -> entry.getKey().replaceFirst("^https?://", ""))
        .filter(address -> address.startsWith(host + "/"))
        .toList();
  }

  /**
   * Adds a login and keeps everything else. The file is replaced whole, readable by its owner only.
   *
   * @param pair {@code USER:PASSWORD}
   */
  void add(String host, String pair) throws IOException {
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    ObjectNode more = tree.deepCopy();
    Json.ensureObject(more, "auths").putObject(host).put("auth", encoded);
    // a link stays one: people keep such files elsewhere
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path directory = directoryOf(target);
    Path written = Files.createTempFile(directory, ".auth", ".json"); // for its owner only
    try {
      DefaultIndenter tabs = new DefaultIndenter("\t", "\n");
      Files.write(
          written,
          Json.mapper()
              .writer()
              .with(new DefaultPrettyPrinter(SEPARATORS).withObjectIndenter(tabs))
              .writeValueAsBytes(more));
      Files.move(
          written, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** A new directory of logins is its owner's; those above it belong to others as well. */
  private static Path directoryOf(Path target) throws IOException {
    Path directory = target.resolveSibling("").normalize();
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory.resolveSibling(""));
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return directory;
  }
}
