package dev.weir.registry;

import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.reference.Digest;
import dev.weir.registry.TestRegistry.Answer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlobUploadTest {
  private static final byte[] BYTES = random(300_000);
  private static final Digest DIGEST = Digest.of(BYTES);
  private static final String UPLOADS = "/v2/team/app/blobs/uploads/";
  private static final String BLOB = "/v2/team/app/blobs/" + DIGEST;

  private final MemoryBlobStore blobs = new MemoryBlobStore(InstantSource.system());
  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start(blobs);
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  @Test
  void beginsAnUploadWithARelativeLocation() throws Exception {
    Answer answer = registry.send(DEV, "POST", UPLOADS);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.header("Location")).isEqualTo(UPLOADS + answer.header("Docker-Upload-UUID"));
    assertThat(answer.header("Range")).isEqualTo("0-0");
    assertThat(answer.header("Content-Length")).isEqualTo("0");
    assertThat(answer.header("Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
  }

  @Test
  void refusesProjectsThatDoNotExistBeforeTheBytesCome() throws Exception {
    for (String query : List.of("", "?digest=" + DIGEST)) {
      Answer answer =
          registry.send(TestRegistry.ROOT, "POST", "/v2/nowhere/app/blobs/uploads/" + query, BYTES);

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.code()).isEqualTo("NAME_UNKNOWN");
      assertThat(answer.message())
          .isEqualTo("project \"nowhere\" does not exist; make it with: weir new-project nowhere");
    }
  }

  @Test
  void takesAStreamAndThenTheDigest() throws Exception {
    String session = registry.send(DEV, "POST", UPLOADS).header("Location");
    Answer patched = registry.send(DEV, "PATCH", session, BYTES);
    Answer put = registry.send(DEV, "PUT", patched.header("Location") + "?digest=" + DIGEST);

    assertThat(patched.status()).isEqualTo(202);
    assertThat(patched.header("Range")).isEqualTo("0-299999");
    assertThat(put.status()).isEqualTo(201);
    assertThat(put.header("Location")).isEqualTo(BLOB);
    assertThat(put.header("Docker-Content-Digest")).isEqualTo(DIGEST.toString());
    assertThat(registry.get(DEV, BLOB).body()).isEqualTo(BYTES);
  }

  @Test
  void takesEverythingInThePut() throws Exception {
    String session = registry.send(DEV, "POST", UPLOADS).header("Location");

    Answer put = registry.send(DEV, "PUT", session + "?digest=" + DIGEST, BYTES);

    assertThat(put.status()).isEqualTo(201);
    assertThat(registry.get(DEV, BLOB).body()).isEqualTo(BYTES);
  }

  @Test
  void takesEverythingInThePost() throws Exception {
    Answer post = registry.send(DEV, "POST", UPLOADS + "?digest=" + DIGEST, BYTES);

    assertThat(post.status()).isEqualTo(201);
    assertThat(post.header("Location")).isEqualTo(BLOB);
    assertThat(registry.get(DEV, BLOB).body()).isEqualTo(BYTES);
  }

  @Test
  void takesChunksInOrderAndKeepsTheSessionWhenOneIsNot() throws Exception {
    String session = registry.send(DEV, "POST", UPLOADS).header("Location");
    Answer first = chunk(session, 0, 100_000);
    Answer again = chunk(session, 0, 100_000);
    Answer status = registry.get(DEV, session);
    Answer second = chunk(session, 100_000, 200_000);
    Answer put =
        registry.send(
            DEV,
            "PUT",
            session + "?digest=" + DIGEST,
            Arrays.copyOfRange(BYTES, 200_000, 300_000),
            "Content-Range",
            "200000-299999");

    assertThat(first.header("Range")).isEqualTo("0-99999");
    assertThat(again.status()).isEqualTo(416);
    assertThat(again.code()).isEqualTo("RANGE_INVALID");
    assertThat(again.header("Location")).isEqualTo(session);
    assertThat(again.header("Range")).isEqualTo("0-99999");
    assertThat(status.status()).isEqualTo(204);
    assertThat(status.header("Range")).isEqualTo("0-99999");
    assertThat(status.header("Location")).isEqualTo(session);
    assertThat(second.header("Range")).isEqualTo("0-199999");
    assertThat(put.status()).isEqualTo(201);
    assertThat(registry.get(DEV, BLOB).body()).isEqualTo(BYTES);
  }

  private Answer chunk(String session, int from, int to) throws Exception {
    byte[] bytes = Arrays.copyOfRange(BYTES, from, to);
    return registry.send(DEV, "PATCH", session, bytes, "Content-Range", from + "-" + (to - 1));
  }

  @Test
  void refusesAChunkWhoseLengthIsNotItsRange() throws Exception {
    String session = registry.send(DEV, "POST", UPLOADS).header("Location");

    Answer answer = registry.send(DEV, "PATCH", session, new byte[10], "Content-Range", "0-99");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("SIZE_INVALID");
    assertThat(registry.get(DEV, session).header("Range")).isEqualTo("0-0");
  }

  @Test
  void takesAnEmptyBlobAndASha512Digest() throws Exception {
    Digest empty = Digest.of(new byte[0]);
    Digest sha512 = new Digest("sha512", "0".repeat(128)).sameAlgorithm(BYTES);
    String first = registry.send(DEV, "POST", UPLOADS).header("Location");
    String second = registry.send(DEV, "POST", UPLOADS).header("Location");

    Answer emptyPut = registry.send(DEV, "PUT", first + "?digest=" + empty);
    Answer largePut = registry.send(DEV, "PUT", second + "?digest=" + sha512, BYTES);

    assertThat(emptyPut.status()).isEqualTo(201);
    assertThat(registry.get(DEV, "/v2/team/app/blobs/" + empty).body()).isEmpty();
    assertThat(largePut.status()).isEqualTo(201);
    assertThat(registry.get(DEV, "/v2/team/app/blobs/" + sha512).body()).isEqualTo(BYTES);
  }

  @Test
  void keepsNothingOfAWrongDigest() throws Exception {
    Digest wrong = Digest.of("something else".getBytes(StandardCharsets.UTF_8));
    String session = registry.send(DEV, "POST", UPLOADS).header("Location");

    Answer put = registry.send(DEV, "PUT", session + "?digest=" + wrong, BYTES);

    assertThat(put.status()).isEqualTo(400);
    assertThat(put.code()).isEqualTo("DIGEST_INVALID");
    assertThat(put.message()).contains(wrong.toString(), DIGEST.toString());
    assertThat(registry.get(DEV, "/v2/team/app/blobs/" + wrong).status()).isEqualTo(404);
    assertThat(registry.get(DEV, BLOB).status()).isEqualTo(404);
    assertThat(registry.get(DEV, session).code()).isEqualTo("BLOB_UPLOAD_UNKNOWN");
  }

  @Test
  void keepsTheSessionWhenTheDigestIsMalformed() throws Exception {
    String session = registry.send(DEV, "POST", UPLOADS).header("Location");

    assertThat(registry.send(DEV, "PUT", session + "?digest=sha256:abc", BYTES).code())
        .isEqualTo("DIGEST_INVALID");
    assertThat(registry.send(DEV, "PUT", session, BYTES).code()).isEqualTo("DIGEST_INVALID");
    assertThat(registry.send(DEV, "PUT", session + "?digest=" + DIGEST, BYTES).status())
        .isEqualTo(201);
  }

  @Test
  void forgetsACancelledUpload() throws Exception {
    String session = registry.send(DEV, "POST", UPLOADS).header("Location");

    assertThat(registry.send(DEV, "DELETE", session).status()).isEqualTo(204);

    assertThat(registry.get(DEV, session).status()).isEqualTo(404);
    assertThat(registry.send(DEV, "PATCH", session, BYTES).code()).isEqualTo("BLOB_UPLOAD_UNKNOWN");
  }

  @Test
  void bindsASessionToItsRepositoryAndUser() throws Exception {
    String session = registry.send(DEV, "POST", UPLOADS).header("Location");

    assertThat(registry.get(ROOT, session).code()).isEqualTo("BLOB_UPLOAD_UNKNOWN");
    assertThat(registry.get(DEV, session.replace("/app/", "/other/")).code())
        .isEqualTo("BLOB_UPLOAD_UNKNOWN");
    assertThat(registry.get(DEV, session).status()).isEqualTo(204);
  }

  @Test
  void anUploadEndsWithItsProject() throws Exception {
    String upload = registry.send(DEV, "POST", UPLOADS).header("Location");
    assertThat(registry.send(DEV, "PATCH", upload, BYTES).status()).isEqualTo(202);

    registry.replaceNamespace("team");

    assertThat(registry.get(DEV, upload).status()).isEqualTo(404);
    assertThat(registry.send(DEV, "PATCH", upload, BYTES).code()).isEqualTo("BLOB_UPLOAD_UNKNOWN");
    String digest = Digest.of(BYTES).toString();
    assertThat(registry.send(DEV, "PUT", upload + "?digest=" + digest).status()).isEqualTo(404);
    assertThat(registry.get(DEV, "/v2/team/app/blobs/" + digest).status()).isEqualTo(404);
  }

  @Test
  void mountsABlobThatTheCallerMayPull() throws Exception {
    registry.pushBlob(DEV, "team/base", BYTES);

    Answer mount = registry.send(DEV, "POST", UPLOADS + "?mount=" + DIGEST + "&from=team/base");

    assertThat(mount.status()).isEqualTo(201);
    assertThat(mount.header("Location")).isEqualTo(BLOB);
    assertThat(registry.get(DEV, BLOB).body()).isEqualTo(BYTES);
  }

  @Test
  void fallsBackToAnUploadWhenTheMountCannotBe() throws Exception {
    registry.pushBlob(ROOT, "secret/base", BYTES);
    String mount = UPLOADS + "?mount=" + DIGEST;

    assertThat(registry.send(DEV, "POST", mount + "&from=secret/base").status()).isEqualTo(202);
    assertThat(registry.send(DEV, "POST", mount + "&from=team/none").status()).isEqualTo(202);
    assertThat(registry.send(DEV, "POST", mount + "&from=BAD").status()).isEqualTo(202);
    assertThat(registry.send(DEV, "POST", mount).status()).isEqualTo(202);
    assertThat(registry.get(DEV, BLOB).status()).isEqualTo(404);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(5).nextBytes(bytes);
    return bytes;
  }

  @Test
  void hasRoomForOthersWhenOneUserHasBegunAsManyUploadsAsTheyMay() throws Exception {
    String id = registry.send(DEV, "POST", UPLOADS).header("Docker-Upload-UUID");
    String owner = blobs.resume(id).orElseThrow().owner();
    while (blobs.unfinished(owner::equals) < 8 * 1024) {
      var _ = blobs.start(owner);
    }

    Answer refused = registry.send(DEV, "POST", UPLOADS);
    Answer other = registry.send(ROOT, "POST", UPLOADS);
    Answer cancelled = registry.send(DEV, "DELETE", UPLOADS + id);
    Answer again = registry.send(DEV, "POST", UPLOADS);

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.code()).isEqualTo("TOOMANYREQUESTS");
    assertThat(refused.header("Retry-After")).isEqualTo("60");
    assertThat(refused.message()).contains("8192 of them yours", "finish or cancel some");
    assertThat(other.status()).isEqualTo(202);
    assertThat(cancelled.status()).isEqualTo(204);
    assertThat(again.status()).isEqualTo(202);
  }
}
