package dev.weir.remote.outbound;

import dev.weir.remote.budget.Allowance;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Status, headers and a body that streams as it is read. Always to be closed. */
public final class OutboundAnswer implements AutoCloseable {
  private static final int DRAIN = 16 * 1024;

  private final URI uri;
  private final int status;
  private final Map<String, List<String>> headers;
  private final InputStream body;

  /**
   * @param uri what answered, after redirects
   * @param headers lower-case names
   */
  public OutboundAnswer(URI uri, int status, Map<String, List<String>> headers, InputStream body) {
    this.uri = uri;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public URI uri() {
    return uri;
  }

  public int status() {
    return status;
  }

  public boolean isSuccess() {
    return status / 100 == 2;
  }

  /** The first value, or empty text. */
  public String header(String name) {
    List<String> values = headers(name);
    return values.isEmpty() ? "" : values.getFirst();
  }

  public List<String> headers(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /** Content-Length, if it was given. */
  public OptionalLong length() {
    String text = header("content-length");
    try {
      return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /**
   * How long the server wants to be left alone; empty if it does not say.
   *
   * @param now what its times are compared with where the answer has no date
   */
  public Optional<Duration> retryAfter(Instant now) {
    return RetryAfter.read(header("retry-after"), header("date"), now);
  }

  /** What the server says is left of what it grants; empty if it says nothing of it. */
  public Optional<Allowance> allowance(Instant now) {
    return RateLimits.read(this::headers, now);
  }

  /**
   * Reads fail with {@link OutboundException} when the connection breaks or goes silent for too
   * long.
   */
  public InputStream body() {
    return body;
  }

  /** The first bytes of the body, at most {@code limit}. */
  public byte[] read(int limit) throws IOException {
    return body.readNBytes(limit);
  }

  /** The same answer, which from now on, and whenever bytes come, runs something. */
  public OutboundAnswer signalling(Runnable sign) {
    sign.run();
    return new OutboundAnswer(uri, status, headers, new Signalling(body, sign));
  }

  /**
   * The same answer, which runs something once, as soon as its body has ended, failed or been
   * closed.
   *
   * @param ended is given the failure
   */
  public OutboundAnswer ending(Consumer<Optional<IOException>> ended) {
    return new OutboundAnswer(uri, status, headers, new Ending(body, ended));
  }

  private static final class Ending extends FilterInputStream {
    private final Consumer<Optional<IOException>> ended;
    private final AtomicBoolean over = new AtomicBoolean();

    Ending(InputStream in, Consumer<Optional<IOException>> ended) {
      super(in);
      this.ended = ended;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        int read = super.read(bytes, offset, length);
        if (read < 0) {
          end(Optional.empty());
        }
        return read;
      } catch (IOException e) {
        end(Optional.of(e));
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        end(Optional.empty());
      }
    }

    private void end(Optional<IOException> failure) {
      if (!over.getAndSet(true)) {
        ended.accept(failure);
      }
    }
  }

  private static final class Signalling extends FilterInputStream {
    private final Runnable sign;

    Signalling(InputStream in, Runnable sign) {
      super(in);
      this.sign = sign;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      sign.run();
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      sign.run();
      return read;
    }
  }

  /** Reads what little may be left, so that the connection can serve again, or ends it. */
  @Override
  public void close() {
    try (InputStream b = body) {
      if (length().orElse(Long.MAX_VALUE) <= DRAIN) {
        b.transferTo(new Sink());
      }
    } catch (IOException _) {
      // the connection is gone, which is what closing means
    }
  }

  private static final class Sink extends ByteArrayOutputStream {
    @Override
    public synchronized void write(byte[] b, int off, int len) {}
  }
}
