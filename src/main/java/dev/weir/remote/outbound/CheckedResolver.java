package dev.weir.remote.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
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
  private final AddressPolicy policy;
  private final Executor executor;

  CheckedResolver(AddressPolicy policy, Executor executor) {
    this.policy = policy;
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

  private static InetAddress[] lookUp(String host) throws OutboundException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException _) {
      throw new OutboundException(
          OutboundException.Kind.UNKNOWN_HOST, "no such host: \"" + host + "\"");
    }
  }
}
