package dev.weir.http;

import dev.weir.access.User;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request and its response. Used by one thread. */
public final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** So much of a refused body is read before the answer, to keep the connection. */
  private static final int SMALL_REST = 32 * 1024;

  private static final Duration SMALL_REST_PATIENCE = Duration.ofSeconds(1);

  /** How long a client that is still writing has to notice that the answer is there. */
  private static final Duration LINGER = Duration.ofSeconds(10);

  private static final byte[] NOTHING = {};
  private static final int FIRST_PIECE = 4 * 1024;
  private static final int LONGEST_PIECE = 128 * 1024;

  /** When a fourth of an announced body has come, the whole is made room for. */
  private static final int WHOLE_FROM = 4;

  private final Request request;
  private final Response response;
  private final Callback completion;
  private final ExchangePlaces places;
  private final Fields query;
  private Duration bodyPatience = Duration.ofMinutes(1);
  private Optional<BodyBudget.Part> account = Optional.empty();
  private byte @Nullable [] gathered;
  private @Nullable Runnable beforeAnswer;
  private boolean answering;
  private boolean placed;
  private boolean turnedAway;
  private boolean holdsAnswer;
  private boolean lingering;
  private volatile boolean closing;
  private boolean upgraded;

  Exchange(Request request, Response response, Callback completion, ExchangePlaces places) {
    this.request = request;
    this.response = response;
    this.completion = completion;
    this.places = places;
    this.query = Request.extractQueryParameters(request);
  }

  public String method() {
    return request.getMethod();
  }

  /** Path as it was sent: still percent-encoded, without the query. */
  public String rawPath() {
    return request.getHttpURI().getPath();
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return request.isSecure() ? "https" : "http";
  }

  /** The Host header or authority: {@code host[:port]}. */
  public String authority() {
    String authority = request.getHttpURI().getAuthority();
    return authority == null ? "" : authority;
  }

  /** True if a trusted proxy passed the request on; the address is then its client's. */
  public boolean isForwarded() {
    return TrustedProxies.isForwarded(request);
  }

  /** Address of the peer, without port; empty over a Unix socket. */
  public String remoteAddress() {
    String address = Request.getRemoteAddr(request);
    return address == null ? "" : address;
  }

  /** Address at which the peer reached us, without port; empty over a Unix socket. */
  public String localAddress() {
    String address = Request.getLocalAddr(request);
    return address == null ? "" : address;
  }

  /** What the client showed over TLS, and proved to have the key of; nobody has judged it. */
  public Optional<X509Certificate> peerCertificate() {
    return request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
                instanceof EndPoint.SslSessionData session
            && session.peerCertificates() != null
            && session.peerCertificates().length > 0
        ? Optional.of(session.peerCertificates()[0])
        : Optional.empty();
  }

  /** First value of a query parameter, decoded; empty if absent. */
  public String query(String name) {
    String value = query.getValue(name);
    return value == null ? "" : value;
  }

  public boolean hasQuery(String name) {
    return query.get(name) != null;
  }

  public List<String> queryValues(String name) {
    Fields.Field field = query.get(name);
    return field == null ? List.of() : List.copyOf(field.getValues());
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  public HttpFields headers() {
    return request.getHeaders();
  }

  /** Declared length of the body, or -1. */
  public long contentLength() {
    return request.getLength();
  }

  /** The body as it comes in; reading blocks. */
  public InputStream body() {
    return Content.Source.asInputStream(request);
  }

  /**
   * Says whose exchange it is, before anything is waited for. One that is nobody's until its answer
   * begins is a stranger's.
   *
   * @throws NoRoomException if there are too many; the answer to this one then is bare
   */
  public void belongsTo(User user) throws NoRoomException {
    if (!hasPlace(user)) {
      throw new NoRoomException();
    }
  }

  private boolean hasPlace(User user) {
    if (!placed && !turnedAway) {
      placed = places.take(user, request);
      turnedAway = !placed;
      if (turnedAway) {
        places.refuse(request);
      }
    }
    return placed;
  }

  /** From now on, what is read into memory is counted there, until the answer begins. */
  public void accountTo(BodyBudget.Part part) {
    account = Optional.of(part);
  }

  /** What {@link #accountTo} named; empty if nothing did. */
  public Optional<BodyBudget.Part> account() {
    return account;
  }

  /** Runs once: when the answer begins, or at the end of an exchange without one. */
  public void beforeAnswer(Runnable last) {
    Runnable first = beforeAnswer;
    beforeAnswer =
        first == null
            ? last
            : () -> {
              first.run();
              last.run();
            };
  }

  /**
   * Reads the whole body, or gives again what was read. Memory grows as bytes come.
   *
   * @throws BodyTooLargeException if it is longer than the bound
   * @throws BodyTooSlowException if it takes too long
   * @throws NoRoomException if there is no room for it
   */
  public byte[] readBody(int maxBytes) throws IOException {
    byte[] known = gathered;
    if (known != null) {
      return known;
    }
    if (contentLength() > maxBytes) {
      throw new BodyTooLargeException(maxBytes);
    }
    byte[] read = contentLength() == 0 ? new byte[0] : within(bodyPatience, () -> gather(maxBytes));
    gathered = read;
    return read;
  }

  private byte[] gather(int maxBytes) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    InputStream body = body();
    long announced = contentLength();
    int length = announced >= 0 ? (int) Math.min(announced, FIRST_PIECE) : FIRST_PIECE;
    int total = 0;
    while (true) {
      if (account.isPresent()) {
        account.get().take(length);
      }
      byte[] piece = new byte[length];
      int filled = body.readNBytes(piece, 0, length);
      total += filled;
      if (total > maxBytes) {
        throw new BodyTooLargeException(maxBytes);
      }
      pieces.add(piece);
      if (filled < length || total == announced) {
        return joined(pieces, total);
      }
      if (announced > 0 && total >= announced / WHOLE_FROM) {
        return filledUp(joined(pieces, total), (int) announced, body);
      }
      length = Math.min(LONGEST_PIECE, total);
    }
  }

  /**
   * Reads the rest of a body, a good part of which has come, into its place.
   *
   * @param body has read that part, and holds what came with it
   */
  private byte[] filledUp(byte[] begun, int announced, InputStream body) throws IOException {
    if (account.isPresent()) {
      account.get().take(announced - begun.length);
    }
    byte[] all = Arrays.copyOf(begun, announced);
    int filled = body.readNBytes(all, begun.length, announced - begun.length);
    return filled < announced - begun.length ? Arrays.copyOf(all, begun.length + filled) : all;
  }

  private static byte[] joined(List<byte[]> pieces, int total) {
    if (pieces.size() == 1 && pieces.getFirst().length == total) {
      return pieces.getFirst();
    }
    byte[] all = new byte[total];
    int at = 0;
    for (byte[] piece : pieces) {
      int length = Math.min(piece.length, total - at);
      System.arraycopy(piece, 0, all, at, length);
      at += length;
    }
    return all;
  }

  /** Reads something of the body. */
  private interface Reading<T> {
    T run() throws IOException;
  }

  private <T> T within(Duration patience, Reading<T> reading) throws IOException {
    AtomicBoolean late = new AtomicBoolean();
    Scheduler.Task alarm =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> {
                  late.set(true);
                  request.fail(new BodyTooSlowException(patience));
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
    try {
      return reading.run();
    } catch (IOException failed) {
      throw late.get() ? new BodyTooSlowException(patience) : failed;
    } finally {
      alarm.cancel();
    }
  }

  /** How long {@link #readBody} waits for the whole body; a minute if nothing is said. */
  public void expectBodyWithin(Duration patience) {
    bodyPatience = patience;
  }

  /**
   * Cares for what is left of the body, before a refusal: a client that is still writing when the
   * connection ends may never see the answer. A short rest is read, and the connection goes on; a
   * long one is read after the answer, for a while, and thrown away. Who waits to be asked for the
   * body is not asked.
   */
  public void drainBody() {
    if (contentLength() == 0
        || gathered != null
        || header("Expect").isPresent()
        || !hasPlace(User.ANONYMOUS)) {
      return;
    }
    try {
      boolean isLong =
          contentLength() > SMALL_REST
              || within(SMALL_REST_PATIENCE, () -> body().skip(SMALL_REST) == SMALL_REST);
      // HTTP/1.1 cannot go on behind a body that nobody reads; HTTP/2 can.
      lingering = isLong && !isHttp2();
    } catch (IOException e) {
      LOG.debug("{} {}: the rest of the body: {}", method(), rawPath(), e.toString());
    }
  }

  private void linger() {
    if (!lingering || !response.isCommitted()) {
      return;
    }
    try {
      long _ = within(LINGER, () -> body().skip(Long.MAX_VALUE));
    } catch (IOException e) {
      LOG.debug("{} {}: the rest of the body: {}", method(), rawPath(), e.toString());
    }
  }

  public Exchange status(int code) {
    response.setStatus(code);
    return this;
  }

  public Exchange setHeader(String name, String value) {
    response.getHeaders().put(name, value);
    return this;
  }

  public Exchange setHeader(HttpField field) {
    response.getHeaders().put(field);
    return this;
  }

  public Exchange addHeader(String name, String value) {
    response.getHeaders().add(name, value);
    return this;
  }

  /**
   * Sends headers and the whole body at once; for HEAD only the headers. An answer that is small,
   * or not counted since there is no room, has to be read soon.
   */
  public void send(String contentType, byte[] body) throws IOException {
    if (!hasPlace(User.ANONYMOUS)) {
      turnAway();
      return;
    }
    boolean counted = body.length > BodyBudget.SMALL_BYTES && holdsRoomFor(body.length);
    beginAnswer();
    setHeader("Content-Type", contentType);
    setHeader("Content-Length", Integer.toString(body.length));
    if (method().equals("HEAD")) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(body);
    if (counted || (body.length <= BodyBudget.SMALL_BYTES && !isHttp2())) {
      Content.Sink.write(response, true, bytes);
    } else {
      writeWithin(places.patience(), bytes);
    }
  }

  private boolean holdsRoomFor(int answer) throws NoRoomException {
    if (method().equals("GET")) {
      holdAnswer(answer);
      return true;
    }
    try {
      expectAnswer(answer);
      return true;
    } catch (NoRoomException _) {
      return false;
    }
  }

  /** Headers wait for no window of HTTP/2, so that a refusal of many leaves nothing behind. */
  private void turnAway() {
    beginAnswer();
    response.getHeaders().clear();
    status(HttpStatus.TOO_MANY_REQUESTS_429)
        .setHeader("Retry-After", Integer.toString(NoRoomException.RETRY_AFTER_SECONDS));
  }

  private void writeWithin(Duration patience, ByteBuffer bytes) throws IOException {
    Callback.Completable written = new Callback.Completable();
    response.write(true, bytes, written);
    try {
      written.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new IOException("the client did not read its answer within " + patience);
    } catch (ExecutionException failed) {
      throw new IOException("the answer broke off", failed.getCause());
    } catch (InterruptedException _) {
      throw new InterruptedIOException("the answer broke off");
    }
  }

  private boolean isHttp2() {
    return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
  }

  /**
   * Counts bytes that are kept while the rest of the request is waited for.
   *
   * @throws NoRoomException if there is no room
   */
  public void hold(long bytes) throws NoRoomException {
    if (account.isPresent()) {
      account.get().take(bytes);
    }
  }

  /**
   * Counts an answer of about that size before the work that it tells of is begun, together with
   * the body that was read, until the client has read it.
   *
   * @throws NoRoomException if there is no room
   */
  public void expectAnswer(long bytes) throws NoRoomException {
    if (account.isPresent()) {
      account.get().takeUpTo(bytes);
      holdsAnswer = true;
    }
  }

  /**
   * Counts bytes that are kept until the client has read them. Only for answers to reading: what
   * was done is told in any case.
   *
   * @throws NoRoomException if there is no room; nothing was sent
   */
  public void holdAnswer(long bytes) throws NoRoomException {
    if (account.isPresent()) {
      account.get().giveBack();
      account.get().take(bytes);
      holdsAnswer = true;
    }
  }

  /** The response body; writing blocks, flushing sends, closing ends the response. */
  public OutputStream output() {
    beginAnswer();
    return Content.Sink.asOutputStream(response);
  }

  /** Lets go of what was held for the request: waiting for the client to read holds no slot. */
  private void beginAnswer() {
    if (answering) {
      return;
    }
    answering = true;
    gathered = NOTHING; // nobody reads it any more, and the client may take its time
    if (beforeAnswer != null) {
      beforeAnswer.run();
    }
    if (!holdsAnswer) {
      account.ifPresent(BodyBudget.Part::giveBack);
    }
    if ((lingering || closing) && !isCommitted()) {
      setHeader("Connection", "close");
    }
  }

  public boolean isCommitted() {
    return response.isCommitted();
  }

  /** True if the client asks to go on as a WebSocket. */
  public boolean wantsWebSocket() {
    return request.getHeaders().contains(HttpHeader.UPGRADE, "websocket");
  }

  /**
   * Goes on as a WebSocket: answers the handshake, whatever comes of it, and ends this exchange.
   *
   * @param conversation runs on a thread of its own once the connection is open, which closes when
   *     it returns
   * @param peerLeft runs when the client has closed the connection
   * @return false if the handshake was refused: then nothing runs
   */
  public boolean acceptWebSocket(Consumer<WebSocket> conversation, Runnable peerLeft)
      throws IOException {
    ServerWebSocketContainer container = ServerWebSocketContainer.get(request.getContext());
    if (container == null) {
      throw new IOException("this listener offers no WebSockets");
    }
    upgraded = true;
    return container.upgrade(
        (_, _, _) -> new Conversation(conversation, peerLeft), request, response, completion);
  }

  /** Lets go of everything, whatever became of the exchange. */
  void release() {
    beginAnswer();
    account.ifPresent(BodyBudget.Part::giveBack);
  }

  /** Ends the exchange, unless it went on as something else. */
  void complete() {
    if (!upgraded) {
      linger();
      completion.succeeded();
    }
  }

  /**
   * Watches whether the client leaves, while the answer to a request that was read whole is being
   * made; until it is closed.
   *
   * @param left runs once, on any thread, and must be quick
   */
  public PeerWatch watchPeer(Runnable left) {
    PeerWatch watch =
        new PeerWatch(
            request.getConnectionMetaData().getConnection().getEndPoint(),
            left,
            () -> closing = true);
    if (isHttp2()) {
      request.addFailureListener(watch::broke);
    } else {
      watch.read();
    }
    return watch;
  }

  /** The server's own request, for what has no place here. */
  public Request request() {
    return request;
  }

  /** The server's own response, for what has no place here. */
  public Response response() {
    return response;
  }
}
