package dev.weir.blob.file;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobReader;
import dev.weir.blob.BlobStore;
import dev.weir.blob.BlobUpload;
import dev.weir.blob.DigestMismatchException;
import dev.weir.blob.Renewals;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Blobs in a directory (registry.md 5.4); see {@link BlobPaths} for its picture. */
public final class FileBlobStore implements BlobStore {

  /** With less than that for blobs the disk counts as full until a write shows that it is not. */
  private static final long LEAST_ROOM = 1 << 20;

  private static final int PROBE = 64 * 1024;

  private final FileLayer files;
  private final BlobPaths paths;
  private final Renewals renewals;
  private final BlobShelves shelves;
  private final Uploads uploads;
  private final Reserve reserve;
  private volatile boolean failing;

  private FileBlobStore(
      FileLayer files, BlobPaths paths, BooleanSupplier inPlace, InstantSource clock) {
    this.files = files;
    this.paths = paths;
    this.renewals = new Renewals(clock);
    this.shelves = new BlobShelves(files, paths, inPlace, renewals);
    this.uploads = new Uploads(files, paths, clock);
    this.reserve = new Reserve(files, paths.root());
  }

  /**
   * Opens the store in a directory, which is made if it is missing, and removes the rests of
   * uploads that a crash left. Unfinished uploads stay.
   */
  public static FileBlobStore open(Path directory) throws IOException {
    return open(directory, () -> true, InstantSource.system());
  }

  /**
   * Opens the store in a directory that may go away.
   *
   * @param inPlace false if it did; then nothing is written and nothing is said to be missing
   * @param clock tells how long uploads rest and blobs are there; it should never go back
   */
  public static FileBlobStore open(Path directory, BooleanSupplier inPlace, InstantSource clock)
      throws IOException {
    return open(directory, inPlace, clock, Carriers.NONE);
  }

  /** As above, where some of the threads that carry virtual ones may wait for the disk. */
  public static FileBlobStore open(
      Path directory, BooleanSupplier inPlace, InstantSource clock, Carriers carriers)
      throws IOException {
    return prepared(
        new FileBlobStore(new DiskFiles(carriers), new BlobPaths(directory), inPlace, clock));
  }

  static FileBlobStore open(Path directory, FileLayer files) throws IOException {
    return prepared(
        new FileBlobStore(files, new BlobPaths(directory), () -> true, InstantSource.system()));
  }

  private static FileBlobStore prepared(FileBlobStore store) throws IOException {
    store.prepare();
    return store;
  }

  private void prepare() throws IOException {
    for (String algorithm : BlobPaths.ALGORITHMS) {
      files.createDirectories(paths.algorithm(algorithm));
    }
    files.createDirectories(paths.uploads());
    files.syncDirectory(paths.blobs());
    files.syncDirectory(paths.root());
    uploads.takeUp();
  }

  @Override
  public Optional<Long> size(Digest digest) {
    try {
      return shelves.facts(digest).map(FileLayer.Facts::size);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look up blob " + digest, e);
    }
  }

  @Override
  public Optional<Blob> open(Digest digest) {
    try {
      return shelves.open(digest);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open blob " + digest, e);
    }
  }

  @Override
  public Optional<byte[]> read(Digest digest, int most) throws IOException {
    return shelves.read(digest, most);
  }

  /** Blobs that were found damaged and taken away since the start. */
  public long damaged() {
    return shelves.damaged();
  }

  /** For whoever checks what the disk has. */
  public Inspection inspection() {
    return new Inspection(files, paths, shelves);
  }

  /**
   * Tells somebody, who must be quick, of each time that a blob is found damaged or missing, or
   * comes again after that; see {@link Inspection#lost}.
   */
  public void onLoss(Runnable changed) {
    shelves.losses().onChange(changed);
  }

  @Override
  public BlobUpload start(String owner) throws IOException {
    return new FileUpload(this, begin(owner));
  }

  private UploadSession begin(String owner) throws IOException {
    shelves.requireInPlace(); // or the directory would be made anew
    try {
      reserve.begin();
      return uploads.begin(owner);
    } catch (IOException e) {
      failed();
      throw e;
    }
  }

  @Override
  public Optional<BlobUpload> resume(String id) throws IOException {
    if (!BlobPaths.isUploadId(id)) {
      return Optional.empty();
    }
    Optional<UploadSession> found = uploads.find(id);
    if (found.isEmpty()) {
      shelves.requireInPlace();
    }
    return found
        .filter(session -> !session.hasEnded())
        .map(session -> new FileUpload(this, session));
  }

  @Override
  public int unfinished(Predicate<String> owner) {
    return uploads.count(owner);
  }

  @Override
  public long room() {
    return files.room(paths.root());
  }

  /** So many bytes more of an upload are about to be written. */
  void takeRoom(long bytes) throws IOException {
    reserve.take(bytes);
  }

  @Override
  public long capacity() {
    return files.capacity(paths.root());
  }

  FileLayer.GrowingFile openForWriting(UploadSession session) throws IOException {
    return files.openForWriting(uploads.data(session));
  }

  /**
   * Verify, sync the file, rename, sync the directory: in this order a crash leaves all or none.
   */
  long commit(UploadSession session, FileLayer.GrowingFile file, Digest expected)
      throws IOException {
    verify(session, expected);
    try {
      file.sync();
      shelves.publish(uploads.data(session), expected);
    } catch (IOException e) {
      failed();
      throw e;
    }
    failing = false;
    return session.offset();
  }

  void verify(UploadSession session, Digest expected) throws IOException {
    Digest actual = uploads.digest(session, expected.algorithm());
    if (!actual.equals(expected)) {
      throw new DigestMismatchException(expected, actual);
    }
  }

  SeekableByteChannel openForReading(UploadSession session) throws IOException {
    return uploads.openForReading(session);
  }

  @Override
  public Optional<Long> adopt(Digest digest, BlobReader from) throws IOException {
    Optional<UploadSession> linked =
        from instanceof FileBlobStore other ? link(other.paths.blob(digest)) : Optional.empty();
    if (linked.isPresent()) {
      try (var data = openForWriting(linked.get())) {
        return Optional.of(commit(linked.get(), data, digest));
      } catch (DigestMismatchException _) {
        // It is damaged where it comes from, which whoever reads it there is told.
      } finally {
        end(linked.get());
      }
    }
    return BlobStore.super.adopt(digest, from);
  }

  private Optional<UploadSession> link(Path file) throws IOException {
    shelves.requireInPlace();
    return uploads.beginWith(file);
  }

  Instant now() {
    return uploads.now();
  }

  void end(UploadSession session) {
    uploads.end(session);
  }

  @Override
  public boolean delete(Digest digest) throws IOException {
    return shelves.delete(digest);
  }

  @Override
  public Optional<Long> renew(Digest digest) throws IOException {
    return shelves.renew(digest).map(FileLayer.Facts::size);
  }

  @Override
  public void sweep(Instant writtenBefore, Predicate<Digest> keep, Consumer<Digest> removed)
      throws IOException {
    renewals.forgetBefore(writtenBefore);
    eachOf(
        digest -> {
          if (shelves.sweep(digest, writtenBefore, keep)) {
            removed.accept(digest);
          }
        });
  }

  @Override
  public void each(Consumer<Digest> named) throws IOException {
    eachOf(named::accept);
  }

  /** Does something with a blob. */
  private interface Named {
    void take(Digest digest) throws IOException;
  }

  private void eachOf(Named named) throws IOException {
    for (String algorithm : BlobPaths.ALGORITHMS) {
      for (String shelf : files.list(paths.algorithm(algorithm))) {
        if (BlobPaths.isShelf(shelf)) {
          for (String name : files.list(paths.algorithm(algorithm).resolve(shelf))) {
            Optional<Digest> digest = Digest.tryParse(algorithm + ":" + name);
            if (digest.isPresent()) {
              named.take(digest.get());
            }
          }
        }
      }
    }
  }

  @Override
  public boolean sweep(Digest digest, Instant writtenBefore, Predicate<Digest> keep)
      throws IOException {
    return shelves.sweep(digest, writtenBefore, keep);
  }

  @Override
  public int cancelUploadsIdleSince(Instant instant) throws IOException {
    return uploads.cancelIdleSince(instant);
  }

  /** A write failed. */
  void failed() {
    failing = true;
  }

  /**
   * Why no blob can be written now; empty if one can. After a failure, and where there is hardly
   * any room, it writes something and removes it again.
   */
  public Optional<String> trouble() {
    if (!failing && reserve.spare() >= LEAST_ROOM) {
      return Optional.empty();
    }
    try {
      probe();
      failing = false;
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("no blob can be written to " + paths.root() + ": " + e.getMessage());
    }
  }

  private void probe() throws IOException {
    UploadSession session = begin("");
    try (var data = openForWriting(session)) {
      reserve.take(PROBE);
      data.write(ByteBuffer.allocate(PROBE), 0);
      data.sync();
    } finally {
      end(session);
    }
  }

  @Override
  public void close() {
    uploads.forgetAll();
  }
}
