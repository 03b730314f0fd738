package dev.weir.remote.outbound;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Follows redirects: at most five, never from https to http, without the Authorization header once
 * the host or port is another (registry.md 6.2), and no form, which holds a login. Each hop is
 * resolved and checked like the first request.
 */
public final class Redirects implements Outbound {
  private static final int MAX = 5;
  private static final Set<Integer> ANY_METHOD = Set.of(307, 308);
  private static final Set<Integer> READS = Set.of(301, 302, 303, 307, 308);

  private final Outbound next;

  public Redirects(Outbound next) {
    this.next = next;
  }

  @Override
  public OutboundAnswer send(OutboundRequest request) throws OutboundException {
    OutboundRequest current = request;
    for (int hops = 0; ; hops++) {
      OutboundAnswer answer = next.send(current);
      if (!isRedirect(current.method(), answer)) {
        return answer;
      }
      try (answer) {
        if (hops == MAX) {
          throw refused(current.uri(), "it redirects more than " + MAX + " times");
        }
        current = follow(current, answer.header("location"));
      }
    }
  }

  private static boolean isRedirect(String method, OutboundAnswer answer) {
    boolean read = method.equals("GET") || method.equals("HEAD");
    return (read ? READS : ANY_METHOD).contains(answer.status())
        && !answer.header("location").isEmpty();
  }

  private static OutboundRequest follow(OutboundRequest from, String location)
      throws OutboundException {
    URI target;
    try {
      target = from.uri().resolve(URI.create(location));
    } catch (IllegalArgumentException _) {
      throw refused(from.uri(), "it redirects to an address that cannot be read");
    }
    String scheme = target.getScheme() == null ? "" : target.getScheme().toLowerCase(Locale.ROOT);
    if (target.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw refused(from.uri(), "it redirects to something that is not http or https");
    }
    if (scheme.equals("http") && from.uri().getScheme().equalsIgnoreCase("https")) {
      throw refused(
          from.uri(), "it redirects from https to plain http at " + target.getRawAuthority());
    }
    OutboundRequest moved = from.to(target);
    if (sameOrigin(from.uri(), target)) {
      return moved;
    }
    if (OutboundRequest.FORM.equals(from.headers().get("content-type"))) {
      throw refused(from.uri(), "it sends a login on to " + target.getRawAuthority());
    }
    return moved.withoutHeader("authorization");
  }

  /** True if both have scheme, host and port in common. */
  public static boolean sameOrigin(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  private static OutboundException refused(URI from, String why) {
    return new OutboundException(
        OutboundException.Kind.REDIRECT, from.getRawAuthority() + ": " + why);
  }

  @Override
  public void close() {
    next.close();
  }
}
