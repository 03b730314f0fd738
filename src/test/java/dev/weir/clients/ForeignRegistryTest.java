package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Credential;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteBlobPart;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.RemoteRegistry;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.budget.Caller;
import dev.weir.remote.fake.FakeLogin;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.SelfSigned;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's registry with passwords and TLS, as another registry that pulls go through to. */
final class ForeignRegistryTest {
  private static final SelfSigned TLS = SelfSigned.make();
  private static final byte[] LAYER = layer();
  private static final Digest DIGEST = Digest.of(LAYER);

  @TempDir private static Path folder;

  private static PrivateRegistry upstream;

  private final Registries registries =
      Registries.open(
          OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of(TLS.certificate())));
  private Keyring ann = Keyring.EMPTY;

  private static byte[] layer() {
    byte[] bytes = new byte[1_000_000];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  @BeforeAll
  static void start() throws Exception {
    Path certificate = folder.resolve("server.crt");
    Path key = folder.resolve("server.key");
    TLS.write(certificate, key);
    upstream = PrivateRegistry.tls(folder.resolve("registry"), Map.of(), certificate, key);
  }

  @BeforeEach
  void fill() {
    ann =
        Keyring.EMPTY.with(
            upstream.host(), new Credential(PrivateRegistry.USER, PrivateRegistry.PASSWORD));
    RemoteRegistry push = registries.forPush(repository(), TransportPolicy.SECURE, ann);
    push.pushBlob(DIGEST, LAYER.length, () -> new ByteArrayInputStream(LAYER));
  }

  @AfterEach
  void close() {
    registries.close();
  }

  @AfterAll
  static void stop() {
    upstream.close();
  }

  private static ImageReference repository() {
    return ImageReference.parse(upstream.host() + "/team/app");
  }

  private RemoteRegistry open(Keyring keyring) {
    return registries.forPull(repository(), TransportPolicy.SECURE, keyring, Caller.PERSON);
  }

  private RemoteException.Kind refusal(Keyring keyring) {
    return catchThrowableOfType(
            RemoteException.class,
            () -> open(keyring).openBlob(DIGEST, 0, Optional.empty()).close())
        .kind();
  }

  @Test
  void givesTheWholeAndTheRestByItsValidator() throws Exception {
    Optional<String> validator;
    try (RemoteBlobPart whole = open(ann).openBlob(DIGEST, 0, Optional.empty())) {
      assertThat(whole.start()).isZero();
      assertThat(whole.total()).hasValue(LAYER.length);
      validator = whole.validator();
      assertThat(validator).isPresent();
      assertThat(whole.content().readAllBytes()).isEqualTo(LAYER);
    }
    try (RemoteBlobPart rest = open(ann).openBlob(DIGEST, 700_000, validator)) {
      assertThat(rest.start()).isEqualTo(700_000);
      assertThat(rest.total()).hasValue(LAYER.length);
      assertThat(rest.content().readAllBytes())
          .isEqualTo(Arrays.copyOfRange(LAYER, 700_000, LAYER.length));
    }
    try (RemoteBlobPart other = open(ann).openBlob(DIGEST, 700_000, Optional.of("\"other\""))) {
      assertThat(other.start()).isZero();
      assertThat(other.content().readAllBytes()).isEqualTo(LAYER);
    }
  }

  @Test
  void refusesWhoHasNoLoginOrAWrongOne() {
    Keyring wrong =
        Keyring.EMPTY.with(upstream.host(), new Credential(PrivateRegistry.USER, "battery"));

    assertThat(refusal(Keyring.EMPTY)).isEqualTo(RemoteException.Kind.UNAUTHORIZED);
    assertThat(refusal(wrong)).isEqualTo(RemoteException.Kind.BAD_CREDENTIALS);
  }

  @Test
  void saysWhatItDoesNotHave() {
    RemoteException absent =
        catchThrowableOfType(
            RemoteException.class,
            () -> open(ann).openBlob(Digest.of(new byte[1]), 0, Optional.empty()).close());

    assertThat(absent.kind()).isEqualTo(RemoteException.Kind.BLOB_UNKNOWN);
    assertThat(open(ann).blobSize(DIGEST)).hasValue(LAYER.length);
    assertThat(open(ann).blobSize(Digest.of(new byte[1]))).isEmpty();
  }

  @Test
  void knowsNoReferrersAndIsAskedForTheTagInstead() {
    assertThat(open(ann).referrers(DIGEST)).isEmpty();
    RemoteRegistry push = registries.forPush(repository(), TransportPolicy.SECURE, ann);
    RemoteManifest referrer =
        manifest(
            MediaTypes.OCI_MANIFEST,
            "\"config\":" + descriptor(MediaTypes.OCI_CONFIG, DIGEST, LAYER.length));
    RemoteManifest list =
        manifest(
            MediaTypes.OCI_INDEX,
            "\"manifests\":[%s]"
                .formatted(
                    descriptor(
                        MediaTypes.OCI_MANIFEST, referrer.digest(), referrer.bytes().length)));
    push.pushManifest(referrer, referrer.digest().toString());
    push.pushManifest(list, DIGEST.toString().replace(':', '-'));

    assertThat(open(ann).referrers(DIGEST))
        .extracting(Descriptor::digest)
        .containsExactly(referrer.digest());
  }

  private static RemoteManifest manifest(String mediaType, String members) {
    String text = "{\"schemaVersion\":2,\"mediaType\":\"" + mediaType + "\"," + members + "}";
    return RemoteManifest.of(mediaType, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String descriptor(String mediaType, Digest digest, long size) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(mediaType, digest, size);
  }

  @Test
  void isNotShownTheLoginOfWhoeverRedirectsToIt() {
    try (FakeRegistry front = FakeRegistry.tls(TLS)) {
      front.require(FakeLogin.basic(PrivateRegistry.USER, PrivateRegistry.PASSWORD));
      front.failAlways(
          "/blobs/",
          new Fault.Redirect(307, "https://" + upstream.host() + "/v2/team/app/blobs/" + DIGEST));
      Keyring both =
          ann.with(front.host(), new Credential(PrivateRegistry.USER, PrivateRegistry.PASSWORD));
      RemoteRegistry through =
          registries.forPull(
              ImageReference.parse(front.host() + "/team/app"),
              TransportPolicy.SECURE,
              both,
              Caller.PERSON);

      RemoteException refused =
          catchThrowableOfType(
              RemoteException.class, () -> through.openBlob(DIGEST, 0, Optional.empty()).close());

      assertThat(refused.kind()).isEqualTo(RemoteException.Kind.UNAUTHORIZED);
      assertThat(refused).hasMessageContaining(upstream.host());
      assertThat(front.headers("/blobs/", "Authorization").getLast()).startsWith("Basic ");
    }
  }
}
