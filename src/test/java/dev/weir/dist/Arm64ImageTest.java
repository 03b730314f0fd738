package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The image for arm64, which no machine of our tests can run: what can be seen of it from outside.
 * It is made where Debian's packages for it can be had, so a release may be without.
 */
@Timeout(300)
class Arm64ImageTest {
  private static final Path DIST = Path.of("target", "dist");

  @TempDir private static Path unpacked;
  private Path layout = DIST;
  private Path root = DIST;

  @BeforeEach
  void unpack() throws Exception {
    layout = made();
    root = unpacked.resolve("bundle/rootfs");
    if (!Files.exists(root)) {
      Artefacts.need("umoci");
      String tag = layout.getFileName().toString().replaceAll("weir-|-image.*", "");
      Artefacts.run(
          "umoci", "unpack", "--rootless", "--image", layout + ":" + tag, root.getParent() + "");
    }
  }

  private static Path made() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(DIST), "target/dist is not made");
    try (Stream<Path> files = Files.list(DIST)) {
      List<Path> found =
          files.filter(file -> file.toString().endsWith("-image-arm64-not-run")).toList();
      Assumptions.assumeFalse(found.isEmpty(), "the image for arm64 was not made");
      return found.getFirst();
    }
  }

  private JsonNode blob(JsonNode descriptor) throws IOException {
    String digest = descriptor.get("digest").asString();
    return Json.parse(
        Files.readAllBytes(layout.resolve("blobs").resolve(digest.replace(':', '/'))));
  }

  @Test
  void saysForWhichMachineItIs() throws Exception {
    JsonNode first =
        Json.parse(Files.readAllBytes(layout.resolve("index.json"))).at("/manifests/0");
    assertThat(first.at("/platform/architecture").asString()).isEqualTo("arm64");
    JsonNode image = blob(blob(first).get("config"));
    assertThat(image.get("architecture").asString()).isEqualTo("arm64");
    assertThat(image.at("/config/User").asString()).isEqualTo("65532:65532");
    assertThat(image.get("config").toString()).doesNotContain("SharedArchiveFile");
  }

  /** Each is for that machine, and finds in the image what it is linked to. */
  @Test
  void itsProgramsAndLibrariesFitTogether() throws Exception {
    Set<String> names;
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    try (Stream<Path> all = Files.walk(root)) {
      names =
          all.map(file -> file.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new));
    }
    int found = 0;
    for (Path file : files) {
      if (Elf.of(file).isPresent()) {
        Elf elf = Elf.of(file).get();
        assertThat(elf.machine()).as("%s", file).isEqualTo(Elf.AARCH64);
        assertThat(names).as("%s", file).containsAll(elf.needed());
        found++;
      }
    }
    assertThat(found).isGreaterThan(20);
    assertThat(root.resolve("usr/lib/weir/jre/bin/java")).isExecutable();
    assertThat(root.resolve("usr/lib/weir/lib/libsqlitejdbc.so")).exists();
  }
}
