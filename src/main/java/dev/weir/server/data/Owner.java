package dev.weir.server.data;

import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whose a data directory is: who is somebody else can do nothing with it, or does harm. */
final class Owner {
  private static final Path PROCESS = Path.of("/proc/self");
  private static final int ROOT = 0;

  private final String name;
  private final int number;

  private Owner(String name, int number) {
    this.name = name;
    this.number = number;
  }

  private static Owner of(Path file) throws IOException {
    return new Owner(
        Files.getOwner(file).getName(), (Integer) Files.getAttribute(file, "unix:uid"));
  }

  /** The user of this process is not always known by a name. */
  private String words() {
    return name.equals(String.valueOf(number)) ? "user " + number : name + " (user " + number + ")";
  }

  /**
   * That the directory is somebody else's, as a part of a sentence that says what does not work
   * there; empty if it is not, or if nobody can tell.
   */
  static Optional<String> stranger(Path directory) {
    try {
      Owner owner = of(directory);
      Owner self = of(PROCESS);
      return owner.number == self.number
          ? Optional.empty()
          : Optional.of(
              "it belongs to %s, and this process runs as %s: run it as that user, or give all of it to this one with chown -R %d %s"
                  .formatted(owner.words(), self.words(), self.number, directory));
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.empty();
    }
  }

  /**
   * Root may write everywhere, and would leave files behind that the owner of the others cannot
   * read: the next start by the owner would fail.
   *
   * @param file one that each data directory has
   * @throws StartException if this process is root's and the file is not
   */
  static void requireNoGuest(Path directory, Path file) {
    try {
      if (!Files.exists(file) || of(PROCESS).number != ROOT) {
        return;
      }
      Owner owner = of(file);
      if (owner.number != ROOT) {
        throw new StartException(
            ("The data in %s belongs to %s, and root would leave files there that it cannot read;"
                    + " run this as that user, or give all of it to root with chown -R 0 %s.")
                .formatted(directory, owner.words(), directory));
      }
    } catch (IOException | UnsupportedOperationException _) {
      // who cannot be told apart is none
    }
  }
}
