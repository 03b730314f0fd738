package dev.weir.network;

import dev.weir.reference.Port;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which proxy leads to which address: {@code HTTPS_PROXY} to https, {@code HTTP_PROXY} to http, but
 * for what {@code NO_PROXY} lists, localhost and loopback addresses. Each may be written in small
 * letters. These are the rules of Go's clients ({@code golang.org/x/net/http/httpproxy}), so that
 * one environment means the same to all tools of a machine.
 */
public final class ProxyRules {
  public static final ProxyRules DIRECT =
      new ProxyRules(Optional.empty(), Optional.empty(), List.of());

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int SOCKS_PORT = 1080;

  private final Optional<OutgoingProxy> forHttp;
  private final Optional<OutgoingProxy> forHttps;
  private final List<Bypass> bypasses;

  private ProxyRules(
      Optional<OutgoingProxy> forHttp, Optional<OutgoingProxy> forHttps, List<Bypass> bypasses) {
    this.forHttp = forHttp;
    this.forHttps = forHttps;
    this.bypasses = List.copyOf(bypasses);
  }

  /**
   * The rules of an environment.
   *
   * @throws IllegalArgumentException naming the variable that cannot be used; its value may hold a
   *     password and is not shown
   */
  public static ProxyRules of(Map<String, String> environment) {
    return new ProxyRules(
        proxy(environment, "HTTP_PROXY"),
        proxy(environment, "HTTPS_PROXY"),
        bypasses(variable(environment, "NO_PROXY").getValue()));
  }

  /**
   * One proxy for everything, as a kubeconfig's {@code proxy-url} has it.
   *
   * @param source where it stands, for messages
   * @throws IllegalArgumentException if it cannot be used
   */
  public static ProxyRules always(String url, String source) {
    Optional<OutgoingProxy> proxy = Optional.of(proxy(url, source));
    return new ProxyRules(proxy, proxy, List.of());
  }

  private static Map.Entry<String, String> variable(Map<String, String> environment, String name) {
    String small = name.toLowerCase(Locale.ROOT);
    String value = environment.getOrDefault(name, "");
    return value.isEmpty()
        ? Map.entry(small, environment.getOrDefault(small, ""))
        : Map.entry(name, value);
  }

  private static Optional<OutgoingProxy> proxy(Map<String, String> environment, String name) {
    Map.Entry<String, String> found = variable(environment, name);
    return found.getValue().isBlank()
        ? Optional.empty()
        : Optional.of(proxy(found.getValue().strip(), found.getKey()));
  }

  private static OutgoingProxy proxy(String text, String source) {
    URI url = url(text, source);
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          source
              + " names a proxy of the kind "
              + scheme
              + ", which Weir does not speak; write http://HOST:PORT or https://HOST:PORT");
    }
    String user = url.getRawUserInfo() == null ? "" : url.getRawUserInfo();
    String decoded = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
    String login = user.isEmpty() || user.contains(":") ? decoded : decoded + ":";
    return new OutgoingProxy(
        scheme.equals("https"), unbracketed(url.getHost()), port(url), login, source);
  }

  /** Without a scheme it is one of http. */
  private static URI url(String text, String source) {
    for (String candidate : text.contains("://") ? List.of(text) : List.of("http://" + text)) {
      try {
        URI url = new URI(candidate);
        if (url.getScheme() != null && url.getHost() != null) {
          checkPort(url, source);
          return url;
        }
      } catch (URISyntaxException _) {
        // told below
      }
    }
    throw new IllegalArgumentException(
        source + " is not the address of a proxy, such as http://proxy.example.com:3128");
  }

  private static void checkPort(URI url, String source) {
    try {
      Port.check(url.getPort());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          source + " is no address such as http://proxy.example.com:3128: " + e.getMessage(), e);
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return switch (String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT)) {
      case "https" -> HTTPS_PORT;
      case "socks5" -> SOCKS_PORT;
      default -> HTTP_PORT;
    };
  }

  /** The proxy that leads to an http or https address; empty to go there directly. */
  public Optional<OutgoingProxy> proxyFor(URI target) {
    boolean secure = "https".equalsIgnoreCase(target.getScheme());
    Optional<OutgoingProxy> proxy = secure ? forHttps : forHttp;
    if (proxy.isEmpty() || target.getHost() == null) {
      return Optional.empty();
    }
    String host = unbracketed(target.getHost()).toLowerCase(Locale.ROOT);
    int port = port(target);
    boolean direct =
        isLoopback(host) || bypasses.stream().anyMatch(bypass -> bypass.covers(host, port));
    return direct ? Optional.empty() : proxy;
  }

  /** True if some address may lead through a proxy. */
  public boolean isEmpty() {
    return forHttp.isEmpty() && forHttps.isEmpty();
  }

  /** The proxies there are. */
  public List<OutgoingProxy> all() {
    List<OutgoingProxy> all = new ArrayList<>(forHttps.stream().toList());
    forHttp.filter(proxy -> !all.contains(proxy)).ifPresent(all::add);
    return all;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || literal(host).filter(InetAddress::isLoopbackAddress).isPresent();
  }

  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }

  /** What of NO_PROXY keeps an address from the proxy. */
  private sealed interface Bypass {
    boolean covers(String host, int port);
  }

  private record Everything() implements Bypass {
    @Override
    public boolean covers(String host, int port) {
      return true;
    }
  }

  private record Range(AddressRange range) implements Bypass {
    @Override
    public boolean covers(String host, int port) {
      return range.contains(host);
    }
  }

  /** One address; port 0 for any. */
  private record Address(InetAddress address, int port) implements Bypass {
    @Override
    public boolean covers(String host, int asked) {
      return literal(host).filter(address::equals).isPresent() && (port == 0 || port == asked);
    }
  }

  /** Names that end in a domain, which begins with a dot, and perhaps the domain itself. */
  private record Domain(String domain, boolean itself, int port) implements Bypass {
    @Override
    public boolean covers(String host, int asked) {
      return (host.endsWith(domain) || (itself && host.equals(domain.substring(1))))
          && (port == 0 || port == asked);
    }
  }

  private static List<Bypass> bypasses(String list) {
    List<Bypass> bypasses = new ArrayList<>();
    for (String entry : list.split(",", -1)) {
      String text = entry.strip().toLowerCase(Locale.ROOT);
      if (text.equals("*")) {
        return List.of(new Everything());
      }
      if (!text.isEmpty()) {
        bypass(text).ifPresent(bypasses::add);
      }
    }
    return bypasses;
  }

  /** Empty for what means nothing, which Go passes over as well. */
  private static Optional<Bypass> bypass(String text) {
    if (text.contains("/")) {
      try {
        return Optional.of(new Range(AddressRange.parse(text)));
      } catch (IllegalArgumentException _) {
        return Optional.empty();
      }
    }
    String host = text;
    int port = 0;
    int colon = text.lastIndexOf(':');
    boolean withPort =
        colon >= 0
            && text.substring(colon + 1).matches("[0-9]{1,5}")
            && (text.indexOf(':') == colon || text.charAt(Math.max(0, colon - 1)) == ']');
    if (withPort) {
      host = text.substring(0, colon);
      port = Integer.parseInt(text.substring(colon + 1));
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = unbracketed(host);
    }
    if (host.isEmpty()) {
      return Optional.empty();
    }
    Optional<InetAddress> literal = literal(host);
    if (literal.isPresent()) {
      return Optional.of(new Address(literal.get(), port));
    }
    String name = host.startsWith("*.") ? host.substring(1) : host;
    boolean itself = !name.startsWith(".");
    return Optional.of(new Domain(itself ? "." + name : name, itself, port));
  }
}
