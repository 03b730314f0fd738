package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.images;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.history.GoneEvents;
import dev.weir.imagestream.history.HistoryBounds;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.storage.gc.Users;
import dev.weir.storage.history.HistoryLook;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.streams.StoredStream;
import dev.weir.streams.linked.DueLooks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Histories stay within their bounds. */
final class HistoryLookTest {
  private final ImageApiFixture api = new ImageApiFixture();
  private final Set<Digest> used = new HashSet<>();
  private final HistoryLook look = new HistoryLook(api.all, new Users(() -> used));

  @AfterEach
  void close() {
    api.close();
  }

  /** Pushes so many, an hour after each other, newest first. */
  private List<String> push(int count, String tag) {
    List<String> pushed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      api.pass(Duration.ofHours(1));
      pushed.addFirst(api.pushed(APP, tag + " " + count + " " + i, tag));
    }
    return pushed;
  }

  private void keep(String bounds) {
    api.all
        .writer()
        .edit(
            APP,
            before -> before.stream().withAnnotation(HistoryBounds.KEEP, bounds),
            _ -> Origin.UNKNOWN,
            false);
  }

  private List<String> history(String tag) {
    return images(api.get("imagestreams", "app"), tag);
  }

  private List<Entry> values() {
    return api.store.range(RangeQuery.all("/history/")).entries();
  }

  private Instant now() {
    return api.context.now();
  }

  @Test
  void whatIsBeyondBothBoundsLeavesAndWhatItWasIsTold() {
    List<String> pushed = push(60, "v1");
    List<String> other = push(5, "v2");
    keep("revisions=10,age=20h");

    assertThat(look.look(APP)).isPresent();

    assertThat(history("v1")).isEqualTo(pushed.subList(0, 15));
    assertThat(history("v2")).isEqualTo(other);
    assertThat(
            Json.string(
                api.get("imagestreams", "app").at("/metadata/annotations"), GoneEvents.ANNOTATION))
        .isEqualTo("v1: 45 events left (10 revisions and 20h stay)");
  }

  private String told() {
    return Json.string(
        api.get("imagestreams", "app").at("/metadata/annotations"), GoneEvents.ANNOTATION);
  }

  @Test
  void aHistoryThatWasCutGoesOn() {
    List<String> kept = push(60, "v1");
    keep("revisions=3,age=1s");

    assertThat(look.look(APP)).isEmpty();
    kept = new ArrayList<>(kept.subList(0, 3));
    assertThat(history("v1")).isEqualTo(kept);
    kept.addAll(0, push(40, "v1"));
    assertThat(history("v1")).isEqualTo(kept);

    api.pass(Duration.ofSeconds(2));
    assertThat(look.look(APP)).isEmpty();
    assertThat(history("v1")).isEqualTo(kept.subList(0, 3));
    assertThat(told()).isEqualTo("v1: 97 events left (3 revisions and 1s stay)");
    assertThat(values()).hasSize(1);
  }

  @Test
  void itIsToldWhenTheNextEventMayLeaveAndThenItDoes() {
    List<String> pushed = push(20, "v1");
    keep("revisions=3,age=30h");

    Optional<Instant> due = look.look(APP);

    assertThat(due).contains(now().plus(Duration.ofHours(11)));
    assertThat(history("v1")).isEqualTo(pushed);
    api.pass(Duration.ofHours(11));
    assertThat(look.look(APP)).contains(now().plus(Duration.ofHours(1)));
    assertThat(history("v1")).isEqualTo(pushed.subList(0, 19));
  }

  @Test
  void nothingOfAYearLeavesUnlessSomebodySaysSo() {
    List<String> pushed = push(150, "v1");

    Optional<Instant> due = look.look(APP);

    assertThat(due).contains(now().minus(Duration.ofHours(149)).plus(Duration.ofDays(365)));
    assertThat(history("v1")).isEqualTo(pushed);
    api.pass(Duration.ofDays(400));
    assertThat(look.look(APP)).isEmpty();
    assertThat(history("v1")).isEqualTo(pushed.subList(0, 100));
    assertThat(told()).isEqualTo("v1: 50 events left (100 revisions and 365d stay)");
  }

  @Test
  void whatAWorkloadUsesStaysAndTheRestOfItsValueLeaves() {
    List<String> pushed = push(60, "v1");
    keep("revisions=3,age=1s");
    used.add(Digest.parse(pushed.get(30)));

    assertThat(look.look(APP)).isEmpty();
    List<String> left = new ArrayList<>(pushed.subList(0, 3));
    left.add(pushed.get(30));
    assertThat(history("v1")).isEqualTo(left);

    left.addAll(0, push(20, "v1"));
    assertThat(history("v1")).isEqualTo(left);
    used.clear();
    assertThat(look.look(APP)).isEmpty();
    assertThat(history("v1")).isEqualTo(left.subList(0, 3));
  }

  @Test
  void nothingLeavesWhileNobodyCanTellWhatWorkloadsUse() {
    List<String> pushed = push(20, "v1");
    keep("revisions=3,age=1s");
    HistoryLook blind =
        new HistoryLook(
            api.all,
            new Users(
                () -> {
                  throw new IllegalStateException("the cluster does not answer");
                }));

    assertThatThrownBy(() -> blind.look(APP)).hasMessage("the cluster does not answer");
    assertThat(history("v1")).isEqualTo(pushed);
  }

  @Test
  void aTagThatKeepsAllKeepsAllBesideOnesThatDoNot() {
    List<String> kept = push(10, "all");
    List<String> cut = push(10, "v1");
    keep("revisions=3,age=1s");
    SpecTag all = SpecTag.named("all").withAnnotations(Map.of(HistoryBounds.KEEP, "all"));
    api.all
        .writer()
        .edit(APP, before -> before.stream().withSpecTag(all), _ -> Origin.UNKNOWN, false);

    assertThat(look.look(APP)).isEmpty();

    assertThat(history("v1")).isEqualTo(cut.subList(0, 3));
    assertThat(history("all")).isEqualTo(kept);
  }

  @Test
  void aStreamThatIsGoneOrWithinItsBoundsIsLeftAlone() {
    assertThat(look.look(APP)).isEmpty();
    push(3, "v1");
    keep("revisions=3,age=1s");
    long before = api.store.revision();

    assertThat(look.look(APP)).isEmpty();
    assertThat(api.store.revision()).isEqualTo(before);
  }

  /** The first format of the store had one array of any length. */
  @Test
  void aHistoryOfTheFirstFormatStaysWithinItsBoundsToo() {
    push(2, "v1");
    StoredStream stored = api.streams.whole(APP);
    List<TagEvent> events = new ArrayList<>(stored.stream().history("v1").items());
    TagEvent old = events.getLast();
    for (int i = 0; i < 50; i++) {
      events.add(new TagEvent(Instant.EPOCH, old.reference(), old.image(), 1));
    }
    ImageStream longer = stored.stream().withTag("v1", new TagHistory(events, List.of()));
    byte[] array = Json.bytes(StreamJson.writeEvents(longer.history("v1").items().subList(1, 52)));
    api.store.commit(Transaction.builder().put("/history/demo/app/v1", array).build());
    keep("revisions=5,age=1d");

    assertThat(look.look(APP)).isEmpty();

    assertThat(history("v1")).hasSize(5);
    assertThat(values()).hasSize(1);
  }

  /** Takes away that the stream is to be looked at. */
  private void looked() {
    api.store.commit(Transaction.builder().deletePrefix(DueLooks.STREAMS).build());
  }

  private void write(UnaryOperator<ImageStream> change) {
    api.all.writer().edit(APP, before -> change.apply(before.stream()), _ -> Origin.UNKNOWN, false);
  }

  @Test
  void aStreamIsToBeLookedAtWhenItsHistoryOrItsBoundsSaySo() {
    SpecTag all = SpecTag.named("v1").withAnnotations(Map.of(HistoryBounds.KEEP, "all"));
    push(1, "v1");
    looked();
    write(stream -> stream.withSpecTag(SpecTag.named("v1")));
    assertThat(api.links.due().isDue(APP)).isFalse();

    write(stream -> stream.withSpecTag(all));
    assertThat(api.links.due().isDue(APP)).isTrue();
    looked();
    write(stream -> stream.withoutSpecTag("v1"));
    assertThat(api.links.due().isDue(APP)).isTrue();
    looked();
    keep("revisions=3");
    assertThat(api.links.due().isDue(APP)).isTrue();
    push(5, "v1");
    looked();
    push(1, "v1");
    assertThat(api.links.due().isDue(APP)).isTrue();
  }

  @Test
  void aTagThatMovesTenThousandTimesStaysWithinItsBoundsAndAMoveWritesNoMoreThanTheFirst() {
    push(20, "v1");
    keep("revisions=50,age=2h");
    List<Integer> written = new ArrayList<>();
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < 100; i++) {
        api.pass(Duration.ofMinutes(1));
        long before = api.store.revision();
        String _ = api.pushed(APP, round + " " + i, "v1");
        written.add(
            values().stream()
                .filter(value -> value.modRevision() > before)
                .mapToInt(value -> value.value().length)
                .sum());
      }
      assertThat(look.look(APP)).isPresent();
      assertThat(history("v1")).hasSizeBetween(50, 121);
      assertThat(values()).hasSizeLessThanOrEqualTo(10);
    }

    assertThat(written).hasSize(10_000);
    int early = written.subList(100, 200).stream().mapToInt(i -> i).sum();
    int late = written.subList(9_900, 10_000).stream().mapToInt(i -> i).sum();
    assertThat(late).isLessThan(early * 11 / 10);
    assertThat(told()).startsWith("v1: 99");
  }
}
