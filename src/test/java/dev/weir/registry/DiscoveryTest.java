package dev.weir.registry;

import static dev.weir.registry.TestManifests.OCI_MANIFEST;
import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.NOBODY;
import static dev.weir.registry.TestRegistry.OTHER;
import static dev.weir.registry.TestRegistry.READER;
import static dev.weir.registry.TestRegistry.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.LongBody;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.registry.TestRegistry.Answer;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class DiscoveryTest {
  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start();
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  @Test
  void listsTagsSortedAndInPages() throws Exception {
    for (String tag : new String[] {"c", "a", "B", "b"}) {
      registry.pushImage(DEV, "team/app", tag, "same");
    }
    String list = "/v2/team/app/tags/list";

    Answer all = registry.get(READER, list);
    Answer two = registry.get(READER, list + "?n=2");
    Answer rest = registry.get(READER, list + "?n=2&last=a");

    assertThat(all.json().get("name").asString()).isEqualTo("team/app");
    assertThat(TestRegistry.strings(all.json().get("tags"))).containsExactly("B", "a", "b", "c");
    assertThat(all.header("Link")).isEmpty();
    assertThat(TestRegistry.strings(two.json().get("tags"))).containsExactly("B", "a");
    assertThat(two.header("Link")).isEqualTo("<" + list + "?n=2&last=a>; rel=\"next\"");
    assertThat(TestRegistry.strings(rest.json().get("tags"))).containsExactly("b", "c");
    assertThat(rest.header("Link")).isEmpty();
  }

  /** Gives an image so many tags; as they are sorted. */
  private List<String> tagOften(String repository, int count) throws Exception {
    byte[] manifest = registry.pushImage(DEV, repository, "first", "same");
    String path = "/v2/" + repository + "/manifests/" + Digest.of(manifest) + "?";
    List<String> names =
        IntStream.range(0, count).mapToObj(("x".repeat(90) + "-%05d")::formatted).toList();
    for (int from = 0; from < count; from += 50) {
      String tags = "tag=" + String.join("&tag=", names.subList(from, Math.min(from + 50, count)));
      assertThat(
              registry
                  .send(DEV, "PUT", path + tags, manifest, "Content-Type", OCI_MANIFEST)
                  .status())
          .isEqualTo(201);
    }
    return Stream.concat(Stream.of("first"), names.stream()).toList();
  }

  @Test
  void listsManyTagsToTheLetterWhetherTheStreamIsAtHandOrNot() throws Exception {
    List<String> names = tagOften("team/app", 1_000);
    registry.copyStream("team/app", "team/web"); // nobody has read that one

    Answer written = registry.get(READER, "/v2/team/app/tags/list");
    Answer unread = registry.get(READER, "/v2/team/web/tags/list");
    Answer read = registry.get(READER, "/v2/team/web/tags/list");

    assertThat(written.body()).hasSizeGreaterThan(LongBody.PIECE);
    assertThat(new String(written.body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"name\":\"team/app\",\"tags\":[\"" + String.join("\",\"", names) + "\"]}");
    assertThat(TestRegistry.strings(unread.json().get("tags"))).isEqualTo(names);
    assertThat(read.body()).isEqualTo(unread.body());
    assertThat(read.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void pagesLeadFromTheFirstTagToTheLastOfAStreamThatNobodyHasRead() throws Exception {
    List<String> names = tagOften("team/app", 120);
    registry.copyStream("team/app", "team/web");
    List<String> found = new ArrayList<>();
    String next = "/v2/team/web/tags/list?n=50";

    while (!next.isEmpty()) {
      Answer page = registry.get(READER, next);
      found.addAll(TestRegistry.strings(page.json().get("tags")));
      next = page.header("Link").replaceAll("<(.*)>.*", "$1");
    }

    assertThat(found).isEqualTo(names);
    assertThat(registry.get(READER, "/v2/team/web/tags/list?n=50&last=zz").header("Link"))
        .isEmpty();
  }

  private static Map<String, List<String>> headers(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.response().headers().map());
    headers.remove("date");
    return headers;
  }

  @Test
  void tellsHeadOfTagsOnlyWhatItIs() throws Exception {
    List<String> _ = tagOften("team/app", 1_000);

    Answer get = registry.get(READER, "/v2/team/app/tags/list");
    Answer head = registry.send(READER, "HEAD", "/v2/team/app/tags/list");
    Answer page = registry.send(READER, "HEAD", "/v2/team/app/tags/list?n=1");

    assertThat(head.status()).isEqualTo(200);
    assertThat(get.body()).hasSizeGreaterThan(LongBody.PIECE);
    assertThat(headers(head)).isEqualTo(headers(get));
    assertThat(head.header("Content-Type")).isEqualTo("application/json");
    assertThat(head.header("Content-Length")).as("nobody has counted it").isEmpty();
    assertThat(head.body()).isEmpty();
    assertThat(page.header("Link"))
        .isEqualTo("</v2/team/app/tags/list?n=1&last=first>; rel=\"next\"");
    assertThat(registry.get(READER, "/v2/").status()).isEqualTo(200);
  }

  @Test
  void listsNoTagsForNAtZeroAndRefusesOtherNonsense() throws Exception {
    registry.pushImage(DEV, "team/app", "v1", "one");

    Answer zero = registry.get(DEV, "/v2/team/app/tags/list?n=0");

    assertThat(TestRegistry.strings(zero.json().get("tags"))).isEmpty();
    assertThat(zero.header("Link")).isEmpty();
    assertThat(registry.get(DEV, "/v2/team/app/tags/list?n=-1").code())
        .isEqualTo("PAGINATION_NUMBER_INVALID");
    assertThat(registry.get(DEV, "/v2/team/none/tags/list").code()).isEqualTo("NAME_UNKNOWN");
  }

  @Test
  void listsReferrersOfASubjectThatNeedNotExist() throws Exception {
    byte[] config = "{}".getBytes(StandardCharsets.US_ASCII);
    byte[] subject = TestManifests.config("any bytes will do");
    registry.pushBlob(DEV, "team/app", config);
    byte[] signature = TestManifests.artifact("application/x-signature", config, subject);
    byte[] sbom = TestManifests.artifact("application/x-sbom", config, subject);
    Answer put =
        registry.pushManifest(
            DEV, "team/app", Digest.of(signature).toString(), OCI_MANIFEST, signature);
    registry.pushManifest(DEV, "team/app", Digest.of(sbom).toString(), OCI_MANIFEST, sbom);
    String referrers = "/v2/team/app/referrers/" + Digest.of(subject);

    Answer all = registry.get(DEV, referrers);
    Answer filtered = registry.get(DEV, referrers + "?artifactType=application/x-sbom");

    assertThat(put.header("OCI-Subject")).isEqualTo(Digest.of(subject).toString());
    assertThat(all.header("Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
    assertThat(all.json().get("manifests")).hasSize(2);
    assertThat(filtered.header("OCI-Filters-Applied")).isEqualTo("artifactType");
    assertThat(filtered.json().get("manifests")).hasSize(1);
    var found = filtered.json().at("/manifests/0");
    assertThat(found.get("digest").asString()).isEqualTo(Digest.of(sbom).toString());
    assertThat(found.get("size").asInt()).isEqualTo(sbom.length);
    assertThat(found.get("artifactType").asString()).isEqualTo("application/x-sbom");
    assertThat(found.at("/annotations/about").asString()).isEqualTo("application/x-sbom");
  }

  /** Signatures of a subject, each with annotations of that length; in order. */
  private List<byte[]> sign(byte[] subject, int signatures, int annotation) throws Exception {
    byte[] config = "{}".getBytes(StandardCharsets.US_ASCII);
    registry.pushBlob(DEV, "team/app", config);
    Map<String, byte[]> pushed = new TreeMap<>();
    for (int i = 0; i < signatures; i++) {
      ObjectNode tree =
          Json.parseObject(TestManifests.artifact("application/x-signature", config, subject));
      Json.ensureObject(tree, "annotations").put("a", "x".repeat(annotation)).put("z", "\"" + i);
      byte[] manifest = Json.bytes(tree);
      String digest = Digest.of(manifest).toString();
      assertThat(registry.pushManifest(DEV, "team/app", digest, OCI_MANIFEST, manifest).status())
          .isEqualTo(201);
      pushed.put(digest, manifest);
    }
    return List.copyOf(pushed.values());
  }

  /** What the specification of the registry's API says of each. */
  private static ObjectNode listOf(List<byte[]> manifests) {
    ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode list = index.putArray("manifests");
    for (byte[] bytes : manifests) {
      ObjectNode manifest = Json.parseObject(bytes);
      list.addObject()
          .put("mediaType", OCI_MANIFEST)
          .put("digest", Digest.of(bytes).toString())
          .put("size", bytes.length)
          .put("artifactType", manifest.get("artifactType").asString())
          .set("annotations", manifest.get("annotations"));
    }
    return index;
  }

  @Test
  void listsManyReferrersToTheLetterAndTellsTheirLengthToHead() throws Exception {
    byte[] subject = TestManifests.config("any bytes will do");
    List<byte[]> signatures = sign(subject, 60, 2_000);
    String referrers = "/v2/team/app/referrers/" + Digest.of(subject);

    Answer all = registry.get(DEV, referrers);
    Answer head = registry.send(DEV, "HEAD", referrers);

    assertThat(all.body()).hasSizeGreaterThan(LongBody.PIECE);
    assertThat(all.json()).isEqualTo(Json.parse(Json.bytes(listOf(signatures))));
    assertThat(all.header("Content-Length")).isEqualTo("" + all.body().length);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo("" + all.body().length);
    assertThat(head.header("Content-Type")).isEqualTo(MediaTypes.OCI_INDEX);
  }

  @Test
  void listsReferrersThatAnEarlierBuildKeptWithoutSayingHow() throws Exception {
    byte[] subject = TestManifests.config("any bytes will do");
    List<byte[]> signatures = sign(subject, 3, 10);
    String referrers = "/v2/team/app/referrers/" + Digest.of(subject);
    byte[] before = registry.get(DEV, referrers).body();

    registry.forgetHowReferrersAreListed();

    Answer after = registry.get(DEV, referrers);
    assertThat(after.json()).isEqualTo(Json.parse(Json.bytes(listOf(signatures))));
    assertThat(after.body()).isEqualTo(before);
  }

  /** What the store has is in memory: a manifest may have megabytes of annotations. */
  @Test
  void keepsLongAnnotationsOfReferrersInTheirManifestsAlone() throws Exception {
    byte[] subject = TestManifests.config("any bytes will do");
    List<byte[]> signatures = sign(subject, 2, 100_000);

    Answer answer = registry.get(DEV, "/v2/team/app/referrers/" + Digest.of(subject));

    assertThat(answer.json()).isEqualTo(Json.parse(Json.bytes(listOf(signatures))));
    assertThat(registry.stored("/referrers/")).isLessThan(10_000);
  }

  @Test
  void listsWhatOlderClientsLeftUnderTheFallbackTag() throws Exception {
    byte[] image = registry.pushImage(DEV, "team/app", "v1", "one");
    byte[] signature = registry.pushImage(DEV, "team/app", "signature", "signed");
    byte[] index = TestManifests.index(List.of(signature));
    String fallback = "sha256-" + Digest.of(image).hex();
    registry.pushManifest(DEV, "team/app", fallback, MediaTypes.OCI_INDEX, index);

    Answer answer = registry.get(DEV, "/v2/team/app/referrers/" + Digest.of(image));

    assertThat(answer.json().at("/manifests/0/digest").asString())
        .isEqualTo(Digest.of(signature).toString());
  }

  @Test
  void answersWithAnEmptyIndexWhenNothingRefers() throws Exception {
    Answer answer = registry.get(DEV, "/v2/team/none/referrers/" + Digest.of(new byte[0]));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("manifests")).isEmpty();
    assertThat(registry.get(DEV, "/v2/team/none/referrers/sha256:x").code())
        .isEqualTo("DIGEST_INVALID");
  }

  @Test
  void catalogShowsOnlyWhatTheCallerMayPull() throws Exception {
    registry.pushImage(DEV, "team/app", "v1", "one");
    registry.pushImage(DEV, "team/web", "v1", "two");
    registry.pushImage(ROOT, "public/base", "v1", "three");
    registry.pushImage(ROOT, "secret/app", "v1", "four");

    Answer root = registry.get(ROOT, "/v2/_catalog?n=2");
    Answer next = registry.get(ROOT, "/v2/_catalog?n=2&last=secret/app");

    assertThat(TestRegistry.strings(root.json().get("repositories")))
        .containsExactly("public/base", "secret/app");
    assertThat(root.header("Link")).isEqualTo("</v2/_catalog?n=2&last=secret%2Fapp>; rel=\"next\"");
    assertThat(TestRegistry.strings(next.json().get("repositories")))
        .containsExactly("team/app", "team/web");
    assertThat(
            TestRegistry.strings(registry.get(READER, "/v2/_catalog").json().get("repositories")))
        .containsExactly("public/base", "team/app", "team/web");
    assertThat(TestRegistry.strings(registry.get(OTHER, "/v2/_catalog").json().get("repositories")))
        .containsExactly("public/base");
    assertThat(registry.get(NOBODY, "/v2/_catalog").status()).isEqualTo(401);
  }
}
