package dev.weir.remote.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Locations;
import dev.weir.remote.repository.OpenRepositories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies between registries, directories and OCI layouts. */
class MirrorPlacesTest {
  private final FakeRegistry registry = FakeRegistry.plain();
  private final Registries registries =
      Registries.open(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of()));
  private final TestProgress progress = new TestProgress();
  @TempDir Path directory;

  @AfterEach
  void close() {
    registries.close();
    registry.close();
  }

  private OpenRepositories repositories(Path dir, Path fromDir) {
    return new OpenRepositories(
        registries, _ -> TransportPolicy.INSECURE, Keyring.EMPTY, dir, fromDir);
  }

  private List<MirrorFailure> copy(OpenRepositories repositories, String... pairs) {
    List<Mapping> mappings = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      Location source = Locations.parse(pairs[i], directory);
      Location target = Locations.parse(pairs[i + 1], directory);
      mappings.add(new Mapping(source, target));
    }
    MirrorRequest request =
        new MirrorRequest(mappings, _ -> true, true, false, false, false, false, false, 6, 4);
    Mirror mirror = new Mirror(repositories, progress, _ -> {});
    return mirror.run(mirror.plan(request), request);
  }

  private List<MirrorFailure> copy(String... pairs) {
    return copy(repositories(directory.resolve("disk"), directory.resolve("disk")), pairs);
  }

  @Test
  void anImageGoesThroughADirectoryAndALayoutToARegistryUnchanged() {
    Digest image = TestImages.single(registry.repository("team/app"), "v1");
    assertThat(copy(registry.host() + "/team/app:v1", "file://team/app:v2")).isEmpty();
    assertThat(copy("file://team/app:v2", "oci:layout:v3")).isEmpty();
    assertThat(copy("oci:layout:v3", registry.host() + "/back/app:v4")).isEmpty();
    assertThat(progress.pushed)
        .containsExactly(
            image + " team/app:v2",
            image + " " + directory.resolve("layout") + ":v3",
            image + " back/app:v4");
  }

  @Test
  void whatIsThereIsNotSentAgain() {
    TestImages.single(registry.repository("team/app"), "v1");
    String source = registry.host() + "/team/app:v1";
    assertThat(copy(source, "file://team/app:v1", source, "oci:layout:v1")).isEmpty();
    long sent = progress.bytes.get();
    assertThat(sent).isPositive();
    assertThat(copy(source, "file://team/app:v1", source, "oci:layout:v1")).isEmpty();
    assertThat(progress.bytes).hasValue(sent);
  }

  @Test
  void repositoriesOfOneDirectoryShareTheFilesOfBlobs() throws IOException {
    TestImages.single(registry.repository("team/app"), "v1");
    assertThat(copy(registry.host() + "/team/app:v1", "file://a/app:v1")).isEmpty();
    long sent = progress.bytes.get();
    assertThat(copy("file://a/app:v1", "file://b/app:v1")).isEmpty();
    assertThat(progress.bytes).hasValue(sent);
    assertThat(progress.mounted).hasSize(2);
    try (var blobs = Files.list(directory.resolve("disk/v2/a/app/blobs"))) {
      assertThat(blobs)
          .filteredOn(blob -> Files.exists(mountedTo(blob)))
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  private Path mountedTo(Path blob) {
    return directory.resolve("disk/v2/b/app/blobs").resolve(blob.getFileName());
  }

  @Test
  void theSameRepositoryOfAnotherDirectoryIsAnotherOne() {
    Digest image = TestImages.single(registry.repository("team/app"), "v1");
    assertThat(copy(registry.host() + "/team/app:v1", "file://team/app:v1")).isEmpty();
    OpenRepositories between = repositories(directory.resolve("other"), directory.resolve("disk"));
    assertThat(copy(between, "file://team/app:v1", "file://team/app:v2")).isEmpty();
    OpenRepositories other = repositories(directory.resolve("other"), directory.resolve("other"));
    assertThat(copy(other, "file://team/app:v2", registry.host() + "/back/app:v1")).isEmpty();
    assertThat(progress.pushed).contains(image + " back/app:v1");
  }
}
