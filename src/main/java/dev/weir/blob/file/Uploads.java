package dev.weir.blob.file;

import dev.weir.blob.UploadBusyException;
import dev.weir.failure.FileProblem;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of unfinished uploads, and what is remembered of each between requests. */
final class Uploads {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
  private static final int READ_BUFFER = 256 * 1024;
  private static final int MAX_OWNER = 4096;

  private final FileLayer files;
  private final BlobPaths paths;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, UploadSession> sessions = new ConcurrentHashMap<>();

  /**
   * The uploads of a directory.
   *
   * @param clock tells how long they rest
   */
  Uploads(FileLayer files, BlobPaths paths, InstantSource clock) {
    this.files = files;
    this.paths = paths;
    this.clock = clock;
  }

  /** Takes up what an earlier process left, and removes the rests of what ended. */
  void takeUp() throws IOException {
    for (String id : files.list(paths.uploads())) {
      if (BlobPaths.isUploadId(id) && find(id).isEmpty()) {
        removeUpload(id);
      }
    }
  }

  UploadSession begin(String owner) throws IOException {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    String id = HexFormat.of().formatHex(bits);
    files.createDirectory(paths.upload(id));
    try (var data = files.openForWriting(paths.data(id))) {
      data.truncate(0);
      if (!owner.isEmpty()) {
        writeOwner(id, owner);
      }
    } catch (IOException e) {
      removeQuietly(id);
      throw e;
    }
    UploadSession session = UploadSession.begun(id, owner, now());
    sessions.put(id, session);
    return session;
  }

  /** A file more is made durable with the blob: it is worth one only where somebody is named. */
  private void writeOwner(String id, String owner) throws IOException {
    try (var note = files.openForWriting(paths.owner(id))) {
      note.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
    }
  }

  /** An upload that is known, or that an earlier process began. */
  Optional<UploadSession> find(String id) throws IOException {
    UploadSession known = sessions.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<FileLayer.Facts> data = files.facts(paths.data(id));
    if (data.isEmpty()) {
      return Optional.empty();
    }
    Instant modified = data.get().modified(); // by a clock that may have gone back since
    Instant touched = modified.isBefore(now()) ? modified : now();
    UploadSession found = UploadSession.found(id, readOwner(id), data.get().size(), touched);
    return Optional.of(sessions.computeIfAbsent(id, _ -> found));
  }

  /** Uploads of the owners that are asked for. */
  int count(Predicate<String> owner) {
    return (int) sessions.values().stream().filter(session -> owner.test(session.owner())).count();
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

  /** The digest of the bytes so far. */
  Digest digest(UploadSession session, String algorithm) throws IOException {
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

  SeekableByteChannel openForReading(UploadSession session) throws IOException {
    return files
        .open(paths.data(session.id()))
        .orElseThrow(() -> new NoSuchFileException("upload " + session.id() + " has ended"));
  }

  /** An upload whose bytes are a file of another directory; empty if it cannot be linked to. */
  Optional<UploadSession> beginWith(Path file) throws IOException {
    UploadSession empty = begin("");
    Path data = data(empty);
    try {
      files.delete(data); // nothing is ever written to a file that has another name too
      if (!files.link(file, data)) {
        end(empty);
        return Optional.empty();
      }
      long size = files.facts(data).map(FileLayer.Facts::size).orElse(0L);
      UploadSession full = UploadSession.found(empty.id(), "", size, now());
      sessions.put(full.id(), full);
      return Optional.of(full);
    } catch (IOException e) {
      end(empty);
      throw e;
    }
  }

  Path data(UploadSession session) {
    return paths.data(session.id());
  }

  Instant now() {
    return clock.instant();
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
      LOG.warn("cannot remove the files of upload {}: {}", id, FileProblem.named(e));
    }
  }

  private void removeUpload(String id) throws IOException {
    files.delete(paths.data(id));
    files.delete(paths.owner(id));
    files.delete(paths.upload(id));
  }

  /** Ends those that nobody wrote to since then, and nobody writes to now. */
  int cancelIdleSince(Instant instant) throws IOException {
    int cancelled = 0;
    for (String id : files.list(paths.uploads())) {
      if (BlobPaths.isUploadId(id)
          && find(id).filter(upload -> upload.isIdleSince(instant)).isPresent()
          && cancelIfNobodyWrites(id)) {
        cancelled++;
      }
    }
    return cancelled;
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

  void forgetAll() {
    sessions.clear();
  }
}
