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

  /** There is no shell in it. */
  @Test
  void weirIsACommandInIt() throws Exception {
    assertThat(root.resolve("bin/sh")).doesNotExist();
    Sandbox.Run version = sandbox().run("weir", "version", "--client");
    assertThat(version.out()).startsWith("Client Version: ");
    assertThat(version.err()).isEmpty();
    assertThat(version.exit()).isZero();
    try (InstalledServer _ = InstalledServer.start(sandbox(), command())) {
      Sandbox.Run status = sandbox().run("weir", "adm", "status");
      assertThat(status.err()).isEmpty();
      assertThat(status.out()).startsWith("Version:").contains("Store:");
      assertThat(sandbox().run("weir", "whoami").out()).isEqualTo("system:admin\n");
      Sandbox.Run unknown = sandbox().run("weir", "@no such verb");
      assertThat(unknown.exit()).isEqualTo(1);
      assertThat(unknown.err()).contains("@no such verb");
    }
  }

  /** What is named after the image takes the place of its own arguments. */
  @Test
  void otherVerbsAreRunInItToo() throws Exception {
    assertThat(entry("version", "--client").out()).startsWith("Client Version: ");
    assertThat(entry("--help").out()).contains("serve");
    Sandbox.Run status = entry("adm", "status");
    assertThat(status.exit()).isEqualTo(1);
    assertThat(status.err()).startsWith("error: Missing or incomplete configuration info.");
  }

  private Sandbox.Run entry(String... arguments) throws Exception {
    return entry(sandbox(), List.of(arguments));
  }

  private Sandbox.Run entry(Sandbox sandbox, List<String> arguments) throws Exception {
    List<String> line = new ArrayList<>(words(image.at("/config/Entrypoint")));
    line.addAll(arguments);
    return sandbox.run(line.toArray(String[]::new));
  }

  /** By the words of the pod that does so in a cluster; onto an empty volume, and into one. */
  @Test
  void aBackupIsTakenAndRestoredInIt() throws Exception {
    Path backup = Files.createDirectory(work.resolve("backup"));
    Files.writeString(backup.resolve("phrase"), "correct horse battery staple\n");
    List<String> keys = List.of("--with-keys", "--passphrase-file", "/tmp/phrase");
    try (InstalledServer _ = InstalledServer.start(sandbox(), command())) {
      List<String> line = new ArrayList<>(List.of("weir", "backup", "/tmp/weir.tar"));
      line.addAll(keys);
      Sandbox.Run taken = sandbox().rw(backup, "/tmp").run(line.toArray(String[]::new));
      assertThat(taken.exit()).as(taken.err()).isZero();
    }
    String pod = Files.readString(Path.of("deploy/kubernetes/restore.yaml"));
    String args = pod.replaceFirst("(?s).*\n    args: \\[(.*?)].*", "$1");
    for (String place : List.of("", "/data")) {
      data = Files.createDirectory(work.resolve("restored" + place.length()));
      List<String> line =
          List.of(
              args.replace("/backup/", "/tmp/")
                  .replace("/var/lib/weir/data", "/var/lib/weir" + place)
                  .split(", "));
      Sandbox.Run restored = entry(sandbox().rw(backup, "/tmp"), line);
      assertThat(restored.err()).isEmpty();
      assertThat(restored.out()).startsWith("restored into /var/lib/weir" + place + ": ");
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
