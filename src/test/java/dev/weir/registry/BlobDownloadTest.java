package dev.weir.registry;

import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.READER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.reference.Digest;
import dev.weir.registry.TestRegistry.Answer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlobDownloadTest {
  private static final byte[] BYTES = random(2_000_000);
  private static final Digest DIGEST = Digest.of(BYTES);
  private static final String BLOB = "/v2/team/app/blobs/" + DIGEST;

  @TempDir private Path directory;
  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start(FileBlobStore.open(directory));
    registry.pushBlob(DEV, "team/app", BYTES);
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  @Test
  void sendsTheBlobWithWhatClientsCheck() throws Exception {
    Answer answer = registry.get(READER, BLOB, "Accept-Encoding", "gzip");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(BYTES);
    assertThat(answer.header("Content-Length")).isEqualTo("2000000");
    assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(answer.header("Docker-Content-Digest")).isEqualTo(DIGEST.toString());
    assertThat(answer.header("ETag")).isEqualTo("\"" + DIGEST + "\"");
    assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(answer.header("Content-Encoding")).isEmpty();
  }

  @Test
  void answersHeadWithTheSameHeadersAndNoBody() throws Exception {
    Answer answer = registry.send(READER, "HEAD", BLOB);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Length")).isEqualTo("2000000");
    assertThat(answer.header("Docker-Content-Digest")).isEqualTo(DIGEST.toString());
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=500-1499, 500, 1500",
    "bytes=1999000-, 1999000, 2000000",
    "bytes=-500, 1999500, 2000000",
    "bytes=1999999-5000000, 1999999, 2000000",
    "bytes=0-0, 0, 1",
  })
  void sendsOneRange(String range, int from, int to) throws Exception {
    Answer answer = registry.get(READER, BLOB, "Range", range);

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.header("Content-Range"))
        .isEqualTo("bytes " + from + "-" + (to - 1) + "/2000000");
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(BYTES, from, to));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=500-0", "bytes=2000000-", "bytes=5000000-6000000", "bytes=-0"})
  void refusesARangeOutsideTheBlob(String range) throws Exception {
    Answer answer = registry.get(READER, BLOB, "Range", range);

    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.header("Content-Range")).isEqualTo("bytes */2000000");
    assertThat(answer.code()).isEqualTo("RANGE_INVALID");
  }

  @Test
  void sendsTheWholeBlobWhenTheRangeIsOfAnother() throws Exception {
    assertThat(registry.get(READER, BLOB, "Range", "bytes=0-1", "If-Range", "\"x\"").status())
        .isEqualTo(200);
  }

  @Test
  void saysNotModifiedToWhoHasIt() throws Exception {
    String tag = "\"" + DIGEST + "\"";
    for (String method : new String[] {"GET", "HEAD"}) {
      for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
        Answer answer =
            registry.send(READER, method, BLOB, "If-None-Match", known, "Range", "bytes=9999999-");

        assertThat(answer.status()).as(method + " " + known).isEqualTo(304);
        assertThat(answer.header("ETag")).isEqualTo(tag);
        assertThat(answer.header("Cache-Control")).isEqualTo("max-age=31536000");
        assertThat(answer.header("Content-Type") + answer.header("Content-Length")).isEmpty();
        assertThat(answer.body()).isEmpty();
      }
    }
    assertThat(registry.get(READER, BLOB, "If-None-Match", "\"x\"").status()).isEqualTo(200);
  }

  @Test
  void readsSeveralLinesOfAConditionAsOne() throws Exception {
    Answer answer =
        registry.get(READER, BLOB, "If-None-Match", "\"x\"", "If-None-Match", "\"" + DIGEST + "\"");

    assertThat(answer.status()).isEqualTo(304);
  }

  @Test
  void refusesWhatTheClientDoesNotWant() throws Exception {
    String tag = "\"" + DIGEST + "\"";
    for (String other : new String[] {"\"x\"", "W/" + tag}) {
      Answer answer =
          registry.get(READER, BLOB, "If-Match", other, "If-None-Match", tag, "Range", "bytes=0-1");

      assertThat(answer.status()).isEqualTo(412);
      assertThat(answer.code()).isEqualTo("UNKNOWN");
      assertThat(answer.message()).contains(DIGEST.toString(), "If-Match");
      assertThat(registry.send(READER, "HEAD", BLOB, "If-Match", other).status()).isEqualTo(412);
    }
    assertThat(registry.get(READER, BLOB, "If-Match", tag, "Range", "bytes=0-1").status())
        .isEqualTo(206);
    assertThat(registry.get(READER, BLOB, "If-Match", "*").status()).isEqualTo(200);
    String none = BLOB.replace("/app/", "/other/");
    assertThat(registry.get(READER, none, "If-Match", tag).status()).isEqualTo(404);
  }

  @Test
  void hidesBlobsOfOtherRepositories() throws Exception {
    Answer answer = registry.get(DEV, BLOB.replace("/app/", "/other/"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("BLOB_UNKNOWN");
    assertThat(registry.send(DEV, "HEAD", BLOB.replace("/app/", "/other/")).status())
        .isEqualTo(404);
  }

  @Test
  void refusesADigestThatIsNone() throws Exception {
    assertThat(registry.get(DEV, "/v2/team/app/blobs/sha256:abc").code())
        .isEqualTo("DIGEST_INVALID");
    assertThat(registry.get(DEV, "/v2/team/app/blobs/latest").code()).isEqualTo("DIGEST_INVALID");
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(6).nextBytes(bytes);
    return bytes;
  }
}
