package dev.weir.blob.memory;

import dev.weir.blob.BlobUpload;
import dev.weir.blob.DigestMismatchException;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** One request's hold on an upload. */
final class MemoryUpload implements BlobUpload {
  private static final int BUFFER = 16 * 1024;

  private final MemoryBlobStore store;
  private final MemorySession session;

  MemoryUpload(MemoryBlobStore store, MemorySession session) {
    this.store = store;
    this.session = session;
  }

  @Override
  public String id() {
    return session.id();
  }

  @Override
  public String owner() {
    return session.owner();
  }

  @Override
  public long offset() {
    return session.offset();
  }

  @Override
  public long append(InputStream bytes) throws IOException {
    acquire();
    byte[] buffer = new byte[BUFFER];
    int read;
    while ((read = bytes.read(buffer)) >= 0) {
      add(ByteBuffer.wrap(buffer, 0, read));
    }
    return session.offset();
  }

  @Override
  public long append(ByteBuffer bytes) throws IOException {
    acquire();
    add(bytes);
    return session.offset();
  }

  private void add(ByteBuffer bytes) throws IOException {
    if (!session.add(bytes, store.now())) {
      throw ended();
    }
  }

  @Override
  public SeekableByteChannel reader() throws IOException {
    if (session.hasEnded()) {
      throw ended();
    }
    return new SessionChannel(session);
  }

  @Override
  public void verify(Digest expected) throws IOException {
    acquire();
    requireDigest(expected, session.content());
  }

  private static void requireDigest(Digest expected, byte[] content)
      throws DigestMismatchException {
    Digest actual = expected.sameAlgorithm(content);
    if (!actual.equals(expected)) {
      throw new DigestMismatchException(expected, actual);
    }
  }

  @Override
  public long commit(Digest expected) throws IOException {
    acquire();
    store.end(session);
    byte[] content = session.content();
    requireDigest(expected, content);
    store.publish(expected, content);
    return content.length;
  }

  private void acquire() throws IOException {
    session.acquire(this);
    if (session.hasEnded()) {
      throw ended();
    }
  }

  private IOException ended() {
    return new IOException("upload " + session.id() + " has ended");
  }

  @Override
  public void cancel() {
    store.end(session);
  }

  @Override
  public void close() {
    session.release(this);
  }
}
