package dev.weir.blob.file;

import dev.weir.blob.BlobUpload;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One request's hold on an upload session. */
final class FileUpload implements BlobUpload {
  /** Bytes that are gathered before they are hashed and written, at most. */
  private static final int BUFFER = 128 * 1024;

  /** Begins with: many uploads are small, and each ends with a request that has no bytes. */
  private static final int FIRST_BUFFER = 8 * 1024;

  private final FileBlobStore store;
  private final UploadSession session;
  private FileLayer.@Nullable GrowingFile file;

  FileUpload(FileBlobStore store, UploadSession session) {
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
    FileLayer.GrowingFile open = openFile();
    byte[] buffer = new byte[FIRST_BUFFER];
    int filled = 0;
    try {
      int read;
      while ((read = bytes.read(buffer, filled, buffer.length - filled)) >= 0) {
        filled += read;
        if (filled == BUFFER) {
          filled = 0;
          write(open, ByteBuffer.wrap(buffer));
        } else if (filled == buffer.length) {
          buffer = Arrays.copyOf(buffer, Math.min(BUFFER, 4 * buffer.length));
        }
      }
    } finally {
      if (filled > 0) {
        write(open, ByteBuffer.wrap(buffer, 0, filled));
      }
    }
    return session.offset();
  }

  @Override
  public long append(ByteBuffer bytes) throws IOException {
    write(openFile(), bytes);
    return session.offset();
  }

  @Override
  public SeekableByteChannel reader() throws IOException {
    requireAlive();
    return store.openForReading(session);
  }

  @Override
  public void verify(Digest expected) throws IOException {
    FileLayer.GrowingFile _ = openFile();
    requireAlive();
    store.verify(session, expected);
  }

  private FileLayer.GrowingFile openFile() throws IOException {
    session.acquire(this);
    FileLayer.GrowingFile open = file;
    if (open == null) {
      requireAlive();
      open = store.openForWriting(session);
      file = open;
    }
    return open;
  }

  private void write(FileLayer.GrowingFile open, ByteBuffer bytes) throws IOException {
    requireAlive();
    ByteBuffer written = bytes.duplicate();
    try {
      store.takeRoom(bytes.remaining());
      open.write(bytes, session.offset());
    } catch (IOException e) {
      store.failed();
      cutBack(open, e);
      throw e;
    }
    session.received(written, store.now());
  }

  /** After a failed write the file must not be longer than what counts as received. */
  private void cutBack(FileLayer.GrowingFile open, IOException failure) {
    try {
      open.truncate(session.offset());
    } catch (IOException e) {
      failure.addSuppressed(e);
      store.end(session);
    }
  }

  private void requireAlive() throws IOException {
    if (session.hasEnded()) {
      throw new NoSuchFileException("upload " + session.id() + " has ended");
    }
  }

  @Override
  public long commit(Digest expected) throws IOException {
    FileLayer.GrowingFile open = openFile();
    try {
      requireAlive();
      return store.commit(session, open, expected);
    } finally {
      store.end(session);
      close();
    }
  }

  @Override
  public void cancel() {
    store.end(session);
  }

  @Override
  public void close() throws IOException {
    FileLayer.GrowingFile open = file;
    file = null;
    try {
      if (open != null) {
        open.close();
      }
    } finally {
      session.release(this);
    }
  }
}
