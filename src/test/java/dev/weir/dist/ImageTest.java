package dev.weir.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The image, run as its configuration says: its entry point, variables and user, read-only. */
@Timeout(300)
class ImageTest {
  private static final long MOST_BYTES = 110_000_000;

  @TempDir private static Path unpacked;
  @TempDir private Path work;
  private Path layout;
  private JsonNode manifest;
  private JsonNode image;
  private Path root;
  private Path data;

  @BeforeEach
  void unpack() throws Exception {
    layout = Artefacts.named("weir-", "-image");
    manifest =
        blob(Json.parse(Files.readAllBytes(layout.resolve("index.json"))).at("/manifests/0"));
    image = blob(manifest.get("config"));
    root = unpacked.resolve("bundle/rootfs");
    if (!Files.exists(root)) {
      Artefacts.need("umoci");
      String tag = layout.getFileName().toString().replaceAll("weir-|-image", "");
      Artefacts.run(
          "umoci", "unpack", "--rootless", "--image", layout + ":" + tag, root.getParent() + "");
    }
    data = Files.createDirectory(work.resolve("data"));
  }

  private JsonNode blob(JsonNode descriptor) throws IOException {
    String digest = descriptor.get("digest").asString();
    return Json.parse(
        Files.readAllBytes(layout.resolve("blobs").resolve(digest.replace(':', '/'))));
  }

  private static List<String> words(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  private Sandbox sandbox() {
    JsonNode config = image.get("config");
    String[] user = config.get("User").asString().split(":");
    assertThat(user).containsExactly("65532", "65532");
    Sandbox sandbox = Sandbox.of(root, Integer.parseInt(user[0]));
    for (String variable : words(config.get("Env"))) {
      String[] parts = variable.split("=", 2);
      sandbox.set(parts[0], parts[1]);
    }
    return sandbox.rw(data, "/var/lib/weir");
  }

  /** The entry point with its own arguments, on ports that are free. */
  private List<String> command(String... first) {
    List<String> line = new ArrayList<>(words(image.at("/config/Entrypoint")));
    line.addAll(1, List.of(first));
    words(image.at("/config/Cmd")).stream()
        .map(word -> word.replaceAll("^0\\.0\\.0\\.0:\\d+$", "127.0.0.1:0"))
        .forEach(line::add);
    return line;
  }

  @Test
  void servesReadOnlyAsAUserOfNoMachine() throws Exception {
    try (InstalledServer server = InstalledServer.start(sandbox(), command())) {
      server.servesSkopeo(data, work);

      List<String> health = words(image.at("/config/Healthcheck/Test"));
      Sandbox.Run run = sandbox().run(health.subList(1, health.size()).toArray(String[]::new));
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).isEqualTo("ok");
      assertThat(run.exit()).isZero();
      assertThat(server.stop()).isIn(0, 143);
    }
  }

  /** With this option the virtual machine does not start without them. */
  @Test
  void itsArchivesFitItsJavaAndItsProgram() throws Exception {
    try (InstalledServer server = InstalledServer.start(sandbox(), command("-Xshare:on"))) {
      assertThat(server.log()).doesNotContain("archive");
    }
    List<String> line = new ArrayList<>(words(image.at("/config/Healthcheck/Test")));
    line = new ArrayList<>(line.subList(1, line.indexOf("get")));
    line.add(1, "-Xshare:on");
    line.addAll(List.of("version", "--client"));
    assertThat(sandbox().run(line.toArray(String[]::new)).exit()).isZero();
  }

  @Test
  void isSmallAndSaysWhatItIs() throws Exception {
    long bytes = manifest.get("layers").valueStream().mapToLong(l -> l.get("size").asLong()).sum();
    assertThat(bytes).isLessThan(MOST_BYTES);
    assertThat(manifest.get("layers")).hasSize(3);
    JsonNode labels = image.at("/config/Labels");
    assertThat(labels.get("org.opencontainers.image.version").asString())
        .isEqualTo(layout.getFileName().toString().replaceAll("weir-|-image", ""));
    assertThat(image.at("/config/Volumes").has("/var/lib/weir")).isTrue();
    assertThat(root.resolve("usr/share/doc/weir/LICENSE")).isNotEmptyFile();
    assertThat(root.resolve("usr/share/doc/libc6/copyright")).isNotEmptyFile();
    assertThat(root.resolve("var/lib/dpkg/status.d/libc6")).content().contains("\nVersion: ");
    assertThat(root.resolve("etc/ssl/certs/ca-certificates.crt")).isNotEmptyFile();
  }

  @Test
  void skopeoTakesTheLayoutAndTheTarFile() throws Exception {
    Artefacts.need("skopeo");
    Path tar = Artefacts.named("weir-", "-image.tar");
    String tag = layout.getFileName().toString().replaceAll("weir-|-image", "");
    String digest =
        Json.parse(Files.readAllBytes(layout.resolve("index.json")))
            .at("/manifests/0/digest")
            .asString();
    for (String source : List.of("oci:" + layout + ":" + tag, "oci-archive:" + tar + ":" + tag)) {
      assertThat(Artefacts.run("skopeo", "inspect", "--format", "{{.Digest}}", source).strip())
          .isEqualTo(digest);
    }
  }
}
