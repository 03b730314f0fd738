package dev.weir.http;

import dev.weir.network.AddressRange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Believes what trusted proxies say of the client whose request they pass on: its address, and the
 * scheme and host that it called. Anybody can write such headers, so that nobody else is believed.
 * Of a chain of proxies the trusted ones are walked from the server's side; what stands beyond the
 * first that is not trusted was written by anybody.
 */
public final class TrustedProxies implements HttpConfiguration.Customizer {
  private static final Logger LOG = LoggerFactory.getLogger(TrustedProxies.class);
  private static final String FORWARDED = TrustedProxies.class.getName();
  private static final String LIST = "X-Forwarded-For";
  private static final String PROTO = "X-Forwarded-Proto";
  private static final String HOST = "X-Forwarded-Host";
  private static final String STANDARD = "Forwarded";

  private final List<AddressRange> trusted;
  private final AtomicBoolean complained = new AtomicBoolean();

  public TrustedProxies(List<AddressRange> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /** True if the request was passed on by a trusted proxy. */
  static boolean isForwarded(Request request) {
    return request.getAttribute(FORWARDED) != null;
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    HttpFields headers = request.getHeaders();
    boolean told =
        headers.contains(LIST)
            || headers.contains(PROTO)
            || headers.contains(HOST)
            || headers.contains(STANDARD);
    if (!told) {
      return request;
    }
    String peer = Request.getRemoteAddr(request);
    if (peer == null || !isTrusted(peer)) {
      complain(peer);
      return request;
    }
    request.setAttribute(FORWARDED, true);
    return new Passed(request, Hop.of(headers, this::isTrusted));
  }

  private boolean isTrusted(String address) {
    return trusted.stream().anyMatch(range -> range.contains(bare(address)));
  }

  /** Said once, so that whoever put a proxy in front finds out. */
  private void complain(@Nullable String peer) {
    if (peer != null && !peer.isEmpty() && complained.compareAndSet(false, true)) {
      LOG.info(
          "{} passes on requests of others, and is not believed; if it is a proxy of yours, name it"
              + " with --trusted-proxies {}",
          peer,
          bare(peer));
    }
  }

  private static String bare(String address) {
    return address.startsWith("[") && address.endsWith("]")
        ? address.substring(1, address.length() - 1)
        : address;
  }

  /**
   * What the outermost trusted proxy knows of its client; empty where it says nothing that can be
   * read.
   */
  private record Hop(String address, String scheme, String authority) {
    interface Trust {
      boolean in(String address);
    }

    static Hop of(HttpFields headers, Trust trust) {
      boolean common = headers.contains(LIST) || headers.contains(PROTO) || headers.contains(HOST);
      List<String> addresses = common ? headers.getCSV(LIST, false) : standard(headers, "for");
      int hops = 0; // trusted proxies between the client and the one that we see
      while (hops + 1 < addresses.size() && trust.in(host(fromEnd(addresses, hops)))) {
        hops++;
      }
      List<String> schemes = common ? headers.getCSV(PROTO, false) : standard(headers, "proto");
      List<String> hosts = common ? headers.getCSV(HOST, false) : standard(headers, "host");
      return new Hop(
          host(fromEnd(addresses, hops)),
          fromEnd(schemes, hops).toLowerCase(Locale.ROOT),
          fromEnd(hosts, hops));
    }

    /** As many from the end, or the first. */
    private static String fromEnd(List<String> values, int count) {
      return values.isEmpty() ? "" : values.get(Math.max(0, values.size() - 1 - count));
    }

    /** Values of one parameter of {@code Forwarded} (RFC 7239), in order. */
    private static List<String> standard(HttpFields headers, String parameter) {
      List<String> found = new ArrayList<>();
      for (String element : headers.getCSV(STANDARD, true)) {
        for (String pair : element.split(";", -1)) {
          int equals = pair.indexOf('=');
          if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase(parameter)) {
            found.add(pair.substring(equals + 1).strip().replace("\"", ""));
          }
        }
      }
      return found;
    }

    /** Without brackets and port. */
    private static String host(String address) {
      if (address.startsWith("[")) {
        int end = address.indexOf(']');
        return end < 0 ? "" : address.substring(1, end);
      }
      int colon = address.indexOf(':');
      return colon >= 0 && colon == address.lastIndexOf(':')
          ? address.substring(0, colon)
          : address;
    }
  }

  /** A request as the proxy got it. */
  private static final class Passed extends Request.Wrapper {
    private static final int MOST_PORT = 65535;
    private static final Pattern AUTHORITY =
        Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+]|[a-zA-Z0-9._-]+)(:(?<port>[0-9]{1,5}))?");

    private final HttpURI uri;
    private final HttpFields headers;
    private final boolean secure;
    private final ConnectionMetaData connection;

    Passed(Request request, Hop hop) {
      super(request);
      boolean known = hop.scheme().equals("https") || hop.scheme().equals("http");
      secure = known ? hop.scheme().equals("https") : request.isSecure();
      HttpURI.Mutable called = HttpURI.build(request.getHttpURI());
      called.scheme(secure ? "https" : "http");
      HttpFields.Mutable fields = HttpFields.build(request.getHeaders());
      var matcher = AUTHORITY.matcher(hop.authority());
      int port = matcher.matches() ? port(matcher.group("port")) : MOST_PORT + 1;
      if (port <= MOST_PORT) {
        called.authority(matcher.group("host"), port);
        fields.put(new HostPortHttpField(hop.authority()));
      }
      uri = called.asImmutable();
      headers = fields.asImmutable();
      connection = new Client(request.getConnectionMetaData(), hop.address());
    }

    private static int port(@Nullable String port) {
      return port == null ? -1 : Integer.parseInt(port);
    }

    @Override
    public HttpFields getHeaders() {
      return headers;
    }

    @Override
    public HttpURI getHttpURI() {
      return uri;
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public ConnectionMetaData getConnectionMetaData() {
      return connection;
    }
  }

  private static final class Client extends ConnectionMetaData.Wrapper {
    private final SocketAddress address;

    Client(ConnectionMetaData connection, String client) {
      super(connection);
      SocketAddress literal;
      try {
        literal = new InetSocketAddress(InetAddress.ofLiteral(client), 0);
      } catch (IllegalArgumentException unnamed) {
        literal = connection.getRemoteSocketAddress();
      }
      address = literal;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
      return address;
    }
  }
}
