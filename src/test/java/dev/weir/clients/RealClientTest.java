package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that do not end by themselves. */
class RealClientTest {
  private static final String HANGS =
      "trap 'echo it waits for $((40 + 2)) >&2; kill $!; exit 2' QUIT;"
          + " sleep 60 & : > begun; wait";

  @TempDir Path folder;

  @Test
  void aHungProgramIsEndedAndSaysWhatItWaitsFor() throws Exception {
    RealClient hanging = RealClient.required(Map.of(), "sh", "-c", HANGS).in(folder);
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread test =
        Thread.startVirtualThread(() -> ended.complete(catchThrowable(() -> hanging.run())));
    await().until(() -> Files.exists(folder.resolve("begun")));
    test.interrupt();
    assertThat(ended.get(20, TimeUnit.SECONDS))
        .isInstanceOf(InterruptedException.class)
        .hasMessageContaining("was still running")
        .hasMessageContaining("it waits for 42");
  }
}
