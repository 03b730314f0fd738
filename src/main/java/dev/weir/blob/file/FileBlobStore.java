package dev.weir.blob.file;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobStore;
import dev.weir.blob.BlobUpload;
import dev.weir.blob.DigestMismatchException;
import dev.weir.blob.UploadBusyException;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blobs in a directory (registry.md 5.4); see {@link BlobPaths} for its picture. */
public final class FileBlobStore implements BlobStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileBlobStore.class);
  private static final int READ_BUFFER = 256 * 1024;
  private static final int STRIPES = 64;
  private static final int MAX_OWNER = 4096;

  private final FileLayer files;
  private final BlobPaths paths;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, UploadSession> sessions = new ConcurrentHashMap<>();
  private final Set<Path> durableShelves = ConcurrentHashMap.newKeySet();

  /** Publishing, replacing and deleting of one digest happen one at a time. */
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

  private FileBlobStore(FileLayer files, BlobPaths paths) {
    this.files = files;
    this.paths = paths;
  }

  /**
   * Opens the store in a directory, which is made if it is missing, and removes the rests of
   * uploads that a crash left. Unfinished uploads stay.
   */
  public static FileBlobStore open(Path directory) throws IOException {
    return open(directory, new DiskFiles());
  }

  static FileBlobStore open(Path directory, FileLayer files) throws IOException {
    FileBlobStore store = new FileBlobStore(files, new BlobPaths(directory));
    store.prepare();
    return store;
  }

  private void prepare() throws IOException {
    files.createDirectories(paths.algorithm("sha256"));
    files.createDirectories(paths.algorithm("sha512"));
    files.createDirectories(paths.uploads());
    files.syncDirectory(paths.blobs());
    files.syncDirectory(paths.root());
    for (String id : files.list(paths.uploads())) {
      if (BlobPaths.isUploadId(id) && files.facts(paths.data(id)).isEmpty()) {
        removeUpload(id);
      }
    }
  }

  @Override
  public Optional<Long> size(Digest digest) {
    try {
      return files.facts(paths.blob(digest)).map(FileLayer.Facts::size);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look up blob " + digest, e);
    }
  }

  @Override
  public Optional<Blob> open(Digest digest) {
    try {
      Optional<SeekableByteChannel> channel = files.open(paths.blob(digest));
      return channel.isEmpty()
          ? Optional.empty()
          : Optional.of(new FileBlob(channel.get(), channel.get().size()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open blob " + digest, e);
    }
  }

  @Override
  public BlobUpload start(String owner) throws IOException {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    String id = HexFormat.of().formatHex(bits);
    files.createDirectories(paths.upload(id));
    try (var note = files.openForWriting(paths.owner(id));
        var data = files.openForWriting(paths.data(id))) {
      note.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
      data.truncate(0);
    } catch (IOException e) {
      removeQuietly(id);
      throw e;
    }
    UploadSession session = UploadSession.begun(id, owner);
    sessions.put(id, session);
    return new FileUpload(this, session);
  }

  @Override
  public Optional<BlobUpload> resume(String id) throws IOException {
    if (!BlobPaths.isUploadId(id)) {
      return Optional.empty();
    }
    UploadSession session = sessions.get(id);
    if (session == null) {
      Optional<FileLayer.Facts> data = files.facts(paths.data(id));
      if (data.isEmpty()) {
        return Optional.empty();
      }
      UploadSession found = UploadSession.found(id, readOwner(id), data.get().size());
      session = sessions.computeIfAbsent(id, _ -> found);
    }
    return session.hasEnded() ? Optional.empty() : Optional.of(new FileUpload(this, session));
  }

  private String readOwner(String id) throws IOException {
    Optional<SeekableByteChannel> channel = files.open(paths.owner(id));
    if (channel.isEmpty()) {
      return "";
    }
    try (InputStream in = Channels.newInputStream(channel.get())) {
      return new String(in.readNBytes(MAX_OWNER), StandardCharsets.UTF_8);
    }
  }

  FileLayer.GrowingFile openForWriting(UploadSession session) throws IOException {
    return files.openForWriting(paths.data(session.id()));
  }

  /**
   * Verify, sync the file, rename, sync the directory: in this order a crash leaves all or none.
   */
  long commit(UploadSession session, FileLayer.GrowingFile file, Digest expected)
      throws IOException {
    Digest actual = digest(session, expected.algorithm());
    if (!actual.equals(expected)) {
      throw new DigestMismatchException(expected, actual);
    }
    long size = session.offset();
    ensureShelf(expected);
    ReentrantLock lock = stripe(expected);
    lock.lock();
    try {
      if (size(expected).filter(s -> s == size).isPresent()) {
        files.syncDirectory(paths.shelf(expected));
        return size;
      }
    } finally {
      lock.unlock();
    }
    file.sync();
    lock.lock();
    try {
      publish(session.id(), expected);
    } finally {
      lock.unlock();
    }
    return size;
  }

  private void publish(String id, Digest digest) throws IOException {
    files.move(paths.data(id), paths.blob(digest));
    try {
      files.syncDirectory(paths.shelf(digest));
    } catch (IOException e) {
      // A name that may vanish in a crash must not look like a blob to the next one who pushes it.
      files.delete(paths.blob(digest));
      throw e;
    }
  }

  private void ensureShelf(Digest digest) throws IOException {
    Path shelf = paths.shelf(digest);
    if (!durableShelves.contains(shelf)) {
      files.createDirectories(shelf);
      files.syncDirectory(paths.algorithm(digest.algorithm()));
      durableShelves.add(shelf);
    }
  }

  private Digest digest(UploadSession session, String algorithm) throws IOException {
    if (algorithm.equals("sha256")) {
      Optional<Digest> known = session.digest();
      if (known.isPresent()) {
        return known.get();
      }
    }
    MessageDigest function = Digest.newMessageDigest(algorithm);
    try (SeekableByteChannel data = files.open(paths.data(session.id())).orElseThrow()) {
      ByteBuffer buffer = ByteBuffer.allocate(READ_BUFFER);
      while (data.read(buffer.clear()) >= 0) {
        function.update(buffer.flip());
      }
    }
    return new Digest(algorithm, HexFormat.of().formatHex(function.digest()));
  }

  /** Forgets an upload and removes its files; safe at any time, also twice. */
  void end(UploadSession session) {
    session.end();
    removeQuietly(session.id());
    sessions.remove(session.id(), session);
  }

  /** What stays behind because the disk refuses is removed at the next start. */
  private void removeQuietly(String id) {
    try {
      removeUpload(id);
    } catch (IOException e) {
      LOG.warn("cannot remove the files of upload {}: {}", id, e.toString());
    }
  }

  private void removeUpload(String id) throws IOException {
    files.delete(paths.data(id));
    files.delete(paths.owner(id));
    files.delete(paths.upload(id));
  }

  @Override
  public boolean delete(Digest digest) throws IOException {
    ReentrantLock lock = stripe(digest);
    lock.lock();
    try {
      if (!files.delete(paths.blob(digest))) {
        return false;
      }
      files.syncDirectory(paths.shelf(digest));
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int cancelUploadsIdleSince(Instant instant) throws IOException {
    int cancelled = 0;
    for (String id : files.list(paths.uploads())) {
      if (BlobPaths.isUploadId(id) && isIdleSince(id, instant) && cancelIfNobodyWrites(id)) {
        cancelled++;
      }
    }
    return cancelled;
  }

  private boolean isIdleSince(String id, Instant instant) throws IOException {
    return files.facts(paths.data(id)).filter(f -> f.modified().isBefore(instant)).isPresent();
  }

  private boolean cancelIfNobodyWrites(String id) {
    @Nullable UploadSession session = sessions.get(id);
    if (session == null) {
      removeQuietly(id);
      return true;
    }
    try {
      session.acquire(this);
    } catch (UploadBusyException _) {
      return false;
    }
    end(session);
    session.release(this);
    return true;
  }

  private ReentrantLock stripe(Digest digest) {
    return stripes[Math.floorMod(digest.hashCode(), STRIPES)];
  }

  @Override
  public void close() {
    sessions.clear();
  }
}
