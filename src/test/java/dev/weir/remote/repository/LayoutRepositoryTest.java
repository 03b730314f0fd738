package dev.weir.remote.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.clients.RealClient;
import dev.weir.lock.KeyedLock;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** OCI image layouts. */
class LayoutRepositoryTest extends FileRepositoryContract {
  private static final String NAME = "org.opencontainers.image.ref.name";

  @Override
  LayoutRepository source() {
    return at(directory);
  }

  @Override
  LayoutRepository target() {
    return at(directory);
  }

  /** As a process of its own would open it. */
  private static LayoutRepository at(Path directory) {
    return new LayoutRepository(directory, new KeyedLock<>());
  }

  @Override
  Path blob(Digest digest) {
    return directory.resolve("blobs/sha256/" + digest.hex());
  }

  private ObjectNode index() throws IOException {
    return Json.parseObject(Files.readAllBytes(directory.resolve("index.json")));
  }

  private List<String> entries() throws IOException {
    List<String> found = new ArrayList<>();
    for (JsonNode entry : Json.arrayAt(index(), "manifests")) {
      found.add(
          Json.string(Json.objectAt(entry, "annotations"), NAME)
              + " "
              + Json.string(entry, "digest"));
    }
    return found;
  }

  private void write(String index) throws IOException {
    Files.writeString(directory.resolve("index.json"), index);
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  @Test
  void anImageWithATagHasOneEntry() throws IOException {
    RemoteManifest image = Pictures.image(target(), "v1", "hello");
    assertThat(entries()).containsExactly("v1 " + image.digest());
    RemoteManifest other = Pictures.image(target(), "v1", "other");
    assertThat(entries()).containsExactly("v1 " + other.digest());
    target().put(other, "v2");
    assertThat(entries()).containsExactly("v1 " + other.digest(), "v2 " + other.digest());
  }

  @Test
  void imagesOfAListNeedNoEntries() throws IOException {
    RemoteManifest list = Pictures.list(target(), "multi", "hello");
    assertThat(entries()).containsExactly("multi " + list.digest());
    Pictures.list(target(), "multi", "hello");
    assertThat(entries()).containsExactly("multi " + list.digest());
  }

  @Test
  void anImageWithoutATagHasAnEntryUntilItGetsOne() throws IOException {
    RemoteManifest image = Pictures.image(target(), "", "hello");
    Pictures.image(target(), "", "hello");
    assertThat(entries()).containsExactly(" " + image.digest());
    target().put(image, "v1");
    target().put(image, image.digest().toString());
    assertThat(entries()).containsExactly("v1 " + image.digest());
  }

  @Test
  void whatOthersWroteIntoTheIndexStays() throws IOException {
    write(
        """
        {"schemaVersion":2,"annotations":{"a":"b"},"manifests":[
          {"mediaType":"text/x","digest":"other:1","size":1,"org.example":"kept"}]}
        """);
    Pictures.image(target(), "v1", "hello");
    assertThat(Json.string(Json.objectAt(index(), "annotations"), "a")).isEqualTo("b");
    assertThat(Json.arrayAt(index(), "manifests")).hasSize(2);
    assertThat(index().toString()).contains("\"org.example\":\"kept\"");
  }

  @Test
  void aWholeNameOfAnImageIsFoundByItsTagToo() throws IOException {
    RemoteManifest image = Pictures.image(target(), "quay.io/team/app:v1", "hello");
    assertThat(source().tags()).containsExactly("v1");
    assertThat(source().resolve("v1")).contains(image.digest());
    assertThat(source().resolve("quay.io/team/app:v1")).contains(image.digest());
  }

  @Test
  void aLayoutWithoutTagsSaysHowItsImagesAreNamed() {
    RemoteManifest image = Pictures.image(target(), "", "hello");
    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(() -> source().tags())
        .withMessage(
            "none of the 1 images in it has a tag; name one by its digest, such as oci:%s@%s"
                .formatted(directory, image.digest()));
  }

  @Test
  void aDirectoryWithOtherThingsDoesNotBecomeALayout() throws IOException {
    Files.writeString(directory.resolve("letter.txt"), "dear");
    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(() -> Pictures.image(target(), "v1", "hello"))
        .withMessage(directory + " is no OCI image layout and not empty: there is letter.txt");
    assertThat(directory).isDirectoryContaining("glob:**letter.txt");
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aLayoutOfAnotherVersionOrWithoutOneIsRefused() throws IOException {
    write("{\"manifests\":[]}");
    assertThat(source().tags()).isEmpty();
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"2.0.0\"}");
    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(() -> source().tags())
        .withMessageContaining("its version is 2.0.0; 1.0.0 is known here");
    Files.delete(directory.resolve("oci-layout"));
    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(() -> source().tags())
        .withMessageContaining("there is no file oci-layout that says its version");
  }

  @Test
  void anIndexThatIsNoneIsToldAndStays() throws IOException {
    write("{\"manifests\":[");
    assertThatExceptionOfType(RemoteException.class)
        .isThrownBy(() -> Pictures.image(target(), "v1", "hello"))
        .withMessageContaining("index.json is no JSON object");
    assertThat(directory.resolve("index.json")).content(UTF_8).isEqualTo("{\"manifests\":[");
  }

  @Test
  void skopeoReadsWhatIsWrittenHereAndTheOtherWayRound(@TempDir Path other) throws Exception {
    RealClient skopeo = RealClient.required(Map.of("HOME", other.toString()), "skopeo");
    RemoteManifest image = Pictures.image(target(), "v1", "hello");
    RemoteManifest list = Pictures.list(target(), "multi", "hello");
    String copied = "oci:" + other.resolve("copied") + ":";
    skopeo.run("copy", "oci:" + directory + ":v1", copied + "v1");
    skopeo.run("copy", "--all", "oci:" + directory + ":multi", copied + "multi");
    LayoutRepository read = at(other.resolve("copied"));
    assertThat(read.tags()).containsExactly("multi", "v1");
    assertThat(read.manifest("v1").bytes()).isEqualTo(image.bytes());
    assertThat(read.manifest("multi").bytes()).isEqualTo(list.bytes());
    RemoteManifest added = Pictures.image(read, "v2", "added");
    assertThat(skopeo.run("inspect", "--raw", copied + "v2"))
        .isEqualTo(new String(added.bytes(), UTF_8));
    assertThat(skopeo.run("inspect", "--raw", copied + "v1"))
        .isEqualTo(new String(image.bytes(), UTF_8));
  }

  @Test
  void umociReadsWhatIsWrittenHereAndTheOtherWayRound(@TempDir Path other) throws Exception {
    RealClient umoci = RealClient.required(Map.of("HOME", other.toString()), "umoci");
    Pictures.image(target(), "v1", "hello");
    umoci.run("unpack", "--rootless", "--image", directory + ":v1", other.resolve("u").toString());
    assertThat(other.resolve("u/rootfs/message")).content(UTF_8).isEqualTo("hello");
    umoci.run("config", "--author", "me", "--image", directory + ":v1", "--tag", "v2");
    assertThat(source().tags()).containsExactly("v1", "v2");
    assertThat(source().manifest("v2").bytes()).isNotEmpty();
    Pictures.image(target(), "v3", "more");
    assertThat(umoci.run("ls", "--layout", directory.toString())).isEqualTo("v1\nv2\nv3\n");
  }
}
