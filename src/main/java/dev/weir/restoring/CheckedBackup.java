package dev.weir.restoring;

import dev.weir.backup.BackupException;
import dev.weir.backup.Item;
import dev.weir.backup.Item.Kind;
import dev.weir.backup.ItemReader;
import dev.weir.backup.LockedKeys;
import dev.weir.backup.Shelf;
import dev.weir.backup.Summary;
import dev.weir.reference.Digest;
import dev.weir.server.data.KeptFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A backup whose parts are all there and fit together; its blobs are compared as they are read. */
final class CheckedBackup implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;
  private static final int LARGEST_SUMMARY = 64 << 20;

  private final Shelf shelf;
  private final Summary summary;
  private final Set<String> missing;

  private CheckedBackup(Shelf shelf, Summary summary) {
    this.shelf = shelf;
    this.summary = summary;
    this.missing = Set.copyOf(summary.missing());
  }

  /**
   * Opens a backup and looks at everything but the bytes of blobs.
   *
   * @throws BackupException if it is none, of a newer format, cut off or changed
   */
  static CheckedBackup open(Path path) throws IOException {
    Shelf shelf = Shelf.of(path);
    try {
      CheckedBackup backup = new CheckedBackup(shelf, summary(shelf));
      backup.requireNoStrangers();
      backup.requireStore();
      return backup;
    } catch (IOException | RuntimeException e) {
      shelf.close();
      throw e;
    }
  }

  private static Summary summary(Shelf shelf) throws IOException {
    if (shelf.size(Summary.FILE).isEmpty()) {
      throw new BackupException(
          shelf.place()
              + " holds no backup, or one that was cut short: there is no "
              + Summary.FILE
              + " in it");
    }
    try (InputStream in = shelf.open(Summary.FILE)) {
      return Summary.read(in.readNBytes(LARGEST_SUMMARY), shelf.place());
    }
  }

  private void requireNoStrangers() throws IOException {
    Set<String> strangers = shelf.strangers();
    if (!strangers.isEmpty()) {
      throw new BackupException(
          "the backup in "
              + shelf.place()
              + " has files that are none of it ("
              + String.join(", ", strangers)
              + "); move them away, if you know what they are");
    }
  }

  private void requireStore() throws IOException {
    require(summary.store());
    long items = 0;
    long blobs = 0;
    long bytes = 0;
    try (ItemReader store = store()) {
      if (store.revision() != summary.revision()) {
        throw unfit();
      }
      for (Optional<Item> next = store.next(); next.isPresent(); next = store.next()) {
        items++;
        if (next.get().kind() == Kind.BLOB) {
          blobs++;
          bytes += next.get().created();
          requireBlob(next.get());
        } else if (next.get().kind() == Kind.FILE) {
          requireKnown(next.get());
        }
      }
    }
    if (items != summary.items() || blobs != summary.blobs() || bytes != summary.blobBytes()) {
      throw unfit();
    }
  }

  private void requireKnown(Item file) throws BackupException {
    Optional<String> obstacle = KeptFiles.obstacle(file.key(), file.value());
    if (obstacle.isPresent()) {
      throw new BackupException(
          "the backup in %s cannot be restored: %s; use the Weir that took it, %s, or a newer one"
              .formatted(shelf.place(), obstacle.get(), summary.weir()));
    }
  }

  private BackupException unfit() {
    return new BackupException(
        "the store in " + shelf.place() + " is not the one that " + Summary.FILE + " tells of");
  }

  private void requireBlob(Item blob) throws IOException {
    Digest digest =
        Digest.tryParse(blob.key())
            .orElseThrow(() -> new BackupException("the store names a blob that cannot be"));
    OptionalLong size = shelf.size(Shelf.blob(digest));
    if (size.isEmpty() && !missing.contains(blob.key())) {
      throw new BackupException(
          "the backup in " + shelf.place() + " lacks the blob " + digest + "; take another backup");
    }
    if (size.isPresent() && size.getAsLong() != blob.created()) {
      throw damaged(digest);
    }
  }

  BackupException damaged(Digest digest) {
    return new BackupException(
        "the blob "
            + digest
            + " in "
            + shelf.place()
            + " is damaged: its bytes are not those of its digest. Remove "
            + Shelf.blob(digest)
            + " there and take the backup again, or use another");
  }

  private void require(Summary.Part part) throws IOException {
    OptionalLong size = shelf.size(part.name());
    if (size.isEmpty()) {
      throw new BackupException("the backup in " + shelf.place() + " lacks " + part.name());
    }
    MessageDigest function = Digest.newMessageDigest("sha256");
    try (InputStream in = shelf.open(part.name())) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        function.update(buffer, 0, read);
      }
    }
    if (size.getAsLong() != part.bytes()
        || !HexFormat.of().formatHex(function.digest()).equals(part.sha256())) {
      throw new BackupException(
          "%s in %s is not what was written (%d bytes, and %d are expected); use another backup"
              .formatted(part.name(), shelf.place(), size.getAsLong(), part.bytes()));
    }
  }

  Summary summary() {
    return summary;
  }

  String place() {
    return shelf.place();
  }

  /** All items, from the first one on. */
  ItemReader store() throws IOException {
    String name = summary.store().name();
    InputStream file = shelf.open(name);
    try {
      InputStream plain = new BufferedInputStream(new GZIPInputStream(file, BUFFER), BUFFER);
      return new ItemReader(plain, name + " in " + shelf.place());
    } catch (ZipException e) {
      file.close();
      throw new BackupException(name + " in " + shelf.place() + " is damaged", e);
    }
  }

  /** The bytes of a blob, which nobody has compared; empty if the backup was made without it. */
  Optional<InputStream> blob(Digest digest) throws IOException {
    String name = Shelf.blob(digest);
    return shelf.size(name).isEmpty() ? Optional.empty() : Optional.of(shelf.open(name));
  }

  /**
   * The server's keys.
   *
   * @throws BackupException if they are not in it, or the passphrase is another
   */
  Map<String, byte[]> keys(char[] passphrase) throws IOException {
    Summary.Part part =
        summary
            .keys()
            .orElseThrow(
                () ->
                    new BackupException(
                        "the backup in "
                            + shelf.place()
                            + " was taken without the server's keys; restore it without"
                            + " --with-keys"));
    require(part);
    try (InputStream in = shelf.open(part.name())) {
      return LockedKeys.open(
          in.readNBytes(LARGEST_SUMMARY), passphrase, part.name() + " in " + shelf.place());
    }
  }

  @Override
  public void close() throws IOException {
    shelf.close();
  }
}
