package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ScheduledStreams.INTERVAL;
import static dev.weir.imageapi.ScheduledStreams.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.streams.removal.DeletedDigests;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Scheduled tags of one stream that move at the same time. */
class ScheduledMovesTest {
  private static final int TAGS = 8;

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private final ScheduledStreams server = new ScheduledStreams();

  @AfterEach
  void close() {
    server.close();
    upstream.close();
  }

  private void follow() {
    StringJoiner tags = new StringJoiner(",");
    for (int i = 0; i < TAGS; i++) {
      TestImages.single(repository, "v" + i);
      tags.add(tag("v" + i, upstream, "team/app:v" + i));
    }
    server.follow(APP, tags.toString());
    server.awaitScheduled(TAGS);
  }

  private void move() {
    IntStream.range(0, TAGS)
        .forEach(i -> repository.tag("v" + i, TestImages.single(repository, "w" + i)));
  }

  /** All that moved is fetched while somebody has the stream's turn. */
  private void fetchWhileTheStreamIsTaken() {
    boolean _ =
        server.turns.inTurn(
            APP,
            () -> {
              long before = upstream.count(Asked.BLOB);
              server.pass(INTERVAL);
              await()
                  .until(
                      () -> upstream.count(Asked.BLOB) >= before + TAGS && upstream.running() == 0);
              return true;
            });
    await()
        .until(
            () ->
                server.schedule.checks("").stream()
                    .allMatch(check -> check.next().isAfter(server.now())));
  }

  /** The generations of the stream at which tags got their newest images. */
  private Set<Long> writes() {
    return server.api.streams.newest(APP).stream().tags().values().stream()
        .flatMap(history -> history.newest().stream())
        .map(TagEvent::generation)
        .collect(Collectors.toSet());
  }

  @Test
  void areWrittenTogether() {
    follow();
    move();

    fetchWhileTheStreamIsTaken();

    for (int i = 0; i < TAGS; i++) {
      assertThat(server.image(APP, "v" + i))
          .isEqualTo(TestImages.single(repository, "w" + i).toString());
    }
    assertThat(writes()).hasSizeLessThanOrEqualTo(TAGS / 2);
    assertThat(server.api.streams.whole(APP).stream().history("v3").items())
        .extracting(TagEvent::origin)
        .containsOnly(
            TagEvent.Origin.importing("system:weir:imports")
                .withFrom(upstream.host() + "/team/app:v3"));
  }

  @Test
  void areWrittenOneByOneWhereALimitLetsSomeOfThemIn() {
    follow();
    move();
    server.api.limit(
        "{'metadata':{'name':'few'},'spec':{'limits':[{'type':'openshift.io/ImageStream','max':"
            + "{'openshift.io/images':'11'}}]}}");

    fetchWhileTheStreamIsTaken();

    List<TagHistory> tags = List.copyOf(server.api.streams.newest(APP).stream().tags().values());
    assertThat(tags).filteredOn(tag -> tag.conditions().isEmpty()).hasSize(3);
    assertThat(tags)
        .filteredOn(tag -> !tag.conditions().isEmpty())
        .hasSize(TAGS - 3)
        .allSatisfy(tag -> assertThat(tag.conditions().getFirst().reason()).isEqualTo("Forbidden"));
  }

  @Test
  void aTagWhoseImageWasDeletedByItsDigestIsWhatItsRegistryHasAtTheNextLook() {
    Digest image = TestImages.single(repository, "v0");
    server.follow(APP, tag("v0", upstream, "team/app:v0"));
    server.awaitScheduled(1);

    var deleted =
        new DeletedDigests(server.api.all)
            .delete(
                ImageApiFixture.DEV, APP, image, new DeletedDigests.Allowed(Set.of("v0"), false));

    assertThat(deleted).isInstanceOf(DeletedDigests.Outcome.Gone.class);
    server.importDue(APP);
    assertThat(server.image(APP, "v0")).isEmpty();
    assertThat(server.history(APP, "v0").conditions())
        .extracting(TagCondition::reason)
        .containsExactly("ImageDeleted");
    server.passUntil(() -> server.image(APP, "v0").equals(image.toString()));
    assertThat(server.history(APP, "v0").conditions()).isEmpty();
  }
}
