package dev.weir.registry;

import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.READER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.reference.Digest;
import dev.weir.registry.TestRegistry.Answer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several ranges of a blob in one answer. */
class BlobRangesTest {
  private static final byte[] BYTES = random(500_000);
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

  /** The body that RFC 9110, 14.6 shows, with these parts: first, last, first, last. */
  private static byte[] body(String boundary, int... places) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < places.length; i += 2) {
      body.writeBytes(
          ascii(
              (i == 0 ? "" : "\r\n")
                  + "--"
                  + boundary
                  + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes "
                  + places[i]
                  + "-"
                  + places[i + 1]
                  + "/500000\r\n\r\n"));
      body.write(BYTES, places[i], places[i + 1] - places[i] + 1);
    }
    body.writeBytes(ascii("\r\n--" + boundary + "--\r\n"));
    return body.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String boundary(Answer answer) {
    assertThat(answer.header("Content-Type")).startsWith("multipart/byteranges; boundary=");
    return answer.header("Content-Type").substring("multipart/byteranges; boundary=".length());
  }

  private static void assertParts(Answer answer, int... places) {
    byte[] expected = body(boundary(answer), places);
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(expected.length));
    assertThat(answer.body()).isEqualTo(expected);
    assertThat(answer.response().headers().firstValue("Content-Range")).isEmpty();
  }

  @Test
  void sendsEachRangeAsAPartWithItsPlace() throws Exception {
    Answer answer = registry.get(READER, BLOB, "Range", "bytes=0-0,100000-299999,-1");

    assertParts(answer, 0, 0, 100_000, 299_999, 499_999, 499_999);
    assertThat(answer.header("ETag")).isEqualTo("\"" + DIGEST + "\"");
    assertThat(answer.header("Docker-Content-Digest")).isEqualTo(DIGEST.toString());
    assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
  }

  @Test
  void separatesPartsByWhatNobodyCanForesee() throws Exception {
    Answer one = registry.get(READER, BLOB, "Range", "bytes=0-1,5-6");
    Answer two = registry.get(READER, BLOB, "Range", "bytes=0-1,5-6");

    assertThat(boundary(one)).matches("[0-9a-f-]{36}").isNotEqualTo(boundary(two));
  }

  @Test
  void keepsTheOrderOfTheClient() throws Exception {
    assertParts(
        registry.get(READER, BLOB, "Range", "bytes=400000-400009, 5-9, 7-11"),
        400_000,
        400_009,
        5,
        9,
        7,
        11);
  }

  @Test
  void sendsTheOnlyRangeThatIsInTheBlobAsOne() throws Exception {
    Answer answer = registry.get(READER, BLOB, "Range", "bytes=600000-,5-9,-0");

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(answer.header("Content-Range")).isEqualTo("bytes 5-9/500000");
    assertThat(answer.body()).hasSize(5);
  }

  @Test
  void refusesRangesOfWhichNoneIsInTheBlob() throws Exception {
    Answer answer = registry.get(READER, BLOB, "Range", "bytes=600000-,700000-,-0");

    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.header("Content-Range")).isEqualTo("bytes */500000");
    assertThat(answer.code()).isEqualTo("RANGE_INVALID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16,18-18,20-20,22-22,24-24,26-26,28-28,30-30,32-32",
        "bytes=0-,0-",
        "bytes=0-1,x",
        "lines=0-1,5-6",
      })
  void sendsTheWholeBlobInPlaceOfWhatIsNoRangesToIt(String range) throws Exception {
    Answer answer = registry.get(READER, BLOB, "Range", range);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Length")).isEqualTo("500000");
    assertThat(answer.body()).isEqualTo(BYTES);
  }

  @Test
  void sendsTheWholeBlobWhenTheClientHasAPartOfAnother() throws Exception {
    String range = "bytes=0-1,5-6";
    String weak = "W/\"" + DIGEST + "\"";

    assertThat(registry.get(READER, BLOB, "Range", range, "If-Range", weak).status())
        .isEqualTo(200);
    assertThat(
            registry.get(READER, BLOB, "Range", range, "If-Range", "\"" + DIGEST + "\"").status())
        .isEqualTo(206);
  }

  @Test
  void headHasNoRanges() throws Exception {
    for (String range : new String[] {"bytes=0-1", "bytes=0-1,5-6", "bytes=600000-"}) {
      Answer answer = registry.send(READER, "HEAD", BLOB, "Range", range);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Length")).isEqualTo("500000");
      assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
    }
  }

  @Test
  void anEmptyBlobHasNoRanges() throws Exception {
    Digest empty = registry.pushBlob(DEV, "team/app", new byte[0]);

    Answer answer = registry.get(READER, "/v2/team/app/blobs/" + empty, "Range", "bytes=0-");

    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.header("Content-Range")).isEqualTo("bytes */0");
  }

  @Test
  void holdsNoMoreOfManyRangesThanOfOneForEachWhoReadsThem() throws Exception {
    byte[] large = random(40_000_000);
    String blob = "/v2/team/app/blobs/" + registry.pushBlob(DEV, "team/app", large);
    String ranges =
        IntStream.range(0, 16)
            .mapToObj(i -> i * 2_500_000 + "-" + (i * 2_500_000 + 2_499_999))
            .collect(Collectors.joining(", "));
    List<Socket> readers = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        readers.add(begin(blob, "bytes=" + ranges));
      }
      for (Socket reader : readers) {
        assertThat(reader.getInputStream().readNBytes(12)).isEqualTo(ascii("HTTP/1.1 206"));
      }

      assertThat(registry.bodies.held()).isBetween(1L, 5 * 64L * 1024);
    } finally {
      for (Socket reader : readers) {
        reader.close();
      }
    }
    await().untilAsserted(() -> assertThat(registry.bodies.held()).isZero());
  }

  /** Somebody who asks, and reads only what the test reads. */
  private Socket begin(String path, String range) throws Exception {
    String[] host = registry.host().split(":");
    Socket socket = new Socket(host[0], Integer.parseInt(host[1]));
    String request =
        "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nRange: %s\r\nConnection: close\r\n\r\n"
            .formatted(path, READER, range);
    socket.getOutputStream().write(ascii(request));
    return socket;
  }

  @Test
  void goesOnWhereTheBlobIsTakenAwayMeanwhile() throws Exception {
    byte[] large = random(40_000_000);
    Digest digest = registry.pushBlob(DEV, "team/app", large);
    String blob = "/v2/team/app/blobs/" + digest;
    try (Socket reader = begin(blob, "bytes=0-9,30000000-39999999")) {
      InputStream in = reader.getInputStream();
      assertThat(in.readNBytes(12)).isEqualTo(ascii("HTTP/1.1 206"));

      Files.delete(file(digest));

      byte[] rest = in.readAllBytes();
      int end = rest.length - "\r\n----\r\n".length() - 36;
      assertThat(Arrays.copyOfRange(rest, end - 10_000_000, end))
          .isEqualTo(Arrays.copyOfRange(large, 30_000_000, 40_000_000));
    }
  }

  @Test
  void sendsNoPartOfADamagedBlob() throws Exception {
    damage();

    Answer answer = registry.get(READER, BLOB, "Range", "bytes=0-1,5-6");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("BLOB_UNKNOWN");
  }

  private void damage() throws Exception {
    byte[] bytes = BYTES.clone();
    bytes[400_000] ^= 1;
    Files.write(file(DIGEST), bytes);
  }

  private Path file(Digest digest) {
    return directory.resolve("blobs/sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex());
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(12).nextBytes(bytes);
    return bytes;
  }
}
