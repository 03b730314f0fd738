package dev.weir.registry;

import static dev.weir.registry.TestRegistry.DEV;
import static dev.weir.registry.TestRegistry.READER;
import static dev.weir.registry.TestRegistry.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.Digest;
import dev.weir.registry.TestRegistry.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A mount that does not say from where is from wherever the caller may pull the blob. */
class AnonymousMountTest {
  private static final byte[] LAYER = "layer".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.of(LAYER);
  private static final String BLOB = "/v2/team/app/blobs/" + DIGEST;

  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start();
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  private Answer mount(String who) throws Exception {
    return registry.send(who, "POST", "/v2/team/app/blobs/uploads/?mount=" + DIGEST);
  }

  @Test
  void isAnsweredFromAnotherRepositoryOfTheProject() throws Exception {
    registry.pushBlob(DEV, "team/base", LAYER);

    Answer mounted = mount(DEV);

    assertThat(mounted.status()).isEqualTo(201);
    assertThat(mounted.header("Location")).isEqualTo(BLOB);
    assertThat(registry.get(DEV, BLOB).body()).isEqualTo(LAYER);
  }

  @Test
  void isAnsweredFromAnotherProjectThatTheCallerMayPull() throws Exception {
    registry.pushBlob(ROOT, "public/base", LAYER);

    assertThat(mount(DEV).status()).isEqualTo(201);
    assertThat(registry.get(READER, BLOB).body()).isEqualTo(LAYER);
  }

  @Test
  void isAnUploadOfWhatOnlyOthersMayPullLikeOneOfWhatNobodyHas() throws Exception {
    Map<String, ?> nobody = said(mount(DEV));

    registry.pushBlob(ROOT, "secret/base", LAYER);

    assertThat(said(mount(DEV))).isEqualTo(nobody);
    assertThat(registry.get(DEV, BLOB).status()).isEqualTo(404);
  }

  @Test
  void isAsMuchWorkForWhatOthersHaveAsForWhatNobodyHas() throws Exception {
    for (int i = 0; i < 20; i++) {
      registry.pushBlob(ROOT, "secret/base" + i, LAYER);
      registry.pushBlob(ROOT, "secret/web" + i, "other".getBytes(StandardCharsets.UTF_8));
    }
    String uploads = "/v2/team/app/blobs/uploads/?mount=";

    assertThat(asked(uploads + DIGEST)).isEqualTo(asked(uploads + Digest.of(new byte[] {1})));
  }

  /** Rights that were asked for because of an upload. */
  private int asked(String path) throws Exception {
    int before = registry.asked.get();
    assertThat(registry.send(DEV, "POST", path).status()).isEqualTo(202);
    return registry.asked.get() - before;
  }

  /** All but what names one upload. */
  private static Map<String, ?> said(Answer answer) {
    assertThat(answer.status()).isEqualTo(202);
    Map<String, Object> headers = new TreeMap<>(answer.response().headers().map());
    assertThat(headers.remove("docker-upload-uuid")).isNotNull();
    assertThat(headers.remove("location")).isNotNull();
    headers.remove("date");
    return headers;
  }

  @Test
  void findsThePlaceOfTheCallersBehindManyOfOthers() throws Exception {
    registry.pushBlob(DEV, "team/base", LAYER);
    registry.pushImage(DEV, "team/base", "v1", "any");
    for (int i = 0; i < 20; i++) {
      registry.pushBlob(ROOT, "secret/base" + i, LAYER);
    }

    assertThat(mount(DEV).status()).isEqualTo(201);
  }

  @Test
  void isAnUploadWhenTheBlobHasLeftTheRepository() throws Exception {
    registry.pushBlob(ROOT, "public/base", LAYER);
    String blob = "/v2/public/base/blobs/" + DIGEST;
    assertThat(registry.send(ROOT, "DELETE", blob).status()).isEqualTo(202);

    assertThat(mount(DEV).status()).isEqualTo(202);
  }
}
