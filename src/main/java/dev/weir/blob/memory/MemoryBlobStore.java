package dev.weir.blob.memory;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobStore;
import dev.weir.blob.BlobUpload;
import dev.weir.blob.Renewals;
import dev.weir.reference.Digest;
import java.nio.channels.SeekableByteChannel;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Blobs as byte arrays. Blobs of more than 2 GB do not fit. */
public final class MemoryBlobStore implements BlobStore {
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
  private final Renewals renewals;
  private final Map<String, MemorySession> sessions = new ConcurrentHashMap<>();

  public MemoryBlobStore(InstantSource clock) {
    this.clock = clock;
    this.renewals = new Renewals(clock);
  }

  @Override
  public Optional<Long> size(Digest digest) {
    return Optional.ofNullable(blobs.get(digest)).map(bytes -> (long) bytes.length);
  }

  @Override
  public Optional<Blob> open(Digest digest) {
    return Optional.ofNullable(blobs.get(digest)).map(MemoryBlob::new);
  }

  @Override
  public BlobUpload start(String owner) {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    MemorySession session =
        new MemorySession(HexFormat.of().formatHex(bits), owner, clock.instant());
    sessions.put(session.id(), session);
    return new MemoryUpload(this, session);
  }

  @Override
  public Optional<BlobUpload> resume(String id) {
    return Optional.ofNullable(sessions.get(id)).map(session -> new MemoryUpload(this, session));
  }

  @Override
  public int unfinished(Predicate<String> owner) {
    return (int) sessions.values().stream().filter(session -> owner.test(session.owner())).count();
  }

  Instant now() {
    return clock.instant();
  }

  void publish(Digest digest, byte[] bytes) {
    blobs.compute(
        digest,
        (_, present) -> {
          renewals.renew(digest);
          return present == null ? bytes : present;
        });
  }

  @Override
  public Optional<Long> renew(Digest digest) {
    return Optional.ofNullable(
            blobs.computeIfPresent(
                digest,
                (_, present) -> {
                  renewals.renew(digest);
                  return present;
                }))
        .map(bytes -> (long) bytes.length);
  }

  @Override
  public void sweep(Instant writtenBefore, Predicate<Digest> keep, Consumer<Digest> removed) {
    renewals.forgetBefore(writtenBefore);
    for (Digest digest : blobs.keySet()) {
      if (sweep(digest, writtenBefore, keep)) {
        removed.accept(digest);
      }
    }
  }

  @Override
  public boolean sweep(Digest digest, Instant writtenBefore, Predicate<Digest> keep) {
    boolean[] removed = {false};
    blobs.computeIfPresent(
        digest,
        (_, present) -> {
          removed[0] = renewals.isBefore(digest, writtenBefore) && !keep.test(digest);
          if (removed[0]) {
            renewals.remove(digest);
          }
          return removed[0] ? null : present;
        });
    return removed[0];
  }

  @Override
  public void each(Consumer<Digest> named) {
    blobs.keySet().forEach(named);
  }

  void end(MemorySession session) {
    session.end();
    sessions.remove(session.id(), session);
  }

  @Override
  public boolean delete(Digest digest) {
    return blobs.remove(digest) != null;
  }

  @Override
  public int cancelUploadsIdleSince(Instant instant) {
    int cancelled = 0;
    for (MemorySession session : sessions.values()) {
      if (session.isIdleSince(instant)) {
        end(session);
        cancelled++;
      }
    }
    return cancelled;
  }

  @Override
  public void close() {
    sessions.clear();
  }

  private record MemoryBlob(SeekableByteChannel channel, long size) implements Blob {
    MemoryBlob(byte[] bytes) {
      this(new BytesChannel(bytes), bytes.length);
    }

    @Override
    public void close() {}
  }
}
