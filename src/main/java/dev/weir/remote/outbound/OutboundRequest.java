package dev.weir.remote.outbound;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request.
 *
 * @param headers lower-case names
 * @param verifyTls false: any certificate will do
 */
public record OutboundRequest(
    String method,
    URI uri,
    Map<String, String> headers,
    Optional<OutboundBody> body,
    boolean verifyTls) {
  public OutboundRequest {
    headers = Map.copyOf(headers);
  }

  public static OutboundRequest of(String method, URI uri, boolean verifyTls) {
    return new OutboundRequest(method, uri, Map.of(), Optional.empty(), verifyTls);
  }

  public OutboundRequest withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return new OutboundRequest(method, uri, more, body, verifyTls);
  }

  public OutboundRequest withoutHeader(String name) {
    Map<String, String> fewer = new LinkedHashMap<>(headers);
    fewer.remove(name.toLowerCase(Locale.ROOT));
    return new OutboundRequest(method, uri, fewer, body, verifyTls);
  }

  public OutboundRequest withBody(OutboundBody newBody) {
    return new OutboundRequest(method, uri, headers, Optional.of(newBody), verifyTls);
  }

  OutboundRequest to(URI target) {
    return new OutboundRequest(method, target, headers, body, verifyTls);
  }

  /** Without headers and query: they may hold credentials. */
  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
