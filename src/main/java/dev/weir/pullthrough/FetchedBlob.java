package dev.weir.pullthrough;

import dev.weir.blob.Blob;
import dev.weir.blob.ReadOnlyChannel;
import dev.weir.pullthrough.Progress.Phase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A blob that is being fetched, for one reader: reads wait for bytes, and for the last byte of an
 * answer until all of the blob was compared with its digest.
 */
final class FetchedBlob implements Blob {
  private final Reading reading;
  private final @Nullable SeekableByteChannel spool;
  private final Answer whole;
  private @Nullable Tail tail;
  private boolean closed;

  /**
   * Of what, and for whom.
   *
   * @param size bytes of the blob
   */
  record Reading(Fetch fetch, Wanted wanted, long size, FetchWatcher watcher, FetchGround ground) {}

  /**
   * For a reader who joined.
   *
   * @param spool what has been written so far; none if nothing can be written
   */
  FetchedBlob(Reading reading, @Nullable SeekableByteChannel spool) {
    this.reading = reading;
    this.spool = spool;
    this.whole = new Answer(0, reading.size());
  }

  /**
   * For a reader of whom nothing can be written; the upstream is asked now, so that what it answers
   * can still be said in the place of the blob.
   *
   * @throws FetchException with that as its cause
   */
  static FetchedBlob apart(Reading reading) throws IOException {
    FetchedBlob blob = new FetchedBlob(reading, null);
    blob.tail = Tail.open(reading, false);
    return blob;
  }

  @Override
  public long size() {
    return reading.size();
  }

  @Override
  public SeekableByteChannel channel() {
    return whole;
  }

  @Override
  public SeekableByteChannel part(long start, long length) throws IOException {
    if (length == 0) {
      verify();
    }
    return new Answer(start, start + length);
  }

  @Override
  public void verify() throws IOException {
    if (reading.fetch().progress().awaitEnd() == Phase.APART) {
      tail(size()).verify();
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    reading.fetch().leave();
    if (tail != null) {
      tail.close();
    }
    if (spool != null) {
      spool.close();
    }
  }

  private int read(ByteBuffer target, long position, long end) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (position >= end) {
      return -1;
    }
    if (!target.hasRemaining()) {
      return 0;
    }
    Progress.Reach reach = reading.fetch().progress().awaitBeyond(position, end);
    if (spool == null) {
      return tail(position).read(target, position, end);
    }
    if (position < reach.until()) {
      return readSpool(spool, target, position, reach.until());
    }
    long written = reading.fetch().progress().rest().map(Progress.Rest::from).orElse(0L);
    if (position >= written) {
      return tail(position).read(target, position, end);
    }
    tail(written).verify(); // the last byte of a part is here, and nobody has compared the rest
    return readSpool(spool, target, position, end);
  }

  private static int readSpool(
      SeekableByteChannel spool, ByteBuffer target, long position, long until) throws IOException {
    int limit = target.limit();
    try {
      target.limit((int) Math.min(limit, target.position() + (until - position)));
      return spool.position(position).read(target);
    } finally {
      target.limit(limit);
    }
  }

  /** Begins again if it has gone too far. */
  private Tail tail(long position) throws IOException {
    Tail open = tail;
    if (open == null || position < open.from()) {
      if (open != null) {
        open.close();
        tail = null;
      }
      open = begun();
      tail = open;
    }
    return open;
  }

  private Tail begun() throws IOException {
    try {
      return Tail.open(reading, spool != null);
    } catch (FetchException e) {
      reading.watcher().failed(e);
      throw e;
    }
  }

  /** One answer, of the whole or a part. */
  private final class Answer extends ReadOnlyChannel {
    private final long end;

    Answer(long start, long end) {
      super(start);
      this.end = end;
    }

    @Override
    protected int read(ByteBuffer target, long from) throws IOException {
      return FetchedBlob.this.read(target, from, end);
    }

    @Override
    public long size() {
      return reading.size();
    }

    @Override
    public boolean isOpen() {
      return !closed;
    }
  }
}
