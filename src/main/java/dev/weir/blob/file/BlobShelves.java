package dev.weir.blob.file;

import dev.weir.blob.Blob;
import dev.weir.blob.DamagedBlobException;
import dev.weir.blob.Renewals;
import dev.weir.blob.StorageGoneException;
import dev.weir.lock.KeyedLock;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of complete blobs. A file is compared with its digest when it is read for the first
 * time since the start, or since it changed; one that is damaged is moved out of the way, so that
 * clients are told that there is none and send it again.
 */
final class BlobShelves {
  private static final Logger LOG = LoggerFactory.getLogger(BlobShelves.class);
  private static final int READ_BUFFER = 256 * 1024;

  private final FileLayer files;
  private final BlobPaths paths;
  private final BooleanSupplier inPlace;
  private final Renewals renewals;
  private final Set<Path> durableShelves = ConcurrentHashMap.newKeySet();
  private final VerifiedFiles verified = new VerifiedFiles();
  private final AtomicLong damaged = new AtomicLong();
  private final Losses losses;

  /** Publishing, renewing, taking away and deleting of one digest happen one at a time. */
  private final KeyedLock<Digest> changing = new KeyedLock<>();

  /** Many who ask for parts of the same blob have it compared once. */
  private final KeyedLock<Digest> comparing = new KeyedLock<>();

  /**
   * The shelves of a directory.
   *
   * @param inPlace false if the directory went away under the program
   * @param renewals begins now
   */
  BlobShelves(FileLayer files, BlobPaths paths, BooleanSupplier inPlace, Renewals renewals) {
    this.files = files;
    this.renewals = renewals;
    this.paths = paths;
    this.inPlace = inPlace;
    this.losses = new Losses(files, paths);
  }

  /** What is not there any more, and should be. */
  Losses losses() {
    return losses;
  }

  Optional<FileLayer.Facts> facts(Digest digest) throws IOException {
    Optional<FileLayer.Facts> facts = files.facts(paths.blob(digest));
    if (facts.isEmpty()) {
      requireInPlace(); // a blob that cannot be looked for is not one that is unknown
    } else if (facts.get().size() == 0 && !isEmptyBlob(digest)) {
      takeAway(digest, facts.get()); // the one damage that shows without reading
      return Optional.empty();
    }
    return facts;
  }

  /** Says that the directory is gone, if it is. */
  void requireInPlace() throws StorageGoneException {
    if (!inPlace.getAsBoolean()) {
      throw new StorageGoneException("the blob storage " + paths.root());
    }
  }

  private static boolean isEmptyBlob(Digest digest) {
    return digest.sameAlgorithm(new byte[0]).equals(digest);
  }

  Optional<Blob> open(Digest digest) throws IOException {
    Optional<FileLayer.Facts> facts = facts(digest);
    Optional<SeekableByteChannel> channel =
        facts.isEmpty() ? Optional.empty() : files.open(paths.blob(digest));
    return channel.map(bytes -> blob(digest, facts.get(), bytes));
  }

  private Blob blob(Digest digest, FileLayer.Facts facts, SeekableByteChannel bytes) {
    return verified.has(digest, facts)
        ? new FileBlob(bytes, facts.size())
        : new VerifyingBlob(digest, bytes, facts.size(), new FileJudge(digest, facts));
  }

  Optional<byte[]> read(Digest digest, int most) throws IOException {
    Optional<FileLayer.Facts> facts = facts(digest).filter(f -> f.size() <= most);
    Optional<SeekableByteChannel> channel =
        facts.isEmpty() ? Optional.empty() : files.open(paths.blob(digest));
    if (channel.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes;
    try (SeekableByteChannel open = channel.get()) {
      bytes = Channels.newInputStream(open).readNBytes(most);
    } catch (IOException e) {
      if (takeAwayUnreadable(digest, facts.get(), e)) {
        return Optional.empty();
      }
      throw e;
    }
    if (!digest.sameAlgorithm(bytes).equals(digest)) {
      takeAway(digest, facts.get());
      return Optional.empty();
    }
    verified.add(digest, facts.get());
    return Optional.of(bytes);
  }

  /** Makes a synced file the blob, over whatever file had its name; who reads that one keeps it. */
  void publish(Path data, Digest digest) throws IOException {
    requireInPlace();
    ensureShelf(digest);
    try (KeyedLock.Turn _ = changing.take(digest)) {
      boolean replaces = files.facts(paths.blob(digest)).isPresent();
      move(data, digest);
      verified.remove(digest); // the first read looks at what the disk has
      try {
        files.syncDirectory(paths.shelf(digest));
      } catch (IOException e) {
        // A name that may vanish in a crash must not look like a blob to the next one who asks.
        if (!replaces) {
          files.delete(paths.blob(digest));
        }
        throw e;
      }
      requireInPlace(); // after the sync: before it, it could still go
      renewals.renew(digest);
      losses.ended(digest);
    }
  }

  private void move(Path data, Digest digest) throws IOException {
    try {
      files.move(data, paths.blob(digest));
    } catch (NoSuchFileException e) {
      durableShelves.remove(paths.shelf(digest)); // somebody removed it; the next upload makes it
      throw e;
    }
  }

  private void ensureShelf(Digest digest) throws IOException {
    Path shelf = paths.shelf(digest);
    if (!durableShelves.contains(shelf)) {
      files.createDirectory(shelf);
      files.syncDirectory(paths.algorithm(digest.algorithm()));
      durableShelves.add(shelf);
    }
  }

  /** The blob counts as brought now; empty if there is none. */
  Optional<FileLayer.Facts> renew(Digest digest) throws IOException {
    try (KeyedLock.Turn _ = changing.take(digest)) {
      Optional<FileLayer.Facts> found = facts(digest);
      if (found.isPresent()) {
        renewals.renew(digest);
      }
      return found;
    }
  }

  /** A name that comes back after a loss of power is found by a later sweep: nothing is synced. */
  boolean sweep(Digest digest, Instant writtenBefore, Predicate<Digest> keep) throws IOException {
    if (!renewals.isBefore(digest, writtenBefore)) {
      return false;
    }
    try (KeyedLock.Turn _ = changing.take(digest)) {
      if (!renewals.isBefore(digest, writtenBefore)
          || files.facts(paths.blob(digest)).isEmpty()
          || keep.test(digest)) {
        return false;
      }
      boolean gone = files.delete(paths.blob(digest));
      verified.remove(digest);
      renewals.remove(digest);
      return gone;
    }
  }

  boolean delete(Digest digest) throws IOException {
    try (KeyedLock.Turn _ = changing.take(digest)) {
      if (!files.delete(paths.blob(digest))) {
        return false;
      }
      files.syncDirectory(paths.shelf(digest));
      return true;
    }
  }

  /** Moves a damaged file away, unless another has taken its place since it was looked at. */
  void takeAway(Digest digest, FileLayer.Facts seen) throws IOException {
    try (KeyedLock.Turn _ = changing.take(digest)) {
      if (!files.facts(paths.blob(digest)).equals(Optional.of(seen))) {
        return;
      }
      losses.take(paths.blob(digest), digest);
      verified.remove(digest);
      damaged.incrementAndGet();
      LOG.error(
          "blob {} is damaged on the disk: its {} bytes are not those that were pushed; it was"
              + " moved to {}, and is there again when a client pushes it",
          digest,
          seen.size(),
          paths.damaged(digest));
      files.syncDirectory(paths.shelf(digest));
    }
    losses.changed();
  }

  /** Remembers that a blob should be there, unless it is. */
  void noteLost(Digest digest) throws IOException {
    requireInPlace();
    boolean news;
    try (KeyedLock.Turn _ = changing.take(digest)) {
      news = files.facts(paths.blob(digest)).isEmpty() && losses.note(digest);
    }
    if (news) {
      losses.changed();
    }
  }

  /** A disk that fails to read a file twice has lost it; filesystems with checksums say it so. */
  private boolean takeAwayUnreadable(Digest digest, FileLayer.Facts seen, IOException first)
      throws IOException {
    if (!isDiskError(first)) {
      return false;
    }
    Optional<SeekableByteChannel> again = files.open(paths.blob(digest));
    if (again.isEmpty()) {
      return false;
    }
    try (SeekableByteChannel bytes = again.get()) {
      ByteBuffer buffer = ByteBuffer.allocate(READ_BUFFER);
      while (bytes.read(buffer.clear()) >= 0) {
        // only whether it can be read
      }
      return false;
    } catch (IOException second) {
      if (isDiskError(second)) {
        takeAway(digest, seen);
        return true;
      }
      return false;
    }
  }

  /** The JDK gives the system's message and no code. */
  static boolean isDiskError(IOException e) {
    return String.valueOf(e.getMessage()).contains("Input/output error");
  }

  /** Blobs that were taken away since the start. */
  long damaged() {
    return damaged.get();
  }

  private final class FileJudge implements VerifyingBlob.Judge {
    private final Digest digest;
    private final FileLayer.Facts facts;

    FileJudge(Digest digest, FileLayer.Facts facts) {
      this.digest = digest;
      this.facts = facts;
    }

    @Override
    public void alone(VerifyingBlob.Comparison comparison) throws IOException {
      try (KeyedLock.Turn _ = comparing.take(digest)) {
        comparison.run();
      }
    }

    @Override
    public boolean isKnownSound() {
      return verified.has(digest, facts);
    }

    @Override
    public void sound() {
      verified.add(digest, facts);
    }

    @Override
    public void damaged() throws IOException {
      takeAway(digest, facts);
    }

    @Override
    public IOException unreadable(IOException failure) {
      try {
        return takeAwayUnreadable(digest, facts, failure)
            ? new DamagedBlobException(digest)
            : failure;
      } catch (IOException e) {
        failure.addSuppressed(e);
        return failure;
      }
    }
  }
}
