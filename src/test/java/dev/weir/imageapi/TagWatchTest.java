package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Scope;
import dev.weir.reference.StreamName;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Watches on the objects that show tags, derived from changes of streams. */
class TagWatchTest {
  private static final String FOLLOW = "{'from':{'kind':'ImageStreamTag','name':'app:v1'}}";

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private ObjectWatch watch(String plural, String field, String version, boolean initial) {
    FieldSelector fields =
        field.isEmpty() ? FieldSelector.EVERYTHING : FieldSelector.parse("metadata.name=" + field);
    return api.rest(plural)
        .watch(
            DEMO,
            new ListOptions(LabelSelector.EVERYTHING, fields, 0, "", version, initial, initial));
  }

  private String now() {
    return Long.toString(api.store.revision());
  }

  /** What is there to be seen, as {@code TYPE name}. */
  private static List<String> seen(ObjectWatch watch, int count) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    while (seen.size() < count) {
      List<ObjectEvent> events = watch.next(Duration.ofSeconds(5));
      assertThat(events).as("after " + seen).isNotEmpty();
      events.forEach(e -> seen.add((e.type() + " " + Meta.name(e.object().tree())).strip()));
    }
    return seen;
  }

  @Test
  void aPushIsTheChangeOfItsTagAndOfThoseThatFollow() throws InterruptedException {
    api.pushed(APP, "one", "v1", "other");
    api.tag("app:latest", FOLLOW);
    try (ObjectWatch watch = watch("imagestreamtags", "", now(), false)) {
      String two = api.pushed(APP, "two", "v1");
      List<ObjectEvent> events = watch.next(Duration.ofSeconds(5));
      assertThat(events)
          .extracting(e -> e.type() + " " + Meta.name(e.object().tree()))
          .containsExactly("MODIFIED app:latest", "MODIFIED app:v1");
      assertThat(events.getLast().object().tree().at("/image/metadata/name").stringValue())
          .isEqualTo(two);
      assertThat(events.getLast().object().revision()).isEqualTo(api.store.revision());
    }
  }

  @Test
  void tagsComeAndGo() throws InterruptedException {
    api.pushed(APP, "one", "v1");
    try (ObjectWatch watch = watch("imagestreamtags", "", now(), false)) {
      api.pushed(APP, "two", "v2");
      var _ = api.rest("imagestreamtags").delete(DEMO, "app:v1", DeleteOptions.NOW);
      var _ = api.rest("imagestreams").delete(DEMO, "app", DeleteOptions.NOW);
      assertThat(seen(watch, 3))
          .containsExactly("ADDED app:v2", "DELETED app:v1", "DELETED app:v2");
    }
  }

  @Test
  void aTagWithoutImageIsNoImageStreamTag() throws InterruptedException {
    api.pushed(APP, "one", "v1");
    try (ObjectWatch tags = watch("imagestreamtags", "", now(), false);
        ObjectWatch wishes = watch("imagetags", "", now(), false)) {
      api.tag("app:later", "{'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}");
      api.pushed(APP, "two", "later");
      assertThat(seen(tags, 1)).containsExactly("ADDED app:later");
      assertThat(seen(wishes, 2)).containsExactly("ADDED app:later", "MODIFIED app:later");
    }
  }

  @Test
  void oneTagIsWatchedByItsNameAndSeenWithItsImage() throws InterruptedException {
    api.pushed(APP, "one", "v1");
    api.pushed(new StreamName("demo", "app2"), "one", "v1");
    try (ObjectWatch watch = watch("imagestreamtags", "app:v1", "", false)) {
      assertThat(seen(watch, 1)).containsExactly("ADDED app:v1");
      api.pushed(APP, "two", "v2");
      api.pushed(new StreamName("demo", "app2"), "three", "v1");
      api.pushed(APP, "four", "v1");
      ObjectEvent event = watch.next(Duration.ofSeconds(5)).getFirst();
      assertThat(event.object().tree().at("/image/dockerImageMetadata/Author").stringValue())
          .isEqualTo("four");
    }
  }

  @Test
  void beginsWithWhatIsThereAndABookmark() throws InterruptedException {
    api.pushed(APP, "one", "v1", "v2");
    try (ObjectWatch watch = watch("imagestreamtags", "", "", true)) {
      List<ObjectEvent> events = watch.next(Duration.ofSeconds(5));
      assertThat(events)
          .extracting(ObjectEvent::type)
          .containsExactly(
              ObjectEvent.Type.ADDED, ObjectEvent.Type.ADDED, ObjectEvent.Type.BOOKMARK);
      assertThat(events.getLast().object().revision()).isEqualTo(api.store.revision());
    }
  }

  @Test
  void goesOnAfterARevision() throws InterruptedException {
    api.pushed(APP, "one", "v1");
    String before = now();
    api.pushed(APP, "two", "v1");
    try (ObjectWatch watch = watch("imagestreamtags", "", before, false)) {
      assertThat(seen(watch, 1)).containsExactly("MODIFIED app:v1");
    }
  }

  @Test
  void aForgottenRevisionIsGone() {
    api.pushed(APP, "one", "v1");
    String before = now();
    api.pushed(APP, "two", "v1");
    api.pushed(APP, "three", "v1");
    api.store.compact(api.store.revision());
    assertThat(refusal(() -> watch("imagestreamtags", "", before, false)).code()).isEqualTo(410);
  }

  @Test
  void labelsOfTheStreamSelect() throws InterruptedException {
    api.pushed(APP, "one", "v1");
    ListOptions labelled =
        new ListOptions(
            LabelSelector.parse("team=a"), FieldSelector.EVERYTHING, 0, "", now(), false, false);
    try (ObjectWatch watch = api.rest("imagestreamtags").watch(DEMO, labelled)) {
      label("a");
      label("b");
      assertThat(seen(watch, 2)).containsExactly("ADDED app:v1", "DELETED app:v1");
    }
  }

  private void label(String team) {
    api.rest("imagestreams")
        .update(
            DEMO,
            "app",
            stream -> {
              Meta.of(stream).putObject("labels").put("team", team);
              return stream;
            },
            dev.weir.objects.WriteOptions.STORE);
  }

  @Test
  void imageTagsShowTheHistoryOfTheMoment() throws InterruptedException {
    api.pushed(APP, "one", "v1");
    try (ObjectWatch watch = watch("imagetags", "", now(), false)) {
      api.pushed(APP, "two", "v1");
      api.pushed(APP, "three", "v1");
      List<Integer> lengths = new ArrayList<>();
      while (lengths.size() < 2) {
        watch
            .next(Duration.ofSeconds(5))
            .forEach(e -> lengths.add(e.object().tree().at("/status/items").size()));
      }
      assertThat(lengths).containsExactly(2, 3);
    }
  }

  @Test
  void allNamespacesMayBeWatched() throws InterruptedException {
    try (ObjectWatch watch =
        api.rest("imagestreamtags").watch(new Scope(DEMO.user(), ""), ListOptions.ALL)) {
      api.pushed(new StreamName("shared", "base"), "one", "v1");
      assertThat(seen(watch, 1)).containsExactly("ADDED base:v1");
    }
  }
}
