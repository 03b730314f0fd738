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
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blobs in a directory (registry.md 5.4); see {@link BlobPaths} for its picture. */
public final class FileBlobStore implements BlobStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileBlobStore.class);
  private static final int READ_BUFFER = 256 * 1024;
  private static final int MAX_OWNER = 4096;

  private final FileLayer files;
  private final BlobPaths paths;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, UploadSession> sessions = new ConcurrentHashMap<>();
  private final BlobShelves shelves;

  private FileBlobStore(FileLayer files, BlobPaths paths) {
    this.files = files;
    this.paths = paths;
    this.shelves = new BlobShelves(files, paths);
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
    file.sync();
    shelves.publish(paths.data(session.id()), expected);
    return session.offset();
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
    return Digest.ofFinished(algorithm, function);
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
    return shelves.delete(digest);
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

  @Override
  public void close() {
    sessions.clear();
  }
}
