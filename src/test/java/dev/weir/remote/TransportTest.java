package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import org.junit.jupiter.api.Test;

final class TransportTest {
  private static FakeRegistry withImage(FakeRegistry registry) {
    TestImages.single(registry.repository("app"), "v1");
    return registry;
  }

  @Test
  void trustsAConfiguredAuthority() {
    try (FakeRegistry tls = withImage(FakeRegistry.tls());
        TestRegistries client = new TestRegistries(tls.certificate())) {
      assertThat(client.secure(tls, "app", Keyring.EMPTY).fetchManifest("v1").bytes()).isNotEmpty();
    }
  }

  @Test
  void refusesAnUnknownCertificateUnlessInsecure() {
    try (FakeRegistry tls = withImage(FakeRegistry.tls());
        TestRegistries client = new TestRegistries()) {
      assertThatThrownBy(() -> client.secure(tls, "app", Keyring.EMPTY).fetchManifest("v1"))
          .hasMessageContaining("TLS")
          .extracting(e -> ((RemoteException) e).kind())
          .isEqualTo(RemoteException.Kind.UNREACHABLE);
      assertThat(client.insecure(tls, "app").fetchManifest("v1").bytes()).isNotEmpty();
    }
  }

  @Test
  void neverFallsBackToPlainHttpWhenSecureNotEvenOnLoopback() {
    try (FakeRegistry plain = withImage(FakeRegistry.plain());
        TestRegistries client = new TestRegistries()) {
      assertThatThrownBy(() -> client.secure(plain, "app", Keyring.EMPTY).fetchManifest("v1"))
          .extracting(e -> ((RemoteException) e).kind())
          .isEqualTo(RemoteException.Kind.HTTP_ONLY);
      assertThat(plain.requests()).isEmpty();
    }
  }

  @Test
  void doesNotFallBackBecauseOfAStatus() {
    try (FakeRegistry tls = withImage(FakeRegistry.tls());
        TestRegistries client = new TestRegistries()) {
      tls.failNext("GET /v2/", new Fault.Status(418, "NO"), 1);

      assertThatThrownBy(() -> client.insecure(tls, "app").fetchManifest("v1"))
          .hasMessage(
              "registry \"" + tls.host() + "\" does not support the v2 Registry API (got 418)");
    }
  }

  @Test
  void takesARedirectedBlobWithoutShowingItsLogin() {
    try (FakeRegistry storage = FakeRegistry.plain();
        FakeRegistry plain = withImage(FakeRegistry.plain());
        TestRegistries client = new TestRegistries()) {
      var digest = plain.repository("app").blob(new byte[] {7});
      storage.repository("app").blob(new byte[] {7});
      String location = storage.url() + "/v2/app/blobs/" + digest + "?signature=x";
      plain.failNext("GET /v2/app/blobs/", new Fault.Redirect(307, location), 1);

      assertThat(client.insecure(plain, "app").readBlob(digest, 10)).containsExactly(7);
      assertThat(storage.count("signature=x")).isEqualTo(1);
    }
  }
}
