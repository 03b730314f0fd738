package dev.weir.blob.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.reference.Digest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockingCallsTest {
  private final BlockingCalls calls = new BlockingCalls("calls-", 8, Carriers.NONE);
  private final ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    virtual.shutdownNow();
  }

  private <T> T onAVirtualThread(Callable<T> work) throws Exception {
    return virtual.submit(work).get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatBlocksRunsOnAThreadOfTheSystem() throws Exception {
    Thread ran = onAVirtualThread(() -> calls.run(Thread::currentThread));

    assertThat(ran.isVirtual()).isFalse();
    assertThat(ran.isDaemon()).isTrue();
    assertThat(calls.run(Thread::currentThread)).isSameAs(Thread.currentThread());
  }

  @Test
  void moreCallsThanThreadsAllComeToTheirTurn() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      all.add(
          virtual.submit(
              () ->
                  calls.run(
                      () -> {
                        await(go);
                        return number;
                      })));
    }
    go.countDown();

    for (int i = 0; i < 100; i++) {
      assertThat(all.get(i).get(10, TimeUnit.SECONDS)).isEqualTo(i);
    }
  }

  @Test
  void failuresComeAsTheyAre() {
    assertThatThrownBy(
            () ->
                onAVirtualThread(
                    () ->
                        calls.run(
                            () -> {
                              throw new NoSuchFileException("a file");
                            })))
        .hasRootCauseInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(
            () ->
                onAVirtualThread(
                    () ->
                        calls.run(
                            () -> {
                              throw new UnsupportedOperationException("no links here");
                            })))
        .hasRootCauseInstanceOf(UnsupportedOperationException.class);
  }

  /** What was begun on a disk cannot be taken back. */
  @Test
  void whoIsInterruptedLearnsWhatBecameOfItAndThatItWas() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Future<Boolean> interrupted =
        virtual.submit(
            () -> {
              Thread caller = Thread.currentThread();
              Thread _ =
                  Thread.ofVirtual()
                      .start(
                          () -> {
                            await(begun);
                            caller.interrupt();
                            go.countDown();
                          });
              String done =
                  calls.run(
                      () -> {
                        begun.countDown();
                        await(go);
                        return "done";
                      });
              return done.equals("done") && Thread.interrupted();
            });

    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void blobsAreKeptByManyVirtualThreadsAtOnce(@TempDir Path directory) throws Exception {
    try (FileBlobStore store = FileBlobStore.open(directory)) {
      List<Future<Digest>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        byte[] bytes = ("content " + i).getBytes(StandardCharsets.UTF_8);
        all.add(
            virtual.submit(
                () -> {
                  store.put(Digest.of(bytes), new ByteArrayInputStream(bytes));
                  return Digest.of(bytes);
                }));
      }
      for (Future<Digest> one : all) {
        assertThat(store.size(one.get(30, TimeUnit.SECONDS))).isPresent();
      }
    }
    assertThat(directory.resolve("uploads")).isEmptyDirectory();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
