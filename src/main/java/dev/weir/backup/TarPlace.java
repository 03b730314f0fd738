package dev.weir.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Where a tar file with a backup may be written: what holds something else is left alone. */
public final class TarPlace {
  private static final int LONGEST_SUMMARY = 16 << 20;
  private static final Pattern FIRST = Pattern.compile("store-[0-9]+-[0-9a-f]{8}\\.gz");

  private TarPlace() {}

  /**
   * Requires that a file is missing or empty, or holds an earlier backup, of whatever format.
   *
   * @throws BackupException if it holds something else
   */
  public static void require(Path file) throws IOException {
    if (holdsSomething(file)) {
      try (TarShelf shelf = TarShelf.open(file);
          InputStream summary = shelf.open(Summary.FILE)) {
        Summary.requireKind(summary.readNBytes(LONGEST_SUMMARY), file.toString());
      } catch (BackupException | FileSystemException e) {
        throw other(file, "a whole backup", e);
      }
    }
  }

  /**
   * Requires that a file is missing or empty, or holds what a backup left that was cut short.
   *
   * @throws BackupException if it holds something else
   */
  public static void requireUnfinished(Path file) throws IOException {
    if (holdsSomething(file)) {
      try (InputStream content = Files.newInputStream(file)) {
        byte[] block = Arrays.copyOf(content.readNBytes(TarBlock.BYTES), TarBlock.BYTES);
        boolean begun =
            TarBlock.isEmpty(block) // as a loss of power leaves it
                || FIRST.matcher(TarBlock.of(block, file).name()).matches();
        if (!begun) {
          throw TarBlock.none(file);
        }
      } catch (BackupException | FileSystemException e) {
        throw other(file, "a backup that was cut short", e);
      }
    }
  }

  private static boolean holdsSomething(Path file) throws IOException {
    return Files.exists(file) && !(Files.isRegularFile(file) && Files.size(file) == 0);
  }

  private static BackupException other(Path file, String than, IOException why) {
    return new BackupException(
        ("%s is there already and holds something else than %s; it is left as it is: move it away,"
                + " or name another file")
            .formatted(file, than),
        why);
  }
}
