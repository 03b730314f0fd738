package dev.weir.console.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.console.workload.FollowedTags;
import dev.weir.follower.Trigger.TagKey;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagHistory;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.host.OwnHost;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.StatusException;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.memory.MemoryStore;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.Streams;
import dev.weir.streams.bounds.AllowedRegistries;
import dev.weir.streams.encoded.EncodedStream;
import dev.weir.trigger.ManyFollowers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A page costs what is on it, however much there is. */
@Timeout(240)
class ManyStreamsTest {
  private static final Duration MOST = Duration.ofMillis(100);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final User ANN = user("ann");
  private static final User STRANGER = user("stranger");

  @AutoClose private final Store store = new MemoryStore();

  private final Streams streams =
      Streams.over(
          new StoreContext(store, new OwnHost(store), () -> NOW),
          new MemoryBlobStore(() -> NOW),
          AllowedRegistries.ALL,
          new PublishedHost("registry.example:5000"),
          (user, wanted) ->
              (user.equals(ANN) && !wanted.subresource().equals("history"))
                      || user.name().equals("bob")
                  ? new Decision.Allowed("test")
                  : new Decision.Denied("test", "test"));
  private final StreamHeads heads = new StreamHeads(streams);

  @BeforeEach
  void project() {
    new NamespaceRest(streams.context()).ensure(new Scope(ANN, ""), "shop");
  }

  @Test
  void tenThousandStreamsAreListedByNameAloneAndThePageReadsItsOwn() {
    for (int i = 0; i < 10_000; i++) {
      ImageStream stream = stream(new StreamName("shop", "s%05d".formatted(i)), 20, 1);
      byte[] value = EncodedStream.of(stream, false, null).value();
      assertThat(value.length).isBetween(5_000, 9_000);
      var _ =
          store.commit(Transaction.builder().put(StreamKeys.stream(stream.name()), value).build());
    }

    Duration took =
        best(
            () -> {
              StreamHeads.Listing listing = heads.list(ANN, "shop");
              assertThat(listing.streams()).hasSize(10_000);
              for (StreamHeads.Named named : listing.streams().subList(9_950, 10_000)) {
                ImageStream stream = heads.listed("shop", named).orElseThrow();
                assertThat(ImportState.of(stream).state()).isEqualTo(ImportState.NONE);
              }
            });

    assertThat(took).isLessThan(MOST);
  }

  @Test
  void aThousandTagsOfFiftyEventsAreLanesOfTheirNewestOnesAndOfWhatFollowsThem() {
    StreamName name = new StreamName("shop", "big");
    Optional<Long> written =
        streams
            .writer()
            .write(streams.store().newest(name), stream(name, 1_000, 50), Origin.UNKNOWN, false);
    assertThat(written).isPresent();
    User bob = user("bob");
    AskedLanes asked = new AskedLanes("", AskedLanes.Order.NAME, AskedLanes.Only.ALL, 3);
    String popular = asked.of(heads.get(bob, "shop", "big").stream()).get(40);
    // of ten thousand workloads a thousand follow one tag of those that are shown
    FollowedTags runs =
        new FollowedTags(
            List.of(
                ManyFollowers.of(
                    10_000,
                    i -> new TagKey("shop", "big", i % 10 == 0 ? popular : "t" + i % 1_000))),
            streams.authorizer());

    Duration took =
        best(
            () -> {
              StreamHeads.Head head = heads.get(bob, "shop", "big");
              Lanes lanes = new Lanes(heads, runs.read(bob, name), bob, head, NOW);
              List<Lane> shown =
                  asked.of(head.stream()).subList(40, 60).stream()
                      .map(tag -> lanes.of(tag, Map.of()))
                      .toList();
              assertThat(Trouble.of(head.stream(), NOW)).isEmpty();
              assertThat(shown).hasSize(20).allMatch(lane -> lane.events().size() == 8);
              assertThat(shown).allMatch(lane -> lane.older() == 42);
              assertThat(shown)
                  .filteredOn(lane -> lane.tag().equals(popular))
                  .singleElement()
                  .satisfies(lane -> assertThat(lane.workloads().more()).isGreaterThan(990));
            });

    assertThat(took).isLessThan(MOST);
  }

  @Test
  void whoMayNotSeeHistoriesSeesWhatATagIsAndNotByWhom() {
    StreamName name = new StreamName("shop", "app");
    var _ =
        streams
            .writer()
            .write(streams.store().newest(name), stream(name, 1, 3), Origin.push("carl"), false);

    StreamHeads.Head head = heads.get(ANN, "shop", "app");

    assertThat(heads.past(ANN, head, "t0", 8).events())
        .singleElement()
        .satisfies(event -> assertThat(event.origin()).isEqualTo(Origin.UNKNOWN));
    assertThat(heads.past(user("bob"), head, "t0", 8).events()).hasSize(3);
    assertThatThrownBy(() -> heads.get(STRANGER, "shop", "app"))
        .isInstanceOf(StatusException.class);
    assertThatThrownBy(() -> heads.list(STRANGER, "shop")).isInstanceOf(StatusException.class);
  }

  private static User user(String name) {
    return new User(name, "", List.of(), Map.of());
  }

  /** Processor time, the best of several rounds: other tests run beside this one. */
  private static Duration best(Runnable page) {
    return IntStream.range(0, 5)
        .mapToObj(
            _ -> {
              long begin = THREADS.getCurrentThreadCpuTime();
              page.run();
              return Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - begin);
            })
        .min(Duration::compareTo)
        .orElseThrow();
  }

  private static ImageStream stream(StreamName name, int tags, int events) {
    Map<String, TagHistory> histories = new TreeMap<>();
    for (int tag = 0; tag < tags; tag++) {
      List<TagEvent> items = new ArrayList<>();
      for (int event = events; event > 0; event--) {
        String text = tag + " " + event;
        String image = Digest.of(text.getBytes(StandardCharsets.UTF_8)).toString();
        items.add(
            new TagEvent(
                NOW.minusSeconds(3600L * (events - event)), "quay.io/acme/app@" + image, image, 1));
      }
      histories.put("t" + tag, new TagHistory(items, List.of()));
    }
    return ImageStream.empty(name).withTags(histories);
  }
}
