package dev.weir.http;

import dev.weir.access.User;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/**
 * A request and its response: what was asked, and in what the answer goes out. {@link RequestBody}
 * reads, {@link Answer} writes, {@link ExchangeRoom} counts both. Used by one thread.
 */
public final class Exchange {
  private final Request request;
  private final Response response;
  private final Callback completion;
  private final ExchangeRoom room;
  private final RequestBody body;
  private final Answer answer;
  private final Fields query;
  private Optional<User> user = Optional.empty();
  private boolean upgraded;

  Exchange(Request request, Response response, Callback completion, ExchangePlaces places) {
    this.request = request;
    this.response = response;
    this.completion = completion;
    this.room = new ExchangeRoom(request, places);
    this.body = new RequestBody(request, room);
    this.answer = new Answer(request, response, room, body, places.patience());
    this.query = Request.extractQueryParameters(request);
  }

  public String method() {
    return request.getMethod();
  }

  /** Path as it was sent: still percent-encoded, without the query and without secrets. */
  public String rawPath() {
    return request.getHttpURI().getPath();
  }

  /** What {@link PathSecrets} took out of the path; empty if there was nothing to take. */
  public Optional<String> secretInPath() {
    return PathSecrets.of(request);
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
    return body.stream();
  }

  /**
   * Says whose exchange it is, before anything is waited for. One that is nobody's until its answer
   * begins is a stranger's.
   *
   * @throws NoRoomException if there are too many; the answer to this one then is bare
   */
  public void belongsTo(User user) throws NoRoomException {
    this.user = Optional.of(user);
    if (!room.hasPlace(user)) {
      throw new NoRoomException();
    }
  }

  /** Whom {@link #belongsTo} named; empty if that is not known. */
  public Optional<User> user() {
    return user;
  }

  /** From now on, what is read into memory is counted there, until the answer begins. */
  public void accountTo(BodyBudget.Part part) {
    room.accountTo(part);
  }

  /** What {@link #accountTo} named; empty if nothing did. */
  public Optional<BodyBudget.Part> account() {
    return room.account();
  }

  /** Runs once: when the answer begins, or at the end of an exchange without one. */
  public void beforeAnswer(Runnable last) {
    answer.before(last);
  }

  /**
   * Reads the whole body, or gives again what was read. Memory grows as bytes come.
   *
   * @throws BodyTooLargeException if it is longer than the bound
   * @throws BodyTooSlowException if it takes too long
   * @throws NoRoomException if there is no room for it
   */
  public byte[] readBody(int maxBytes) throws IOException {
    return body.read(maxBytes);
  }

  /** How long {@link #readBody} waits for the whole body; a minute if nothing is said. */
  public void expectBodyWithin(Duration patience) {
    body.expectWithin(patience);
  }

  /**
   * Cares for what is left of the body, before a refusal: a client that is still writing when the
   * connection ends may never see the answer. A short rest is read, and the connection goes on; a
   * long one is read after the answer, for a while, and thrown away. Who waits to be asked for the
   * body is not asked.
   */
  public void drainBody() {
    body.drain();
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
  public void send(String contentType, byte[] bytes) throws IOException {
    answer.send(contentType, bytes);
  }

  /**
   * Sends the headers alone, which say of a body what is set and nothing else: to HEAD, or to who
   * has the body already.
   */
  public void sendHeaders() throws IOException {
    answer.sendHeaders();
  }

  /**
   * Says of an answer that is about to begin that its end is not that of the connection, if the
   * client can be told so: by its length, if that is set, else by its last chunk.
   */
  void endsByItself() {
    answer.endsByItself();
  }

  static boolean isHttp2(Request request) {
    return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
  }

  /**
   * Counts bytes that are kept while the rest of the request is waited for.
   *
   * @throws NoRoomException if there is no room
   */
  public void hold(long bytes) throws NoRoomException {
    room.take(bytes);
  }

  /**
   * Counts an answer of about that size before the work that it tells of is begun, together with
   * the body that was read, until the client has read it.
   *
   * @throws NoRoomException if there is no room
   */
  public void expectAnswer(long bytes) throws NoRoomException {
    room.expectAnswer(bytes);
  }

  /**
   * Counts bytes that are kept until the client has read them. Only for answers to reading: what
   * was done is told in any case.
   *
   * @throws NoRoomException if there is no room; nothing was sent
   */
  public void holdAnswer(long bytes) throws NoRoomException {
    room.holdAnswer(bytes);
  }

  /**
   * Sends a part of a file as part of the answer without reading it, where the connection allows
   * it: the kernel copies, and nothing of it is in memory here. The headers announce a length.
   *
   * @param last whether the answer ends with it
   * @return false if this connection cannot do that; then nothing was sent
   */
  public boolean sendFile(FileChannel file, long start, long length, boolean last)
      throws IOException {
    return answer.sendFile(file, start, length, last);
  }

  /** The response body; writing blocks, flushing sends, closing ends the response. */
  public OutputStream output() {
    return answer.output();
  }

  /** The name of the request, by which logs tell of it; empty if nobody named it. */
  public String requestId() {
    return RequestId.of(response);
  }

  /** Forgets all that was set of an answer that has not begun, but {@link #requestId}. */
  public void reset() {
    RequestId.clear(response, response::reset);
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
    ServerWebSocketContainer container = Conversation.container(request);
    upgraded = true;
    return container.upgrade(
        (_, _, _) -> new Conversation(conversation, peerLeft), request, response, completion);
  }

  /** The answer has no end: the client must not take that of the connection for it. */
  void breakOff() {
    answer.breakOff();
  }

  /** Lets go of everything, whatever became of the exchange. */
  void release() {
    answer.begin();
    room.release();
  }

  /** Ends the exchange, unless it went on as something else. */
  void complete() {
    if (!upgraded) {
      if (body.isLingering() && isCommitted()) {
        body.linger();
      }
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
            answer::closesConnection);
    if (isHttp2(request)) {
      request.addIdleTimeoutListener(_ -> watch.isOver()); // the answer may take long
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
