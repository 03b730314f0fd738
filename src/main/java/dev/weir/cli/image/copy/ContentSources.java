package dev.weir.cli.image.copy;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.failure.FileProblem;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Locations;
import dev.weir.resource.Json;
import dev.weir.resource.YamlDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Where else images are that are named by their digest (cli.md 6): what {@code --icsp-file} says,
 * an ImageContentSourcePolicy or an ImageDigestMirrorSet.
 */
record ContentSources(List<Source> sources) {
  ContentSources {
    sources = List.copyOf(sources);
  }

  /**
   * A repository, or all below an address, and where else these are.
   *
   * @param mirrors in the order to ask them
   */
  record Source(String address, List<String> mirrors) {
    Source {
      mirrors = List.copyOf(mirrors);
    }

    Stream<String> insteadOf(String repository) {
      boolean meant = repository.equals(address) || repository.startsWith(address + "/");
      return meant && !address.isEmpty()
          ? mirrors.stream().map(mirror -> mirror + repository.substring(address.length()))
          : Stream.of();
    }
  }

  /**
   * Those of a call's file; none if it names none.
   *
   * @throws CliException if it cannot be read
   */
  static ContentSources of(Call call) {
    String file = call.text("--icsp-file");
    return file.isEmpty()
        ? new ContentSources(List.of())
        : new ContentSources(read(file, call.context().file(file)));
  }

  private static List<Source> read(String name, Path file) {
    List<Source> sources = new ArrayList<>();
    try {
      for (JsonNode document : YamlDocuments.documents(Files.readString(file))) {
        JsonNode spec = Json.objectAt(document, "spec");
        Stream.of("repositoryDigestMirrors", "imageDigestMirrors")
            .flatMap(member -> Json.arrayAt(spec, member).valueStream())
            .forEach(
                entry ->
                    sources.add(
                        new Source(
                            Json.string(entry, "source"),
                            Json.arrayAt(entry, "mirrors")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList())));
      }
    } catch (NoSuchFileException _) {
      throw unreadable(name, "open " + name + ": no such file or directory");
    } catch (IOException e) {
      throw unreadable(name, FileProblem.words(e));
    } catch (JacksonException | IllegalArgumentException _) {
      throw unreadable(name, "it is no YAML");
    }
    if (sources.isEmpty()) {
      throw unreadable(
          name,
          "it names no mirrors; expected an ImageContentSourcePolicy or ImageDigestMirrorSet");
    }
    return sources;
  }

  private static CliException unreadable(String name, String reason) {
    return CliException.error("unable to read ImageContentSourceFile " + name + ": " + reason);
  }

  boolean isEmpty() {
    return sources.isEmpty();
  }

  /** Where an image may be found: where it is named first, and of those with a digest elsewhere. */
  List<Location> places(Location named) {
    if (named.digest().isEmpty() || !(named instanceof Location.InRegistry)) {
      return List.of(named);
    }
    String repository = named.withTag("").text();
    return Stream.concat(
            Stream.of(named),
            sources.stream()
                .flatMap(source -> source.insteadOf(repository))
                .map(mirror -> location(mirror + "@" + named.digest())))
        .distinct()
        .toList();
  }

  private static Location location(String text) {
    try {
      return Locations.parse(text, Path.of(""));
    } catch (IllegalArgumentException e) {
      throw CliException.error("--icsp-file: " + e.getMessage());
    }
  }
}
