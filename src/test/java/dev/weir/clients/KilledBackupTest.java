package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.backup.Summary;
import dev.weir.clients.RealClient.Output;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Backups and restores that are cut short at either end, or by the disk. */
@Timeout(180)
class KilledBackupTest {
  private static final int LARGE = 12 << 20;
  private static final int CUT = 5 << 20;
  private static final Pattern NEW = Pattern.compile("blobs \\(([0-9.]+)(\\w+)\\) are new");

  @TempDir Path directory;

  private static void project(ApiCaller api) throws Exception {
    JsonNode _ =
        api.create("/apis/project.openshift.io/v1/projectrequests", "{'metadata':{'name':'demo'}}");
  }

  private static void pushLarge(ApiCaller api) throws Exception {
    byte[] blob = new byte[LARGE];
    new Random(1).nextBytes(blob);
    String path = "/v2/demo/app/blobs/uploads/?digest=" + Digest.of(blob);
    assertThat(
            api.registry(api.administrator(), "POST", path, "application/octet-stream", blob)
                .status())
        .isEqualTo(201);
  }

  private static void pushSmall(ApiCaller api) throws Exception {
    TestPushes.Pushed _ = new TestPushes(api).image(api.administrator(), "demo/app", "v1", "one");
  }

  private static boolean hasPart(Path backup) throws Exception {
    try (Stream<Path> files = Files.walk(backup)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".part")).toList()) {
        if (file.toString().contains("sha256") && Files.size(file) > 1 << 20) {
          return true;
        }
      }
    }
    return false;
  }

  /** Megabytes that a backup says it fetched. */
  private static double fetched(String said) {
    Matcher size = NEW.matcher(said);
    assertThat(size.find()).as(said).isTrue();
    return size.group(2).equals("MB") ? Double.parseDouble(size.group(1)) : 0;
  }

  @Test
  void aClientThatIsKilledLeavesTheEarlierBackupAndTheNextOneGoesOnFromThere() throws Exception {
    Path backup = directory.resolve("backup");
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
        ApiCaller api = ApiCaller.of(server);
        CuttingRelay relay = new CuttingRelay(server.api())) {
      project(api);
      pushSmall(api);
      BackupCalls calls = new BackupCalls(server, relay, directory);
      String _ = calls.backup(backup.toString());
      byte[] earlier = Files.readAllBytes(backup.resolve(Summary.FILE));
      pushLarge(api);

      relay.stall(CUT);
      Process client = RealClient.weir(calls.environment()).start("backup", backup.toString());
      relay.awaitStalled();
      await().atMost(Duration.ofSeconds(20)).until(() -> hasPart(backup));
      client.destroyForcibly();
      client.waitFor();
      relay.goOn();

      assertThat(backup.resolve(Summary.FILE)).hasBinaryContent(earlier);
      assertThat(calls.restore(backup.toString(), "--check")).contains("is sound", "3 blobs");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> server.log().split("a backup has ended", -1).length == 3);
      String said = calls.backup(backup.toString());
      assertThat(fetched(said)).as("what had come is not fetched again").isBetween(1.0, 11.5);
      assertThat(calls.restore(backup.toString(), "--check")).contains("4 blobs");
      assertThat(hasPart(backup)).isFalse();
      server.terminate();
    }
  }

  @Test
  void aServerThatIsKilledEndsTheBackupWithASentenceAndTheNextOneGoesOn() throws Exception {
    Path data = directory.resolve("data");
    Path backup = directory.resolve("backup");
    try (ServerProcess server = ServerProcess.start(data);
        ApiCaller api = ApiCaller.of(server);
        CuttingRelay relay = new CuttingRelay(server.api())) {
      project(api);
      pushSmall(api);
      pushLarge(api);
      BackupCalls calls = new BackupCalls(server, relay, directory);
      relay.stall(CUT);
      CompletableFuture<Output> running =
          CompletableFuture.supplyAsync(() -> calls.attempt(backup.toString()));
      relay.awaitStalled();
      server.kill();
      relay.goOn();
      Output ended = running.get();
      assertThat(ended.exit()).isEqualTo(1);
      assertThat(ended.err()).contains("error: ", "run the same command again");
      assertThat(backup.resolve(Summary.FILE)).doesNotExist();
      assertThat(calls.failsToRestore(backup.toString(), "--check"))
          .contains("holds no backup, or one that was cut short");
    }
    try (ServerProcess server = ServerProcess.start(data)) {
      BackupCalls calls = new BackupCalls(server, directory);
      assertThat(fetched(calls.backup(backup.toString()))).isBetween(1.0, 11.5);
      assertThat(calls.restore(backup.toString(), "--check")).contains("4 blobs");
      server.terminate();
    }
  }

  @Test
  void aConnectionThatBreaksInABlobGoesOnByItself() throws Exception {
    Path backup = directory.resolve("backup");
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
        ApiCaller api = ApiCaller.of(server);
        CuttingRelay relay = new CuttingRelay(server.api())) {
      project(api);
      pushLarge(api);
      relay.cut(2, CUT);
      BackupCalls calls = new BackupCalls(server, relay, directory);
      assertThat(fetched(calls.backup(backup.toString()))).isBetween(12.0, 13.0);
      assertThat(relay.cutsLeft()).isZero();
      relay.cut(1, CUT);
      Path tar = directory.resolve("backup.tar");
      String _ = calls.backup(tar.toString());
      assertThat(calls.restore(tar.toString(), "--check")).contains("1 blobs");
      server.terminate();
    }
  }

  @Test
  void aRestoreThatIsKilledLeavesADirectoryThatNoServerStartsOn() throws Exception {
    Path backup = directory.resolve("backup");
    Path restored = directory.resolve("restored");
    Map<String, String> environment;
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
        ApiCaller api = ApiCaller.of(server)) {
      project(api);
      pushSmall(api);
      pushLarge(api);
      String _ = new BackupCalls(server, directory).backup(backup.toString());
      environment = server.environment(directory);
      server.terminate();
    }
    Process restore =
        RealClient.weir(environment)
            .start("restore", backup.toString(), "--data", restored.toString());
    await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(restored.resolve("restoring")));
    restore.destroyForcibly();
    restore.waitFor();
    assertThat(restored.resolve("restoring")).as("it was in the middle").exists();
    assertThat(restored.resolve("format")).as("what earlier builds look for").doesNotExist();

    assertThatThrownBy(() -> ServerProcess.start(restored).close())
        .hasMessageContaining("is a part of a backup whose restore did not end")
        .hasMessageContaining("run weir restore with --data " + restored);

    List<String> arguments =
        new ArrayList<>(List.of("restore", backup.toString(), "--data", restored.toString()));
    assertThat(RealClient.weir(environment).run(arguments.toArray(String[]::new)))
        .contains("restored into " + restored);
    try (ServerProcess server = ServerProcess.start(restored)) {
      assertThat(server.terminate()).isZero();
    }
  }

  /** Any file may have 6 MB: what the disk refuses for this reason or for another is the same. */
  private static Output limited(Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> line = new ArrayList<>(List.of("-c", "ulimit -f 6144; exec \"$@\"", "bash"));
    line.addAll(RealClient.weirCommand());
    line.addAll(List.of(arguments));
    return RealClient.required(environment, "bash").attempt("", line.toArray(String[]::new));
  }

  @Test
  void aDiskThatIsFullLeavesTheEarlierBackupAndNoPartOfARestore() throws Exception {
    Path backup = directory.resolve("backup");
    Path restored = directory.resolve("restored");
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
        ApiCaller api = ApiCaller.of(server)) {
      project(api);
      pushSmall(api);
      BackupCalls calls = new BackupCalls(server, directory);
      String _ = calls.backup(backup.toString());
      pushLarge(api);
      Output full = limited(server.environment(directory), "backup", backup.toString());
      assertThat(full.exit()).isEqualTo(1);
      assertThat(full.err()).contains("error: cannot write " + backup, "file too large");
      assertThat(calls.restore(backup.toString(), "--check")).contains("is sound", "3 blobs");
      Path tar = directory.resolve("backup.tar");
      Output fullTar = limited(server.environment(directory), "backup", tar.toString());
      assertThat(fullTar.err()).contains("error: cannot write " + tar, "file too large");
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files.filter(path -> path.toString().contains(".tar"))).isEmpty();
      }
      String _ = calls.backup(backup.toString());
      Output fullData =
          limited(
              server.environment(directory),
              "restore",
              backup.toString(),
              "--data",
              restored.toString());
      assertThat(fullData.exit()).isEqualTo(1);
      assertThat(fullData.err())
          .contains("error: cannot restore into " + restored, "ile too large");
      assertThat(restored).doesNotExist();
      server.terminate();
    }
  }

  /** How many blobs a round of the collector has left that were due before it. */
  private static long leftThoughDue(ApiCaller api) throws Exception {
    JsonNode page = Json.parse(api.text("/storage/gc"));
    Instant round = Instant.parse(page.at("/status/lastRound").asString("1970-01-01T00:00:00Z"));
    return page.path("pending")
        .valueStream()
        .filter(blob -> Instant.parse(blob.path("due").asString()).isBefore(round))
        .count();
  }

  private static long blobs(Path data) throws Exception {
    try (Stream<Path> files = Files.walk(data.resolve("blobs/blobs"))) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void nothingThatABackupNamesGoesWhileItRunsAndAllOfItGoesAfter() throws Exception {
    Path data = directory.resolve("data");
    Path backup = directory.resolve("backup");
    try (ServerProcess server =
            ServerProcess.start(data, "--gc-grace", "1s", "--push-lease", "1s");
        ApiCaller api = ApiCaller.of(server);
        CuttingRelay relay = new CuttingRelay(server.api())) {
      project(api);
      pushSmall(api);
      pushLarge(api);
      BackupCalls calls = new BackupCalls(server, relay, directory);
      relay.stall(CUT);
      CompletableFuture<Output> running =
          CompletableFuture.supplyAsync(() -> calls.attempt(backup.toString()));
      relay.awaitStalled();
      String stream = "/apis/image.openshift.io/v1/namespaces/demo/imagestreams/app";
      assertThat(api.api(api.administrator(), "DELETE", stream, "").status()).isEqualTo(200);
      await().atMost(Duration.ofSeconds(40)).until(() -> leftThoughDue(api) == 4);
      assertThat(api.text("/storage/gc")).contains("a backup is being taken");
      assertThat(blobs(data)).as("they would have gone long ago").isEqualTo(4);
      relay.goOn();
      assertThat(running.get().exit()).as(running.get().err()).isZero();
      assertThat(calls.restore(backup.toString(), "--check")).contains("4 blobs");
      await().atMost(Duration.ofSeconds(40)).until(() -> blobs(data) == 0);
      assertThat(calls.backup(backup.toString())).contains("0 blobs", "4 went");
      server.terminate();
    }
  }

  @Test
  void aServerThatStopsDoesNotWaitForABackupThatRuns() throws Exception {
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
        ApiCaller api = ApiCaller.of(server);
        CuttingRelay relay = new CuttingRelay(server.api())) {
      project(api);
      pushLarge(api);
      BackupCalls calls = new BackupCalls(server, relay, directory);
      relay.stall(CUT);
      CompletableFuture<Output> running =
          CompletableFuture.supplyAsync(
              () -> calls.attempt(directory.resolve("backup").toString()));
      relay.awaitStalled();
      assertThat(server.terminate()).isZero();
      relay.goOn();
      assertThat(running.get().err()).contains("run the same command again");
    }
  }
}
