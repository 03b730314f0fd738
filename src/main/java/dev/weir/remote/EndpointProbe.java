package dev.weir.remote;

import dev.weir.lock.KeyedLock;
import dev.weir.reference.Port;
import dev.weir.remote.outbound.Challenge;
import dev.weir.remote.outbound.Outbound;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.OutboundException;
import dev.weir.remote.outbound.OutboundRequest;
import dev.weir.resource.Recent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Finds out how a host speaks: {@code GET /v2/} over TLS, and over plain HTTP only if the policy is
 * insecure and no TLS connection came about; a status is never a reason to fall back. The answer is
 * remembered for a few minutes, a failure for seconds: whoever else wants to know meanwhile does
 * not wait for a silent host once more.
 */
final class EndpointProbe {
  private static final Duration KEEP = Duration.ofMinutes(5);
  private static final Duration KEEP_FAILURE = Duration.ofSeconds(10);

  /** Longest that a host may take to answer whether it is a registry. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What took less and may pass is tried again, and again asked. */
  private static final Duration QUICK = Duration.ofSeconds(1);

  private static final int MAX_KNOWN = 1000;

  private final Outbound outbound;
  private final InstantSource clock;
  private final Recent<Key, Known> known = new Recent<>(MAX_KNOWN);
  private final KeyedLock<Key> locks = new KeyedLock<>();

  EndpointProbe(Outbound outbound, InstantSource clock) {
    this.outbound = outbound;
    this.clock = clock;
  }

  private record Key(String host, TransportPolicy policy) {}

  private sealed interface Known {
    Instant until();
  }

  private record Found(Endpoint endpoint, Instant until) implements Known {}

  private record Failed(RemoteException failure, Instant until) implements Known {}

  /**
   * The endpoint of a host.
   *
   * @param host {@code host[:port]}
   * @throws RemoteException if nothing there speaks the registry protocol
   */
  Endpoint find(String host, TransportPolicy policy) {
    Key key = new Key(host, policy);
    return remembered(key)
        .orElseGet(() -> locks.alone(key, () -> findAlone(key), RemoteException::interrupted));
  }

  private Optional<Endpoint> remembered(Key key) {
    return known
        .find(key)
        .filter(before -> clock.instant().isBefore(before.until()))
        .map(EndpointProbe::endpoint);
  }

  private static Endpoint endpoint(Known before) {
    return switch (before) {
      case Found(Endpoint endpoint, Instant _) -> endpoint;
      case Failed(RemoteException failure, Instant _) -> throw failure.forNow();
    };
  }

  private Endpoint findAlone(Key key) {
    Optional<Endpoint> before = remembered(key);
    if (before.isPresent()) {
      return before.get();
    }
    Instant start = clock.instant();
    try {
      Endpoint endpoint = probe(key.host(), key.policy());
      known.keep(key, new Found(endpoint, clock.instant().plus(KEEP)));
      return endpoint;
    } catch (RemoteException e) {
      Instant end = clock.instant();
      boolean slow = Duration.between(start, end).compareTo(QUICK) >= 0;
      if (!Thread.currentThread().isInterrupted() && (slow || !e.isTriedAgain())) {
        known.keep(key, new Failed(e, end.plus(KEEP_FAILURE)));
      }
      throw e;
    }
  }

  /** What is remembered of a host no longer holds. */
  void forget(String host, TransportPolicy policy) {
    known.forget(new Key(host, policy));
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
    OutboundRequest request =
        OutboundRequest.of("GET", base.resolve("/v2/"), policy.verifyTls()).within(PATIENCE);
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
        throw Failures.of(answer, RemoteException.Kind.REGISTRY_ERROR, clock.instant());
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
        Port.check(base.getPort());
        return base;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new RemoteException(
        RemoteException.Kind.UNREACHABLE, "\"" + host + "\" is not the address of a registry");
  }
}
