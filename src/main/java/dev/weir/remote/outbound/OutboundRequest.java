package dev.weir.remote.outbound;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request.
 *
 * @param headers lower-case names
 * @param verifyTls false: any certificate will do
 * @param patience longest until the headers of the answer are there; the usual one if empty. Of a
 *     request with a body also the longest silence, if that is more than the usual one
 */
public record OutboundRequest(
    String method,
    URI uri,
    Map<String, String> headers,
    Optional<OutboundBody> body,
    boolean verifyTls,
    Optional<Duration> patience) {
  /** Media type of a form; one that goes out holds a login. */
  public static final String FORM = "application/x-www-form-urlencoded";

  public OutboundRequest {
    headers = Map.copyOf(headers);
  }

  public static OutboundRequest of(String method, URI uri, boolean verifyTls) {
    return new OutboundRequest(
        method, uri, Map.of(), Optional.empty(), verifyTls, Optional.empty());
  }

  public OutboundRequest withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return new OutboundRequest(method, uri, more, body, verifyTls, patience);
  }

  public OutboundRequest withoutHeader(String name) {
    Map<String, String> fewer = new LinkedHashMap<>(headers);
    fewer.remove(name.toLowerCase(Locale.ROOT));
    return new OutboundRequest(method, uri, fewer, body, verifyTls, patience);
  }

  public OutboundRequest within(Duration headers) {
    return new OutboundRequest(method, uri, this.headers, body, verifyTls, Optional.of(headers));
  }

  public OutboundRequest withBody(OutboundBody newBody) {
    return new OutboundRequest(method, uri, headers, Optional.of(newBody), verifyTls, patience);
  }

  OutboundRequest to(URI target) {
    return new OutboundRequest(method, target, headers, body, verifyTls, patience);
  }

  /** Without headers and query: they may hold credentials. */
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
