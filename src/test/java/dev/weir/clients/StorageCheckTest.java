package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.clients.TestPushes.Pushed;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code weir storage check}, of a server that runs and of one that does not. */
class StorageCheckTest {
  @TempDir private Path work;
  private ServerProcess server;
  private ApiCaller caller;
  private TestPushes pushes;
  private WeirCalls weir;

  @BeforeEach
  void start() throws Exception {
    server = ServerProcess.start(work.resolve("data"));
    caller = ApiCaller.of(server);
    pushes = new TestPushes(caller);
    weir = new WeirCalls(server.environment(work), work);
    weir.says("new-project", "team");
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Pushed push(String tag) throws IOException, InterruptedException {
    return pushes.image(caller.administrator(), "team/app", tag, tag);
  }

  private Path file(String digest) {
    String hex = digest.substring("sha256:".length());
    return work.resolve("data/blobs/blobs/sha256/" + hex.substring(0, 2) + "/" + hex);
  }

  private void rot(String digest) throws IOException {
    FileTime before = Files.getLastModifiedTime(file(digest));
    byte[] bytes = Files.readAllBytes(file(digest));
    bytes[0] ^= 1;
    Files.write(file(digest), bytes);
    Files.setLastModifiedTime(file(digest), before);
  }

  private static String layer(Pushed image) {
    return image.parts().iterator().next();
  }

  private Output offline(String... flags) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("storage", "check"));
    line.addAll(List.of("--data", work.resolve("data").toString()));
    line.addAll(List.of(flags));
    return RealClient.weir(Map.of("HOME", work.toString()))
        .attempt("", line.toArray(String[]::new));
  }

  @Test
  void aRunningServerThatIsInOrderSaysSo() throws Exception {
    push("v1");

    assertThat(weir.says("storage", "check")).endsWith("entries: all is as it should be\n");
  }

  @Test
  void aRunningServerTakesDamagedBlobsAwayAndSaysWhoMissesThem() throws Exception {
    Pushed image = push("v1");
    rot(layer(image));

    Output found = weir.attempt("", "storage", "check", "--rate", "0");

    assertThat(found.exit()).isEqualTo(1);
    assertThat(found.out())
        .contains("damaged-blob " + layer(image) + ": its 8 bytes on the disk are not those")
        .contains("missing-blob " + layer(image) + " in team/app: ")
        .contains("3 findings, 0 repaired");
    assertThat(file(layer(image))).doesNotExist();
  }

  private JsonNode last() {
    return Json.parse(weir.attempt("", "adm", "status", "-o", "json").out()).at("/checks/last");
  }

  @Test
  void whatTheLastOneFoundIsRememberedOverAStart() throws Exception {
    Pushed image = push("v1");
    assertThat(last().isMissingNode()).isTrue();
    Files.delete(file(layer(image)));
    var _ = weir.attempt("", "storage", "check");
    JsonNode found = last();
    assertThat(found.path("findings").asLong()).isEqualTo(2);

    server.kill();
    server = ServerProcess.start(work.resolve("data"));
    weir = new WeirCalls(server.environment(work), work);

    assertThat(last()).isEqualTo(found);
    assertThat(weir.attempt("", "adm", "status").out())
        .containsPattern("Check:\\s+ended \\d+s ago; 2 findings, 0 repaired")
        .contains("the check of the storage of " + found.path("ended").asString() + " found 2");
  }

  @Test
  void oneThatBrokeOffSaysSo() throws Exception {
    push("v1");
    var path = work.resolve("data/blobs/blobs/sha256");
    byte[] big = new byte[1 << 20];
    String hex = Digest.of(big).hex();
    Files.createDirectories(path.resolve(hex.substring(0, 2)));
    Files.write(path.resolve(hex.substring(0, 2)).resolve(hex), big);
    Process check =
        new ProcessBuilder(
                "curl",
                "-skN",
                "-X",
                "POST",
                "-H",
                "Authorization: Bearer " + caller.administrator(),
                server.api() + "/storage/check?rate=65536")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      await().until(() -> last().path("running").asBoolean(false));
      assertThat(weir.says("adm", "status")).containsPattern("Check:\\s+running for \\d+s");
    } finally {
      check.destroyForcibly();
    }

    await().until(() -> !last().path("running").asBoolean(true));
    assertThat(last().has("ended")).isFalse();
    assertThat(weir.says("adm", "status")).containsPattern("Check:\\s+broke off, begun \\d+s ago");
  }

  @Test
  void linesOfJsonSayTheSame() throws Exception {
    Pushed image = push("v1");
    Files.delete(file(layer(image)));

    Output found = weir.attempt("", "storage", "check", "-o", "json");

    List<String> lines = found.out().lines().toList();
    assertThat(Json.parse(lines.getFirst()).path("kind").asString()).isEqualTo("missing-blob");
    assertThat(Json.parse(lines.getLast()).path("findings").asLong()).isEqualTo(2);
    assertThat(found.exit()).isEqualTo(1);
  }

  @Test
  void whoMayNotPostToItIsRefused() throws Exception {
    String token = weir.says("create", "token", "builder", "-n", "team").strip();

    assertThat(caller.api(token, "POST", "/storage/check", "").status()).isEqualTo(403);
    assertThat(caller.api(caller.administrator(), "GET", "/storage/check", "").status())
        .isEqualTo(405);
  }

  @Test
  void ratesThatMakeNoSenseAreRefused() {
    assertThat(weir.fails("storage", "check", "--rate", "-1")).contains("--rate \"-1\" must be");
    assertThat(weir.fails("storage", "check", "--rate", "fast")).contains("--rate \"fast\"");
    assertThat(weir.fails("storage", "check", "--rate", "1")).contains("at least 64Ki");
  }

  @Test
  void aDirectoryInUseIsRefusedWithItsHolder() throws Exception {
    Output refused = offline();

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("in use by another Weir server (process " + server.pid());
  }

  @Test
  void theDataOfAServerThatDoesNotRunIsCheckedAndRepaired() throws Exception {
    Pushed image = push("v1");
    push("v2");
    server.kill();
    rot(layer(image));

    Output seen = offline();

    assertThat(seen.err()).isEmpty();
    assertThat(seen.exit()).isEqualTo(1);
    assertThat(seen.out()).contains("damaged-blob " + layer(image));
    assertThat(file(layer(image))).exists(); // only looked at
    assertThat(offline("--repair").out()).contains("damaged-blob " + layer(image));
    assertThat(file(layer(image))).doesNotExist();
  }

  @Test
  void aStoreThatIsDamagedIsToldInWords() throws Exception {
    push("v1");
    server.terminate();
    Path database = work.resolve("data/weir.db");
    byte[] bytes = Files.readAllBytes(database);
    Arrays.fill(bytes, 100, bytes.length, (byte) 0x55);
    Files.write(database, bytes);

    Output refused = offline();

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err())
        .startsWith("error: the store in " + work.resolve("data") + " is damaged");
  }

  @Test
  void whatIsNoDataDirectoryIsNotMadeOne() throws Exception {
    Output refused =
        RealClient.weir(Map.of("HOME", work.toString()))
            .attempt("", "storage", "check", "--data", work.resolve("nothing").toString());

    assertThat(refused.err()).contains("is no data directory of Weir");
    assertThat(work.resolve("nothing")).doesNotExist();
  }

  @Test
  void imagesSayWhatIsLostOfThemUntilItIsPushedAgain() throws Exception {
    Pushed image = push("v1");
    rot(layer(image));
    assertThat(weir.attempt("", "storage", "check").exit()).isEqualTo(1);

    String said = "weir.dev/damaged=" + layer(image);
    await()
        .untilAsserted(() -> assertThat(weir.says("describe", "istag", "app:v1")).contains(said));
    await()
        .untilAsserted(
            () ->
                assertThat(weir.says("describe", "is", "app"))
                    .contains("weir.dev/damaged=v1@" + image.digest()));
    await()
        .untilAsserted(
            () ->
                assertThat(weir.says("get", "events"))
                    .contains("DamagedImage")
                    .contains("push the image again to heal it"));

    assertThat(caller.text("/metrics"))
        .containsPattern("weir_storage_lost_blobs 1")
        .contains("weir_storage_scrubbed_bytes");

    push("v1");

    await()
        .untilAsserted(
            () ->
                assertThat(weir.says("describe", "istag", "app:v1"))
                    .doesNotContain("weir.dev/damaged"));
    await()
        .untilAsserted(
            () ->
                assertThat(weir.says("describe", "is", "app")).doesNotContain("weir.dev/damaged"));
    assertThat(weir.says("storage", "check")).contains("all is as it should be");
  }

  @Test
  void realOcShowsWhatIsDamaged() throws Exception {
    RealClient oc = RealClient.oc(server.environment(work));
    Pushed image = push("v1");
    rot(layer(image));
    assertThat(weir.attempt("", "storage", "check").exit()).isEqualTo(1);

    await()
        .untilAsserted(
            () ->
                assertThat(oc.run("describe", "istag/app:v1", "-n", "team"))
                    .contains("weir.dev/damaged=" + layer(image)));
    await()
        .untilAsserted(
            () ->
                assertThat(oc.run("describe", "is/app", "-n", "team"))
                    .contains("weir.dev/damaged=v1@" + image.digest()));
  }

  @Test
  void whatAStartFindsLostIsSaidByIt() throws Exception {
    Pushed image = push("v1");
    server.kill();
    rot(layer(image));
    assertThat(offline("--repair").exit()).isEqualTo(1);

    try (ServerProcess next = ServerProcess.start(work.resolve("data"))) {
      WeirCalls again = new WeirCalls(next.environment(work), work);
      await()
          .untilAsserted(
              () ->
                  assertThat(again.says("describe", "istag", "app:v1", "-n", "team"))
                      .contains("weir.dev/damaged=" + layer(image)));
    }
  }
}
