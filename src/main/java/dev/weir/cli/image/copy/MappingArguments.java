package dev.weir.cli.image.copy;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.failure.FileProblem;
import dev.weir.remote.mirror.Mapping;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Locations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is copied where, by the arguments and by the files of {@code -f} (cli.md 5): {@code
 * SRC=DST}, any number of them, or {@code SRC DST [DST…]}.
 */
final class MappingArguments {
  private static final String ALL_PAIRS = "all arguments must be valid SRC=DST mappings";
  private static final String STANDARD_INPUT = "-";

  private final Path directory;
  private final List<Mapping> mappings = new ArrayList<>();
  private final Set<String> targets = new HashSet<>();

  /**
   * Begins with nothing.
   *
   * @param directory from which paths of layouts go
   */
  private MappingArguments(Path directory) {
    this.directory = directory;
  }

  /**
   * All of a call, those of the arguments first.
   *
   * @throws CliException if one makes no sense
   */
  static List<Mapping> of(Call call) throws IOException {
    MappingArguments read = new MappingArguments(call.context().directory());
    try {
      read.add(call.positional(), "");
      for (String file : call.arguments().texts("--filename")) {
        read.addFile(file, text(call, file));
      }
      read.check();
    } catch (IllegalArgumentException e) {
      throw CliException.error(String.valueOf(e.getMessage()));
    }
    return List.copyOf(read.mappings);
  }

  private static String text(Call call, String file) throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return new String(call.context().in().readAllBytes(), StandardCharsets.UTF_8);
    }
    Path path = call.context().file(file);
    try {
      if (Files.isDirectory(path)) {
        throw CliException.error("read " + file + ": is a directory");
      }
      return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    } catch (NoSuchFileException _) {
      throw CliException.error("open " + file + ": no such file or directory");
    } catch (IOException e) {
      throw CliException.error("open " + file + ": " + FileProblem.words(e));
    }
  }

  private void addFile(String file, String text) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String written = "file %s, line %d: ".formatted(file, number);
      try {
        add(
            Stream.of(withoutComment(line).split("\\s+")).filter(part -> !part.isEmpty()).toList(),
            written);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(written + e.getMessage(), e);
      }
    }
  }

  private static String withoutComment(String line) {
    int comment = line.indexOf('#');
    return comment < 0 ? line : line.substring(0, comment);
  }

  private void add(List<String> arguments, String written) {
    List<String> pairs = arguments.stream().filter(it -> it.contains("=")).toList();
    List<String> loose = arguments.stream().filter(Predicate.not(pairs::contains)).toList();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals == 0 || equals == pair.length() - 1) {
        throw new IllegalArgumentException(ALL_PAIRS);
      }
      add(pair.substring(0, equals), pair.substring(equals + 1), written);
    }
    if (!pairs.isEmpty() && !loose.isEmpty()) {
      throw new IllegalArgumentException(
          ALL_PAIRS + ", and nothing would come of: " + String.join(" ", loose));
    }
    if (loose.size() == 1) {
      throw new IllegalArgumentException(
          ALL_PAIRS + ", or you must specify one SRC argument and one or more DST arguments");
    }
    loose.stream().skip(1).forEach(target -> add(loose.getFirst(), target, written));
  }

  private void add(String from, String to, String written) {
    Location source = Locations.parse(from, directory);
    Location target = Locations.parseTarget(to, directory);
    boolean many = source.hasWildcard() || (source.tag().isEmpty() && source.digest().isEmpty());
    if (!many && target.tag().isEmpty() && target.digest().isEmpty()) {
      target = target.withTag(source.tag());
    }
    if (!target.tag().isEmpty() && !targets.add(target.text())) {
      throw new IllegalArgumentException(
          "each destination tag may only be specified once: " + target.text());
    }
    mappings.add(new Mapping(source, target, written));
  }

  /** What is told without the line it stands in. */
  private void check() {
    if (mappings.isEmpty()) {
      throw new IllegalArgumentException(
          "you must specify at least one source image to pull and the destination to push to as"
              + " SRC=DST or SRC DST [DST2 DST3 ...]");
    }
    for (Mapping mapping : mappings) {
      if (mapping.source().text().equals(mapping.target().text())) {
        throw new IllegalArgumentException("SRC and DST may not be the same");
      }
      if (!mapping.target().digest().isEmpty()) {
        throw new IllegalArgumentException(
            "you must specify a tag for DST or leave it blank to only push by digest");
      }
    }
  }
}
