package dev.weir.remote;

import dev.weir.reference.ImageReference;
import dev.weir.remote.budget.Caller;
import dev.weir.remote.budget.Limits;
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

/** Registries whose clock is the test's, and whose waits only put it forward and are remembered. */
final class TestRegistries implements AutoCloseable {
  final List<Duration> waits = new CopyOnWriteArrayList<>();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  final Registries registries;

  TestRegistries(X509Certificate... authorities) {
    this(Limits.USUAL, authorities);
  }

  TestRegistries(Limits limits, X509Certificate... authorities) {
    OutboundSettings settings =
        new OutboundSettings(
            AddressPolicy.PRIVATE_ALLOWED,
            List.of(authorities),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2));
    registries =
        new Registries(new JettyOutbound(settings), new Retries(this::waitFor), limits, now::get);
  }

  private void waitFor(Duration time) {
    waits.add(time);
    passTime(time);
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

  /** As somebody who waits for it. */
  RemoteRegistry person(FakeRegistry registry, String path, Keyring keyring) {
    return registries.forPull(
        reference(registry, path), TransportPolicy.INSECURE, keyring, Caller.PERSON);
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
