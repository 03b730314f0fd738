package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a backup of a running server brings back, elsewhere and under another address. */
@Timeout(180)
class BackupTest {
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/demo/imagestreams";
  private static final String SECRETS = "/api/v1/namespaces/demo/secrets";
  private static final String BCRYPT =
      "$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC"; // "password"

  @TempDir Path directory;

  private static void project(ApiCaller api) throws Exception {
    JsonNode _ =
        api.create("/apis/project.openshift.io/v1/projectrequests", "{'metadata':{'name':'demo'}}");
  }

  private static JsonNode get(ApiCaller api, String path) throws Exception {
    ApiCaller.Answer answer = api.api(api.administrator(), "GET", path, "");
    assertThat(answer.status()).as("%s %s", path, answer.json()).isEqualTo(200);
    return answer.json();
  }

  private static void requirePullable(ApiCaller api, String repository, TestPushes.Pushed image)
      throws Exception {
    for (String part : image.parts()) {
      String path =
          "/v2/%s/%s/%s"
              .formatted(repository, part.equals(image.digest()) ? "manifests" : "blobs", part);
      assertThat(api.registry(api.administrator(), "GET", path, "", new byte[0]).status())
          .as(path)
          .isEqualTo(200);
    }
  }

  private static JsonNode withoutHost(JsonNode stream, ServerProcess server) {
    ObjectNode copy = stream.deepCopy().asObject();
    return Json.parse(copy.toString().replace(server.registry(), "HOST"));
  }

  @Test
  void everythingButSecretsComesBackElsewhereAndIsServed() throws Exception {
    Path data = directory.resolve("data");
    Path restored = directory.resolve("restored");
    String backup = directory.resolve("backup").toString();
    TestPushes.Pushed first;
    TestPushes.Pushed list;
    JsonNode stream;
    JsonNode binding;
    try (ServerProcess server = ServerProcess.start(data);
        ApiCaller api = ApiCaller.of(server)) {
      Files.writeString(data.resolve("users.htpasswd"), "ann:" + BCRYPT + "\n");
      project(api);
      TestPushes pushes = new TestPushes(api);
      first = pushes.image(api.administrator(), "demo/app", "v1", "one");
      TestPushes.Pushed second = pushes.image(api.administrator(), "demo/app", "v1", "two");
      list = pushes.index(api.administrator(), "demo/app", "all", List.of(first, second));
      JsonNode _ =
          api.create(
              SECRETS,
              "{'metadata':{'name':'login','labels':{'a':'b'},'annotations':{'kubectl.kubernetes.io/last-applied-configuration':'hush-hush'}},'type':'kubernetes.io/dockerconfigjson','data':{'.dockerconfigjson':'eyJhdXRocyI6eyJxdWF5LmlvIjp7ImF1dGgiOiJZVHBpIn19fQ=='}}");
      JsonNode _ =
          api.create(SECRETS, "{'metadata':{'name':'word'},'stringData':{'word':'rushing-water'}}");
      binding =
          api.create(
              "/apis/rbac.authorization.k8s.io/v1/namespaces/demo/rolebindings",
              "{'metadata':{'name':'ann'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'view'},'subjects':[{'kind':'User','apiGroup':'rbac.authorization.k8s.io','name':'ann'}]}");
      stream = withoutHost(get(api, STREAMS + "/app"), server);
      String said = new BackupCalls(server, directory).backup(backup);
      assertThat(said).contains("keys are not in it");
      server.terminate();
    }
    requireNowhere(Path.of(backup), "rushing-water", "hush-hush");

    String said;
    try (ServerProcess server = ServerProcess.start(directory.resolve("other"))) {
      said = new BackupCalls(server, directory).restore(backup, "--data", restored.toString());
    }
    assertThat(said)
        .contains(
            "lost: demo/login (kubernetes.io/dockerconfigjson)",
            "lost: demo/word (Opaque)",
            "2 Secrets have their names")
        .doesNotContain("default-token", "builder-dockercfg");

    try (ServerProcess server = ServerProcess.start(restored);
        ApiCaller api = ApiCaller.of(server)) {
      assertThat(withoutHost(get(api, STREAMS + "/app"), server)).isEqualTo(stream);
      requirePullable(api, "demo/app", first);
      requirePullable(api, "demo/app", list);
      assertThat(
              get(api, "/apis/rbac.authorization.k8s.io/v1/namespaces/demo/rolebindings/ann")
                  .path("roleRef"))
          .isEqualTo(binding.path("roleRef"));
      JsonNode login = get(api, SECRETS + "/login");
      assertThat(login.at("/metadata/annotations").propertyNames())
          .containsExactly("weir.dev/lost");
      assertThat(login.at("/metadata/labels/a").asString()).isEqualTo("b");
      ObjectNode again = Json.object();
      again.putObject("metadata").putObject("labels").put("c", "d");
      assertThat(api.patch(api.administrator(), SECRETS + "/login", again).status())
          .as("what was filled in is what the type demands")
          .isEqualTo(200);
      assertThat(get(api, SECRETS + "/word").has("data")).isFalse();
      assertThat(Files.readString(restored.resolve("users.htpasswd"))).contains("ann:");
      server.terminate();
    }
  }

  private static void requireNowhere(Path backup, String... words) throws Exception {
    try (Stream<Path> files = Files.walk(backup)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (file.toString().endsWith(".gz")) {
          try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            bytes = in.readAllBytes();
          }
        }
        for (String word : words) {
          String plain = new String(bytes, StandardCharsets.UTF_8);
          assertThat(plain).as(file.toString()).doesNotContain(word);
        }
      }
    }
  }

  @Test
  void withTheKeysItIsTheSameServerAgain() throws Exception {
    Path data = directory.resolve("data");
    Path restored = directory.resolve("restored");
    String backup = directory.resolve("backup.tar").toString();
    try (ServerProcess server = ServerProcess.start(data)) {
      String old;
      try (ApiCaller api = ApiCaller.of(server)) {
        project(api);
        JsonNode _ =
            api.create(SECRETS, "{'metadata':{'name':'word'},'stringData':{'word':'rushing'}}");
        old = api.administrator();
        BackupCalls calls = new BackupCalls(server, directory);
        assertThat(calls.typing("long enough", "long enougth").fails("--with-keys", backup))
            .contains("the two passphrases differ");
        assertThat(calls.typing("short").fails("--with-keys", backup)).contains("at least 8");
        assertThat(calls.typing("long enough", "long enough").backup("--with-keys", backup))
            .contains("locked by the passphrase");
      }
      server.terminate();
      BackupCalls calls = new BackupCalls(server, directory);
      assertThat(
              calls
                  .typing("another one")
                  .failsToRestore(backup, "--with-keys", "--data", restored.toString()))
          .contains("the passphrase does not open the keys", "nothing was written");
      assertThat(restored).doesNotExist();
      Path file = Files.writeString(directory.resolve("phrase"), "long enough\nnot this\n");
      String said =
          calls.restore(
              backup,
              "--with-keys",
              "--passphrase-file",
              file.toString(),
              "--data",
              restored.toString());
      assertThat(said).doesNotContain("lost:");
      assertThat(restored.resolve("ca.crt")).hasSameBinaryContentAs(data.resolve("ca.crt"));
      try (ServerProcess again = ServerProcess.start(restored);
          ApiCaller api = ApiCaller.of(again)) {
        assertThat(api.administrator()).as("its login").isEqualTo(old);
        assertThat(get(api, SECRETS + "/word").at("/data/word").asString())
            .isEqualTo("cnVzaGluZw==");
        again.terminate();
      }
    }
  }

  @Test
  void theNextBackupTakesWhatIsNewAndDropsWhatIsNoLongerNeeded() throws Exception {
    Path backup = directory.resolve("backup");
    Path tuesday = directory.resolve("tuesday");
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
        ApiCaller api = ApiCaller.of(server)) {
      project(api);
      TestPushes pushes = new TestPushes(api);
      TestPushes.Pushed _ = pushes.image(api.administrator(), "demo/app", "v1", "one");
      BackupCalls calls = new BackupCalls(server, directory);
      assertThat(calls.backup(backup.toString()))
          .contains("3 blobs", "3 blobs (", "are new, 0 went");
      Map<String, Object> before = files(backup);

      TestPushes.Pushed _ = pushes.image(api.administrator(), "demo/app", "v2", "two");
      assertThat(calls.backup(backup.toString())).contains("6 blobs", "; 3 blobs (", "are new");
      Map<String, Object> after = files(backup);
      before.keySet().removeIf(name -> !name.startsWith("blobs"));
      assertThat(after).as("the same files, not written again").containsAllEntriesOf(before);
      assertThat(after.keySet().stream().filter(name -> name.startsWith("store-"))).hasSize(1);

      assertThat(calls.backup(tuesday.toString(), "--base", backup.toString()))
          .contains("; 0 blobs (0B) are new");
      Map<String, Object> linked = files(tuesday);
      linked.keySet().removeIf(name -> !name.startsWith("blobs"));
      assertThat(after).as("one file under two names").containsAllEntriesOf(linked);

      Path lone = tuesday.resolve("blobs/sha256/ab").resolve("ab" + "0".repeat(62));
      Files.createDirectories(lone.resolveSibling(""));
      Files.writeString(lone, "of a blob that went");
      assertThat(calls.backup(tuesday.toString())).contains("0 blobs (0B) are new, 1 went");
      assertThat(lone).doesNotExist();
      assertThat(calls.restore(tuesday.toString(), "--check")).contains("is sound", "6 blobs");
      server.terminate();
    }
  }

  /** Which file it is on the disk, by name. */
  private static Map<String, Object> files(Path root) throws Exception {
    Map<String, Object> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        found.put(root.relativize(file).toString(), Files.getAttribute(file, "unix:ino"));
      }
    }
    return found;
  }

  @Test
  void aBlobThatTheServersDiskChangedIsToldOfEachTimeAndAllElseIsThere() throws Exception {
    Path data = directory.resolve("data");
    Path backup = directory.resolve("backup");
    Path restored = directory.resolve("restored");
    try (ServerProcess server = ServerProcess.start(data);
        ApiCaller api = ApiCaller.of(server)) {
      project(api);
      TestPushes pushes = new TestPushes(api);
      TestPushes.Pushed bad = pushes.image(api.administrator(), "demo/app", "v1", "one");
      TestPushes.Pushed good = pushes.image(api.administrator(), "demo/app", "v2", "two");
      String layer = bad.parts().iterator().next();
      String hex = layer.substring("sha256:".length());
      Path file = data.resolve("blobs/blobs/sha256/" + hex.substring(0, 2) + "/" + hex);
      byte[] bytes = Files.readAllBytes(file);
      bytes[0] ^= 1;
      Files.write(file, bytes);

      BackupCalls calls = new BackupCalls(server, directory);
      for (int time = 0; time < 2; time++) { // by the second one the server has taken it away
        RealClient.Output said = calls.attempt(backup.toString());
        assertThat(said.exit()).as(said.err()).isEqualTo(1);
        assertThat(said.err()).contains("missing: " + layer, "has lost 1 blobs");
        assertThat(said.out()).contains("backup of revision");
      }
      RealClient.Output said =
          calls.attemptRestore(backup.toString(), "--data", restored.toString());
      assertThat(said.exit()).isEqualTo(1);
      assertThat(said.err()).contains("missing: " + layer, "All else is there");
      server.terminate();
      try (ServerProcess again = ServerProcess.start(restored);
          ApiCaller other = ApiCaller.of(again)) {
        requirePullable(other, "demo/app", good);
        again.terminate();
      }
    }
  }

  @Test
  void othersThanMastersMayTakeNone() throws Exception {
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
        ApiCaller api = ApiCaller.of(server)) {
      project(api);
      JsonNode _ =
          api.create(
              "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
              "{'metadata':{'name':'deployer'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'cluster-admin'},'subjects':[{'kind':'ServiceAccount','namespace':'demo','name':'deployer'}]}");
      BackupCalls calls = new BackupCalls(server, directory);
      WeirCalls weir = new WeirCalls(server.environment(directory), directory);
      String token = weir.says("create", "token", "deployer", "-n", "demo").strip();
      assertThat(calls.fails("out", "--token", token))
          .contains("Forbidden", "members of the group system:masters only");
      token = weir.says("create", "token", "builder", "-n", "demo").strip();
      assertThat(calls.fails("out", "--token", token)).contains("cannot get path");
      for (String page : List.of("/backup/store", "/backup/blob?digest=x", "/backup/keys")) {
        assertThat(api.api(token, "GET", page, "").status()).as(page).isEqualTo(403);
      }
      server.terminate();
    }
  }
}
