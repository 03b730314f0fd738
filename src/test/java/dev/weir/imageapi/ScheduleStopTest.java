package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ScheduledStreams.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.remote.fake.Asked;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.util.Queue;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that stops while it looks at scheduled tags. */
class ScheduleStopTest {
  private static final int TAGS = 20;

  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private final Thread.UncaughtExceptionHandler usual = Thread.getDefaultUncaughtExceptionHandler();
  private ScheduledStreams server = new ScheduledStreams();

  @BeforeEach
  void listen() {
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> uncaught.add(failure));
  }

  @AfterEach
  void close() {
    Thread.setDefaultUncaughtExceptionHandler(usual);
    server.close();
    upstream.close();
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD /v2/team/app/manifests/,MANIFEST_HEAD",
    "GET /v2/team/app/manifests/,MANIFEST",
    "GET /v2/team/app/blobs/,BLOB"
  })
  void noTagHasFailedAndNothingGoesOn(String at, Asked asked) {
    StringJoiner tags = new StringJoiner(",");
    for (int i = 0; i < TAGS; i++) {
      TestImages.single(repository, "v" + i);
      tags.add(tag("v" + i, upstream, "team/app:v" + i));
    }
    server.follow(APP, tags.toString());
    server.awaitScheduled(TAGS);
    for (int i = 0; i < TAGS; i++) {
      repository.tag("v" + i, TestImages.single(repository, "w" + i));
    }
    upstream.failAlways(at, new Fault.Hold(new CountDownLatch(1)));
    long before = upstream.count(asked);
    server.pass(ScheduledStreams.INTERVAL);
    await().until(() -> upstream.count(asked) > before);

    server = server.restarted();
    assertThat(uncaught).isEmpty();
    assertThat(server.api.streams.whole(APP).stream().tags().values())
        .hasSize(TAGS)
        .allSatisfy(history -> assertThat(history.conditions()).isEmpty());
    assertThat(server.events()).isEmpty();
  }
}
