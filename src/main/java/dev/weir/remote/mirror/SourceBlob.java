package dev.weir.remote.mirror;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.remote.BlobSource;
import dev.weir.remote.Breaks;
import dev.weir.remote.RemoteBlobPart;
import dev.weir.remote.RemoteException;
import dev.weir.remote.Retries;
import dev.weir.remote.outbound.OutboundException;
import dev.weir.remote.repository.BlobPart;
import dev.weir.remote.repository.SourceRepository;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A blob on its way from a source: where that breaks off, what is missing is asked for, and the
 * reader notices nothing but the wait. The last bytes are only given out if all of them are those
 * of the digest. One reader at a time: a new one ends the one before. To be closed.
 */
public final class SourceBlob implements BlobSource, AutoCloseable {
  private final Descriptor blob;
  private final SourceRepository source;
  private final LongConsumer sent;
  private final Breaks breaks;
  private MessageDigest function;
  private long hashed;
  private boolean verified;
  private Optional<String> validator = Optional.empty();
  private @Nullable Reading current;
  private @Nullable RemoteException failure;

  /**
   * Nothing of it is asked for yet.
   *
   * @param sent is told how many more bytes were read; fewer than none where reading begins again
   */
  public SourceBlob(
      Descriptor blob, SourceRepository source, Retries.Pause pause, LongConsumer sent) {
    this.blob = blob;
    this.source = source;
    this.sent = sent;
    this.breaks = new Breaks(pause);
    this.function = Digest.newMessageDigest(blob.digest().algorithm());
  }

  /** Why it cannot be read; empty if it could be so far. */
  synchronized Optional<RemoteException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public InputStream open() throws IOException {
    return open(0);
  }

  @Override
  public synchronized InputStream open(long from) throws IOException {
    if (failure != null) {
      throw new IOException(failure);
    }
    if (from > hashed) {
      throw new IOException("only " + hashed + " bytes have been sent");
    }
    long before = current == null ? 0 : current.at;
    close();
    if (from == 0) {
      function = Digest.newMessageDigest(blob.digest().algorithm());
      hashed = 0;
      verified = false;
    }
    sent.accept(from - before);
    Reading reading = new Reading(from);
    current = reading;
    return reading;
  }

  @Override
  public synchronized void close() {
    if (current != null) {
      current.close();
    }
  }

  /** Takes bytes in that are given out next. */
  private synchronized void took(Reading reading, byte[] bytes, int offset, int n)
      throws IOException {
    if (reading != current || failure != null) {
      throw new IOException("another reader has begun");
    }
    long end = reading.at + n;
    if (end > hashed) {
      int known = (int) Math.max(0, hashed - reading.at);
      function.update(bytes, offset + known, n - known);
      hashed = end;
    }
    reading.at = end;
    if (end == blob.size()) {
      verify();
    }
    sent.accept(n);
  }

  private synchronized void verify() throws IOException {
    if (!verified) {
      Digest actual = Digest.ofFinished(blob.digest().algorithm(), function);
      if (!actual.equals(blob.digest())) {
        throw failed(
            new RemoteException(
                RemoteException.Kind.DIGEST_MISMATCH,
                "%s sent other bytes than those of %s: they hash to %s"
                    .formatted(source.name(), blob.digest(), actual)));
      }
      verified = true;
    }
  }

  private synchronized IOException failed(RemoteException e) {
    failure = failure == null ? e : failure;
    return new IOException(failure);
  }

  private final class Reading extends InputStream {
    private long at;
    private @Nullable BlobPart part;
    private volatile boolean closed;

    Reading(long from) {
      this.at = from;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (at == blob.size()) {
        verify();
        return -1;
      }
      int most = (int) Math.min(length, blob.size() - at);
      int n = most == 0 ? 0 : some(bytes, offset, most);
      took(this, bytes, offset, n);
      return n;
    }

    private int some(byte[] bytes, int offset, int most) throws IOException {
      while (true) {
        try {
          int n = content().read(bytes, offset, most);
          if (n > 0) {
            return n;
          }
          if (n < 0) {
            throw new EOFException(
                "%s ended %s after %d of %d bytes"
                    .formatted(source.name(), blob.digest(), at, blob.size()));
          }
        } catch (RemoteException e) {
          again(e, e.mayPass());
        } catch (OutboundException e) {
          RemoteException known = RemoteBlobPart.failure(e);
          again(known, known.mayPass());
        } catch (IOException e) {
          String message = String.valueOf(e.getMessage());
          again(
              new RemoteException(RemoteException.Kind.UNREACHABLE, message),
              e instanceof EOFException);
        }
      }
    }

    private void again(RemoteException e, boolean mayPass) throws IOException {
      release();
      if (closed) {
        throw new IOException("closed");
      }
      if (!mayPass || !breaks.mayGoOn(at, e)) {
        throw failed(e);
      }
    }

    /** Of what is missing yet. */
    private InputStream content() throws IOException {
      if (part == null) {
        BlobPart opened = source.open(blob.digest(), at, validator);
        part = opened;
        if (closed) {
          release();
          throw new IOException("closed");
        }
        validator = validator.or(opened::validator);
        opened.content().skipNBytes(at - opened.start());
      }
      return part.content();
    }

    private synchronized void release() {
      if (part != null) {
        part.close();
        part = null;
      }
    }

    @Override
    public void close() {
      closed = true;
      release();
    }
  }
}
