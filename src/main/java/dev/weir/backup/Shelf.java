package dev.weir.backup;

import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files of a backup, wherever they lie:
 *
 * <pre>
 * backup.json                     what the backup says of itself
 * store-REVISION-XXXXXXXX.gz      everything but blobs
 * keys-REVISION-XXXXXXXX.json     the server's keys, locked; only if they were asked for
 * blobs/sha256/ab/abcd…           blobs by their digests, in a directory for each beginning
 * </pre>
 */
public interface Shelf extends AutoCloseable {
  /** The file that tells a directory of backups from others, and which is locked while one runs. */
  String MARK = ".weir-backup";

  /** What a backup that was cut short may leave behind. */
  String UNFINISHED = ".part";

  /** Names of files that may be there. */
  Pattern KNOWN =
      Pattern.compile(
          "backup\\.json|store-[0-9]+-[0-9a-f]{8}\\.gz|keys-[0-9]+-[0-9a-f]{8}\\.json"
              + "|blobs/(sha256/[0-9a-f]{2}/[0-9a-f]{64}|sha512/[0-9a-f]{2}/[0-9a-f]{128})"
              + "|\\.weir-backup|(.*/)?[^/]+\\.(part|new)|(.*/)?lost\\+found");

  /** Where it is, for people. */
  String place();

  /** Size of a file; empty if there is none of that name. */
  OptionalLong size(String name) throws IOException;

  /**
   * Opens a file; the caller closes it.
   *
   * @throws BackupException if there is none of that name
   */
  InputStream open(String name) throws IOException;

  /** Names that are no backup's, a few. */
  Set<String> strangers() throws IOException;

  @Override
  default void close() throws IOException {}

  /** Name of a blob's file. */
  static String blob(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex().substring(0, 2) + "/" + digest.hex();
  }

  /** The blob of a file; empty if it is none's. */
  static Optional<Digest> blob(String name) {
    String[] steps = name.split("/", -1);
    return steps.length == 4 && steps[0].equals("blobs")
        ? Digest.tryParse(steps[1] + ":" + steps[3]).filter(digest -> blob(digest).equals(name))
        : Optional.empty();
  }

  /**
   * Opens a backup.
   *
   * @param path a directory or a tar file
   * @throws BackupException if there is none
   */
  static Shelf of(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new BackupException("there is no backup " + path);
    }
    return Files.isDirectory(path) ? new DirectoryShelf(path) : TarShelf.open(path);
  }
}
