package dev.weir.http;

import dev.weir.access.User;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/** The answer to a request: when it begins, how it is written. Used by one thread. */
final class Answer {
  private final Request request;
  private final Response response;
  private final ExchangeRoom room;
  private final RequestBody body;
  private final Duration patience;
  private @Nullable Runnable before;
  private boolean begun;
  private volatile boolean closing;

  /**
   * Of a request with its body.
   *
   * @param patience how long a client may take to read an answer that is not counted
   */
  Answer(
      Request request, Response response, ExchangeRoom room, RequestBody body, Duration patience) {
    this.request = request;
    this.response = response;
    this.room = room;
    this.body = body;
    this.patience = patience;
  }

  /** As {@link Exchange#beforeAnswer}. */
  void before(Runnable last) {
    Runnable first = before;
    before =
        first == null
            ? last
            : () -> {
              first.run();
              last.run();
            };
  }

  /** The connection ends with it. */
  void closesConnection() {
    closing = true;
  }

  /** As {@link Exchange#send}. */
  void send(String contentType, byte[] bytes) throws IOException {
    if (!room.hasPlace(User.ANONYMOUS)) {
      turnAway();
      return;
    }
    boolean small = bytes.length <= BodyBudget.SMALL_BYTES;
    boolean counted = !small && room.holdsAnswer(bytes.length);
    begin();
    response.getHeaders().put("Content-Type", contentType);
    response.getHeaders().put("Content-Length", Integer.toString(bytes.length));
    if (request.getMethod().equals("HEAD")) {
      return;
    }
    ByteBuffer content = ByteBuffer.wrap(bytes);
    if (counted || (small && !Exchange.isHttp2(request))) {
      Content.Sink.write(response, true, content);
    } else {
      writeWithin(patience, content);
    }
  }

  /** Headers wait for no window of HTTP/2, so that a refusal of many leaves nothing behind. */
  private void turnAway() {
    begin();
    RequestId.clear(response, response.getHeaders()::clear);
    response.setStatus(HttpStatus.TOO_MANY_REQUESTS_429);
    response.getHeaders().put("Retry-After", Integer.toString(NoRoomException.RETRY_AFTER_SECONDS));
  }

  private void writeWithin(Duration most, ByteBuffer bytes) throws IOException {
    Callback.Completable written = new Callback.Completable();
    response.write(true, bytes, written);
    try {
      written.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new IOException("the client did not read its answer within " + most);
    } catch (ExecutionException failed) {
      throw new IOException("the answer broke off", failed.getCause());
    } catch (InterruptedException _) {
      throw new InterruptedIOException("the answer broke off");
    }
  }

  /** As {@link Exchange#sendFile}. */
  boolean sendFile(FileChannel file, long start, long length, boolean last) throws IOException {
    if (!(request.getConnectionMetaData().getConnection().getEndPoint()
            instanceof FileConnection connection)
        || !response.getHeaders().contains(HttpHeader.CONTENT_LENGTH)
        || Exchange.isHttp2(request)) {
      return false;
    }
    begin();
    FileRegion region = new FileRegion(file, start, length);
    connection.sends(Optional.of(region));
    try {
      while (region.left() > 0) {
        ByteBuffer standIn = region.next();
        long left = region.left() - standIn.remaining();
        copy(last && left == 0, standIn);
        if (region.left() != left) {
          throw new IOException("the connection did not send the file");
        }
      }
    } finally {
      connection.sends(Optional.empty());
    }
    return true;
  }

  /** What the socket does not take at once is read from the disk later: not by who has no time. */
  private void copy(boolean last, ByteBuffer standIn) throws IOException {
    Callback.Completable sent = new Callback.Completable(InvocationType.BLOCKING);
    response.write(last, standIn, sent);
    try {
      sent.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException e
          ? e
          : new IOException("the answer broke off", failed.getCause());
    } catch (InterruptedException _) {
      throw new InterruptedIOException("the answer broke off");
    }
  }

  /** As {@link Exchange#sendHeaders}. */
  void sendHeaders() throws IOException {
    begin();
    // An answer that ends with its first write is given a Content-Length of 0.
    Content.Sink.write(response, false, BufferUtil.EMPTY_BUFFER);
  }

  /** As {@link Exchange#endsByItself}. */
  void endsByItself() {
    if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
        && !response.getHeaders().contains(HttpHeader.CONTENT_LENGTH)) {
      response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, HttpHeaderValue.CHUNKED);
    }
  }

  /** As {@link Exchange#breakOff}. */
  void breakOff() {
    if (response.isCommitted() && !response.isCompletedSuccessfully() && endsWithConnection()) {
      BrokenConnection.reset(request.getConnectionMetaData().getConnection().getEndPoint());
    }
  }

  private boolean endsWithConnection() {
    HttpVersion version = request.getConnectionMetaData().getHttpVersion();
    return (version == HttpVersion.HTTP_1_0
            || (version == HttpVersion.HTTP_1_1
                && request.getHeaders().contains(HttpHeader.CONNECTION, "close")))
        && !response.getHeaders().contains(HttpHeader.CONTENT_LENGTH)
        && !response.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  OutputStream output() {
    begin();
    return Content.Sink.asOutputStream(response);
  }

  /** Lets go of what was held for the request: waiting for the client to read holds no slot. */
  void begin() {
    if (begun) {
      return;
    }
    begun = true;
    body.forget();
    if (before != null) {
      before.run();
    }
    room.answerBegins();
    if ((body.isLingering() || closing) && !response.isCommitted()) {
      response.getHeaders().put("Connection", "close");
    }
  }
}
