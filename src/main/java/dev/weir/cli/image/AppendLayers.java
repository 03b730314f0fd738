package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The layers that a call names: its files, and last what comes from standard input, which is kept
 * in a file as long as this is open.
 */
record AppendLayers(List<Path> files, Optional<Path> own) implements AutoCloseable {
  AppendLayers {
    files = List.copyOf(files);
  }

  /**
   * Looks at the arguments.
   *
   * @throws CliException if one is no file, or standard input is named twice
   */
  static AppendLayers of(Call call) throws IOException {
    List<Path> files = new ArrayList<>();
    boolean input = false;
    for (String name : call.positional()) {
      if (name.equals("-")) {
        if (input) {
          throw CliException.error("you may only specify '-' as an argument one time");
        }
        input = true;
      } else {
        files.add(file(name, call.context().file(name)));
      }
    }
    if (!input) {
      return new AppendLayers(files, Optional.empty());
    }
    Path directory = Files.createTempDirectory("weir-layer-");
    AppendLayers all = new AppendLayers(List.of(), Optional.of(directory));
    try {
      Path copy = directory.resolve("standard input");
      Files.copy(call.context().in(), copy);
      files.add(copy);
      return new AppendLayers(files, Optional.of(directory));
    } catch (IOException e) {
      all.close();
      throw e;
    }
  }

  private static Path file(String name, Path file) {
    if (!Files.exists(file)) {
      throw CliException.error("invalid argument: stat " + name + ": no such file or directory");
    }
    if (Files.isDirectory(file)) {
      throw CliException.error("invalid argument: " + name + " is a directory");
    }
    if (!Files.isReadable(file)) {
      throw CliException.error("invalid argument: " + name + " may not be read");
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    if (own.isPresent()) {
      Files.deleteIfExists(own.get().resolve("standard input"));
      Files.deleteIfExists(own.get());
    }
  }
}
