package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.imageapi.ImageApiFixture.Thinking;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.streams.PushedManifest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** Whose rights are found out slowly waits alone: nobody else waits for the stream meanwhile. */
@Timeout(30)
class SlowJudgeTest {
  private static final User SLOW = User.named("slow");

  private final ImageApiFixture api = new ImageApiFixture();
  private final Thinking judge = Thinking.about(SLOW);

  @AfterEach
  void close() {
    judge.mayEnd().countDown();
    api.close();
  }

  private Thread begin(Runnable work) throws InterruptedException {
    api.slow = Optional.of(judge);
    Thread thread = Thread.ofVirtual().start(work);
    judge.begun().await();
    return thread;
  }

  private void end(Thread thread) throws InterruptedException {
    judge.mayEnd().countDown();
    thread.join();
  }

  private void pushOurs() throws InterruptedException {
    Thread ours = Thread.ofVirtual().start(() -> api.pushed(APP, "ours", "v1"));
    assertThat(ours.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aPushThatMakesTheStream() throws InterruptedException {
    PushedManifest theirs = ImageApiFixture.manifest("theirs");
    Thread slow = begin(() -> api.all.pushes().push(SLOW, APP, List.of("v2"), theirs));

    pushOurs();
    end(slow);

    assertThat(api.streams.newest(APP).stream().tags()).containsOnlyKeys("v1", "v2");
  }

  @Test
  void aMapping() throws InterruptedException {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    ObjectNode mapping =
        ImageApiFixture.json(
            "{'metadata':{'name':'app'},'tag':'v2','image':{'metadata':{'name':'sha256:"
                + "a".repeat(64)
                + "'},'dockerImageReference':'quay.io/x/y@sha256:"
                + "a".repeat(64)
                + "'}}");
    Thread slow =
        begin(
            () -> {
              var _ =
                  api.rest("imagestreammappings")
                      .create(new Scope(SLOW, DEMO.namespace()), mapping, WriteOptions.STORE);
            });

    pushOurs();
    end(slow);

    assertThat(api.streams.newest(APP).stream().tags()).containsOnlyKeys("v1", "v2");
  }
}
