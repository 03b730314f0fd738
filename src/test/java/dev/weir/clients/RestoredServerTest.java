package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A backup is taken while the server is busy; what is restored of it elsewhere serves every image
 * that it knows of, as registries' own clients ask for them.
 */
@Timeout(240)
class RestoredServerTest {
  private static final String STREAMS = "/apis/image.openshift.io/v1/namespaces/demo/imagestreams";

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

  private static List<String> events(JsonNode stream) {
    List<String> events = new ArrayList<>();
    for (JsonNode tag : stream.at("/status/tags")) {
      for (JsonNode item : tag.path("items")) {
        events.add(
            tag.path("tag").asString()
                + " "
                + item.path("image").asString()
                + " "
                + item.path("created").asString());
      }
    }
    return events;
  }

  /** Pulls a manifest and all that it is made of, by digest; returns how many parts there were. */
  private static int pull(ApiCaller api, String repository, String reference) throws Exception {
    ApiCaller.Answer manifest =
        api.registry(
            api.administrator(),
            "GET",
            "/v2/" + repository + "/manifests/" + reference,
            "",
            new byte[0]);
    assertThat(manifest.status()).as("%s %s", repository, reference).isEqualTo(200);
    int parts = 1;
    for (JsonNode child : manifest.json().path("manifests")) {
      parts += pull(api, repository, child.path("digest").asString());
    }
    List<JsonNode> blobs = new ArrayList<>();
    manifest.json().path("layers").forEach(blobs::add);
    if (manifest.json().has("config")) {
      blobs.add(manifest.json().path("config"));
    }
    for (JsonNode blob : blobs) {
      String path = "/v2/" + repository + "/blobs/" + blob.path("digest").asString();
      assertThat(api.registry(api.administrator(), "GET", path, "", new byte[0]).status())
          .as(path)
          .isEqualTo(200);
      parts++;
    }
    return parts;
  }

  /** Pushes until it is told to end; of every tag there are several events. */
  private static CompletableFuture<Void> pushing(
      ApiCaller api, AtomicBoolean ended, AtomicInteger pushed) {
    return CompletableFuture.runAsync(
        () -> {
          TestPushes pushes = new TestPushes(api);
          try {
            while (!ended.get()) {
              int n = pushed.getAndIncrement();
              TestPushes.Pushed _ =
                  pushes.image(api.administrator(), "demo/busy", "t" + n % 7, "image " + n);
            }
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void whatIsPushedMeanwhileIsThereWholeOrNotAtAll() throws Exception {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    try (ServerProcess server =
            ServerProcess.start(
                directory.resolve("data"), "--gc-grace", "1s", "--push-lease", "1s");
        ApiCaller api = ApiCaller.of(server)) {
      project(api);
      AtomicBoolean ended = new AtomicBoolean();
      AtomicInteger pushed = new AtomicInteger();
      CompletableFuture<Void> busy = pushing(api, ended, pushed);
      await().atMost(Duration.ofSeconds(30)).until(() -> pushed.get() > 40);
      BackupCalls calls = new BackupCalls(server, directory);
      CompletableFuture<Output> beside =
          CompletableFuture.supplyAsync(() -> calls.attempt(second.toString()));
      String _ = calls.backup(first.toString());
      assertThat(beside.get().exit()).as(beside.get().err()).isZero();
      int before = pushed.get();
      await().atMost(Duration.ofSeconds(30)).until(() -> pushed.get() > before + 10);
      String _ = calls.backup(first.toString());
      ended.set(true);
      busy.get();
      for (Path backup : List.of(first, second)) {
        String _ = calls.restore(backup.toString(), "--data", backup + ".data");
      }
      server.terminate();
    }
    for (Path backup : List.of(first, second)) {
      try (ServerProcess server = ServerProcess.start(Path.of(backup + ".data"));
          ApiCaller api = ApiCaller.of(server)) {
        JsonNode stream = get(api, STREAMS + "/busy");
        List<String> events = events(stream);
        assertThat(events).hasSizeGreaterThanOrEqualTo(40);
        for (String event : events) {
          assertThat(pull(api, "demo/busy", event.split(" ")[1])).isEqualTo(3);
        }
        server.terminate();
      }
    }
  }

  @Test
  void importsListsReferrersUsersAndHistoriesComeBackOnAnotherPort() throws Exception {
    Path data = directory.resolve("data");
    Path restored = directory.resolve("restored");
    String backup = directory.resolve("backup.tar").toString();
    List<String> events;
    String resourceVersion;
    String listVersion;
    TestPushes.Pushed index;
    String signature;
    Digest imported;
    try (FakeRegistry upstream = FakeRegistry.plain()) {
      imported = TestImages.single(upstream.repository("team/app"), "v1");
      try (ServerProcess server = ServerProcess.start(data);
          ApiCaller api = ApiCaller.of(server)) {
        Files.writeString(
            data.resolve("users.htpasswd"),
            RealClient.required(Map.of(), "htpasswd").run("-nbB", "ann", "open-sesame"));
        project(api);
        TestPushes pushes = new TestPushes(api);
        String admin = api.administrator();
        TestPushes.Pushed one = pushes.image(admin, "demo/app", "v1", "one");
        TestPushes.Pushed two = pushes.image(admin, "demo/app", "v1", "two");
        index = pushes.index(admin, "demo/app", "all", List.of(one, two));
        signature = sign(api, two);
        WeirCalls weir = new WeirCalls(server.environment(directory), directory);
        String _ = weir.says("tag", "demo/app:v1", "demo/other:kept", "-n", "demo");
        String _ = weir.says("policy", "add-role-to-user", "view", "ann", "-n", "demo");
        String _ =
            weir.says(
                "import-image",
                "mirrored:v1",
                "--from=" + upstream.host() + "/team/app:v1",
                "--confirm",
                "--insecure",
                "--reference-policy=local",
                "-n",
                "demo");
        assertThat(pull(api, "demo/mirrored", "v1")).isGreaterThan(1);
        events = events(get(api, STREAMS + "/app"));
        resourceVersion = get(api, STREAMS + "/app").at("/metadata/resourceVersion").asString();
        String _ = new BackupCalls(server, directory).backup(backup);
        // what comes after the backup, and somebody has seen
        TestPushes.Pushed _ = pushes.image(admin, "demo/app", "v2", "three");
        listVersion = get(api, STREAMS).at("/metadata/resourceVersion").asString();
        String _ =
            new BackupCalls(server, directory).restore(backup, "--data", restored.toString());
        server.terminate();
      }

      try (ServerProcess server = ServerProcess.start(restored);
          ApiCaller api = ApiCaller.of(server)) {
        assertThat(events(get(api, STREAMS + "/app"))).isEqualTo(events);
        assertThat(get(api, STREAMS + "/app").at("/metadata/resourceVersion").asString())
            .isEqualTo(resourceVersion);
        long now = Long.parseLong(get(api, STREAMS).at("/metadata/resourceVersion").asString());
        assertThat(now).isGreaterThan(Long.parseLong(listVersion) + 900_000_000);
        requireToListAgain(api, listVersion);
        assertThat(pull(api, "demo/app", "all")).isEqualTo(7);
        assertThat(pull(api, "demo/other", "kept")).isEqualTo(3);
        assertThat(
                api.registry(
                        api.administrator(),
                        "GET",
                        "/v2/demo/app/referrers/" + two(index),
                        "",
                        new byte[0])
                    .json()
                    .toString())
            .contains(signature);
        long asked = upstream.blobBytes();
        assertThat(pull(api, "demo/mirrored", imported.toString()))
            .as("fetched again: the mirror is in no backup")
            .isGreaterThan(1);
        assertThat(upstream.blobBytes()).isGreaterThan(asked);
        requireSkopeo(server, index);
        WeirCalls weir = new WeirCalls(userEnvironment(), directory);
        String _ =
            weir.says(
                "login",
                server.api(),
                "-u",
                "ann",
                "-p",
                "open-sesame",
                "--certificate-authority=" + restored.resolve("ca.crt"));
        assertThat(weir.says("get", "is", "-n", "demo")).contains("app", "mirrored", "other");
        assertThat(weir.fails("delete", "is", "app", "-n", "demo")).contains("forbidden");
        server.terminate();
      }
    }
  }

  private Map<String, String> userEnvironment() {
    return Map.of(
        "KUBECONFIG", directory.resolve("ann.kubeconfig").toString(), "HOME", directory.toString());
  }

  private static String two(TestPushes.Pushed index) {
    return Json.parse(index.bytes()).at("/manifests/1/digest").asString();
  }

  private static String sign(ApiCaller api, TestPushes.Pushed image) throws Exception {
    byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
    new TestPushes(api).blob(api.administrator(), "demo/app", empty);
    ObjectNode manifest =
        Json.object()
            .put("schemaVersion", 2)
            .put("mediaType", MediaTypes.OCI_MANIFEST)
            .put("artifactType", "application/vnd.example.signature");
    ObjectNode blob =
        Json.object()
            .put("mediaType", "application/vnd.oci.empty.v1+json")
            .put("digest", Digest.of(empty).toString())
            .put("size", empty.length);
    manifest.set("config", blob);
    manifest.putArray("layers").add(blob.deepCopy());
    manifest
        .putObject("subject")
        .put("mediaType", image.mediaType())
        .put("digest", image.digest())
        .put("size", image.bytes().length);
    byte[] bytes = Json.bytes(manifest);
    String digest = Digest.of(bytes).toString();
    assertThat(
            api.registry(
                    api.administrator(),
                    "PUT",
                    "/v2/demo/app/manifests/" + digest,
                    MediaTypes.OCI_MANIFEST,
                    bytes)
                .status())
        .isEqualTo(201);
    return digest;
  }

  /** Whoever saw what was after the backup is told that it has to look anew. */
  private static void requireToListAgain(ApiCaller api, String seen) throws Exception {
    ApiCaller.Answer watch =
        api.api(
            api.administrator(),
            "GET",
            STREAMS + "?watch=true&timeoutSeconds=5&resourceVersion=" + seen,
            "");
    boolean gone = watch.status() == 410 || watch.json().toString().contains("\"code\":410");
    assertThat(gone).as("%d %s", watch.status(), watch.json()).isTrue();
  }

  private void requireSkopeo(ServerProcess server, TestPushes.Pushed index) throws Exception {
    RealClient skopeo =
        RealClient.required(server.environment(directory), "skopeo", "--insecure-policy");
    WeirCalls weir = new WeirCalls(server.environment(directory), directory);
    String login = "admin:" + weir.says("whoami", "-t").strip();
    for (String name : List.of("demo/app:v1", "demo/app@" + index.digest(), "demo/other:kept")) {
      Path copy =
          directory.resolve(
              "copy-"
                  + Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8)));
      String _ =
          skopeo.run(
              "copy",
              "--all",
              "--src-tls-verify=false",
              "--src-creds",
              login,
              "docker://" + server.registry() + "/" + name,
              "dir:" + copy);
      try (Stream<Path> files = Files.list(copy)) {
        assertThat(files.count()).as(name).isGreaterThan(3);
      }
    }
  }
}
