package dev.weir.imageapi;

import static org.awaitility.Awaitility.await;

import dev.weir.reference.StreamName;
import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A day of a schedule, on a clock that is put on a quarter of an hour at a time: repositories of 50
 * tags each, of which a fifth moved in the last month and the others at some time in the half year
 * before that. Nothing moves on the day itself.
 */
public final class ScheduledDay {
  private static final int TAGS = 50;
  private static final int MOVING = TAGS / 5;
  private static final int MONTHS = 6;
  private static final int LOOKS = 96;

  private final int repositories;
  private final List<String> all = new ArrayList<>();

  private ScheduledDay(int repositories) {
    this.repositories = repositories;
  }

  /**
   * What the day cost.
   *
   * @param perTag requests for each tag in each quarter of an hour
   * @param fetched manifests that were fetched
   */
  public record Cost(double perTag, long fetched) {}

  /** Lives through it. */
  public static Cost of(int repositories) {
    try (FakeRegistry upstream = FakeRegistry.plain();
        ScheduledStreams server = new ScheduledStreams()) {
      return new ScheduledDay(repositories).live(upstream, server);
    }
  }

  private Cost live(FakeRegistry upstream, ScheduledStreams server) {
    for (int i = 0; i < repositories; i++) {
      String tags = "";
      for (int tag = 0; tag < TAGS; tag++) {
        String path = "team/app" + i + ":v" + tag;
        TestImages.single(upstream.repository("team/app" + i), "v" + tag);
        tags += (tags.isEmpty() ? "" : ",") + ScheduledStreams.tag("v" + tag, upstream, path);
        all.add(i + "/v" + tag);
      }
      server.follow(new StreamName("demo", "app" + i), tags);
    }
    server.awaitScheduled(repositories * TAGS);
    age(upstream, server);
    long requests = upstream.requests().size();
    long fetched = upstream.count(Asked.MANIFEST);
    for (int i = 0; i < LOOKS; i++) {
      pass(server, ScheduledStreams.INTERVAL);
    }
    return new Cost(
        (upstream.requests().size() - requests) / (double) (repositories * TAGS) / LOOKS,
        upstream.count(Asked.MANIFEST) - fetched);
  }

  /** In each month some tags move for the last time; those that move on do so in the last one. */
  private void age(FakeRegistry upstream, ScheduledStreams server) {
    Collections.shuffle(all, new Random(1));
    int moving = repositories * MOVING;
    int still = (all.size() - moving) / MONTHS;
    for (int month = 0; month < MONTHS; month++) { // what moved is seen when the month has passed
      move(upstream, all.subList(moving + month * still, moving + (month + 1) * still), month);
      pass(server, Duration.ofDays(30));
    }
    pass(server, Duration.ofDays(30));
    move(upstream, all.subList(0, moving), MONTHS);
    pass(server, Duration.ofDays(1));
  }

  private static void move(FakeRegistry upstream, List<String> tags, int month) {
    for (String tag : tags) {
      FakeRepository repository = upstream.repository("team/app" + tag.replaceFirst("/.*", ""));
      String name = tag.replaceFirst(".*/", "");
      repository.tag(name, TestImages.single(repository, name + " of " + month));
    }
  }

  /** Until all that was due is looked at. */
  private static void pass(ScheduledStreams server, Duration time) {
    server.pass(time);
    await()
        .atMost(Duration.ofMinutes(2))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () ->
                server.schedule.checks("").stream()
                    .allMatch(check -> check.next().isAfter(server.now())));
  }
}
