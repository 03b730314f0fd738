package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.objects.ListOptions;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import dev.weir.streams.PublishedHost;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Beside each event of a tag stands who made it and how, and no client sees it. */
class OriginTest {
  private static final String KEY = "/registry/image.openshift.io/imagestreams/demo/app";
  private static final Origin PUSH = Origin.push("dev");

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  /** As a server knows them that was just started. */
  private List<Origin> origins(String tag) {
    ImageStream stream = api.afresh().whole(APP).stream();
    return stream.history(tag).items().stream().map(TagEvent::origin).toList();
  }

  private static Origin tagged(String image) {
    return Origin.tag("dev").withFrom("demo/app@" + image);
  }

  private static Origin back(String image) {
    return new Origin(Origin.How.ROLLBACK, "dev", "demo/app@" + image);
  }

  @Test
  void aPushAnImportATagAndAWayBackAreToldApart() {
    String one = api.pushed(APP, "one", "v1");
    String _ = api.pushed(APP, "two", "v1");
    api.tag("app:v1", "{'from':{'kind':'ImageStreamImage','name':'app@" + one + "'}}");
    api.tag("app:v1", "{'from':{'kind':'DockerImage','name':'quay.io/a/b:1'},'reference':true}");
    api.create(
        "imagestreamimports",
        """
        {'metadata':{'name':'copy'},'spec':{'import':true,'images':[{'to':{'name':'v1'},
         'from':{'kind':'DockerImage','name':'%s/demo/app@%s'}}]}}\
        """
            .formatted(HOST, one));

    assertThat(origins("v1"))
        .containsExactly(Origin.tag("dev").withFrom("quay.io/a/b:1"), back(one), PUSH, PUSH);
    ImageStream copy = api.afresh().whole(new StreamName("demo", "copy")).stream();
    assertThat(copy.newest("v1").orElseThrow().origin())
        .isEqualTo(Origin.importing("dev").withFrom(HOST + "/demo/app@" + one));
  }

  @Test
  void anImageThatATagNeverHadIsNoWayBack() {
    String one = api.pushed(APP, "one", "v1");
    String two = api.pushed(APP, "two", "v2");
    String three = api.pushed(APP, "three", "v3");
    for (String image : List.of(one, two, three, one)) {
      api.tag("app:live", "{'from':{'kind':'ImageStreamImage','name':'app@" + image + "'}}");
    }

    assertThat(origins("live")).containsExactly(back(one), tagged(three), tagged(two), tagged(one));
  }

  @Test
  void whatFollowsATagWasMadeByWhoeverMovedIt() {
    String _ = api.pushed(APP, "one", "v1");
    api.tag("app:live", "{'from':{'kind':'ImageStreamTag','name':'v1'}}");
    String _ = api.pushed(APP, "two", "v1");

    assertThat(origins("live"))
        .containsExactly(PUSH.withFrom("app:v1"), Origin.tag("dev").withFrom("demo/app:v1"));
    assertThat(origins("v1")).containsExactly(PUSH, PUSH);
  }

  @Test
  void aChainOfFollowersNamesTheNearestOne() {
    api.create(
        "imagestreams",
        """
        {'metadata':{'name':'app'},'spec':{'tags':[
          {'name':'b','from':{'kind':'ImageStreamTag','name':'a'}},
          {'name':'c','from':{'kind':'ImageStreamTag','name':'b'}}]}}\
        """);
    String _ = api.pushed(APP, "one", "a");

    assertThat(origins("a")).containsExactly(PUSH);
    assertThat(origins("b")).containsExactly(PUSH.withFrom("app:a"));
    assertThat(origins("c")).containsExactly(PUSH.withFrom("app:b"));
  }

  @Test
  void aTagOfAnotherTagIsFromThereAndSaysWhenIfThatWasLater() {
    String _ = api.pushed(APP, "one", "v1");
    api.tick();
    api.tag("other:v1", "{'from':{'kind':'ImageStreamTag','name':'app:v1'}}");

    ImageStream other = api.afresh().whole(new StreamName("demo", "other")).stream();
    TagEvent event = other.newest("v1").orElseThrow();
    assertThat(event.created()).isEqualTo(Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(event.time()).isEqualTo(Instant.parse("2026-03-01T10:01:00Z"));
    assertThat(event.origin())
        .isEqualTo(new Origin(Origin.How.TAG, "dev", "demo/app:v1", Optional.of(event.time())));
  }

  @Test
  void anImageThatComesBackWithinASecondIsOfWhoeverBroughtItBack() {
    String one = api.pushed(APP, "one", "v1");
    String _ = api.pushed(APP, "two", "v1");
    ObjectNode stream = api.get("imagestreams", "app");
    ObjectNode again = ((ObjectNode) stream.at("/status/tags/0/items/1")).deepCopy();
    api.rest("imagestreams")
        .subresource("status")
        .update(
            DEMO,
            "app",
            now -> {
              ((ArrayNode) now.at("/status/tags/0/items")).insert(0, again);
              return now;
            },
            WriteOptions.STORE);

    assertThat(Json.string(again, "image")).isEqualTo(one);
    assertThat(origins("v1")).containsExactly(Origin.tag("dev"), PUSH, PUSH);
  }

  @Test
  void aMappingIsFromWhereItSaysTheImageIs() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    String digest = "sha256:" + "ab".repeat(32);
    api.create(
        "imagestreammappings",
        """
        {'metadata':{'name':'app'},'tag':'v1','image':{'metadata':{'name':'%s'},
         'dockerImageReference':'quay.io/acme/app@%s'}}\
        """
            .formatted(digest, digest));

    assertThat(origins("v1"))
        .containsExactly(Origin.tag("dev").withFrom("quay.io/acme/app@" + digest));
  }

  @Test
  void olderEventsKeepTheirsHoweverManyThereAre() {
    for (int i = 0; i < 40; i++) {
      String _ = api.pushed(APP, "image " + i, "v1");
      if (i == 5) {
        String first = ImageApiFixture.manifest("image 0").digest().toString();
        api.tag("app:v1", "{'from':{'kind':'ImageStreamImage','name':'app@" + first + "'}}");
      }
    }

    List<Origin> all = origins("v1");
    assertThat(all).hasSize(41);
    assertThat(all.get(34))
        .isEqualTo(back(ImageApiFixture.manifest("image 0").digest().toString()));
    assertThat(all.stream().filter(PUSH::equals)).hasSize(40);
  }

  @Test
  void aWayBackIsFoundHoweverLongAgoTheImageWasThere() {
    for (int i = 0; i < 40; i++) {
      String _ = api.pushed(APP, "image " + i, "v1");
    }
    String never = api.pushed(APP, "never", "other");

    String first = ImageApiFixture.manifest("image 0").digest().toString();
    api.tag("app:v1", "{'from':{'kind':'ImageStreamImage','name':'app@" + never + "'}}");
    api.tag("app:v1", "{'from':{'kind':'ImageStreamImage','name':'app@" + first + "'}}");

    assertThat(origins("v1")).startsWith(back(first), tagged(never), PUSH);
  }

  @Test
  void clientsSeeNothingOfIt() throws Exception {
    try (var watch = api.rest("imagestreams").watch(DEMO, ListOptions.ALL);
        var newest =
            new NewestStreams(api.context, new PublishedHost(HOST)).watch(DEMO, ListOptions.ALL)) {
      for (int i = 0; i < 20; i++) {
        String _ = api.pushed(APP, "image " + i, "v1", "v2");
      }
      var list = api.rest("imagestreams").list(DEMO, ListOptions.ALL).items();
      List<byte[]> shown =
          List.of(
              list.getFirst().json(),
              api.rest("imagestreams").get(DEMO, "app").json(),
              watch.next(Duration.ofSeconds(5)).getLast().object().json(),
              newest.next(Duration.ofSeconds(5)).getLast().object().json());

      for (byte[] json : shown) {
        JsonNode stream = Json.parse(json);
        assertThat(stream.propertyNames())
            .containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "spec", "status");
        assertThat(new String(json, StandardCharsets.UTF_8)).doesNotContain("made", "\"dev\"");
      }
      assertThat(Json.parse(list.getFirst().json()).at("/status/tags/0/items")).hasSize(20);
    }
  }

  @Test
  void aStatusThatAClientWritesBackKeepsThem() {
    String _ = api.pushed(APP, "one", "v1");
    String _ = api.pushed(APP, "two", "v1");
    String _ = api.pushed(APP, "three", "v1");
    api.rest("imagestreams")
        .subresource("status")
        .update(
            DEMO,
            "app",
            stream -> {
              ((ArrayNode) stream.at("/status/tags/0/items")).remove(1);
              return stream;
            },
            WriteOptions.STORE);

    assertThat(origins("v1")).containsExactly(PUSH, PUSH);
  }

  @Test
  void ofWhatAnEarlierBuildWroteNobodySaysWhoMadeIt() {
    String _ = api.pushed(APP, "one", "v1");
    Entry entry = api.store.get(KEY).orElseThrow();
    ObjectNode old = Json.parseObject(entry.value());
    assertThat(old.remove("made")).isNotNull();
    api.store.commit(Transaction.builder().put(KEY, Json.bytes(old)).build());
    assertThat(origins("v1")).containsExactly(Origin.UNKNOWN);

    String _ = api.pushed(APP, "two", "v1");

    assertThat(origins("v1")).containsExactly(PUSH, Origin.UNKNOWN);
  }

  @Test
  void itStandsInTheSameTransactionAsTheEvent() {
    long before = api.store.revision();
    String _ = api.pushed(APP, "one", "v1");

    assertThat(api.store.revision()).isEqualTo(before + 1);
    assertThat(origins("v1")).containsExactly(PUSH);
    int bytes = api.store.get(KEY).orElseThrow().value().length;
    ObjectNode without = Json.parseObject(api.store.get(KEY).orElseThrow().value());
    without.remove("made");
    assertThat(bytes - Json.bytes(without).length).isLessThan(40);
  }
}
