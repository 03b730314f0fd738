package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blobs that rot and come again from the registry that they came from. */
@WeirServer({"--audit-log", "off", "--scrub", "off"})
class StorageHealTest {
  private final ServerProcess server;
  private final WeirCalls weir;
  private final TestPushes pushes;
  private final ApiCaller caller;
  private final ThroughCalls calls;
  private FakeRegistry upstream = FakeRegistry.plain();
  private FakeRepository images = upstream.repository("team/app");

  StorageHealTest(ServerProcess server, ApiCaller caller, WeirCalls weir) {
    this.server = server;
    this.weir = weir;
    this.caller = caller;
    this.pushes = new TestPushes(caller);
    this.calls = new ThroughCalls(server, caller);
  }

  @BeforeEach
  void begin() {
    upstream = FakeRegistry.plain();
    images = upstream.repository("team/app");
  }

  @AfterEach
  void end() {
    upstream.close();
  }

  /** An image that no other project has. */
  private String imported(String project) throws Exception {
    calls.project(project);
    Digest _ = TestImages.single(images, project);
    calls.imported(project + "/app:v1", upstream.host() + "/team/app:" + project);
    byte[] manifest = images.findManifest(project).orElseThrow();
    return Json.parse(manifest).at("/layers/0/digest").asString("");
  }

  private Path file(String where, String digest) {
    String hex = digest.substring("sha256:".length());
    return server.data().resolve(where + "/blobs/sha256/" + hex.substring(0, 2) + "/" + hex);
  }

  private static void rot(Path file) throws IOException {
    FileTime before = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, before);
  }

  @Test
  void whatRotsInTheMirrorIsFetchedAgain() throws Exception {
    String layer = imported("mirrored");
    assertThat(calls.get("mirrored/app/blobs/" + layer).status()).isEqualTo(200);
    rot(file("mirror", layer));

    Output found = weir.attempt("", "storage", "check");

    assertThat(found.out()).contains("damaged-blob " + layer + " in mirror").contains("(repaired)");
    assertThat(found.exit()).isZero();
    await().untilAsserted(() -> assertThat(file("mirror", layer)).exists());
    assertThat(Digest.of(Files.readAllBytes(file("mirror", layer)))).hasToString(layer);
    assertThat(weir.says("storage", "check")).contains("all is as it should be");
  }

  @Test
  void whatRotsOfAPushComesAgainFromTheRegistryThatTheStreamShowsItFrom() throws Exception {
    String layer = imported("pushed");
    byte[] bytes = images.findBlob(Digest.parse(layer)).orElseThrow();
    pushes.blob(caller.administrator(), "pushed/app", bytes);
    rot(file("blobs", layer));

    Output found = weir.attempt("", "storage", "check");

    assertThat(found.out()).contains("damaged-blob " + layer + ": ").contains("(repaired)");
    assertThat(found.exit()).isZero();
    assertThat(Files.readAllBytes(file("blobs", layer))).isEqualTo(bytes);
    assertThat(upstream.count("GET /v2/team/app/blobs/" + layer)).isEqualTo(1);
  }

  @Test
  void whatAPullFindsRottenComesAgainWithoutACheck() throws Exception {
    String layer = imported("pulled");
    byte[] bytes = images.findBlob(Digest.parse(layer)).orElseThrow();
    pushes.blob(caller.administrator(), "pulled/app", bytes);
    rot(file("blobs", layer));

    int _ = calls.get("pulled/app/blobs/" + layer).status(); // breaks off, or comes from elsewhere

    await().untilAsserted(() -> assertThat(file("blobs", layer)).exists());
    assertThat(Files.readAllBytes(file("blobs", layer))).isEqualTo(bytes);
  }
}
