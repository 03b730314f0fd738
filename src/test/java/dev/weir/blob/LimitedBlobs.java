package dev.weir.blob;

import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.reference.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Blobs in memory that fail as a full disk does. */
public final class LimitedBlobs implements BlobStore {
  private final BlobStore blobs = new MemoryBlobStore(InstantSource.system());
  private volatile long room = Long.MAX_VALUE;
  private volatile long left = Long.MAX_VALUE;
  private volatile long capacity;

  /** From now on an upload of more bytes than that does not fit. */
  public void limit(long bytes) {
    room = bytes;
  }

  /** From now on that much still fits into the filesystem. */
  public void leave(long bytes) {
    left = bytes;
  }

  /** From now on the filesystem has so many bytes in all. */
  public void holdAtAll(long bytes) {
    capacity = bytes;
  }

  @Override
  public long room() {
    return left;
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public BlobUpload start(String owner) throws IOException {
    return new LimitedUpload(blobs.start(owner));
  }

  @Override
  public Optional<BlobUpload> resume(String id) throws IOException {
    return blobs.resume(id);
  }

  @Override
  public int unfinished(Predicate<String> owner) {
    return blobs.unfinished(owner);
  }

  @Override
  public Optional<Long> size(Digest digest) {
    return blobs.size(digest);
  }

  @Override
  public Optional<Blob> open(Digest digest) {
    return blobs.open(digest);
  }

  @Override
  public Optional<Long> renew(Digest digest) throws IOException {
    return blobs.renew(digest);
  }

  @Override
  public void sweep(Instant writtenBefore, Predicate<Digest> keep, Consumer<Digest> removed)
      throws IOException {
    blobs.sweep(writtenBefore, keep, removed);
  }

  @Override
  public boolean sweep(Digest digest, Instant writtenBefore, Predicate<Digest> keep)
      throws IOException {
    return blobs.sweep(digest, writtenBefore, keep);
  }

  @Override
  public void each(Consumer<Digest> named) throws IOException {
    blobs.each(named);
  }

  @Override
  public boolean delete(Digest digest) throws IOException {
    return blobs.delete(digest);
  }

  @Override
  public int cancelUploadsIdleSince(Instant instant) throws IOException {
    return blobs.cancelUploadsIdleSince(instant);
  }

  @Override
  public void close() {
    blobs.close();
  }

  private final class LimitedUpload implements BlobUpload {
    private final BlobUpload upload;

    LimitedUpload(BlobUpload upload) {
      this.upload = upload;
    }

    @Override
    public long append(InputStream bytes) throws IOException {
      return upload.append(
          new FilterInputStream(bytes) {
            @Override
            public int read(byte[] target, int from, int length) throws IOException {
              int count = super.read(target, from, length);
              if (offset() + count > room) {
                throw new IOException("No space left on device");
              }
              return count;
            }
          });
    }

    @Override
    public long append(ByteBuffer bytes) throws IOException {
      if (offset() + bytes.remaining() > room) {
        throw new IOException("No space left on device");
      }
      return upload.append(bytes);
    }

    @Override
    public SeekableByteChannel reader() throws IOException {
      return upload.reader();
    }

    @Override
    public void verify(Digest expected) throws IOException {
      upload.verify(expected);
    }

    @Override
    public String id() {
      return upload.id();
    }

    @Override
    public String owner() {
      return upload.owner();
    }

    @Override
    public long offset() {
      return upload.offset();
    }

    @Override
    public long commit(Digest expected) throws IOException {
      return upload.commit(expected);
    }

    @Override
    public void cancel() {
      upload.cancel();
    }

    @Override
    public void close() throws IOException {
      upload.close();
    }
  }
}
