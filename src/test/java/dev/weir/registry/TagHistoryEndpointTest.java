package dev.weir.registry;

import static dev.weir.registry.TestManifests.OCI_MANIFEST;
import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.DOUBTED;
import static dev.weir.registry.TestRegistry.NOBODY;
import static dev.weir.registry.TestRegistry.OTHER;
import static dev.weir.registry.TestRegistry.READER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.TestRegistry.Answer;
import dev.weir.resource.Json;
import dev.weir.streams.StoredStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The history of a tag as the distribution specification discusses it. */
class TagHistoryEndpointTest {
  private static final String PATH = "/v2/team/app/_oci/tag/history";
  private static final String CREATED = "org.opencontainers.distribution.tag.created";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-04T03:02:01Z"));

  @AutoClose private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start(new MemoryBlobStore(now::get), now::get);
  }

  private byte[] push(String tag, String content) throws Exception {
    byte[] manifest = registry.pushImage(DEV, "team/app", tag, content);
    now.updateAndGet(time -> time.plus(Duration.ofMinutes(1)));
    return manifest;
  }

  private static List<String> digests(JsonNode entries) {
    return entries.valueStream().map(entry -> Json.string(entry, "digest")).toList();
  }

  private static String digest(byte[] manifest) {
    return Digest.of(manifest).toString();
  }

  @Test
  void eachEntryIsADescriptorAndWhenTheTagMovedThere() throws Exception {
    byte[] one = push("v1", "one");
    byte[] two = push("v1", "two");

    Answer answer = registry.get(READER, PATH + "?tag=v1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Link")).isEmpty();
    assertThat(answer.json())
        .isEqualTo(
            Json.parse(
                """
                [{"mediaType":"%s","size":%d,"digest":"%s",
                  "annotations":{"%s":"2026-05-04T03:03:01Z"}},
                 {"mediaType":"%s","size":%d,"digest":"%s",
                  "annotations":{"%s":"2026-05-04T03:02:01Z"}}]\
                """
                    .formatted(
                        OCI_MANIFEST,
                        two.length,
                        digest(two),
                        CREATED,
                        OCI_MANIFEST,
                        one.length,
                        digest(one),
                        CREATED)));
  }

  @Test
  void whoMovedItIsToldToThoseWhoMayAskTheApi() throws Exception {
    byte[] _ = push("v1", "one");

    JsonNode known = registry.get(DEV, PATH + "?tag=v1").json().get(0).get("annotations");
    JsonNode puller = registry.get(READER, PATH + "?tag=v1").json().get(0).get("annotations");

    assertThat(Json.string(known, "dev.weir.tag.how")).isEqualTo("push");
    assertThat(Json.string(known, "dev.weir.tag.by")).isEqualTo("dev");
    assertThat(puller.propertyNames()).containsExactly(CREATED);
  }

  @Test
  void pagesFollowOneAnotherByTheirLinksAlsoWithinASecond() throws Exception {
    List<String> pushed = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      pushed.addFirst(digest(registry.pushImage(DEV, "team/app", "v1", "image " + i)));
    }
    List<String> read = new ArrayList<>();
    String next = PATH + "?tag=v1&n=7";
    while (!next.isEmpty()) {
      Answer page = registry.get(READER, next);
      assertThat(page.json().size()).isLessThanOrEqualTo(7);
      read.addAll(digests(page.json()));
      byte[] _ = registry.pushImage(DEV, "team/app", "v1", "later " + read.size());
      String link = page.header("Link");
      next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
    }

    assertThat(read).isEqualTo(pushed);
  }

  @Test
  void pagesAreFoundByTimeToo() throws Exception {
    List<String> pushed = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      pushed.addFirst(digest(push("v1", "image " + i)));
    }

    List<String> read = new ArrayList<>();
    JsonNode page = registry.get(READER, PATH + "?tag=v1&n=20").json();
    while (!page.isEmpty()) {
      read.addAll(digests(page));
      String last = Json.string(page.get(page.size() - 1).get("annotations"), CREATED);
      page = registry.get(READER, PATH + "?tag=v1&n=20&before=" + last).json();
    }

    assertThat(read).isEqualTo(pushed);
    String offset = "2026-05-04T05:04:01%2B02:00";
    assertThat(registry.get(READER, PATH + "?tag=v1&before=" + offset).json()).hasSize(2);
  }

  @Test
  void noneAreWantedToLearnWhetherThereIsAHistory() throws Exception {
    byte[] _ = push("v1", "one");

    assertThat(registry.get(READER, PATH + "?tag=v1&n=0").json()).isEmpty();
    assertThat(registry.get(READER, PATH + "?tag=never&n=0").json()).isEmpty();
    assertThat(registry.get(READER, PATH + "?tag=never").json()).isEmpty();
    Answer missing = registry.get(READER, "/v2/team/none/_oci/tag/history?tag=v1&n=0");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.code()).isEqualTo("NAME_UNKNOWN");
  }

  @Test
  void anImageThatIsGoneStaysInTheHistory() throws Exception {
    byte[] one = push("v1", "one");
    StreamName app = new StreamName("team", "app");
    StoredStream before = registry.streams.store().newest(app);
    String gone = "sha256:" + "5".repeat(64);
    var moved =
        before.stream()
            .withTag(
                "v1",
                before.stream()
                    .history("v1")
                    .add(
                        new TagEvent(
                            Objects.requireNonNull(now.get()), "quay.io/a/b@" + gone, gone, 1))
                    .history());
    var _ = registry.streams.writer().write(before, moved, Origin.tag("dev"), false);

    JsonNode entries = registry.get(READER, PATH + "?tag=v1").json();

    assertThat(digests(entries)).containsExactly(gone, digest(one));
    assertThat(Json.string(entries.get(0), "mediaType")).isEqualTo("application/octet-stream");
    assertThat(entries.get(0).path("size").asInt(-1)).isZero();
  }

  @Test
  void whatIsWrongIsAnErrorOfTheProtocol() throws Exception {
    byte[] _ = push("v1", "one");

    for (List<String> row :
        List.of(
            List.of("", "TAG_INVALID"),
            List.of("?tag=", "TAG_INVALID"),
            List.of("?tag=a%20b", "TAG_INVALID"),
            List.of("?tag=v1&n=many", "PAGINATION_NUMBER_INVALID"),
            List.of("?tag=v1&n=-1", "PAGINATION_NUMBER_INVALID"),
            List.of("?tag=v1&before=yesterday", "UNSUPPORTED"),
            List.of("?tag=v1&last=x", "UNSUPPORTED"),
            List.of("?tag=v1&digest=sha256:1", "UNSUPPORTED"))) {
      Answer answer = registry.get(READER, PATH + row.get(0));
      assertThat(answer.status()).as(row.get(0)).isEqualTo(400);
      assertThat(answer.code()).as(row.get(0)).isEqualTo(row.get(1));
    }
    assertThat(registry.send(DEV, "POST", PATH + "?tag=v1").status()).isEqualTo(405);
    assertThat(registry.get(READER, "/v2/Team/app/_oci/tag/history?tag=v1").code())
        .isEqualTo("NAME_INVALID");
  }

  @Test
  void onlyWhoMayPullMayAsk() throws Exception {
    byte[] _ = push("v1", "one");

    Answer nobody = registry.get(NOBODY, PATH + "?tag=v1");
    assertThat(nobody.status()).isEqualTo(401);
    assertThat(nobody.header("WWW-Authenticate")).contains("repository:team/app:pull");
    assertThat(registry.get(OTHER, PATH + "?tag=v1").status()).isEqualTo(403);
    assertThat(registry.get(DOUBTED, PATH + "?tag=v1").status()).isEqualTo(503);
  }

  @Test
  void extensionsAreDiscovered() throws Exception {
    for (String path : List.of("/v2/_oci/ext/discover", "/v2/team/app/_oci/ext/discover")) {
      JsonNode oci = registry.get(READER, path).json().path("extensions").get(0);

      assertThat(Json.string(oci, "name")).isEqualTo("_oci");
      assertThat(Json.string(oci, "description")).contains("draft");
      assertThat(TestRegistry.strings(oci.get("endpoints")))
          .containsExactly("_oci/ext/discover", "_oci/tag/history");
    }
    assertThat(registry.get(NOBODY, "/v2/team/app/_oci/ext/discover").status()).isEqualTo(401);
  }
}
