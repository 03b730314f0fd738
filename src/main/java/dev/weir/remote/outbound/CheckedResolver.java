package dev.weir.remote.outbound;

import dev.weir.network.ProxyRules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/**
 * Resolves a name once, for one connection, and hands on only addresses that the policy allows; the
 * connection is made to those, so a second answer of the name server changes nothing.
 */
final class CheckedResolver implements SocketAddressResolver {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private final AddressPolicy policy;
  private final Executor executor;

  private final ProxyRules proxies;

  CheckedResolver(AddressPolicy policy, ProxyRules proxies, Executor executor) {
    this.policy = policy;
    this.proxies = proxies;
    this.executor = executor;
  }

  @Override
  public void resolve(
      String host,
      int port,
      Map<String, Object> context,
      Promise<List<InetSocketAddress>> promise) {
    executor.execute(
        () -> {
          try {
            promise.succeeded(allowed(host, port));
          } catch (OutboundException | RuntimeException e) {
            promise.failed(e);
          }
        });
  }

  private List<InetSocketAddress> allowed(String host, int port) throws OutboundException {
    if (isProxy(host, port)) {
      return Arrays.stream(lookUp(host)).map(a -> new InetSocketAddress(a, port)).toList();
    }
    List<InetSocketAddress> allowed = new ArrayList<>();
    String refusal = "it has no address";
    for (InetAddress address : lookUp(host)) {
      Optional<String> why = policy.refusal(address);
      if (why.isEmpty()) {
        allowed.add(new InetSocketAddress(address, port));
      } else {
        refusal = address.getHostAddress() + " must not be connected to: " + why.get();
      }
    }
    if (allowed.isEmpty()) {
      throw new OutboundException(OutboundException.Kind.ADDRESS_REFUSED, host + ": " + refusal);
    }
    return allowed;
  }

  /** Who configured a proxy wants it to be connected to; see {@link #judge}. */
  private boolean isProxy(String host, int port) {
    return proxies.all().stream()
        .anyMatch(proxy -> proxy.host().equalsIgnoreCase(host) && proxy.port() == port);
  }

  /**
   * Judges a target that a proxy leads to, or the proxy as a target, by its name: the connection is
   * not made from here, so that all its addresses must be allowed. A name that only the proxy can
   * resolve is the proxy's to judge.
   */
  void judge(URI target) throws OutboundException {
    String host = target.getHost().replaceAll("^\\[|]$", "");
    int port =
        target.getPort() >= 0
            ? target.getPort()
            : target.getScheme().equalsIgnoreCase("https") ? HTTPS_PORT : HTTP_PORT;
    if (proxies.proxyFor(target).isEmpty() && !isProxy(host, port)) {
      return;
    }
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException _) {
      return;
    }
    for (InetAddress address : addresses) {
      Optional<String> why = policy.refusal(address);
      if (why.isPresent()) {
        throw refused(host, address, why.get());
      }
    }
  }

  private static OutboundException refused(String host, InetAddress address, String why) {
    return new OutboundException(
        OutboundException.Kind.ADDRESS_REFUSED,
        host + ": " + address.getHostAddress() + " must not be connected to: " + why);
  }

  private static InetAddress[] lookUp(String host) throws OutboundException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException _) {
      throw new OutboundException(
          OutboundException.Kind.UNKNOWN_HOST, "no such host: \"" + host + "\"");
    }
  }
}
