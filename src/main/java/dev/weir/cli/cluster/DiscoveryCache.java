package dev.weir.cli.cluster;

import dev.weir.resource.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a server answered about its kinds, as files of the directory that {@code --cache-dir} names.
 * They lie and are kept as long as kubectl's and oc's own, so that the calls of a script share them
 * whichever program makes them. Without the flag nothing is ever kept: most calls are about kinds
 * that this program knows, and an unasked-for directory would be one more thing to clean up.
 *
 * @param directory of one server
 */
record DiscoveryCache(Path directory, InstantSource clock) {
  private static final Duration FRESH = Duration.ofHours(6);

  /** Files of a server under the directory of the flag, where kubectl looks for them. */
  static DiscoveryCache under(Path root, URI server, InstantSource clock) {
    String address = server.toString().replaceFirst("^https?://", "");
    String safe = address.replaceAll("[^(\\w/.)]", "_");
    Path all = root.resolve("discovery").normalize();
    Path own = all.resolve(safe).normalize();
    return new DiscoveryCache(own.startsWith(all) ? own : all.resolve("_"), clock);
  }

  /** Groups are named by the server: it must not choose a place outside. */
  private Optional<Path> file(String name) {
    return Optional.of(directory.resolve(name).normalize())
        .filter(file -> file.startsWith(directory) && !file.equals(directory));
  }

  /** An answer of the last hours; empty if there is none that can be read. */
  Optional<ObjectNode> find(String name) {
    Optional<Path> file = file(name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant written = Files.getLastModifiedTime(file.get()).toInstant();
      if (clock.instant().isBefore(written.plus(FRESH))
          && Json.parse(Files.readAllBytes(file.get())) instanceof ObjectNode answer) {
        return Optional.of(answer);
      }
    } catch (IOException | JacksonException _) {
      // What cannot be read is asked for again, and replaced.
    }
    return Optional.empty();
  }

  /** Keeps an answer; another program sees all of it or the one before. */
  void keep(String name, ObjectNode answer) throws IOException {
    Optional<Path> place = file(name);
    if (place.isPresent()) {
      keep(place.get(), answer);
    }
  }

  private static void keep(Path file, ObjectNode answer) throws IOException {
    Path parent = file.resolveSibling("");
    Files.createDirectories(parent);
    Path written = Files.createTempFile(parent, ".answer", ".json");
    try {
      Files.write(written, Json.bytes(answer));
      Files.move(
          written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
