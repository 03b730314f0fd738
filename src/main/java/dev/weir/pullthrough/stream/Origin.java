package dev.weir.pullthrough.stream;

import dev.weir.pullthrough.BlobOrigin;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteRegistry;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.budget.Caller;
import java.util.Optional;
import java.util.function.Function;

/** A repository of another registry, and the logins with which it is asked for one stream. */
final class Origin implements BlobOrigin {
  private final Registries registries;
  private final ImageReference place;
  private final TransportPolicy policy;
  private final Keyring logins;

  Origin(Registries registries, ImageReference place, TransportPolicy policy, Keyring logins) {
    this.registries = registries;
    this.place = place.withClientDefaults();
    this.policy = policy;
    this.logins = logins;
  }

  /** {@code host[:port]} as pull specs name it. */
  String host() {
    return place.registry();
  }

  /** True if nobody makes sure that it is that registry which answers. */
  boolean isInsecure() {
    return policy != TransportPolicy.SECURE;
  }

  @Override
  public String repository() {
    return place.repository();
  }

  /** Who may not use the logins of another's fetch does not join it. */
  @Override
  public String key() {
    return repository() + " " + policy + " " + registries.loginsOf(logins);
  }

  @Override
  public Part open(Digest digest, long from, Optional<String> validator) {
    return Part.of(ask(registry -> registry.openBlob(digest, from, validator)));
  }

  /**
   * Asks.
   *
   * @throws RemoteException as the question does
   */
  <T> T ask(Function<RemoteRegistry, T> question) {
    return registries.ask(new Registries.Access(place, policy, logins, Caller.PERSON), question);
  }
}
