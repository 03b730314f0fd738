package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.Credential;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.mirror.Mapping;
import dev.weir.remote.mirror.Mirror;
import dev.weir.remote.mirror.MirrorFailure;
import dev.weir.remote.mirror.MirrorPlan;
import dev.weir.remote.mirror.MirrorProgress;
import dev.weir.remote.mirror.MirrorRequest;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Locations;
import dev.weir.remote.repository.OpenRepositories;
import dev.weir.resource.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Mirrors between Weir, Debian's registry and one that is made up, over connections that break. */
@WeirServer({"--audit-log", "off"})
@Timeout(120)
class MirrorToServersTest {
  private static final int SIZE = 8_000_000;

  @TempDir Path directory;

  private final CuttingRelay weir;
  private final Keyring logins;
  private final FakeRegistry from = FakeRegistry.plain();
  private final Registries registries =
      Registries.open(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of()));
  private final List<String> mounted = new CopyOnWriteArrayList<>();

  MirrorToServersTest(ServerProcess server, ApiCaller caller) throws Exception {
    weir = new CuttingRelay(server.registry());
    logins = Keyring.EMPTY.with(weir.host(), new Credential("someone", caller.administrator()));
    if (caller.api(caller.administrator(), "GET", "/api/v1/namespaces/mirrored", "").status()
        == 404) {
      var _ = caller.create("/api/v1/namespaces", "{'metadata':{'name':'mirrored'}}");
    }
  }

  @BeforeEach
  void fill() {
    TestImages.layered(
        from.repository("team/app"), "v1", FakeBlob.generated(SIZE, 1), FakeBlob.generated(50, 2));
  }

  @AfterAll
  void close() throws Exception {
    registries.close();
    from.close();
    weir.close();
  }

  private Digest image() {
    return from.repository("team/app").tags().get("v1");
  }

  /** Sources and targets by turns. */
  private List<MirrorFailure> copy(Predicate<String> platforms, Keyring keyring, String... pairs) {
    List<Mapping> mappings = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      Location source = Locations.parse(pairs[i], directory);
      mappings.add(new Mapping(source, Locations.parse(pairs[i + 1], directory)));
    }
    MirrorRequest request =
        new MirrorRequest(mappings, platforms, true, false, false, false, false, false, 6, 4);
    OpenRepositories repositories =
        new OpenRepositories(
            registries, _ -> TransportPolicy.INSECURE, keyring, directory, directory);
    Mirror mirror = new Mirror(repositories, new Mounts(), _ -> {});
    MirrorPlan plan = mirror.plan(request);
    return mirror.run(plan, request);
  }

  private List<MirrorFailure> copy(String... pairs) {
    return copy(_ -> true, logins, pairs);
  }

  private final class Mounts implements MirrorProgress {
    @Override
    public void warning(String text) {}

    @Override
    public void info(String text) {}

    @Override
    public void uploading(Location target, Digest blob, long size) {}

    @Override
    public void sent(Location target, Digest blob, long bytes) {}

    @Override
    public void uploaded(Location target, Digest blob, long size) {}

    @Override
    public void mounted(Location target, Digest blob, long size) {
      mounted.add(target.repositoryPath());
    }

    @Override
    public void pushed(Location target, Digest manifest, String tag) {}

    @Override
    public void failed(MirrorFailure failure) {}
  }

  @Test
  void anImageGoesToWeirAndBackOverConnectionsThatBreak() {
    // a cut may take with it what was on its way, seldom all of it
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3 && least >= SIZE * 3L / 2; i++) {
      long before = weir.passed();
      weir.cut(2, SIZE / 4);
      String target = weir.host() + "/mirrored/app" + (i == 0 ? "" : i);
      assertThat(copy(from.host() + "/team/app:v1", target)).isEmpty();
      assertThat(weir.cutsLeft()).isZero();
      least = Math.min(least, weir.passed() - before);
    }
    assertThat(least).as("what had come was not sent again").isLessThan(SIZE * 3L / 2);

    weir.cut(2, SIZE / 4);
    assertThat(copy(weir.host() + "/mirrored/app:v1", from.host() + "/back/weirs")).isEmpty();
    assertThat(weir.cutsLeft()).isZero();
    assertThat(from.repository("back/weirs").tags()).containsEntry("v1", image());
  }

  @Test
  void anImageGoesToDebiansRegistryAndBackOverConnectionsThatBreak() throws Exception {
    try (PrivateRegistry debians = PrivateRegistry.plain(directory.resolve("there"), Map.of());
        CuttingRelay relay = new CuttingRelay(debians.host())) {
      Keyring login =
          Keyring.EMPTY.with(
              relay.host(), new Credential(PrivateRegistry.USER, PrivateRegistry.PASSWORD));
      relay.cut(2, SIZE / 4);
      assertThat(copy(_ -> true, login, from.host() + "/team/app:v1", relay.host() + "/a/b/c:x"))
          .isEmpty();
      assertThat(relay.cutsLeft()).isZero();

      relay.cut(2, SIZE / 4);
      assertThat(copy(_ -> true, login, relay.host() + "/a/b/c:x", from.host() + "/back/debians"))
          .isEmpty();
      assertThat(from.repository("back/debians").tags()).containsEntry("x", image());
    }
  }

  @Test
  void sharedLayersAreMountedWithinAProject() {
    assertThat(
            copy(
                from.host() + "/team/app:v1", weir.host() + "/mirrored/one",
                from.host() + "/team/app:v1", weir.host() + "/mirrored/two"))
        .isEmpty();

    assertThat(mounted).containsOnly("mirrored/two").hasSizeGreaterThan(1);
  }

  @Test
  void aListOfWhichOneImageIsWantedIsKept() {
    FakeRepository source = from.repository("team/list");
    ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode images = index.putArray("manifests");
    for (String os : List.of("linux", "windows")) {
      Digest child = TestImages.single(source, os, os, "amd64");
      images
          .addObject()
          .put("mediaType", MediaTypes.OCI_MANIFEST)
          .put("digest", child.toString())
          .put("size", source.findManifest(child.toString()).orElseThrow().length)
          .putObject("platform")
          .put("os", os)
          .put("architecture", "amd64");
    }
    Digest list = source.manifest(MediaTypes.OCI_INDEX, Json.bytes(index));
    source.tag("all", list);
    String unwanted = images.path(1).path("digest").stringValue();

    assertThat(
            copy(
                "linux/amd64"::equals,
                logins,
                from.host() + "/team/list:all",
                weir.host() + "/mirrored/list"))
        .isEmpty();
    assertThat(
            copy(
                "linux/amd64"::equals,
                logins,
                weir.host() + "/mirrored/list:all",
                from.host() + "/back/list"))
        .isEmpty();

    assertThat(from.repository("back/list").tags()).containsEntry("all", list);
    assertThat(from.repository("back/list").findManifest(unwanted)).isEmpty();
  }

  @Test
  void aNameThatWeirDoesNotTakeIsToldInItsWords() {
    List<MirrorFailure> failures =
        copy(from.host() + "/team/app:v1", weir.host() + "/mirrored/deep/app");

    assertThat(failures).isNotEmpty();
    assertThat(failures.getFirst().toString())
        .contains(weir.host() + "/mirrored/deep/app")
        .contains("PROJECT/NAME");
  }

  @Test
  void twoMirrorsToOneRepositoryBothSucceed() {
    String[] pair = {from.host() + "/team/app:v1", weir.host() + "/mirrored/both"};
    CompletableFuture<List<MirrorFailure>> other = CompletableFuture.supplyAsync(() -> copy(pair));

    assertThat(copy(pair)).isEmpty();
    assertThat(other.join()).isEmpty();
  }
}
