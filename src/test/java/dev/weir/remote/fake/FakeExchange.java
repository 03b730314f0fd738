package dev.weir.remote.fake;

import dev.weir.resource.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import tools.jackson.databind.node.ObjectNode;

/** One request to a {@link FakeRegistry} and its answer. */
final class FakeExchange {
  private final Request request;
  private final Response response;
  private final Optional<Fault> fault;

  FakeExchange(Request request, Response response, Optional<Fault> fault) {
    this.request = request;
    this.response = response;
    this.fault = fault;
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

  byte[] body() throws IOException {
    return Content.Source.asInputStream(request).readAllBytes();
  }

  FakeExchange with(String header, String value) {
    response.getHeaders().put(header, value);
    return this;
  }

  void send(int status) throws IOException {
    send(status, new byte[0]);
  }

  void send(int status, byte[] body) throws IOException {
    byte[] sent = body;
    if (fault.isPresent() && fault.get() instanceof Fault.Corrupt) {
      sent = body.clone();
      sent[sent.length - 1] ^= 1;
    }
    boolean truncate = fault.isPresent() && fault.get() instanceof Fault.Truncate;
    response.setStatus(status);
    response.getHeaders().put("Content-Length", body.length);
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      out.write(sent, 0, truncate ? sent.length / 2 : sent.length);
      out.flush();
      if (truncate) {
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
