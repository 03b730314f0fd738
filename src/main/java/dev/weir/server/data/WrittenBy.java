package dev.weir.server.data;

import dev.weir.failure.FileProblem;
import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which version of Weir last took a data directory for its own, so that an older one that must
 * refuse it can name it. Nothing depends on it.
 */
public final class WrittenBy {
  static final String NAME = "written-by";

  private static final Logger LOG = LoggerFactory.getLogger(WrittenBy.class);
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+-]{1,64}");

  private WrittenBy() {}

  /** The version that was noted, if one was. */
  static Optional<String> read(Path directory) {
    try {
      String found = Files.readString(directory.resolve(NAME)).strip();
      return VERSION.matcher(found).matches() ? Optional.of(found) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Notes that this program could read all that lies there. */
  public static void note(DataDirectory data, String version) {
    if (read(data.root()).equals(Optional.of(version))) {
      return;
    }
    try {
      DurableFile.writePrivate(
          data.root().resolve(NAME), (version + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.debug("the version cannot be noted: {}", FileProblem.named(e));
    }
  }

  /**
   * The refusal of what a newer program wrote.
   *
   * @param reads what this program reads and what it found
   */
  public static StartException tooNew(Path directory, String version, String reads) {
    return new StartException(
        "The data in "
            + directory
            + " was written by "
            + read(directory).map(by -> "Weir " + by).orElse("a newer Weir")
            + "; this is Weir "
            + version
            + ", which reads "
            + reads
            + ". The store was not changed; start that Weir again, or restore a backup from before"
            + " the upgrade into a new directory.");
  }
}
