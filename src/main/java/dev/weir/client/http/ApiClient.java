package dev.weir.client.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends requests to one API server, one after the other over one connection that is kept. Answers
 * of 400 and above become {@link dev.weir.resource.StatusException}.
 */
public final class ApiClient implements AutoCloseable {
  /** Largest answer that is read whole, in bytes. */
  private static final int MAX_BODY = 512 * 1024 * 1024;

  private final Endpoint endpoint;
  private final Dialer dialer;
  private final Duration timeout;
  private final Listener listener;
  private final String fixedHeaders;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Wire idle;

  /** Hears what passes by. */
  public interface Listener {
    /** A text that the server wants the user to read ({@code Warning} header). */
    void warning(String text);

    /** A request was answered; for {@code -v=6}. */
    default void answered(ApiRequest request, int status, Duration time) {}
  }

  /**
   * A client.
   *
   * @param timeout longest time for one request, zero for no limit; of a watch, until it begins
   */
  public ApiClient(Endpoint endpoint, Identity identity, Duration timeout, Listener listener) {
    this.endpoint = endpoint;
    this.dialer = new Dialer(endpoint, timeout);
    this.timeout = timeout;
    this.listener = listener;
    this.fixedHeaders =
        "Host: "
            + endpoint.server().getAuthority()
            + "\r\nUser-Agent: weir\r\n"
            + identity.headers(endpoint.isPrivate());
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /** The request's JSON answer. */
  public ObjectNode json(ApiRequest request) throws IOException {
    return request.read(send(request));
  }

  /** The request's answer, whole. */
  public byte[] send(ApiRequest request) throws IOException {
    HttpAnswer answer = answer(request);
    if (answer.status() >= 400) {
      throw StatusErrors.of(answer.status(), request, answer.body()).exception();
    }
    return answer.body();
  }

  /** The answer as it is: for servers whose refusals and redirects mean something. */
  public HttpAnswer answer(ApiRequest request) throws IOException {
    lock.lock();
    try {
      Wire kept = idle;
      idle = null;
      if (kept != null) {
        try {
          return exchange(kept, request);
        } catch (EOFException e) {
          if (!request.isRepeatable()) {
            throw e;
          }
        }
      }
      return exchange(dialer.connect(), request);
    } finally {
      lock.unlock();
    }
  }

  private HttpAnswer exchange(Wire wire, ApiRequest request) throws IOException {
    if (timeout.isZero()) {
      return exchangeWithoutLimit(wire, request);
    }
    try (Deadline deadline = Deadline.of(timeout, wire)) {
      try {
        return exchangeWithoutLimit(wire, request);
      } catch (IOException e) {
        throw deadline.why(e);
      }
    }
  }

  private HttpAnswer exchangeWithoutLimit(Wire wire, ApiRequest request) throws IOException {
    boolean keep = false;
    try {
      long start = System.nanoTime();
      ApiAnswer answer = ask(wire, request);
      byte[] body = whole(answer.body());
      keep = answer.reusable();
      listener.answered(request, answer.status(), Duration.ofNanos(System.nanoTime() - start));
      return new HttpAnswer(answer.status(), answer.headers(), body);
    } finally {
      if (keep) {
        idle = wire;
      } else {
        wire.close();
      }
    }
  }

  /** Reads the body of an answer as it comes. */
  public interface BodyReader<T> {
    /** Reads all of it; what is left ends the connection. */
    T read(InputStream body) throws IOException;
  }

  /**
   * The request's answer, read as it comes, however long it takes.
   *
   * @param request whose repetition does no harm
   */
  public <T> T read(ApiRequest request, BodyReader<T> reader) throws IOException {
    lock.lock();
    try {
      Wire kept = idle;
      idle = null;
      Wire wire = kept == null ? dialer.connect() : kept;
      ApiAnswer answer;
      try {
        answer = ask(wire, request);
      } catch (IOException e) {
        wire.close();
        if (kept == null) {
          throw e;
        }
        wire = dialer.connect(); // it had rested for too long
        answer = ask(wire, request);
      }
      return read(wire, request, answer, reader);
    } finally {
      lock.unlock();
    }
  }

  private <T> T read(Wire wire, ApiRequest request, ApiAnswer answer, BodyReader<T> reader)
      throws IOException {
    boolean keep = false;
    try {
      if (answer.status() >= 400) {
        byte[] body = whole(answer.body());
        keep = answer.reusable();
        throw StatusErrors.of(answer.status(), request, body).exception();
      }
      T result = reader.read(answer.body());
      keep = answer.reusable() && answer.body().read() < 0;
      return result;
    } finally {
      if (keep) {
        idle = wire;
      } else {
        wire.close();
      }
    }
  }

  /** An answer that keeps coming, over a connection of its own. */
  public OpenAnswer keepOpen(ApiRequest request) throws IOException {
    Streaming answer = open(request);
    return new OpenAnswer(answer.body(), answer.wire());
  }

  /** A body that keeps coming, until it is closed. */
  public static final class OpenAnswer implements AutoCloseable {
    private final InputStream body;
    private final Wire wire;

    private OpenAnswer(InputStream body, Wire wire) {
      this.body = body;
      this.wire = wire;
    }

    /** What comes; a read waits for it. */
    public InputStream body() {
      return body;
    }

    /** Ends it, also for a read that waits. */
    @Override
    public void close() {
      wire.close();
    }
  }

  /** An answer that keeps coming, over a connection of its own. */
  Streaming open(ApiRequest request) throws IOException {
    Wire wire = dialer.connect();
    try {
      ApiAnswer answer = timeout.isZero() ? begun(wire, request) : begunInTime(wire, request);
      return new Streaming(answer.body(), wire);
    } catch (IOException | RuntimeException e) {
      wire.close();
      throw e;
    }
  }

  private ApiAnswer begunInTime(Wire wire, ApiRequest request) throws IOException {
    try (Deadline deadline = Deadline.of(timeout, wire)) {
      try {
        return begun(wire, request);
      } catch (IOException e) {
        throw deadline.why(e);
      }
    }
  }

  /** An answer that begins, and is no refusal. */
  private ApiAnswer begun(Wire wire, ApiRequest request) throws IOException {
    ApiAnswer answer = ask(wire, request);
    if (answer.status() >= 400) {
      throw StatusErrors.of(answer.status(), request, whole(answer.body())).exception();
    }
    return answer;
  }

  /** A body that keeps coming; closing the wire ends it. */
  record Streaming(InputStream body, Wire wire) {}

  private ApiAnswer ask(Wire wire, ApiRequest request) throws IOException {
    byte[] head = head(request).getBytes(StandardCharsets.ISO_8859_1);
    byte[] message = new byte[head.length + request.body().length];
    System.arraycopy(head, 0, message, 0, head.length);
    System.arraycopy(request.body(), 0, message, head.length, request.body().length);
    wire.out().write(message);
    wire.out().flush();
    ApiAnswer answer = new ResponseReader(wire.in()).read(request.method());
    answer.all("warning").stream()
        .flatMap(value -> Warnings.texts(value).stream())
        .forEach(listener::warning);
    return answer;
  }

  private String head(ApiRequest request) {
    StringBuilder head = new StringBuilder(request.method()).append(' ');
    String base = endpoint.server().getRawPath();
    head.append(base == null || base.equals("/") ? "" : base.replaceAll("/+$", ""))
        .append(request.target())
        .append(" HTTP/1.1\r\n")
        .append(fixedHeaders)
        .append("Accept: ")
        .append(request.accept())
        .append("\r\n")
        .append(request.moreHeaders());
    if (!request.contentType().isEmpty()) {
      head.append("Content-Type: ").append(request.contentType()).append("\r\n");
    }
    if (request.body().length > 0 || !request.contentType().isEmpty()) {
      head.append("Content-Length: ").append(request.body().length).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static byte[] whole(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MAX_BODY);
    if (bytes.length == MAX_BODY) {
      throw new IOException("the server's answer is larger than " + MAX_BODY + " bytes");
    }
    return bytes;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      Wire kept = idle;
      idle = null;
      if (kept != null) {
        kept.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
