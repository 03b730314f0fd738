package dev.weir.remote;

import dev.weir.reference.ImageReference;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Registries whose clock is the test's and whose waits take no time and are remembered. */
final class TestRegistries implements AutoCloseable {
  final List<Duration> waits = new CopyOnWriteArrayList<>();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  final Registries registries;

  TestRegistries(X509Certificate... authorities) {
    OutboundSettings settings =
        new OutboundSettings(
            AddressPolicy.PRIVATE_ALLOWED,
            List.of(authorities),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2));
    registries = new Registries(new JettyOutbound(settings), new Retries(waits::add), now::get);
  }

  void passTime(Duration time) {
    now.updateAndGet(t -> t.plus(time));
  }

  RemoteRegistry insecure(FakeRegistry registry, String path) {
    return insecure(registry, path, Keyring.EMPTY);
  }

  RemoteRegistry insecure(FakeRegistry registry, String path, Keyring keyring) {
    return registries.forPull(reference(registry, path), TransportPolicy.INSECURE, keyring);
  }

  RemoteRegistry secure(FakeRegistry registry, String path, Keyring keyring) {
    return registries.forPull(reference(registry, path), TransportPolicy.SECURE, keyring);
  }

  RemoteRegistry push(FakeRegistry registry, String path, Keyring keyring) {
    return registries.forPush(reference(registry, path), TransportPolicy.INSECURE, keyring);
  }

  static ImageReference reference(FakeRegistry registry, String path) {
    return ImageReference.parse(registry.host() + "/" + path);
  }

  @Override
  public void close() {
    registries.close();
  }
}
