package dev.weir.remote.fake;

import dev.weir.resource.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import tools.jackson.databind.node.ObjectNode;

/** One request to a {@link FakeRegistry} and its answer. */
final class FakeExchange {
  private static final Pattern RANGE = Pattern.compile("bytes=(?<first>\\d+)-(?<last>\\d*)");

  private final Request request;
  private final Response response;
  private final List<Fault> faults;
  private final FakeTime time;

  /**
   * A request.
   *
   * @param faults none of them joined
   */
  FakeExchange(Request request, Response response, List<Fault> faults, FakeTime time) {
    this.request = request;
    this.response = response;
    this.faults = faults;
    this.time = time;
  }

  String method() {
    return request.getMethod();
  }

  URI uri() {
    return URI.create(request.getHttpURI().getPathQuery());
  }

  /** The query as sent; empty if there is none. */
  String query() {
    return Optional.ofNullable(request.getHttpURI().getQuery()).orElse("");
  }

  /** A header of the request, or empty text. */
  String header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name)).orElse("");
  }

  /** What is taken of the body. */
  byte[] body() throws IOException {
    InputStream sent = Content.Source.asInputStream(request);
    for (Fault fault : faults) {
      switch (fault) {
        case Fault.TakeOnly(long bytes) -> {
          return sent.readNBytes((int) bytes);
        }
        case Fault.FullAt(long bytes, int _, String _) -> {
          return sent.readNBytes((int) bytes);
        }
        default -> {}
      }
    }
    return sent.readAllBytes();
  }

  /** True if nothing but this is to be answered to what was taken of a body. */
  boolean isCutShort() throws IOException {
    for (Fault fault : faults) {
      switch (fault) {
        case Fault.TakeOnly _ -> {
          drop();
          return true;
        }
        case Fault.FullAt(long _, int status, String code) -> {
          error(status, code);
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  FakeExchange with(String header, String value) {
    response.getHeaders().put(header, value);
    return this;
  }

  void send(int status) throws IOException {
    send(status, new byte[0]);
  }

  void send(int status, byte[] body) throws IOException {
    send(status, FakeBlob.of(body), 0, body.length, _ -> {});
  }

  /** Sends a blob, or the part of it that was asked for. */
  void sendBlob(FakeBlob blob, String etag, LongConsumer sent) throws IOException {
    boolean ranges = faults.stream().noneMatch(Fault.NoRanges.class::isInstance);
    with("ETag", etag);
    if (!ranges) {
      send(200, blob, 0, blob.size(), sent);
      return;
    }
    with("Accept-Ranges", "bytes");
    Matcher range = RANGE.matcher(header("Range"));
    boolean same = header("If-Range").isEmpty() || header("If-Range").equals(shown("ETag", etag));
    if (!range.matches() || !same) {
      send(200, blob, 0, blob.size(), sent);
      return;
    }
    long first = Long.parseLong(range.group("first"));
    long last = range.group("last").isEmpty() ? blob.size() : Long.parseLong(range.group("last"));
    long end = Math.min(last + 1, blob.size());
    if (first >= end) {
      with("Content-Range", "bytes */" + blob.size()).error(416, "RANGE_INVALID");
      return;
    }
    with("Content-Range", "bytes " + first + "-" + (end - 1) + "/" + blob.size());
    send(206, blob, first, end, sent);
  }

  /** What a header will be in the end. */
  private String shown(String name, String usual) {
    return faults.stream()
        .filter(f -> f instanceof Fault.Header(String named, String _) && named.equals(name))
        .map(f -> ((Fault.Header) f).value())
        .reduce(usual, (_, later) -> later);
  }

  private void send(int status, FakeBlob blob, long from, long to, LongConsumer sent)
      throws IOException {
    response.setStatus(status);
    response.getHeaders().put("Content-Length", to - from);
    for (Fault fault : faults) {
      switch (fault) {
        case Fault.Header(String name, String value) -> response.getHeaders().put(name, value);
        case Fault.Without(String name) -> response.getHeaders().remove(name);
        default -> {}
      }
    }
    try (InputStream in = blob.open(from);
        OutputStream out = Content.Sink.asOutputStream(response)) {
      boolean whole =
          method().equals("HEAD") || new FakeBody(faults, time, sent).send(in, to - from, out);
      if (!whole) {
        out.flush();
        drop();
      }
    }
  }

  void error(int status, String code) throws IOException {
    ObjectNode body = Json.object();
    body.putArray("errors").addObject().put("code", code).put("message", "told to");
    send(status, Json.bytes(body));
  }

  void drop() {
    request.getConnectionMetaData().getConnection().getEndPoint().close();
  }
}
