package dev.weir.remote;

import dev.weir.remote.outbound.Outbound;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.OutboundException;
import dev.weir.remote.outbound.OutboundRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out how a host speaks: {@code GET /v2/} over TLS, and over plain HTTP only if the policy is
 * insecure and no TLS connection came about; a status is never a reason to fall back. The answer is
 * remembered for a few minutes.
 */
final class EndpointProbe {
  private static final Duration KEEP = Duration.ofMinutes(5);
  private static final int MAX_KNOWN = 1000;

  private final Outbound outbound;
  private final InstantSource clock;
  private final Map<Key, Known> known = new ConcurrentHashMap<>();
  private final KeyLocks<Key> locks = new KeyLocks<>();

  EndpointProbe(Outbound outbound, InstantSource clock) {
    this.outbound = outbound;
    this.clock = clock;
  }

  private record Key(String host, TransportPolicy policy) {}

  private record Known(Endpoint endpoint, Instant until) {}

  /**
   * The endpoint of a host.
   *
   * @param host {@code host[:port]}
   * @throws RemoteException if nothing there speaks the registry protocol
   */
  Endpoint find(String host, TransportPolicy policy) {
    Key key = new Key(host, policy);
    Known before = known.get(key);
    if (before != null && clock.instant().isBefore(before.until())) {
      return before.endpoint();
    }
    return locks.alone(key, () -> findAlone(key));
  }

  private Endpoint findAlone(Key key) {
    Known before = known.get(key);
    if (before != null && clock.instant().isBefore(before.until())) {
      return before.endpoint();
    }
    Endpoint endpoint = probe(key.host(), key.policy());
    if (known.size() >= MAX_KNOWN) {
      known.clear();
    }
    known.put(key, new Known(endpoint, clock.instant().plus(KEEP)));
    return endpoint;
  }

  /** What is remembered of a host no longer holds. */
  void forget(String host, TransportPolicy policy) {
    known.remove(new Key(host, policy));
  }

  private Endpoint probe(String host, TransportPolicy policy) {
    try {
      return ping("https", host, policy);
    } catch (OutboundException e) {
      if (policy == TransportPolicy.SECURE || !e.kind().beforeConnection()) {
        throw Failures.of(e);
      }
    }
    try {
      return ping("http", host, policy);
    } catch (OutboundException e) {
      throw Failures.of(e);
    }
  }

  private Endpoint ping(String scheme, String host, TransportPolicy policy)
      throws OutboundException {
    URI base = base(scheme, host);
    OutboundRequest request = OutboundRequest.of("GET", base.resolve("/v2/"), policy.verifyTls());
    try (OutboundAnswer answer = outbound.send(request)) {
      int status = answer.status();
      boolean v2 =
          answer.isSuccess()
              || status == 401
              || status == 403
              || !answer.header("docker-distribution-api-version").isEmpty();
      if (v2) {
        return new Endpoint(base, Challenge.parse(answer.headers("www-authenticate")));
      }
      if (status == 429 || status >= 500) {
        throw Failures.of(answer, RemoteException.Kind.REGISTRY_ERROR);
      }
      throw new RemoteException(
          RemoteException.Kind.NOT_A_REGISTRY,
          "registry \"" + host + "\" does not support the v2 Registry API (got " + status + ")");
    }
  }

  private static URI base(String scheme, String host) {
    try {
      URI base = URI.create(scheme + "://" + host);
      if (base.getHost() != null && base.getRawUserInfo() == null) {
        return base;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new RemoteException(
        RemoteException.Kind.UNREACHABLE, "\"" + host + "\" is not the address of a registry");
  }
}
