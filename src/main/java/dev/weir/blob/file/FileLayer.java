package dev.weir.blob.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The few file operations that a blob store is made of. Tests put a disk here that forgets what was
 * not synced, or that is full.
 */
interface FileLayer {
  /** Makes the directory and its parents, if they are missing. */
  void createDirectories(Path directory) throws IOException;

  /** Makes the directory if it is missing, but none around it. */
  void createDirectory(Path directory) throws IOException;

  /** Creates the file or opens it as it is. */
  GrowingFile openForWriting(Path file) throws IOException;

  /** Opens for reading, positioned at 0; empty if there is no such file. */
  Optional<SeekableByteChannel> open(Path file) throws IOException;

  /** Size, time and identity of a file; empty if there is no such file. */
  Optional<Facts> facts(Path file) throws IOException;

  /** Bytes that can still be written to the filesystem of a directory, about. */
  long room(Path directory);

  /** Bytes of the filesystem of a directory; 0 if nobody knows. */
  default long capacity(Path directory) {
    return 0;
  }

  /** Names in a directory, in any order. */
  List<String> list(Path directory) throws IOException;

  /** Renames atomically, over a file that has the new name already. */
  void move(Path from, Path to) throws IOException;

  /**
   * Gives a file a second name, which nothing has yet.
   *
   * @return false if there is no such file, or the name is of another filesystem, or of one that
   *     gives a file no second name
   */
  boolean link(Path file, Path name) throws IOException;

  /** Deletes a file or an empty directory; false if there was none. */
  boolean delete(Path path) throws IOException;

  /** Makes creations, renames and deletions in a directory durable. */
  void syncDirectory(Path directory) throws IOException;

  /**
   * What a directory knows of a file. Two that are equal are taken for the same bytes.
   *
   * @param size bytes
   * @param identity which file it is, such as device and inode
   */
  record Facts(long size, Instant modified, Object identity) {}

  /** A file being written. */
  interface GrowingFile extends Closeable {
    /** Writes all remaining bytes at that offset; may leave some of them there when it fails. */
    void write(ByteBuffer bytes, long offset) throws IOException;

    void truncate(long size) throws IOException;

    /** Makes the content durable. */
    void sync() throws IOException;
  }
}
