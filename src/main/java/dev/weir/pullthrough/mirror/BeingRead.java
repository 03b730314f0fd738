package dev.weir.pullthrough.mirror;

import dev.weir.blob.Blob;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Which blobs of the mirror somebody is reading, however long that takes. */
public final class BeingRead {
  private final Map<Digest, Integer> readers = new ConcurrentHashMap<>();

  /** The same blob, which counts as being read until it is closed. */
  public Blob counted(Digest digest, Blob blob) {
    readers.merge(digest, 1, Integer::sum);
    return new Counted(digest, blob);
  }

  /** True if somebody reads it. */
  boolean isRead(Digest digest) {
    return readers.containsKey(digest);
  }

  private final class Counted implements Blob {
    private final Digest digest;
    private final Blob blob;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Counted(Digest digest, Blob blob) {
      this.digest = digest;
      this.blob = blob;
    }

    @Override
    public long size() {
      return blob.size();
    }

    @Override
    public SeekableByteChannel channel() {
      return blob.channel();
    }

    @Override
    public void verify() throws IOException {
      blob.verify();
    }

    @Override
    public SeekableByteChannel part(long start, long length) throws IOException {
      return blob.part(start, length);
    }

    @Override
    public void close() throws IOException {
      if (open.getAndSet(false)) {
        readers.computeIfPresent(digest, (_, count) -> count == 1 ? null : count - 1);
      }
      blob.close();
    }
  }
}
