package dev.weir.server.data;

import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells a first start from one whose store got lost: a missing database would be made anew, and the
 * server would go on empty, as if nothing had been.
 */
public final class PastStore {
  private final DataDirectory data;

  public PastStore(DataDirectory data) {
    this.data = data;
  }

  /**
   * Refuses to begin with a new store where there was one.
   *
   * @throws StartException if the store's file is missing or empty, and others show that it was not
   */
  public void requireFile() throws IOException {
    boolean missing = !Files.exists(data.database());
    if (missing || Files.size(data.database()) == 0) {
      Optional<Path> witness =
          Stream.concat(
                  Stream.of(beside("-wal"), beside("-newest"), data.sealingKey())
                      .filter(PastStore::isFilled),
                  traceOfUse().stream())
              .findFirst();
      if (witness.isPresent()) {
        throw lost(missing ? "is missing" : "is empty", witness.get());
      }
    }
  }

  /**
   * Refuses a store that holds nothing where something was stored.
   *
   * @param revision of the store
   */
  public void requireContent(long revision) throws IOException {
    Optional<Path> witness = revision > 1 ? Optional.empty() : traceOfUse();
    if (witness.isPresent()) {
      throw lost("holds nothing", witness.get());
    }
  }

  private StartException lost(String what, Path witness) {
    return new StartException(
        "The store "
            + data.database()
            + " "
            + what
            + ", but there was one ("
            + data.root().relativize(witness)
            + " is there); restore the data directory from a backup, or begin anew in another with"
            + " --data DIR.");
  }

  private Path beside(String suffix) {
    return data.database().resolveSibling(data.database().getFileName() + suffix);
  }

  private static boolean isFilled(Path file) {
    try {
      return Files.size(file) > 0;
    } catch (IOException none) {
      return false;
    }
  }

  /** Something that is made only after something was stored. */
  private Optional<Path> traceOfUse() throws IOException {
    if (isFilled(data.adminKubeconfig())) {
      return Optional.of(data.adminKubeconfig());
    }
    try (Stream<Path> content = Files.walk(data.blobs().resolve("blobs"))) {
      return content.filter(Files::isRegularFile).findFirst();
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }
}
