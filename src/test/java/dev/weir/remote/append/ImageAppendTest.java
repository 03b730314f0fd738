package dev.weir.remote.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.PlatformChoice;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.extract.TarMaker;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.resource.Json;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class ImageAppendTest {
  private static final byte[] TAR = new TarMaker().file("etc/motd", "hello").tar();

  @TempDir private Path directory = Path.of("unset");

  private final FakeRegistry registry = FakeRegistry.plain();
  private final Registries registries =
      Registries.open(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of()));
  private final ImageAppend append =
      new ImageAppend(registries, TransportPolicy.INSECURE, Keyring.EMPTY);

  @AfterEach
  void close() {
    registries.close();
    registry.close();
  }

  @Test
  void anImageOfNothingHasTheOneEmptyLayer() throws Exception {
    Digest pushed =
        append.run(request("team/nothing:v1", Optional.empty()), AppendProgress.silent());

    Manifest.ImageManifest manifest = manifest("team/nothing", pushed);
    assertThat(manifest.layers())
        .extracting(layer -> layer.digest().toString())
        .containsExactly("sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4");
    assertThat(config("team/nothing", manifest).at("/rootfs/diff_ids/0").asString())
        .isEqualTo("sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
  }

  private Path plainLayer() throws Exception {
    return Files.write(directory.resolve("layer.tar"), TAR);
  }

  private AppendRequest request(String to, Optional<String> from, Path... layers) {
    return new AppendRequest(
        reference(to),
        from.map(this::reference),
        List.of(layers),
        new Changes(Json.object().put("User", "1001"), Json.object(), false, Instant.EPOCH),
        PlatformChoice.USUAL,
        Optional.empty(),
        false,
        false,
        false);
  }

  /** Another layer on a list. */
  private AppendRequest ofMany(
      ImageReference from, Optional<Predicate<String>> filter, boolean list, boolean dry)
      throws Exception {
    return new AppendRequest(
        reference("a/b:v2"),
        Optional.of(from),
        List.of(plainLayer()),
        new Changes(Json.object(), Json.object().put("author", "ann"), true, Instant.EPOCH),
        PlatformChoice.USUAL,
        filter,
        list,
        false,
        dry);
  }

  private ImageReference reference(String rest) {
    return ImageReference.parse(registry.host() + "/" + rest);
  }

  private Manifest.ImageManifest manifest(String repository, Digest digest) {
    byte[] bytes = registry.repository(repository).findManifest(digest.toString()).orElseThrow();
    return (Manifest.ImageManifest) ManifestReader.read("", bytes);
  }

  private JsonNode config(String repository, Manifest.ImageManifest manifest) {
    return Json.parse(
        registry.repository(repository).findBlob(manifest.config().digest()).orElseThrow());
  }

  @Test
  void makesAnImageFromNothing() throws Exception {
    Digest digest =
        append.run(request("a/b:v1", Optional.empty(), plainLayer()), AppendProgress.silent());

    assertThat(registry.repository("a/b").tags()).containsEntry("v1", digest);
    Manifest.ImageManifest manifest = manifest("a/b", digest);
    assertThat(registry.repository("a/b").findBlob(manifest.layers().getFirst().digest()))
        .isPresent();
    JsonNode config = config("a/b", manifest);
    assertThat(config.at("/rootfs/diff_ids/0").asString()).isEqualTo(Digest.of(TAR).toString());
    assertThat(config.at("/config/User").asString()).isEqualTo("1001");
    assertThat(config.at("/os").asString()).isEqualTo("linux");
  }

  @Test
  void makesTheSameBytesEachTime() throws Exception {
    AppendRequest request = request("a/b", Optional.empty(), plainLayer());

    assertThat(append.run(request, AppendProgress.silent()))
        .isEqualTo(append.run(request, AppendProgress.silent()));
    assertThat(registry.repository("a/b").tags()).containsOnlyKeys("latest");
    assertThat(registry.count("PATCH")).isEqualTo(2);
  }

  @Test
  void takesACompressedLayerAsItIs() throws Exception {
    Path layer = directory.resolve("layer.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(layer))) {
      out.write(TAR);
    }

    Digest digest = append.run(request("a/b:v1", Optional.empty(), layer), AppendProgress.silent());

    Manifest.ImageManifest manifest = manifest("a/b", digest);
    assertThat(manifest.layers().getFirst().digest())
        .isEqualTo(Digest.of(Files.readAllBytes(layer)));
    assertThat(config("a/b", manifest).at("/rootfs/diff_ids/0").asString())
        .isEqualTo(Digest.of(TAR).toString());
  }

  @Test
  void buildsOnAnImageOfTheSameRegistryByMountingItsLayers() throws Exception {
    TestImages.single(registry.repository("base/image"), "v1");

    Digest digest =
        append.run(
            request("a/b:v2", Optional.of("base/image:v1"), plainLayer()), AppendProgress.silent());

    Manifest.ImageManifest manifest = manifest("a/b", digest);
    assertThat(manifest.layers()).hasSize(2);
    assertThat(registry.repository("a/b").findBlob(manifest.layers().getFirst().digest()))
        .isPresent();
    assertThat(registry.count("mount=")).isEqualTo(1);
    assertThat(config("a/b", manifest).at("/config/Labels/which").asString()).isEqualTo("v1");
  }

  @Test
  void buildsOnTheWantedImageOfAListInAnotherRegistry() throws Exception {
    try (FakeRegistry other = FakeRegistry.plain()) {
      TestImages.index(other.repository("base/image"), "v1", "linux/arm64", "linux/amd64");
      ImageReference from = ImageReference.parse(other.host() + "/base/image:v1");
      AppendRequest request = ofMany(from, Optional.empty(), false, false);

      Digest digest = append.run(request, AppendProgress.silent());

      Manifest.ImageManifest manifest = manifest("a/b", digest);
      assertThat(registry.repository("a/b").findBlob(manifest.layers().getFirst().digest()))
          .isPresent();
      assertThat(config("a/b", manifest).at("/architecture").asString()).isEqualTo("amd64");
    }
  }

  @Test
  void refusesAListOfWhichNothingIsMeant() throws Exception {
    TestImages.index(registry.repository("base/image"), "v1", "linux/arm64", "linux/amd64");
    Optional<Predicate<String>> windows = Optional.of("windows/amd64"::equals);
    for (boolean list : List.of(true, false)) {
      AppendRequest request = ofMany(reference("base/image:v1"), windows, list, false);

      assertThatThrownBy(() -> append.run(request, AppendProgress.silent()))
          .hasMessageContaining("base/image:v1")
          .hasMessageContaining("linux/arm64, linux/amd64");
    }
    assertThat(registry.repository("a/b").tags()).isEmpty();
  }

  @Test
  void aListStaysOneWithTheLayerInWhatIsMeantOfIt() throws Exception {
    TestImages.index(registry.repository("base/image"), "v1", "linux/arm64", "linux/amd64");
    Optional<Predicate<String>> arm = Optional.of("linux/arm64"::equals);

    Digest digest =
        append.run(ofMany(reference("base/image:v1"), arm, true, false), AppendProgress.silent());

    byte[] bytes = registry.repository("a/b").findManifest(digest.toString()).orElseThrow();
    Manifest.IndexManifest list = (Manifest.IndexManifest) ManifestReader.read("", bytes);
    assertThat(list.manifests()).hasSize(2);
    Manifest.ImageManifest image = manifest("a/b", list.manifests().getFirst().digest());
    assertThat(image.layers()).hasSize(2);
    JsonNode config = config("a/b", image);
    assertThat(config.at("/author").asString()).isEqualTo("ann");
    assertThat(config.at("/history").valueStream())
        .hasSize(2)
        .allSatisfy(step -> assertThat(step.has("comment")).isFalse());
  }

  @Test
  void aDryRunTellsTheDigestAndSendsNothing() throws Exception {
    TestImages.index(registry.repository("base/image"), "v1", "linux/arm64", "linux/amd64");
    ImageReference from = reference("base/image:v1");

    Digest told = append.run(ofMany(from, Optional.empty(), true, true), AppendProgress.silent());

    assertThat(registry.repository("a/b").tags()).isEmpty();
    assertThat(registry.count("POST")).isZero();
    assertThat(append.run(ofMany(from, Optional.empty(), true, false), AppendProgress.silent()))
        .isEqualTo(told);
  }

  @Test
  void whatIsNoTarIsNoLayer() throws Exception {
    Path letter = Files.writeString(directory.resolve("letter.txt"), "Dear".repeat(1_000));
    for (Path layer : List.of(letter, Files.createFile(directory.resolve("nothing.tar")))) {
      assertThatThrownBy(
              () -> append.run(request("a/b:v1", Optional.empty(), layer), AppendProgress.silent()))
          .hasMessageContaining(layer.toString())
          .hasMessageContaining("no tar file");
    }
    assertThat(registry.count("POST")).isZero();
  }
}
