package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.TestPushes.Pushed;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushes that are slower than collection, which begins after a second here. */
@Timeout(120)
class PushRacesTest {
  private static final String[] FLAGS = {"--audit-log", "off", "--gc-grace", "1s"};
  private static final String API = "/apis/image.openshift.io/v1/namespaces/team/";
  private static final String BYTES = "application/octet-stream";
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private final AtomicInteger witnesses = new AtomicInteger();
  private ServerProcess server;
  private ApiCaller caller;
  private TestPushes pushes;

  @BeforeEach
  void start() throws Exception {
    begin();
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'team'}}");
  }

  private void begin() throws Exception {
    server = ServerProcess.start(directory, FLAGS);
    caller = ApiCaller.of(server);
    pushes = new TestPushes(caller);
  }

  @AfterEach
  void stop() throws Exception {
    caller.close();
    server.close();
  }

  private String admin() {
    return caller.administrator();
  }

  private int send(String token, String method, String path) throws Exception {
    return caller.registry(token, method, path, BYTES, new byte[0]).status();
  }

  private boolean isStored(String digest) {
    String hex = Digest.parse(digest).hex();
    try (Stream<Path> files = Files.walk(directory.resolve("blobs"))) {
      return files.anyMatch(file -> String.valueOf(file.getFileName()).equals(hex));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void soon(ThrowingRunnable holds) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(250)).untilAsserted(holds);
  }

  private void goes(Pushed image) {
    soon(() -> assertThat(image.parts()).noneMatch(this::isStored));
  }

  /** Something that was let go after all that came before has gone. */
  private void afterGrace() throws Exception {
    String witness = "witness" + witnesses.incrementAndGet();
    Pushed image = pushes.image(admin(), "team/" + witness, "v1", witness);
    untag(witness, "v1");
    goes(image);
  }

  private void untag(String stream, String tag) throws Exception {
    assertThat(
            caller
                .api(admin(), "DELETE", API + "imagestreamtags/" + stream + ":" + tag, "")
                .status())
        .isEqualTo(200);
  }

  private static byte[] layer(String text) {
    return ("layer " + text).getBytes(StandardCharsets.UTF_8);
  }

  private static String digest(byte[] bytes) {
    return Digest.of(bytes).toString();
  }

  private void isWhole(String repository, Pushed image) throws Exception {
    for (String part : image.parts()) {
      assertThat(pushes.pullBlob(admin(), repository, part)).as(part).isEqualTo(200);
    }
  }

  @Test
  void aBlobThatIsDeletedJustAfterIts201IsThereForItsManifest() throws Exception {
    byte[] layer = layer("deleted");
    pushes.blob(admin(), "team/app", layer);
    assertThat(send(admin(), "DELETE", "/v2/team/app/blobs/" + digest(layer))).isEqualTo(202);
    afterGrace();
    assertThat(isStored(digest(layer))).isTrue();

    Pushed image = pushes.imageOfWhatIsThere(admin(), "team/app", "v1", "deleted");

    isWhole("team/app", image);
    assertThat(image.parts()).contains(digest(layer));
  }

  @Test
  void whatWasFoundByAPusherIsThereForTheirManifestLongAfterItsImageWent() throws Exception {
    Pushed found = pushes.image(admin(), "team/app", "found", "found");
    Pushed forgotten = pushes.image(admin(), "team/app", "forgotten", "forgotten");
    for (String part : found.parts()) {
      assertThat(send(admin(), "HEAD", "/v2/team/app/blobs/" + part)).isEqualTo(200);
    }
    untag("app", "found");
    untag("app", "forgotten");
    goes(forgotten);
    afterGrace();

    Pushed again = pushes.imageOfWhatIsThere(admin(), "team/app", "v1", "found");

    assertThat(again.digest()).isEqualTo(found.digest());
    isWhole("team/app", again);
  }

  @Test
  void whoMayPullOnlyRenewsNothingByLooking() throws Exception {
    String reader = reader();
    Pushed image = pushes.image(admin(), "team/app", "v1", "looked at");
    untag("app", "v1");

    soon(
        () -> {
          for (String part : image.parts()) {
            assertThat(send(reader, "HEAD", "/v2/team/app/blobs/" + part)).isEqualTo(404);
          }
          assertThat(image.parts()).noneMatch(this::isStored);
        });
  }

  private String reader() throws Exception {
    String accounts = "/api/v1/namespaces/team/serviceaccounts";
    caller.create(accounts, "{'metadata':{'name':'reader'}}");
    caller.create(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/team/rolebindings",
        "{'metadata':{'name':'readers'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io',"
            + "'kind':'ClusterRole','name':'system:image-puller'},'subjects':[{'kind':'ServiceAccount',"
            + "'name':'reader','namespace':'team'}]}");
    String token =
        caller.create(accounts + "/reader/token", "{'spec':{}}").at("/status/token").asString("");
    assertThat(send(token, "HEAD", "/v2/team/none/blobs/" + digest(layer("none")))).isEqualTo(404);
    return token;
  }

  @Test
  void aPushThatTakesMuchLongerThanTheGraceIsWhole() throws Exception {
    String upload =
        caller
            .registry(admin(), "POST", "/v2/team/app/blobs/uploads/", BYTES, new byte[0])
            .location();
    byte[] layer = layer("slow");
    upload = append(upload, Arrays.copyOf(layer, 3));
    afterGrace();
    upload = append(upload, Arrays.copyOfRange(layer, 3, layer.length));
    afterGrace();
    String last = upload + (upload.contains("?") ? "&" : "?") + "digest=" + digest(layer);
    assertThat(send(admin(), "PUT", last)).isEqualTo(201);
    afterGrace();

    Pushed image = pushes.imageOfWhatIsThere(admin(), "team/app", "v1", "slow");

    isWhole("team/app", image);
  }

  private String append(String upload, byte[] bytes) throws Exception {
    ApiCaller.Answer answer = caller.registry(admin(), "PATCH", upload, BYTES, bytes);
    assertThat(answer.status()).isEqualTo(202);
    return answer.location();
  }

  @Test
  void aPushThatIsInterruptedByAKillIsWhole() throws Exception {
    byte[] layer = layer("killed");
    pushes.blob(admin(), "team/app", layer);
    server.kill();
    stop();
    begin();
    afterGrace();
    assertThat(isStored(digest(layer))).isTrue();

    Pushed image = pushes.imageOfWhatIsThere(admin(), "team/app", "v1", "killed");

    isWhole("team/app", image);
  }

  @Test
  void whatPruningWantsOffTheDiskGoesWithoutWaitingForTheLease() throws Exception {
    byte[] wanted = layer("wanted off");
    byte[] other = layer("given up");
    pushes.blob(admin(), "team/app", wanted);
    pushes.blob(admin(), "team/app", other);

    assertThat(send(admin(), "DELETE", "/admin/blobs/" + digest(wanted))).isEqualTo(204);

    soon(() -> assertThat(isStored(digest(wanted))).isFalse());
    assertThat(isStored(digest(other))).isTrue();
    assertThat(send(admin(), "DELETE", "/admin/blobs/" + digest(wanted))).isEqualTo(404);
  }

  @Test
  void pruningCannotTakeWhatSomethingHolds() throws Exception {
    Pushed image = pushes.image(admin(), "team/app", "v1", "held");
    for (String part : image.parts()) {
      assertThat(send(admin(), "DELETE", "/admin/blobs/" + part)).isEqualTo(204);
    }

    afterGrace();

    isWhole("team/app", image);
  }
}
