package dev.weir.clients.matrix;

import static java.nio.file.StandardOpenOption.APPEND;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit log tells of a push, in whatever order its lines come. */
class SentTest {
  private static final String REPOSITORY = "/v2/shop/app/";

  @TempDir Path folder;

  @Test
  void aMountThatIsToldOfAfterTheManifestCounts() throws Exception {
    Path log = Files.writeString(folder.resolve("audit.log"), line("manifests/v1"));
    CompletableFuture<Void> told =
        CompletableFuture.runAsync(() -> Sent.assertToldIn(log, REPOSITORY, "v1", new Sent(1, 0)));
    Files.writeString(log, line("blobs/uploads/"), APPEND);
    told.get(20, TimeUnit.SECONDS);
  }

  private static String line(String path) {
    return "{\"requestURI\":\"%s%s\",\"responseStatus\":{\"code\":201}}\n"
        .formatted(REPOSITORY, path);
  }
}
