package dev.weir.remote;

import dev.weir.reference.ImageReference;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.Outbound;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.remote.outbound.Redirects;
import java.time.InstantSource;

/**
 * Opens repositories of other registries. Made once for a process: connections, tokens and what was
 * learned about hosts are shared. Costs nothing until the first request.
 */
public final class Registries implements AutoCloseable {
  private final Outbound outbound;
  private final EndpointProbe probe;
  private final Authorizations authorizations;
  private final Retries retries;
  private final InstantSource clock;

  /** Over any way out; closing this closes it. */
  public Registries(Outbound outbound, Retries retries, InstantSource clock) {
    this.outbound = new Redirects(outbound);
    this.probe = new EndpointProbe(this.outbound, clock);
    this.authorizations = new Authorizations(this.outbound, new TokenCache(), clock);
    this.retries = retries;
    this.clock = clock;
  }

  /** With the usual way out, waits and clock. */
  public static Registries open(OutboundSettings settings) {
    return open(settings, InstantSource.system());
  }

  /**
   * With the usual way out and waits.
   *
   * @param clock tells how long something is remembered; it should never go back
   */
  public static Registries open(OutboundSettings settings, InstantSource clock) {
    return new Registries(new JettyOutbound(settings), Retries.sleeping(), clock);
  }

  /**
   * A repository to read from.
   *
   * @param repository any reference to it; tag and digest do not matter
   */
  public RemoteRegistry forPull(
      ImageReference repository, TransportPolicy policy, Keyring keyring) {
    return forPull(repository, policy, keyring, () -> {});
  }

  /**
   * As above, for somebody who wants to know that something happens.
   *
   * @param sign runs whenever the registry, or a server that it sends us to, says something
   */
  public RemoteRegistry forPull(
      ImageReference repository, TransportPolicy policy, Keyring keyring, Runnable sign) {
    return open(repository, policy, keyring, "pull", sign);
  }

  /** A repository to read from and write to; nothing is implied of its path. */
  public RemoteRegistry forPush(
      ImageReference repository, TransportPolicy policy, Keyring keyring) {
    return open(repository, policy, keyring, "pull,push", () -> {});
  }

  private RemoteRegistry open(
      ImageReference repository,
      TransportPolicy policy,
      Keyring keyring,
      String actions,
      Runnable sign) {
    RegistrySession.Target target =
        new RegistrySession.Target(repository.withClientDefaults(), policy, keyring, actions, sign);
    return new RemoteRegistry(
        new RegistrySession(outbound, probe, authorizations, target, clock), retries);
  }

  @Override
  public void close() {
    outbound.close();
  }
}
