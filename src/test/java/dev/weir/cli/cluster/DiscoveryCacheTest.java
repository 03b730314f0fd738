package dev.weir.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryCacheTest {
  @TempDir private Path directory;

  private DiscoveryCache cache(String server) {
    return DiscoveryCache.under(
        directory.resolve("cache"), URI.create(server), InstantSource.system());
  }

  private List<Path> outside() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.startsWith(directory.resolve("cache")))
          .toList();
    }
  }

  @Test
  void findsWhatWasKept() throws IOException {
    cache("https://a:6443").keep("apps/v1/serverresources.json", Json.object().put("n", 1));

    assertThat(cache("https://a:6443").find("apps/v1/serverresources.json"))
        .contains(Json.object().put("n", 1));
    assertThat(cache("https://b:6443").find("apps/v1/serverresources.json")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../../../x/v1.json", "/ROOT/x/v1.json", "..", "."})
  void aServerThatNamesAGroupLikeAPathChoosesNoPlaceOutside(String name) throws IOException {
    String group = name.replace("/ROOT", directory.toString());
    cache("https://a:6443/../../..").keep(group, Json.object());
    cache("https://a:6443").keep(group, Json.object());

    assertThat(outside()).isEmpty();
    assertThat(cache("https://a:6443").find(group)).isEmpty();
  }
}
