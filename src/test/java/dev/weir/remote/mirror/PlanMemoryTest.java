package dev.weir.remote.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is held of images that are planned, however large their manifests are. */
final class PlanMemoryTest extends MirrorFixture {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final int CHILDREN = 12;

  /** A list of images whose manifests are nearly as large as manifests may be. */
  private Digest largeList() {
    Digest config = source.blob("{}".getBytes(StandardCharsets.UTF_8));
    ObjectNode list = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode entries = list.putArray("manifests");
    for (int i = 0; i < CHILDREN; i++) {
      ObjectNode image = Json.object().put("schemaVersion", 2);
      image.put("mediaType", MediaTypes.OCI_MANIFEST);
      image
          .putObject("config")
          .put("mediaType", MediaTypes.OCI_CONFIG)
          .put("digest", config.toString())
          .put("size", 2);
      image.putArray("layers");
      image.putObject("annotations").put("number", i + "y".repeat(7 * MEBIBYTE / 2));
      byte[] bytes = Json.bytes(image);
      entries
          .addObject()
          .put("mediaType", MediaTypes.OCI_MANIFEST)
          .put("digest", source.manifest(MediaTypes.OCI_MANIFEST, bytes).toString())
          .put("size", bytes.length);
    }
    return source.manifest(MediaTypes.OCI_INDEX, Json.bytes(list));
  }

  @Test
  void aPlanHoldsFewOfTheBytesOfItsManifestsAndReadsTheOthersAgain() {
    Digest list = largeList();
    source.tag("v1", list);
    MirrorRequest request = request(UnaryOperator.identity(), "team/app:v1", "mirror/app");

    MirrorPlan plan = mirror.plan(request);

    List<MirrorPlan.KnownManifest> manifests =
        plan.places().getFirst().repositories().getFirst().manifests().stream()
            .map(MirrorPlan.ManifestPlan::manifest)
            .toList();
    assertThat(manifests).hasSize(CHILDREN + 1);
    long kept =
        manifests.stream()
            .map(MirrorPlan.KnownManifest::kept)
            .flatMap(Optional::stream)
            .mapToLong(manifest -> manifest.bytes().length)
            .sum();
    assertThat(kept).isPositive().isLessThanOrEqualTo(32L * MEBIBYTE);

    assertThat(mirror.run(plan, request)).isEmpty();
    assertThat(target.tags()).isEqualTo(Map.of("v1", list));
    assertThat(manifests)
        .allSatisfy(one -> assertThat(target.findManifest(one.digest().toString())).isPresent());
  }

  @Test
  void whatIsMissingWhenItIsReadAgainIsTold() {
    source.tag("v1", largeList());
    MirrorRequest request = request(Options::goingOn, "team/app:v1", "mirror/app");
    MirrorPlan plan = mirror.plan(request);
    plan.places().getFirst().repositories().getFirst().manifests().stream()
        .map(MirrorPlan.ManifestPlan::digest)
        .forEach(source::remove);

    List<MirrorFailure> failures = mirror.run(plan, request);

    assertThat(failures)
        .anySatisfy(
            failure -> {
              assertThat(failure.what())
                  .startsWith("unable to push manifest to " + to.host() + "/mirror/app@");
              assertThat(failure.reason()).contains(from.host());
            });
    assertThat(target.tags()).isEmpty();
  }

  @Test
  void moreThanCanBePlannedIsRefused() {
    PlanMemory memory = new PlanMemory();
    Descriptor layer =
        Descriptor.of(MediaTypes.OCI_LAYER, Digest.of("layer".getBytes(StandardCharsets.UTF_8)), 5);
    List<Descriptor> million = Collections.nCopies(1_000_000, layer);
    for (int i = 0; i < 4; i++) {
      assertThat(memory.hold(million)).hasSize(1_000_000);
    }

    assertThatThrownBy(() -> memory.hold(List.of(layer)))
        .isInstanceOf(RemoteException.class)
        .hasMessageContaining("mirror fewer images at a time");
  }
}
