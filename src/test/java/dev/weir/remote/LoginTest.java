package dev.weir.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LoginTest {
  private static final Credential GOOD = new Credential("robot", "right");
  private static final Credential BAD = new Credential("robot", "hunter2");

  private final FakeRegistry registry = FakeRegistry.plain();
  private final FakeRegistry tokens = FakeRegistry.plain();
  private final TestRegistries client = new TestRegistries();

  @BeforeEach
  void fill() {
    TestImages.single(registry.repository("team/app"), "v1");
  }

  @AfterEach
  void close() {
    client.close();
    registry.close();
    tokens.close();
  }

  private void requireTokens(boolean anonymousPull) {
    requireTokens(tokens, anonymousPull);
  }

  private void requireTokens(FakeRegistry service, boolean anonymousPull) {
    String realm = service.url() + "/token";
    FakeLogin login =
        anonymousPull
            ? FakeLogin.bearerWithAnonymousPull(realm, "robot", "right")
            : FakeLogin.bearer(realm, "robot", "right");
    registry.require(login);
    service.serveTokens(login);
  }

  private RemoteException.Kind refusal(Keyring keyring) {
    try {
      client.insecure(registry, "team/app", keyring).fetchManifest("v1");
      throw new AssertionError("no refusal");
    } catch (RemoteException e) {
      assertThat(e.getMessage()).doesNotContain("hunter2").doesNotContain("robot");
      return e.kind();
    }
  }

  private void assertFetches(Keyring keyring) {
    assertThat(client.insecure(registry, "team/app", keyring).fetchManifest("v1").bytes())
        .isNotEmpty();
  }

  private Keyring forRegistry(Credential credential) {
    return Keyring.EMPTY.with(registry.host(), credential);
  }

  @Test
  void answersABasicChallenge() {
    registry.require(FakeLogin.basic("robot", "right"));

    assertFetches(forRegistry(GOOD));
    assertThat(refusal(Keyring.EMPTY)).isEqualTo(RemoteException.Kind.UNAUTHORIZED);
    assertThat(refusal(forRegistry(BAD))).isEqualTo(RemoteException.Kind.BAD_CREDENTIALS);
  }

  @Test
  void anIdentityTokenIsShownInAFormToTheTokenServiceOnly() {
    FakeLogin login =
        FakeLogin.bearer(registry.url() + "/token", "robot", "right")
            .orIdentity("hunter2-identity");
    registry.require(login).serveTokens(login);

    assertFetches(forRegistry(Credential.identity("robot", "hunter2-identity")));
    assertThat(registry.count("POST /token")).isEqualTo(1);
    assertThat(registry.requests()).noneMatch(line -> line.contains("hunter2"));
    assertThat(refusal(forRegistry(Credential.identity("robot", "hunter2-other"))))
        .isEqualTo(RemoteException.Kind.BAD_CREDENTIALS);
  }

  @Test
  void anIdentityTokenIsNoPassword() {
    registry.require(FakeLogin.basic("robot", ""));

    assertThat(refusal(forRegistry(Credential.identity("robot", "hunter2"))))
        .isEqualTo(RemoteException.Kind.UNAUTHORIZED);
    assertThat(registry.headers("/v2/", "Authorization")).isNotEmpty().containsOnly("");
  }

  @Test
  void anIdentityTokenIsNotSentOnToAnotherHost() {
    FakeLogin login =
        FakeLogin.bearer(registry.url() + "/token", "robot", "right").orIdentity("hunter2");
    registry.require(login);
    tokens.serveTokens(login);
    registry.failAlways("/token", new Fault.Redirect(307, tokens.url() + "/token"));

    assertThat(refusal(forRegistry(Credential.identity("robot", "hunter2"))))
        .isNotEqualTo(RemoteException.Kind.MANIFEST_UNKNOWN);
    assertThat(tokens.count("/token")).isZero();
  }

  @Test
  void getsAnAnonymousToken() {
    requireTokens(true);

    assertFetches(Keyring.EMPTY);
    assertThat(tokens.requests())
        .containsExactly("GET /token?service=fake&scope=repository%3Ateam%2Fapp%3Apull");
  }

  @Test
  void showsTheRegistrysLoginToItsOwnTokenService() {
    requireTokens(registry, false);

    assertFetches(forRegistry(GOOD));
    assertThat(refusal(Keyring.EMPTY)).isEqualTo(RemoteException.Kind.UNAUTHORIZED);
    assertThat(refusal(forRegistry(BAD))).isEqualTo(RemoteException.Kind.BAD_CREDENTIALS);
  }

  @Test
  void showsTheRegistrysLoginToNoOtherPortOfItsHost() {
    requireTokens(false);

    assertThat(refusal(forRegistry(GOOD))).isEqualTo(RemoteException.Kind.UNAUTHORIZED);
    assertThat(tokens.count("/token")).isEqualTo(1);
    assertThat(tokens.logins()).isEmpty();
  }

  @Test
  void prefersTheLoginOfTheTokenServicesOwnHost() {
    requireTokens(false);

    assertFetches(forRegistry(BAD).with(tokens.host(), GOOD));
    assertThat(tokens.count("/token")).isEqualTo(1);
  }

  @Test
  void aRefusedLoginOfTheTokenServicesIsNotFollowedByAnothers() {
    requireTokens(false);

    assertThat(refusal(forRegistry(GOOD).with(tokens.host(), BAD)))
        .isEqualTo(RemoteException.Kind.BAD_CREDENTIALS);
    assertThat(tokens.count("/token")).isEqualTo(1);
  }

  @Test
  void showsNoLoginToATokenServiceOverPlainHttpWhenSecure() {
    try (FakeRegistry tls = FakeRegistry.tls();
        TestRegistries secure = new TestRegistries(tls.certificate())) {
      FakeLogin login = FakeLogin.bearer(tokens.url() + "/token", "robot", "right");
      tls.require(login);
      tokens.serveTokens(login);
      Keyring keyring = Keyring.EMPTY.with(tls.host(), GOOD).with(tokens.host(), GOOD);

      assertThatThrownBy(() -> secure.secure(tls, "team/app", keyring).fetchManifest("v1"))
          .hasMessageContaining("gives no token without a login");
    }
  }

  @Test
  void aTokenServiceWhoseAddressHoldsAUserIsNoneToAsk() {
    String realm = tokens.url().replace("://", "://" + registry.host().replace(":", "%3A") + "@");
    FakeLogin login = FakeLogin.bearerWithAnonymousPull(realm + "/token", "robot", "right");
    registry.require(login);
    tokens.serveTokens(login);

    assertThat(refusal(forRegistry(GOOD))).isEqualTo(RemoteException.Kind.REGISTRY_ERROR);
    assertThat(tokens.requests()).isEmpty();
  }

  @Test
  void keepsATokenUntilShortlyBeforeItsEnd() {
    requireTokens(true);
    assertFetches(Keyring.EMPTY);
    assertFetches(Keyring.EMPTY);
    client.passTime(Duration.ofSeconds(289));
    assertFetches(Keyring.EMPTY);
    assertThat(tokens.count("/token")).isEqualTo(1);

    client.passTime(Duration.ofSeconds(2));
    assertFetches(Keyring.EMPTY);

    assertThat(tokens.count("/token")).isEqualTo(2);
  }

  @Test
  void neverGivesOneUsersTokenToAnother() {
    requireTokens(registry, false);
    assertFetches(forRegistry(GOOD));

    assertThat(refusal(forRegistry(BAD))).isEqualTo(RemoteException.Kind.BAD_CREDENTIALS);
    assertThat(refusal(Keyring.EMPTY)).isEqualTo(RemoteException.Kind.UNAUTHORIZED);
  }

  @Test
  void asksForANewTokenWhenTheOldOneNoLongerHolds() {
    FakeLogin login = FakeLogin.bearerWithAnonymousPull(tokens.url() + "/token", "robot", "right");
    registry.require(login);
    tokens.serveTokens(login);
    assertFetches(Keyring.EMPTY);
    login.forgetTokens();

    assertFetches(Keyring.EMPTY);

    assertThat(tokens.count("/token")).isEqualTo(2);
  }

  @Test
  void asksForTheRightToPushAndForThatToMount() {
    requireTokens(true);
    byte[] bytes = {1, 2, 3};
    Digest digest = Digest.of(bytes);
    Keyring keyring = forRegistry(GOOD).with(tokens.host(), GOOD);
    RemoteRegistry push = client.push(registry, "new/app", keyring);

    push.pushBlob(digest, bytes.length, () -> new ByteArrayInputStream(bytes));
    push.mountBlob(digest, "team/app");

    assertThat(registry.repository("new/app").findBlob(digest)).contains(bytes);
    assertThat(tokens.requests())
        .containsExactly(
            "GET /token?service=fake&scope=repository%3Anew%2Fapp%3Apull%2Cpush",
            "GET /token?service=fake&scope=repository%3Anew%2Fapp%3Apull%2Cpush"
                + "&scope=repository%3Ateam%2Fapp%3Apull");
  }

  @Test
  void refusesToPushWithAnAnonymousToken() {
    requireTokens(true);
    byte[] bytes = {1};
    RemoteRegistry push = client.push(registry, "new/app", Keyring.EMPTY);

    assertThatThrownBy(
            () -> push.pushBlob(Digest.of(bytes), 1, () -> new ByteArrayInputStream(bytes)))
        .extracting(e -> ((RemoteException) e).kind())
        .isEqualTo(RemoteException.Kind.UNAUTHORIZED);
  }
}
