package dev.weir.pullthrough;

import dev.weir.blob.BlobStore;
import dev.weir.blob.BlobUpload;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has come of a blob: an upload of the mirror, which is begun with the first bytes. */
final class Spool {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

  private final BlobStore mirror;
  private final Digest digest;
  private final Space.Share share;
  private @Nullable BlobUpload upload;

  /**
   * Nothing has come.
   *
   * @param share what it takes; closed with it
   */
  Spool(BlobStore mirror, Digest digest, Space.Share share) {
    this.mirror = mirror;
    this.digest = digest;
    this.share = share;
  }

  /**
   * Looks whether so much can be written.
   *
   * @throws IOException if it cannot
   */
  void requireRoom(long bytes) throws IOException {
    share.require(bytes);
  }

  /** Appends bytes, or none, and fails. */
  void append(byte[] bytes, int count) throws IOException {
    share.grow(count);
    begun().append(ByteBuffer.wrap(bytes, 0, count));
  }

  private BlobUpload begun() throws IOException {
    synchronized (this) {
      if (upload != null) {
        return upload;
      }
    }
    BlobUpload begun = mirror.start();
    synchronized (this) {
      upload = begun;
    }
    return begun;
  }

  /** Reads what has been appended and will be; empty if nothing has, or it is over. */
  synchronized Optional<SeekableByteChannel> reader() throws IOException {
    return upload == null ? Optional.empty() : Optional.of(upload.reader());
  }

  /** What those need who go on without it. */
  Progress.Rest rest() {
    try (SeekableByteChannel bytes = reader().orElse(null)) {
      if (bytes != null) {
        MessageDigest hash = hash();
        ByteBuffer buffer = ByteBuffer.allocate(Fetch.BUFFER);
        while (bytes.read(buffer.clear()) >= 0) {
          hash.update(buffer.flip());
        }
        return new Progress.Rest(bytes.position(), hash);
      }
    } catch (IOException e) {
      LOG.warn("what came of {} cannot be read back: {}", digest, e.getMessage());
    }
    return new Progress.Rest(0, hash());
  }

  private MessageDigest hash() {
    return Digest.newMessageDigest(digest.algorithm());
  }

  /**
   * Compares all with the digest.
   *
   * @throws dev.weir.blob.DigestMismatchException if they are other bytes
   */
  void verify() throws IOException {
    begun().verify(digest);
  }

  /** Makes it a blob of the mirror, where whoever comes now finds it; false if that fails. */
  boolean keep() {
    Optional<BlobUpload> complete = take();
    if (complete.isEmpty()) {
      return false;
    }
    try (BlobUpload upload = complete.get()) {
      upload.commit(digest);
      return true;
    } catch (IOException e) {
      LOG.warn("{} was fetched and cannot be kept: {}", digest, e.getMessage());
      return false;
    } finally {
      share.close();
    }
  }

  /** Throws it away; who reads it goes on. */
  void discard() {
    share.close();
    Optional<BlobUpload> rest = take();
    if (rest.isPresent()) {
      try (BlobUpload upload = rest.get()) {
        upload.cancel();
      } catch (IOException e) {
        LOG.warn("an upload of the mirror does not close: {}", e.getMessage());
      }
    }
  }

  private synchronized Optional<BlobUpload> take() {
    Optional<BlobUpload> taken = Optional.ofNullable(upload);
    upload = null;
    return taken;
  }
}
