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
import java.util.List;
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
        .containsExactly(Origin.tag("dev"), new Origin(Origin.How.ROLLBACK, "dev"), PUSH, PUSH);
    ImageStream copy = api.afresh().whole(new StreamName("demo", "copy")).stream();
    assertThat(copy.newest("v1").orElseThrow().origin()).isEqualTo(Origin.importing("dev"));
  }

  @Test
  void anImageThatATagNeverHadIsNoWayBack() {
    String one = api.pushed(APP, "one", "v1");
    String two = api.pushed(APP, "two", "v2");
    String three = api.pushed(APP, "three", "v3");
    for (String image : List.of(one, two, three, one)) {
      api.tag("app:live", "{'from':{'kind':'ImageStreamImage','name':'app@" + image + "'}}");
    }

    Origin tag = Origin.tag("dev");
    assertThat(origins("live"))
        .containsExactly(new Origin(Origin.How.ROLLBACK, "dev"), tag, tag, tag);
  }

  @Test
  void whatFollowsATagWasMadeByWhoeverMovedIt() {
    String _ = api.pushed(APP, "one", "v1");
    api.tag("app:live", "{'from':{'kind':'ImageStreamTag','name':'v1'}}");
    String _ = api.pushed(APP, "two", "v1");

    assertThat(origins("live")).containsExactly(PUSH, Origin.tag("dev"));
    assertThat(origins("v1")).containsExactly(PUSH, PUSH);
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
    assertThat(all.get(34)).isEqualTo(new Origin(Origin.How.ROLLBACK, "dev"));
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

    assertThat(origins("v1"))
        .startsWith(new Origin(Origin.How.ROLLBACK, "dev"), Origin.tag("dev"), PUSH);
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
