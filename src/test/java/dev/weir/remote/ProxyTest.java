package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.network.ProxyRules;
import dev.weir.reference.ImageReference;
import dev.weir.remote.fake.FakeProxy;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registries behind the proxies of the environment. */
class ProxyTest {
  private final FakeRegistry tls = FakeRegistry.tls();
  private final FakeRegistry plain = FakeRegistry.plain();
  private FakeProxy proxy;

  @BeforeEach
  void start() throws IOException {
    proxy = new FakeProxy();
    var _ = TestImages.single(tls.repository("team/app"), "v1");
    var _ = TestImages.single(plain.repository("team/app"), "v1");
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    plain.close();
    tls.close();
  }

  private List<String> tags(String host, AddressPolicy policy, Map<String, String> environment) {
    return tags(host, policy, environment, TransportPolicy.INSECURE);
  }

  private List<String> tags(
      String host,
      AddressPolicy policy,
      Map<String, String> environment,
      TransportPolicy transport) {
    List<X509Certificate> trusted = List.of(tls.certificate());
    OutboundSettings settings =
        OutboundSettings.of(policy, trusted).through(ProxyRules.of(environment));
    try (Registries registries =
        new Registries(new JettyOutbound(settings), new Retries(_ -> {}), InstantSource.system())) {
      return registries
          .forPull(ImageReference.parse(host + "/team/app"), transport, Keyring.EMPTY)
          .listTags();
    }
  }

  private Map<String, String> through(String login) {
    String url = "http://" + login + proxy.host();
    return Map.of("HTTPS_PROXY", url, "HTTP_PROXY", url);
  }

  private RemoteException refusal(
      String host, AddressPolicy policy, Map<String, String> environment) {
    return catchThrowableOfType(RemoteException.class, () -> tags(host, policy, environment));
  }

  /** Where TLS is asked for and nothing else is tried. */
  private RemoteException refusal(String host, Map<String, String> environment) {
    return catchThrowableOfType(
        RemoteException.class,
        () -> tags(host, AddressPolicy.PRIVATE_ALLOWED, environment, TransportPolicy.SECURE));
  }

  @Test
  void tlsGoesThroughATunnelAndIsVerifiedToItsEnd() {
    // a name that this machine does not know: the proxy resolves it
    String host = "registry.invalid:" + tls.port();
    assertThat(tags(host, AddressPolicy.PUBLIC_ONLY, through(""))).containsExactly("v1");
    assertThat(proxy.requests()).allMatch(line -> line.startsWith("CONNECT " + host));

    RemoteException refused = refusal(host, through(""));
    assertThat(refused.kind()).isEqualTo(RemoteException.Kind.UNTRUSTED);
    assertThat(refused.getMessage()).contains("registry.invalid");
  }

  @Test
  void plainHttpIsAskedOfTheProxyByItsWholeAddress() {
    String host = "registry.invalid:" + plain.port();
    assertThat(tags(host, AddressPolicy.PRIVATE_ALLOWED, through(""))).containsExactly("v1");
    assertThat(proxy.requests()).anyMatch(line -> line.startsWith("GET http://" + host + "/v2/"));
  }

  @Test
  void theProxyGetsItsLogin() {
    proxy.require("Basic YW5uOnNlY3JldA=="); // ann:secret
    for (FakeRegistry registry : List.of(tls, plain)) {
      String host = "registry.invalid:" + registry.port();
      assertThat(tags(host, AddressPolicy.PRIVATE_ALLOWED, through("ann:secret@")))
          .containsExactly("v1");
      RemoteException refused =
          refusal(host, AddressPolicy.PRIVATE_ALLOWED, through("ann:hunter2@"));
      assertThat(refused.getMessage())
          .contains("the proxy " + proxy.host(), "407", "HTTP")
          .doesNotContain("hunter2");
    }
  }

  @Test
  void localhostAndExceptionsAreReachedDirectly() {
    assertThat(tags(plain.host(), AddressPolicy.PRIVATE_ALLOWED, through("")))
        .containsExactly("v1");
    Map<String, String> except = new HashMap<>(through(""));
    except.put("NO_PROXY", "registry.invalid");
    RemoteException direct =
        refusal("registry.invalid:" + tls.port(), AddressPolicy.PRIVATE_ALLOWED, except);
    assertThat(direct.getMessage()).contains("no such host");
    assertThat(proxy.requests()).isEmpty();
  }

  @Test
  void thePolicyJudgesTheTargetAndNotTheProxy() {
    for (String target : List.of("10.1.2.3:5000", "169.254.169.254", "[fd00:ec2::254]")) {
      RemoteException refused = refusal(target, AddressPolicy.PUBLIC_ONLY, through(""));
      assertThat(refused.kind()).isEqualTo(RemoteException.Kind.ADDRESS_REFUSED);
    }
    RemoteException metadata =
        refusal("169.254.169.254", AddressPolicy.PRIVATE_ALLOWED, through(""));
    assertThat(metadata.kind()).isEqualTo(RemoteException.Kind.ADDRESS_REFUSED);
    assertThat(proxy.requests()).isEmpty();
  }

  @Test
  void theProxyItselfIsNoWayRoundThePolicy() {
    Map<String, String> environment = new HashMap<>(through(""));
    environment.put("NO_PROXY", "*");
    RemoteException refused = refusal(proxy.host(), AddressPolicy.PUBLIC_ONLY, environment);
    assertThat(refused.kind()).isEqualTo(RemoteException.Kind.ADDRESS_REFUSED);
    assertThat(proxy.requests()).isEmpty();
  }

  @Test
  void aProxyThatRefusesOrIsNotThereIsNamed() throws IOException {
    String host = "registry.invalid:" + tls.port();
    proxy.refuse("403 Forbidden");
    assertThat(refusal(host, through("")).getMessage())
        .contains("the proxy " + proxy.host(), "403");
    proxy.close();
    assertThat(refusal(host, through("")).getMessage())
        .contains("the proxy " + proxy.host(), "refused");
    Map<String, String> unknown = Map.of("HTTPS_PROXY", "http://proxy.invalid:3128");
    assertThat(refusal(host, unknown).getMessage())
        .contains("the proxy proxy.invalid:3128", "no such host");
  }
}
