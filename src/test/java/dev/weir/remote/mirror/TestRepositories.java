package dev.weir.remote.mirror;

import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.Retries;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.RegistryRepository;
import dev.weir.remote.repository.Repositories;
import java.time.InstantSource;
import java.util.List;

/** Repositories of registries, over plain HTTP. */
final class TestRepositories implements Repositories, AutoCloseable {
  private final Registries registries;
  private final Keyring keyring;

  /**
   * Anonymous.
   *
   * @param pause how it waits
   * @param clock what its waits are measured by
   */
  TestRepositories(Retries.Pause pause, InstantSource clock) {
    this(
        new Registries(
            new JettyOutbound(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of())),
            new Retries(pause),
            clock),
        Keyring.EMPTY);
  }

  TestRepositories(Registries registries, Keyring keyring) {
    this.registries = registries;
    this.keyring = keyring;
  }

  @Override
  public RegistryRepository source(Location location) {
    return open(location, false);
  }

  @Override
  public RegistryRepository target(Location location) {
    return open(location, true);
  }

  private RegistryRepository open(Location location, boolean write) {
    ImageReference reference = reference(location);
    return new RegistryRepository(
        reference, registries.forMirror(reference, TransportPolicy.INSECURE, keyring, write));
  }

  @Override
  public String place(Location location) {
    return reference(location).v2Host();
  }

  private static ImageReference reference(Location location) {
    if (location instanceof Location.InRegistry(ImageReference reference, String _)) {
      return reference;
    }
    throw new IllegalArgumentException(location.text());
  }

  /** {@code HOST/REPO[:TAG|@DIGEST]}, with {@code *} in the tag if need be. */
  static Location location(String text) {
    int slash = text.lastIndexOf('/');
    int colon = text.indexOf(':', slash);
    if (text.contains("@") || colon < 0) {
      return new Location.InRegistry(ImageReference.parse(text), "");
    }
    return new Location.InRegistry(
        ImageReference.parse(text.substring(0, colon)), text.substring(colon + 1));
  }

  @Override
  public void close() {
    registries.close();
  }
}
