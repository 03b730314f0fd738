package dev.weir.cli.image.extract;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.remote.extract.LayerSelector;
import dev.weir.remote.extract.PathMapping;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Locations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/** What a user wants of {@code image extract}, before anybody is asked. */
record ExtractArguments(List<Wanted> images, List<PathMapping> paths) {

  /** One image, and the layers of it that are meant. */
  record Wanted(Location location, LayerSelector layers) {}

  /**
   * Reads the arguments.
   *
   * @throws CliException if they cannot be carried out, as users are told it
   */
  static ExtractArguments of(Call call) throws IOException {
    if (call.positional().isEmpty()) {
      throw CliException.error("you must specify at least one image to extract as an argument");
    }
    try {
      List<Wanted> images = new ArrayList<>();
      for (String text : call.positional()) {
        images.add(wanted(call, text));
      }
      return new ExtractArguments(images, paths(call));
    } catch (IllegalArgumentException e) {
      throw CliException.error(String.valueOf(e.getMessage()));
    }
  }

  private static Wanted wanted(Call call, String text) {
    Matcher selected = LayerSelector.BEHIND_IMAGE.matcher(text);
    boolean some = selected.matches();
    LayerSelector layers =
        some ? LayerSelector.parse(selected.group("selector")) : LayerSelector.ALL;
    Location location =
        Locations.parse(some ? selected.group("image") : text, call.context().directory());
    if (location.hasWildcard() || (location.tag().isEmpty() && location.digest().isEmpty())) {
      throw CliException.error("source image must point to an image ID or image tag");
    }
    return new Wanted(location, layers);
  }

  private static List<PathMapping> paths(Call call) throws IOException {
    List<PathMapping> paths = new ArrayList<>();
    boolean confirmed = call.flag("--confirm") || call.flag("--dry-run");
    List<String> given = call.arguments().texts("--path");
    List<String> files = call.arguments().texts("--file");
    for (String text : given.isEmpty() && files.isEmpty() ? List.of("/:.") : given) {
      int colon = text.indexOf(':');
      if (colon < 0) {
        throw CliException.error("--path must be of the form SRC:DST");
      }
      Path target = directory(call, text.substring(colon + 1));
      if (!confirmed) {
        requireEmpty(target);
      }
      paths.add(PathMapping.of(text.substring(0, colon), target));
    }
    for (String file : files) {
      if (file.endsWith("/") || file.isEmpty()) {
        throw CliException.error(
            "--file must name a file; for a directory use --path " + file + ":DST");
      }
      paths.add(PathMapping.of(file, directory(call, ".")));
    }
    return paths;
  }

  private static Path directory(Call call, String text) {
    Path target = call.context().file(text.isEmpty() ? "." : text).toAbsolutePath().normalize();
    if (!Files.exists(target)) {
      throw CliException.error("destination path does not exist: " + target);
    }
    if (!Files.isDirectory(target)) {
      throw CliException.error("invalid argument: " + target + " is not a directory");
    }
    return target;
  }

  private static void requireEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      if (files.findAny().isPresent()) {
        throw CliException.error(
            "directory "
                + directory
                + " must be empty, pass --confirm to overwrite contents of directory");
      }
    }
  }
}
