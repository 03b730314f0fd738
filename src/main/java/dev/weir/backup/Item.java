package dev.weir.backup;

/**
 * One thing in the store of a backup.
 *
 * @param key of the store, name of a file, or digest of a blob
 * @param value as the store has it; empty for a blob
 * @param created revision at which the key came into being; of a blob its size
 * @param modified revision of this version; 0 of what is none
 */
@SuppressWarnings("ArrayRecordComponent") // values are shared, never changed, and never compared
public record Item(Kind kind, String key, byte[] value, long created, long modified) {
  /** What it is, by the word that begins it. */
  public enum Kind {
    /** A key of the store, as it is. */
    PUT,
    /** A value that only the server's own key opens; in backups with keys. */
    SEALED,
    /** What is left of a sealed value without the key: its object without what was secret. */
    LOST,
    /** A key that lets somebody in, such as a token's; in backups with keys. */
    LOGIN,
    /** A small file of the data directory. */
    FILE,
    /** A blob that belongs to the backup. */
    BLOB,
    /** A blob that a repository has by a link, and the server lost: damaged on its disk. */
    MISSING,
    /** What came before does not count: the store was read anew, at a newer revision. */
    AGAIN;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final byte[] NOTHING = {};

  /** A file by its name. */
  public static Item file(String name, byte[] content) {
    return new Item(Kind.FILE, name, content, 0, 0);
  }

  /** A blob. */
  public static Item blob(String digest, long size) {
    return new Item(Kind.BLOB, digest, NOTHING, size, 0);
  }

  /** A blob that should be there and is not. */
  public static Item missing(String digest) {
    return new Item(Kind.MISSING, digest, NOTHING, 0, 0);
  }

  static Item again() {
    return new Item(Kind.AGAIN, "", NOTHING, 0, 0);
  }
}
