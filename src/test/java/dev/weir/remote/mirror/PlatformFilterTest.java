package dev.weir.remote.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.mirror.PlatformFilter.Choice;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class PlatformFilterTest {
  private static final Predicate<String> HERE = "linux/amd64"::equals;

  /** Each {@code os/arch[/variant]}, or empty for none. */
  private static RemoteManifest list(String... platforms) {
    ObjectNode list =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.DOCKER_LIST);
    ArrayNode manifests = list.putArray("manifests");
    for (String platform : platforms) {
      ObjectNode entry = manifests.addObject();
      entry.put("mediaType", MediaTypes.DOCKER_MANIFEST).put("size", 5);
      entry.put("digest", digest(platform).toString());
      if (!platform.isEmpty()) {
        String[] parts = platform.split("/");
        ObjectNode on = entry.putObject("platform");
        on.put("os", parts[0]).put("architecture", parts[1]);
        if (parts.length > 2) {
          on.put("variant", parts[2]);
        }
      }
      entry.putObject("annotations").put("of", platform);
    }
    list.putObject("annotations").put("kept", "yes");
    return RemoteManifest.of(MediaTypes.DOCKER_LIST, Json.bytes(list));
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Manifest.IndexManifest read(RemoteManifest list) {
    return (Manifest.IndexManifest) ManifestReader.read(list.mediaType(), list.bytes());
  }

  private static Choice choose(RemoteManifest list, Predicate<String> platforms, boolean keep) {
    return PlatformFilter.choose(list, read(list), platforms, keep);
  }

  private static List<Digest> digests(List<Descriptor> children) {
    return children.stream().map(Descriptor::digest).toList();
  }

  @Test
  void nothingIsCopiedOfAListForOthers() {
    assertThat(choose(list("linux/arm64", "windows/amd64"), HERE, false))
        .isEqualTo(new Choice.Nothing());
  }

  @Test
  void oneImageTakesThePlaceOfItsList() {
    assertThat(choose(list("linux/arm64", "linux/amd64"), HERE, false))
        .isInstanceOfSatisfying(
            Choice.Single.class,
            one -> assertThat(one.image().digest()).isEqualTo(digest("linux/amd64")));
    assertThat(choose(list("linux/amd64"), HERE, false)).isInstanceOf(Choice.Single.class);
  }

  @Test
  void severalOfManyGetANewListOfTheSameKindWithAllElseAsItWas() {
    RemoteManifest list = list("linux/amd64", "linux/arm64", "linux/arm/v7", "windows/amd64");

    Choice.ListOf chosen =
        (Choice.ListOf) choose(list, platform -> platform.startsWith("linux/arm"), false);

    assertThat(digests(chosen.children()))
        .containsExactly(digest("linux/arm64"), digest("linux/arm/v7"));
    assertThat(chosen.manifest().digest()).isNotEqualTo(list.digest());
    assertThat(chosen.manifest().mediaType()).isEqualTo(MediaTypes.DOCKER_LIST);
    Manifest.IndexManifest index = read(chosen.manifest());
    assertThat(digests(index.manifests())).isEqualTo(digests(chosen.children()));
    assertThat(index.annotations()).containsEntry("kept", "yes");
    assertThat(index.manifests().getFirst().annotations()).containsEntry("of", "linux/arm64");
  }

  @Test
  void aListOfWhichAllIsWantedStaysAsItIs() {
    RemoteManifest list = list("linux/amd64", "linux/arm64");

    Choice.ListOf chosen = (Choice.ListOf) choose(list, _ -> true, false);

    assertThat(chosen.manifest()).isSameAs(list);
    assertThat(chosen.children()).hasSize(2);
  }

  @Test
  void aListThatIsKeptStaysAsItIsWithTheWantedImagesAlone() {
    RemoteManifest list = list("linux/amd64", "linux/arm64", "windows/amd64");

    Choice.ListOf chosen = (Choice.ListOf) choose(list, HERE, true);

    assertThat(chosen.manifest()).isSameAs(list);
    assertThat(digests(chosen.children())).containsExactly(digest("linux/amd64"));
    assertThat(choose(list("linux/amd64"), HERE, true)).isInstanceOf(Choice.ListOf.class);
  }

  @Test
  void whatIsForNoPlatformIsForAll() {
    RemoteManifest parts = list("", "");

    assertThat(((Choice.ListOf) choose(parts, HERE, false)).manifest()).isSameAs(parts);
    assertThat(choose(list("linux/amd64", "unknown/unknown"), HERE, false))
        .isInstanceOf(Choice.Single.class);
  }
}
