package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.images;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Seed;
import dev.weir.store.Transaction;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;

/** Older events: in values of a bounded size, whatever was there before. */
final class StreamHistoryTest {
  private static final String STREAM = "/registry/image.openshift.io/imagestreams/demo/app";
  private static final int MANY = 70_000;

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private List<Entry> history() {
    return api.store.range(RangeQuery.all("/history/")).entries();
  }

  private List<String> push(int count, String tag) {
    List<String> pushed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pushed.addFirst(api.pushed(APP, tag + " " + i, tag));
    }
    return pushed;
  }

  @Test
  void remembersAStreamThatIsWorkedWithAndNotOneThatIsLookedAtOnce() {
    api.pushed(APP, "one", "v1");
    StreamStore streams = api.anew().store();

    ImageStream seen = streams.glance(APP).stream();
    ImageStream worked = streams.newest(APP).stream();

    assertThat(worked).isEqualTo(seen).isNotSameAs(seen);
    assertThat(streams.glance(APP).stream()).isSameAs(worked);
    assertThat(streams.newest(APP).stream()).isSameAs(worked);
  }

  @Test
  void aMoveWritesAFewEventsHoweverManyThereAre() {
    List<String> pushed = push(100, "v1");
    long before = api.store.revision();
    pushed.addFirst(api.pushed(APP, "newest", "v1"));
    List<Entry> written = history().stream().filter(e -> e.modRevision() > before).toList();
    assertThat(written).hasSizeLessThanOrEqualTo(2);
    assertThat(written).allSatisfy(e -> assertThat(e.value()).hasSizeLessThan(6_000));
    assertThat(history()).hasSizeBetween(6, 8);
    assertThat(images(api.get("imagestreams", "app"), "v1")).isEqualTo(pushed);
  }

  @Test
  void tagsWhoseNamesBeginAlikeKeepTheirOwnHistories() {
    List<String> one = push(40, "v1");
    List<String> dash = push(20, "v1-rc");
    List<String> dot = push(20, "v1.0");
    assertThat(images(api.get("imagestreams", "app"), "v1")).isEqualTo(one);
    assertThat(images(api.get("imagestreams", "app"), "v1-rc")).isEqualTo(dash);
    assertThat(images(api.get("imagestreams", "app"), "v1.0")).isEqualTo(dot);
    api.tags.delete(ImageApiFixture.DEV, APP, "v1");
    assertThat(history()).noneMatch(e -> (e.key() + "/").startsWith("/history/demo/app/v1/"));
    assertThat(images(api.get("imagestreams", "app"), "v1-rc")).isEqualTo(dash);
  }

  @Test
  void aHistoryThatSomebodyShortensIsCutUpAnew() {
    List<String> pushed = push(60, "v1");
    api.rest("imagestreams")
        .subresource("status")
        .update(
            DEMO,
            "app",
            stream -> {
              ArrayNode items = (ArrayNode) stream.at("/status/tags/0/items");
              while (items.size() > 20) {
                items.remove(items.size() - 1);
              }
              return stream;
            },
            WriteOptions.STORE);
    assertThat(history()).hasSize(2);
    List<String> left = new ArrayList<>(pushed.subList(0, 20));
    assertThat(images(api.get("imagestreams", "app"), "v1")).isEqualTo(left);
    left.addFirst(api.pushed(APP, "newest", "v1"));
    assertThat(images(api.get("imagestreams", "app"), "v1")).isEqualTo(left);
  }

  /** As format 1 of the store had it: one array of any length beside the stream. */
  @Test
  void aHistoryOfTheFirstFormatIsReadAndGoesOn() {
    List<String> newer = push(2, "v1");
    List<TagEvent> old = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      old.add(new TagEvent(Instant.EPOCH, "quay.io/a/b@" + digest(i), digest(i).toString(), 1));
    }
    List<TagEvent> all = new ArrayList<>(tail());
    all.addAll(old);
    byte[] array = Json.bytes(StreamJson.writeEvents(all));
    api.store.commit(Transaction.builder().put("/history/demo/app/v1", array).build());
    List<String> expected = new ArrayList<>(newer);
    old.forEach(event -> expected.add(event.image()));

    assertThat(images(api.get("imagestreams", "app"), "v1")).isEqualTo(expected);

    expected.addFirst(api.pushed(APP, "newest", "v1"));
    assertThat(images(api.get("imagestreams", "app"), "v1")).isEqualTo(expected);
    assertThat(history()).hasSize(4).allSatisfy(e -> assertThat(e.value()).hasSizeLessThan(6_000));
    assertThat(api.content.of(APP).manifests()).contains(Digest.parse(newer.getLast()));
  }

  private static Digest digest(int number) {
    return Digest.of(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
  }

  private List<TagEvent> tail() {
    List<TagEvent> items = api.streams.whole(APP).stream().history("v1").items();
    return items.subList(1, items.size());
  }

  @Test
  void whatAWriterRemembersIsWhatAReaderFinds() {
    push(3, "v1");
    api.tag("app:follows", "{'from':{'kind':'ImageStreamTag','name':'v1'}}");
    api.tag("app:ref", "{'reference':true,'from':{'kind':'DockerImage','name':'quay.io/a/b'}}");
    push(2, "v1");
    api.tags.delete(ImageApiFixture.DEV, APP, "ref");
    var remembered = api.streams.newest(APP);
    var read = api.afresh().newest(APP);
    assertThat(remembered).isEqualTo(read);
    assertThat(remembered.revision()).isEqualTo(api.store.get(STREAM).orElseThrow().modRevision());
  }

  @Test
  void aStreamWithMoreKeysThanATransactionHasOperationsGoesAtOnce() {
    push(3, "v1");
    RepositoryLinks.Link link = api.links.blob(1);
    for (int from = 0; from < MANY; from += MANY / 2) {
      Transaction.Builder links = Transaction.builder();
      for (int i = from; i < from + MANY / 2; i++) {
        RepositoryLinks.add(links, APP, digest(i), link);
      }
      Seed.commit(api.store, links.build());
    }
    long before = api.store.revision();
    api.rest("imagestreams").delete(DEMO, "app", DeleteOptions.NOW);
    assertThat(api.store.revision()).isEqualTo(before + 1);
    assertThat(refusal(() -> api.get("imagestreams", "app")).code()).isEqualTo(404);
    assertThat(api.links.all(APP)).isEmpty();
    assertThat(history()).isEmpty();
    assertThat(Meta.name(api.create("imagestreams", "{'metadata':{'name':'app'}}")))
        .isEqualTo("app");
  }
}
