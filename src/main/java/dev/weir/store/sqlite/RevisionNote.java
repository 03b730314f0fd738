package dev.weir.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest revision, noted beside the store: {@code weir.db-newest}. A store that lost its log,
 * or was replaced by an older one, is behind its note. The note follows the commits by half a
 * second at most and is never ahead of them. It costs them no disk sync: what a loss of power takes
 * from it only makes it older, or unreadable, and then it says nothing.
 */
final class RevisionNote {
  private static final Logger LOG = LoggerFactory.getLogger(RevisionNote.class);
  private static final long PAUSE_NANOS = 500_000_000;
  private static final Pattern TEXT = Pattern.compile("revision (\\d{1,18})\nsum ([0-9a-f]{8})\n");

  private final Path file;
  private final BooleanSupplier inPlace;
  private final Thread thread = Thread.ofVirtual().name("weir-store-note").unstarted(this::run);
  private volatile long newest;
  private volatile boolean waiting;
  private volatile boolean closed;
  private long noted;
  private boolean failing;

  /**
   * The note of a store in that file.
   *
   * @param inPlace false if that file has another store now, whose note this is not
   */
  RevisionNote(Path database, BooleanSupplier inPlace) {
    this.file = database.resolveSibling(database.getFileName() + "-newest");
    this.inPlace = inPlace;
  }

  Path file() {
    return file;
  }

  /** What an earlier process noted; empty if there is no note that can be read. */
  OptionalLong read() throws IOException {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
    } catch (NoSuchFileException none) {
      return OptionalLong.empty();
    }
    Matcher said = TEXT.matcher(text);
    if (!said.matches() || !sum(said.group(1)).equals(said.group(2))) {
      LOG.warn("{} cannot be read and is written anew", file);
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(said.group(1)));
  }

  private static String sum(String revision) {
    CRC32C sum = new CRC32C();
    sum.update(revision.getBytes(StandardCharsets.US_ASCII));
    return String.format("%08x", sum.getValue());
  }

  /** Begins to follow. */
  void start(long revision) {
    newest = revision;
    noted = -1;
    thread.start();
  }

  /** This revision is durable. Costs nothing that a commit would notice. */
  void reached(long revision) {
    newest = revision;
    if (waiting) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!closed) {
      if (noted == newest) {
        waiting = true;
        if (noted == newest && !closed) {
          LockSupport.park(this);
        }
        waiting = false;
      } else {
        note(false);
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  private void note(boolean synced) {
    if (!inPlace.getAsBoolean()) {
      return;
    }
    long revision = newest;
    try {
      write("revision " + revision + "\nsum " + sum(Long.toString(revision)) + "\n", synced);
      noted = revision;
      failing = false;
    } catch (IOException e) {
      clear();
      if (!failing) {
        failing = true;
        LOG.warn("the newest revision cannot be noted in {}: {}", file, e.getMessage());
      }
    }
  }

  private Path fresh() {
    return file.resolveSibling("." + file.getFileName() + ".new");
  }

  private void clear() {
    try {
      Files.deleteIfExists(fresh());
    } catch (IOException e) {
      LOG.debug("{} stays", fresh(), e);
    }
  }

  private void write(String text, boolean synced) throws IOException {
    Path fresh = fresh();
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      if (synced) {
        out.force(true);
      }
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Writes the last revision, synced, and ends. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean following = thread.isAlive();
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (following) {
      note(true);
    }
  }
}
