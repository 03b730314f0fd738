package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ThroughCalls.Pulled;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Manifests that are pushed and name what only another registry has, where nothing is mirrored. */
@WeirServer({"--audit-log", "off", "--mirror-blobs", "off"})
@Timeout(60)
class PushedOnTopTest {
  private final ThroughCalls calls;
  private FakeRegistry upstream = FakeRegistry.plain();
  private FakeRepository images = upstream.repository("team/app");

  PushedOnTopTest(ServerProcess server, ApiCaller caller) {
    this.calls = new ThroughCalls(server, caller);
  }

  @BeforeEach
  void begin() throws Exception {
    upstream = FakeRegistry.plain();
    images = upstream.repository("team/app");
    calls.api("POST", "/api/v1/namespaces", "{'metadata':{'name':'top'}}");
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  private void imported(String stream, String tag) throws Exception {
    calls.imported("top/" + stream + ":" + tag, upstream.host() + "/team/app:" + tag);
  }

  private void entry(ArrayNode list, String type, String digest, long size) {
    list.addObject().put("mediaType", type).put("digest", digest).put("size", size);
  }

  private Pulled push(String stream, ArrayNode manifests) throws IOException, InterruptedException {
    ObjectNode index = Json.object();
    index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    index.set("manifests", manifests);
    return calls.send(
        calls.administrator(),
        "PUT",
        "top/" + stream + "/manifests/list",
        Json.bytes(index),
        "Content-Type",
        MediaTypes.OCI_INDEX);
  }

  @Test
  void eachPartIsBroughtOnceHoweverOftenItIsNamed() throws Exception {
    Digest image = TestImages.single(images, "v1");
    imported("app", "v1");
    byte[] manifest = images.findManifest("v1").orElseThrow();
    JsonNode layer = Json.parse(manifest).at("/layers/0");
    long before = upstream.count("GET /v2/team/app/blobs/");

    ArrayNode list = Json.array();
    for (int i = 0; i < 5; i++) {
      entry(list, MediaTypes.OCI_MANIFEST, image.toString(), manifest.length);
      list.add(layer);
    }
    Pulled pushed = push("app", list);

    assertThat(pushed.status()).isEqualTo(201);
    assertThat(upstream.count("GET /v2/team/app/blobs/") - before)
        .as("the configuration and the layer")
        .isEqualTo(2);
  }

  @Test
  void aListIsMadeWholeWhenItIsPushedAgainWithWhatItLacked() throws Exception {
    Digest image = TestImages.single(images, "v1");
    byte[] manifest = images.findManifest("v1").orElseThrow();
    ArrayNode list = Json.array();
    entry(list, MediaTypes.OCI_MANIFEST, image.toString(), manifest.length);
    assertThat(push("filled", list).status()).isEqualTo(201);
    imported("filled", "v1");

    Pulled pushed = push("filled", list);
    assertThat(pushed.status()).isEqualTo(201);
    assertThat(pushed.response().headers().firstValue("Warning")).isEmpty();
    String tag = "/apis/image.openshift.io/v1/namespaces/top/imagestreamtags/filled:v1";
    assertThat(calls.api("DELETE", tag, "").status()).isEqualTo(200);

    assertThat(status("filled/manifests/" + image)).isEqualTo(200);
    for (String part : List.of("/config/digest", "/layers/0/digest")) {
      String digest = Json.parse(manifest).at(part).asString("");
      assertThat(status("filled/blobs/" + digest)).as(part).isEqualTo(200);
    }
  }

  private int status(String path) throws IOException, InterruptedException {
    return calls.send(calls.administrator(), "GET", "top/" + path, new byte[0]).status();
  }

  @Test
  void aListThatNamesTooMuchThroughOthersIsRefusedBeforeAnyOfItIsBrought() throws Exception {
    ArrayNode list = Json.array();
    for (String tag : List.of("a", "b", "c")) {
      ObjectNode image = Json.object();
      image.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
      byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
      image
          .putObject("config")
          .put("mediaType", MediaTypes.OCI_CONFIG)
          .put("digest", images.blob(config).toString())
          .put("size", config.length);
      ArrayNode layers = image.putArray("layers");
      for (int i = 0; i < 9000; i++) {
        String digest = Digest.of((tag + i).getBytes(StandardCharsets.UTF_8)).toString();
        entry(layers, MediaTypes.OCI_LAYER_GZIP, digest, 1);
      }
      byte[] bytes = Json.bytes(image);
      Digest digest = images.manifest(MediaTypes.OCI_MANIFEST, bytes);
      images.tag(tag, digest);
      imported("huge", tag);
      entry(list, MediaTypes.OCI_MANIFEST, digest.toString(), bytes.length);
    }
    long before = upstream.count("/blobs/");

    Pulled refused = push("huge", list);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("MANIFEST_INVALID");
    assertThat(refused.message()).contains("20000", "top/huge");
    assertThat(upstream.count("/blobs/")).isEqualTo(before);
  }
}
