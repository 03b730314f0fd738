package dev.weir.registry;

import static dev.weir.registry.TestManifests.OCI_MANIFEST;
import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.READER;
import static dev.weir.registry.TestRegistry.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.registry.TestRegistry.Answer;
import dev.weir.resource.Json;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ManifestTest {
  private static final byte[] CONFIG = TestManifests.config("a");
  private static final byte[] LAYER = "layer".getBytes(StandardCharsets.UTF_8);
  private static final byte[] IMAGE = TestManifests.image(CONFIG, List.of(LAYER));
  private static final Digest DIGEST = Digest.of(IMAGE);

  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start();
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  private void pushParts(String repository) throws Exception {
    registry.pushBlob(DEV, repository, CONFIG);
    registry.pushBlob(DEV, repository, LAYER);
  }

  @Test
  void servesAPushedManifestByTagAndDigest() throws Exception {
    pushParts("team/app");
    Answer put = registry.pushManifest(DEV, "team/app", "v1", OCI_MANIFEST, IMAGE);
    Answer byTag = registry.get(READER, "/v2/team/app/manifests/v1");
    Answer byDigest = registry.get(READER, put.header("Location"));

    assertThat(put.status()).isEqualTo(201);
    assertThat(put.header("Docker-Content-Digest")).isEqualTo(DIGEST.toString());
    assertThat(put.header("Location")).isEqualTo("/v2/team/app/manifests/" + DIGEST);
    for (Answer got : List.of(byTag, byDigest)) {
      assertThat(got.status()).isEqualTo(200);
      assertThat(got.body()).isEqualTo(IMAGE);
      assertThat(got.header("Content-Type")).isEqualTo(OCI_MANIFEST);
      assertThat(got.header("Content-Length")).isEqualTo(Integer.toString(IMAGE.length));
      assertThat(got.header("Docker-Content-Digest")).isEqualTo(DIGEST.toString());
      assertThat(got.header("Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
    }
  }

  @Test
  void answersHeadWithoutBodyAndKnownBytesWithNotModified() throws Exception {
    registry.pushImage(DEV, "team/app", "v1", "one");

    Answer head = registry.send(READER, "HEAD", "/v2/team/app/manifests/v1");
    Answer known =
        registry.get(READER, "/v2/team/app/manifests/v1", "If-None-Match", head.header("ETag"));

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(Long.parseLong(head.header("Content-Length"))).isPositive();
    assertThat(known.status()).isEqualTo(304);
  }

  @Test
  void judgesTheConditionsOfAClient() throws Exception {
    Digest digest = Digest.of(registry.pushImage(DEV, "team/app", "v1", "one"));
    String manifest = "/v2/team/app/manifests/v1";
    String tag = "\"" + digest + "\"";

    for (String method : List.of("GET", "HEAD")) {
      for (String known : List.of(digest.toString(), "W/" + tag, "\"x\", " + tag, "*")) {
        Answer answer = registry.send(READER, method, manifest, "If-None-Match", known);

        assertThat(answer.status()).as(method + " " + known).isEqualTo(304);
        assertThat(answer.header("ETag")).isEqualTo(tag);
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(answer.header("Content-Type") + answer.header("Content-Length")).isEmpty();
      }
      assertThat(registry.send(READER, method, manifest, "If-Match", "\"x\"").status())
          .isEqualTo(412);
      assertThat(registry.send(READER, method, manifest, "If-Match", tag).status()).isEqualTo(200);
      assertThat(registry.send(READER, method, manifest, "Range", "bytes=0-1").status())
          .isEqualTo(200);
    }
    assertThat(registry.get(READER, manifest, "If-None-Match", "\"x\"").status()).isEqualTo(200);
    assertThat(registry.get(READER, "/v2/team/app/manifests/v2", "If-Match", "*").status())
        .isEqualTo(404);
  }

  @Test
  void keepsUnknownFieldsAndLayoutOfTheDocument() throws Exception {
    pushParts("team/app");
    ObjectNode tree = TestManifests.imageTree(CONFIG, List.of(LAYER)).put("x-own", "kept");
    byte[] pretty = tree.toPrettyString().getBytes(StandardCharsets.UTF_8);

    registry.pushManifest(DEV, "team/app", "v1", OCI_MANIFEST, pretty);

    assertThat(registry.get(DEV, "/v2/team/app/manifests/v1").body()).isEqualTo(pretty);
  }

  @Test
  void refusesAManifestWhoseConfigurationIsMissing() throws Exception {
    registry.pushBlob(ROOT, "secret/app", CONFIG);
    registry.pushBlob(DEV, "team/app", LAYER);

    Answer put = registry.pushManifest(DEV, "team/app", "v1", OCI_MANIFEST, IMAGE);

    assertThat(put.status()).isEqualTo(404);
    assertThat(put.code()).isEqualTo("MANIFEST_BLOB_UNKNOWN");
    assertThat(TestRegistry.strings(put.json().at("/errors/0/detail/digests")))
        .containsExactly(Digest.of(CONFIG).toString());
    assertThat(registry.get(DEV, "/v2/team/app/manifests/v1").status()).isEqualTo(404);
  }

  @Test
  void refusesAWrongLayerSize() throws Exception {
    pushParts("team/app");
    ObjectNode tree = TestManifests.imageTree(CONFIG, List.of(LAYER));
    ((ObjectNode) tree.at("/layers/0")).put("size", 99);

    Answer put = registry.pushManifest(DEV, "team/app", "v1", OCI_MANIFEST, Json.bytes(tree));

    assertThat(put.code()).isEqualTo("MANIFEST_INVALID");
    assertThat(put.message()).contains("5 bytes, not 99");
  }

  @Test
  void refusesDocumentsThatAreNotWhatTheyAreSentAs() throws Exception {
    pushParts("team/app");
    byte[] untyped =
        "{\"schemaVersion\":2,\"config\":{},\"layers\":[]}".getBytes(StandardCharsets.UTF_8);

    for (var bad :
        List.of(
            registry.pushManifest(DEV, "team/app", "v1", MediaTypes.OCI_INDEX, IMAGE),
            registry.pushManifest(DEV, "team/app", "v1", "text/plain", IMAGE),
            registry.pushManifest(DEV, "team/app", "v1", MediaTypes.DOCKER_MANIFEST, untyped),
            registry.pushManifest(DEV, "team/app", "v1", OCI_MANIFEST, new byte[] {'{'}),
            registry.pushManifest(
                DEV, "team/app", "v1", MediaTypes.DOCKER_SCHEMA1_SIGNED, untyped))) {
      assertThat(bad.status()).isEqualTo(400);
      assertThat(bad.code()).isEqualTo("MANIFEST_INVALID");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/schemaVersion ; \"2\" ; schemaVersion: a whole number of 32 bits",
        "/schemaVersion ; 2.0 ; schemaVersion: a whole number of 32 bits",
        "/schemaVersion ; 3 ; schemaVersion must be 2",
        "/annotations ; {\"a\":1} ; annotations.a: a string",
        "/annotations ; [] ; annotations: an object",
        "/artifactType ; 5 ; artifactType: a string",
        "/mediaType ; {} ; mediaType: a string",
        "/subject ; \"x\" ; subject: an object",
        "/config/size ; 1000000000000000000000000000000 ; config.size: a whole number of 64 bits",
        "/config/size ; 1e400 ; 1e400 at /config/size is too large",
        "/config/size ; -1 ; config.size: a number of bytes",
        "/config/digest ; 5 ; config.digest: a string",
        "/config/platform ; {\"os\":1} ; config.platform.os: a string",
        "/layers ; {} ; layers: a list",
        "/layers/0 ; [] ; layers[0]: an object",
        "/layers/0/urls ; [1] ; layers[0].urls[0]: a string",
        "/layers/0/data ; {} ; layers[0].data: a string",
        "/layers/0/annotations ; {\"a\":[]} ; layers[0].annotations.a: a string"
      })
  void refusesAValueOfAWrongTypeAndNamesIt(String place, String value, String why)
      throws Exception {
    pushParts("team/app");
    int last = place.lastIndexOf('/');
    ObjectNode tree = TestManifests.imageTree(CONFIG, List.of(LAYER));
    switch (tree.at(place.substring(0, last))) {
      case ObjectNode object -> object.put(place.substring(last + 1), "@odd@");
      case ArrayNode list -> list.set(0, "@odd@");
      default -> throw new AssertionError(place);
    }
    byte[] odd = Json.text(tree).replace("\"@odd@\"", value).getBytes(StandardCharsets.UTF_8);

    Answer put = registry.pushManifest(DEV, "team/app", "v1", OCI_MANIFEST, odd);

    assertThat(put.status()).isEqualTo(400);
    assertThat(put.code()).isEqualTo("MANIFEST_INVALID");
    assertThat(put.message()).contains(why);
  }

  @Test
  void aListThatIsNullIsAnEmptyList() throws Exception {
    pushParts("team/app");
    ObjectNode image = TestManifests.imageTree(CONFIG, List.of()).putNull("layers");
    ObjectNode index =
        Json.object()
            .put("schemaVersion", 2)
            .put("mediaType", MediaTypes.OCI_INDEX)
            .putNull("manifests")
            .putNull("annotations")
            .putNull("subject");

    for (ObjectNode document : List.of(image, index)) {
      String type = Json.string(document, "mediaType");
      Answer put = registry.pushManifest(DEV, "team/app", "v1", type, Json.bytes(document));
      assertThat(put.status()).isEqualTo(201);
      assertThat(registry.get(DEV, "/v2/team/app/manifests/v1").status()).isEqualTo(200);
    }
  }

  @Test
  void acceptsTheTypeWithAParameterAndSendsItWithout() throws Exception {
    pushParts("team/app");

    registry.pushManifest(DEV, "team/app", "v1", OCI_MANIFEST + "; charset=utf-8", IMAGE);

    assertThat(registry.get(DEV, "/v2/team/app/manifests/v1").header("Content-Type"))
        .isEqualTo(OCI_MANIFEST);
  }

  @Test
  void refusesAManifestOverFourMebibytesAndTakesOneJustBelow() throws Exception {
    pushParts("team/app");
    ObjectNode tree = TestManifests.imageTree(CONFIG, List.of(LAYER));
    tree.putObject("annotations").put("pad", "x".repeat(4_000_000));
    byte[] large = Json.bytes(tree);

    assertThat(registry.pushManifest(DEV, "team/app", "v1", OCI_MANIFEST, large).status())
        .isEqualTo(201);
    Answer tooLarge =
        registry.pushManifest(DEV, "team/app", "v2", OCI_MANIFEST, new byte[4 * 1024 * 1024 + 1]);
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.code()).isEqualTo("SIZE_INVALID");
  }

  @Test
  void aManifestFarTooLargeIsAnsweredAlthoughTheClientGoesOnWriting() throws Exception {
    String[] address = registry.host().split(":");
    int length = 40 << 20;
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      String head =
          "PUT /v2/team/app/manifests/big HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\nContent-Length: %d\r\n\r\n"
              .formatted(DEV, length);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] piece = new byte[1 << 20];
      for (int sent = 0; sent < length; sent += piece.length) {
        socket.getOutputStream().write(piece);
      }
      assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 413");
    }
  }

  @Test
  void checksTheDigestOfAPushByDigest() throws Exception {
    pushParts("team/app");
    String wrong = Digest.of(CONFIG).toString();
    Digest sha512 = new Digest("sha512", "0".repeat(128)).sameAlgorithm(IMAGE);

    assertThat(registry.pushManifest(DEV, "team/app", wrong, OCI_MANIFEST, IMAGE).code())
        .isEqualTo("DIGEST_INVALID");
    assertThat(registry.pushManifest(DEV, "team/app", "sha256:bad", OCI_MANIFEST, IMAGE).code())
        .isEqualTo("DIGEST_INVALID");
    Answer put = registry.pushManifest(DEV, "team/app", sha512.toString(), OCI_MANIFEST, IMAGE);
    assertThat(put.header("Docker-Content-Digest")).isEqualTo(sha512.toString());
    assertThat(registry.get(DEV, put.header("Location")).body()).isEqualTo(IMAGE);
  }

  @Test
  void setsSeveralTagsAtOnce() throws Exception {
    pushParts("team/app");

    Answer put =
        registry.pushManifest(DEV, "team/app", DIGEST + "?tag=v1&tag=v1.2", OCI_MANIFEST, IMAGE);

    assertThat(put.header("OCI-Tag")).isEqualTo("v1, v1.2");
    assertThat(registry.get(DEV, "/v2/team/app/manifests/v1").body()).isEqualTo(IMAGE);
    assertThat(registry.get(DEV, "/v2/team/app/manifests/v1.2").body()).isEqualTo(IMAGE);
  }

  @Test
  void takesAnIndexWhoseChildrenAreThere() throws Exception {
    pushParts("team/app");
    byte[] index = TestManifests.index(List.of(IMAGE));

    registry.pushManifest(DEV, "team/app", DIGEST.toString(), OCI_MANIFEST, IMAGE);
    Answer put = registry.pushManifest(DEV, "team/app", "all", MediaTypes.OCI_INDEX, index);

    assertThat(put.status()).isEqualTo(201);
    assertThat(put.response().headers().firstValue("Warning")).isEmpty();
    assertThat(registry.get(DEV, "/v2/team/app/manifests/all").body()).isEqualTo(index);
    assertThat(registry.get(DEV, "/v2/team/app/manifests/" + DIGEST).body()).isEqualTo(IMAGE);
  }

  @Test
  void refusesBadNamesBeforeLookingAnythingUp() throws Exception {
    assertThat(registry.get(DEV, "/v2/app/manifests/v1").code()).isEqualTo("NAME_INVALID");
    assertThat(registry.get(DEV, "/v2/team/sub/app/manifests/v1").code()).isEqualTo("NAME_INVALID");
    assertThat(registry.get(DEV, "/v2/Team/App/manifests/v1").code()).isEqualTo("NAME_INVALID");
    assertThat(registry.pushManifest(DEV, "team/app", ".bad", OCI_MANIFEST, IMAGE).code())
        .isEqualTo("TAG_INVALID");
    assertThat(registry.get(DEV, "/v2/team/app/manifests/sha256:bad").code())
        .isEqualTo("DIGEST_INVALID");
  }

  @Test
  void aHeadOfABadNameFindsNothingSoThatClientsAskOn() throws Exception {
    for (String name : List.of("app", "team/sub/app", "Team/App")) {
      for (String what : List.of("/manifests/v1", "/blobs/" + Digest.of(LAYER))) {
        assertThat(registry.send(DEV, "HEAD", "/v2/" + name + what).status()).isEqualTo(404);
      }
      Answer asked = registry.send(DEV, "POST", "/v2/" + name + "/blobs/uploads/");
      assertThat(asked.status()).isEqualTo(400);
      assertThat(asked.code()).isEqualTo("NAME_INVALID");
    }
  }

  @Test
  void aMissingProjectComesWithTheCommandThatMakesIt() throws Exception {
    String said = "project \"nope\" does not exist; make it with: weir new-project nope";

    Answer upload = registry.send(ROOT, "POST", "/v2/nope/app/blobs/uploads/");
    assertThat(upload.status()).isEqualTo(404);
    assertThat(upload.code()).isEqualTo("NAME_UNKNOWN");
    assertThat(upload.message()).isEqualTo(said);
    byte[] index = TestManifests.index(List.of());
    assertThat(registry.pushManifest(ROOT, "nope/app", "v1", MediaTypes.OCI_INDEX, index).message())
        .isEqualTo(said);
    assertThat(registry.get(ROOT, "/v2/nope/app/tags/list").message())
        .endsWith("weir new-project nope its project");
    assertThat(registry.send(DEV, "POST", "/v2/nope/app/blobs/uploads/").message())
        .endsWith("or make the project if there is none: weir new-project nope");
  }

  @Test
  void tellsAMissingRepositoryFromAMissingTag() throws Exception {
    registry.pushImage(DEV, "team/app", "v1", "one");

    assertThat(registry.get(DEV, "/v2/team/none/manifests/v1").code()).isEqualTo("NAME_UNKNOWN");
    assertThat(registry.get(DEV, "/v2/team/app/manifests/v2").code()).isEqualTo("MANIFEST_UNKNOWN");
  }

  @Test
  void hidesManifestsOfOtherRepositories() throws Exception {
    registry.pushImage(DEV, "team/app", "v1", "one");
    byte[] other = registry.pushImage(ROOT, "secret/app", "v1", "hidden");

    assertThat(registry.get(DEV, "/v2/team/app/manifests/" + Digest.of(other)).code())
        .isEqualTo("MANIFEST_UNKNOWN");
  }

  @Test
  void showsAllPartsOfImagesThatWereTaggedIntoAStream() throws Exception {
    byte[] older = registry.pushImage(DEV, "team/app", "v1", "older");
    byte[] newer = registry.pushImage(DEV, "team/app", "v1", "newer");
    Digest olderLayer = Digest.of("older".getBytes(StandardCharsets.UTF_8));
    Digest newerLayer = Digest.of("newer".getBytes(StandardCharsets.UTF_8));
    registry.copyStream("team/app", "team/promoted");
    String promoted = "/v2/team/promoted";

    assertThat(registry.get(DEV, promoted + "/manifests/v1").body()).isEqualTo(newer);
    assertThat(registry.get(DEV, promoted + "/blobs/" + newerLayer).status()).isEqualTo(200);
    assertThat(registry.get(DEV, promoted + "/manifests/" + Digest.of(older)).body())
        .isEqualTo(older);
    assertThat(registry.get(DEV, promoted + "/blobs/" + olderLayer).status()).isEqualTo(200);
    assertThat(registry.get(DEV, "/v2/team/none/blobs/" + olderLayer).status()).isEqualTo(404);
  }

  @Test
  void deletesATag() throws Exception {
    registry.pushImage(DEV, "team/app", "v1", "one");
    registry.pushImage(DEV, "team/app", "v2", "two");

    assertThat(registry.send(DEV, "DELETE", "/v2/team/app/manifests/v1").status()).isEqualTo(202);

    assertThat(registry.get(DEV, "/v2/team/app/manifests/v1").code()).isEqualTo("MANIFEST_UNKNOWN");
    assertThat(registry.get(DEV, "/v2/team/app/manifests/v2").status()).isEqualTo(200);
    assertThat(registry.send(DEV, "DELETE", "/v2/team/app/manifests/v1").code())
        .isEqualTo("MANIFEST_UNKNOWN");
  }

  private int put(String path, byte[] manifest, String... headers) throws Exception {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = OCI_MANIFEST;
    return registry.send(ROOT, "PUT", "/v2/team/app/manifests/" + path, manifest, all).status();
  }

  @Test
  void movesATagOnlyFromWhereItsClientSawIt() throws Exception {
    byte[] one = registry.pushImage(ROOT, "team/app", "seen", "one");
    byte[] two = registry.pushImage(ROOT, "team/app", "other", "two");
    String first = "\"" + Digest.of(one) + "\"";
    String second = "\"" + Digest.of(two) + "\"";

    assertThat(put("new", one, "If-Match", "*")).isEqualTo(412);
    assertThat(put("new", one, "If-None-Match", "*")).isEqualTo(201);
    assertThat(put("new", two, "If-None-Match", "*")).isEqualTo(412);
    assertThat(put("new", two, "If-Match", second)).isEqualTo(412);
    assertThat(put("new", two, "If-Match", "W/" + first)).isEqualTo(412);
    assertThat(put("new", two, "If-None-Match", "W/" + first)).isEqualTo(412);
    assertThat(registry.get(DEV, "/v2/team/app/manifests/new").body()).isEqualTo(one);
    assertThat(put("new", two, "If-Match", first)).isEqualTo(201);
    assertThat(registry.get(DEV, "/v2/team/app/manifests/new").body()).isEqualTo(two);
    assertThat(put(Digest.of(two).toString(), two, "If-None-Match", "*")).isEqualTo(412);
    assertThat(put(Digest.of(two).toString(), two, "If-Match", second)).isEqualTo(201);
  }

  @Test
  void ofManyWhoMakeATagOneDoes() throws Exception {
    byte[] one = registry.pushImage(ROOT, "team/app", "seen", "one");
    byte[] two = registry.pushImage(ROOT, "team/app", "other", "two");
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        byte[] manifest = i % 2 == 0 ? one : two;
        answers.add(threads.submit(() -> put("lock", manifest, "If-None-Match", "*")));
      }
    }

    assertThat(answers.stream().map(Future::resultNow).filter(status -> status == 201)).hasSize(1);
    assertThat(answers.stream().map(Future::resultNow).filter(status -> status == 412)).hasSize(9);
  }

  @Test
  void deletesOnlyWhatItsClientSaw() throws Exception {
    String first = "\"" + Digest.of(registry.pushImage(ROOT, "team/app", "v1", "one")) + "\"";
    String tag = "/v2/team/app/manifests/v1";

    Answer refused = registry.send(ROOT, "DELETE", tag, "If-Match", "\"x\"");
    assertThat(refused.status()).isEqualTo(412);
    assertThat(refused.header("ETag")).isEqualTo(first);
    assertThat(registry.send(ROOT, "DELETE", tag.replace("v1", "none"), "If-Match", "*").status())
        .isEqualTo(404);
    assertThat(registry.send(ROOT, "DELETE", tag, "If-Match", first).status()).isEqualTo(202);
    Digest blob = registry.pushBlob(ROOT, "team/app", new byte[] {1});
    String path = "/v2/team/app/blobs/" + blob;
    assertThat(registry.send(ROOT, "DELETE", path, "If-Match", "\"x\"").status()).isEqualTo(412);
    assertThat(registry.send(ROOT, "DELETE", path, "If-Match", "*").status()).isEqualTo(202);
  }
}
