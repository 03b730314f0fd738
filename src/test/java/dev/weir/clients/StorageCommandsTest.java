package dev.weir.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.TestPushes.Pushed;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What a server says of what it stores, by commands and pages. */
@WeirServer({"--audit-log", "off"})
@Timeout(120)
class StorageCommandsTest {
  private static final AtomicInteger PROJECTS = new AtomicInteger();

  private final ServerProcess server;
  private final WeirCalls weir;
  private final ApiCaller caller;
  private final TestPushes pushes;
  private final String admin;

  StorageCommandsTest(ServerProcess server, WeirCalls weir, ApiCaller caller) {
    this.server = server;
    this.weir = weir;
    this.caller = caller;
    this.pushes = new TestPushes(caller);
    this.admin = caller.administrator();
  }

  private String project() throws Exception {
    String name = "s" + PROJECTS.incrementAndGet();
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(name));
    return name;
  }

  private JsonNode get(String path) throws Exception {
    ApiCaller.Answer answer = caller.api(admin, "GET", path, "");
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    return answer.json();
  }

  private static JsonNode of(JsonNode usage, String namespace, String name) {
    return Json.arrayAt(usage, name.isEmpty() ? "projects" : "streams")
        .valueStream()
        .filter(item -> Json.string(item, "namespace").equals(namespace))
        .filter(item -> Json.string(item, "name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private long filesOf(Iterable<String> digests) {
    long sum = 0;
    for (String digest : digests) {
      String hex = Digest.parse(digest).hex();
      Path file = server.data().resolve("blobs/blobs/sha256/" + hex.substring(0, 2) + "/" + hex);
      sum += file.toFile().length();
    }
    return sum;
  }

  private long filesOfAll() throws IOException {
    try (Stream<Path> files = Files.walk(server.data().resolve("blobs/blobs"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void usageAddsUpToWhatIsOnTheDisk() throws Exception {
    String project = project();
    Pushed own = pushes.image(admin, project + "/app", "v1", "own of " + project);
    Pushed shared = pushes.image(admin, project + "/app", "v2", "shared of " + project);
    var _ = pushes.image(admin, project() + "/other", "v1", "shared of " + project);
    pushes.blob(admin, project + "/half", ("half of " + project).getBytes(UTF_8));

    JsonNode usage = get("/storage/usage");

    JsonNode app = of(usage, project, "app");
    assertThat(app.path("ownBytes").asLong()).isEqualTo(filesOf(own.parts()));
    assertThat(app.path("sharedBytes").asLong()).isEqualTo(filesOf(shared.parts()));
    assertThat(of(usage, project, "half").path("ownBytes").asLong())
        .isEqualTo(("half of " + project).length());
    assertThat(of(usage, project, "").path("ownBytes").asLong())
        .isEqualTo(filesOf(own.parts()) + ("half of " + project).length());
    JsonNode totals = usage.path("totals");
    long sum = 0;
    for (JsonNode item : Json.arrayAt(usage, "streams")) {
      sum += item.path("ownBytes").asLong();
    }
    assertThat(totals.path("ownBytes").asLong()).isEqualTo(sum);
    assertThat(totals.path("blobBytes").asLong()).isEqualTo(filesOfAll());
    assertThat(sum + totals.path("sharedBytes").asLong() + totals.path("looseBytes").asLong())
        .isEqualTo(filesOfAll());
  }

  @Test
  void usageIsShownByStreamAndByProject() throws Exception {
    String project = project();
    Pushed image = pushes.image(admin, project + "/app", "v1", "shown of " + project);
    String size = filesOf(image.parts()) + "B";

    assertThat(weir.says("storage", "usage", "-n", project).lines())
        .containsExactly(
            "NAME   OWN    SHARED   PENDING   PRUNABLE   MIRROR",
            "app    " + size + "   0B       0B        0B         0B");
    assertThat(weir.says("storage", "usage", "-A").lines())
        .anyMatch(line -> line.matches(project + " +app +" + size + " +0B +0B +0B +0B"))
        .anyMatch(line -> line.matches("[0-9]+ blobs take .*"))
        .contains("Pruning without other options would free 0B.")
        .anyMatch(line -> line.startsWith("The mirror takes 0B; "));
    assertThat(weir.says("storage", "usage", "-A", "--projects").lines())
        .anyMatch(line -> line.matches(project + " +" + size + " +0B +0B +0B +0B"));
    assertThat(
            Json.parse(weir.says("storage", "usage", "-n", project, "-o", "json").getBytes(UTF_8))
                .at("/streams/0/name")
                .asString())
        .isEqualTo("app");
  }

  @Test
  void whoMayListTheStreamsOfAProjectSeesWhatItTakesAndNothingOfOthers() throws Exception {
    String project = project();
    String other = project();
    Pushed image = pushes.image(admin, project + "/app", "v1", "inside of " + project);
    var _ = pushes.image(admin, other + "/app", "v1", "inside of " + project);
    String member = member(project, "view");

    ApiCaller.Answer mine = caller.api(member, "GET", "/storage/usage?namespace=" + project, "");

    assertThat(mine.status()).isEqualTo(200);
    assertThat(of(mine.json(), project, "app").path("ownBytes").asLong())
        .isEqualTo(filesOf(image.parts()));
    assertThat(mine.json().has("totals")).isFalse();
    for (String path :
        List.of(
            "/storage/usage",
            "/storage/usage?namespace=" + other,
            "/storage/why?digest=" + image.digest(),
            "/storage/gc")) {
      assertThat(caller.api(member, "GET", path, "").status()).as(path).isEqualTo(403);
    }
    assertThat(caller.api("", "GET", "/storage/usage?namespace=" + project, "").status())
        .isIn(401, 403);
  }

  /** Whose token of a service account may do what a role says. */
  private String member(String project, String role) throws Exception {
    caller.create(
        "/api/v1/namespaces/" + project + "/serviceaccounts",
        "{'metadata':{'name':'%s'}}".formatted(role));
    weir.says("policy", "add-role-to-user", role, "-z", role, "-n", project);
    return weir.says("create", "token", role, "-n", project).strip();
  }

  @Test
  void aClusterReaderSeesAllAndStartsNothing() throws Exception {
    String project = project();
    caller.create(
        "/api/v1/namespaces/" + project + "/serviceaccounts", "{'metadata':{'name':'reader'}}");
    weir.says(
        "adm",
        "policy",
        "add-cluster-role-to-user",
        "cluster-reader",
        "-z",
        "reader",
        "-n",
        project);
    String reader = weir.says("create", "token", "reader", "-n", project).strip();

    assertThat(caller.api(reader, "GET", "/storage/usage", "").status()).isEqualTo(200);
    assertThat(caller.api(reader, "GET", "/storage/gc", "").status()).isEqualTo(200);
    assertThat(caller.api(reader, "POST", "/storage/gc", "").status()).isEqualTo(403);
    assertThat(caller.api(admin, "DELETE", "/storage/gc", "").status()).isEqualTo(405);
  }

  @Test
  void whyNamesTagsManifestsLinksAndLeases() throws Exception {
    String project = project();
    Pushed child = pushes.image(admin, project + "/app", "", "child of " + project);
    Pushed index = pushes.index(admin, project + "/app", "v1", List.of(child));
    String layer = child.parts().iterator().next();
    weir.says("tag", project + "/app:v1", project + "/prod:live");
    pushes.blob(admin, project + "/app", ("half of " + project).getBytes(UTF_8));
    String half = Digest.of(("half of " + project).getBytes(UTF_8)).toString();

    JsonNode why = get("/storage/why?digest=" + layer);

    String relation = "layer of " + child.digest() + ", listed by " + index.digest();
    assertThat(details(why))
        .contains(
            "tag app:v1 " + relation,
            "tag prod:live " + relation,
            "manifest app layer of " + child.digest(),
            "link app pushed or mounted into the repository");
    assertThat(details(get("/storage/why?digest=" + index.digest().substring(7, 23))))
        .contains("tag app:v1 the tag's image");
    assertThat(details(get("/storage/why?digest=" + half)))
        .contains(
            "link app pushed or mounted into the repository",
            "lease app who pushes there was told that it is there");
    assertThat(weir.says("storage", "why", layer).lines())
        .contains("Digest:\t" + layer)
        .anyMatch(line -> line.matches("tag +" + project + " +app:v1 +0 +[0-9]+s +" + relation));
  }

  private static List<String> details(JsonNode why) {
    return Json.arrayAt(why, "holders")
        .valueStream()
        .map(
            holder ->
                Json.string(holder, "kind")
                    + " "
                    + Json.string(holder, "name")
                    + (holder.has("tag") ? ":" + Json.string(holder, "tag") : "")
                    + " "
                    + Json.string(holder, "detail"))
        .toList();
  }

  @Test
  void whyOfWhatIsNotThereSaysSo() {
    String digest = "sha256:" + "0".repeat(64);
    assertThat(weir.fails("storage", "why", digest))
        .contains("nothing that is stored here is or refers to " + digest);
    assertThat(weir.fails("storage", "why", "sha256:00ff00ff"))
        .contains("nothing that is stored here begins with sha256:00ff00ff");
    assertThat(weir.fails("storage", "why", "latest")).contains("\"latest\" is no digest");
    assertThat(weir.fails("storage", "why")).contains("say of what");
  }

  @Test
  void whatNothingHoldsIsPendingUntilItsGraceIsOver() throws Exception {
    String project = project();
    Pushed image = pushes.image(admin, project + "/app", "v1", "pending of " + project);
    weir.says("delete", "is", "app", "-n", project);

    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              var _ = weir.says("storage", "gc", "--now");
              assertThat(weir.says("storage", "gc", "--now", "--dry-run")).contains(image.digest());
            });

    JsonNode why = get("/storage/why?digest=" + image.digest());
    assertThat(why.path("marked").path("due").asString()).isNotEmpty();
    assertThat(weir.says("storage", "why", image.digest()))
        .contains("nothing holds it, since")
        .contains("it goes in ");
    assertThat(get("/storage/usage").at("/totals/pendingBytes").asLong()).isPositive();
    assertThat(get("/storage/gc").at("/status/freed/blobs").asLong()).isZero();
    assertThat(caller.text("/metrics")).containsPattern("weir_storage_pending_blobs [1-9]");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(caller.text("/metrics"))
                    .containsPattern("weir_storage_blobs [1-9]")
                    .containsPattern("weir_storage_blob_bytes [1-9]")
                    .containsPattern("weir_storage_disk_free_bytes [1-9]")
                    .contains("weir_storage_freed_bytes_total 0", "weir_storage_failing 0"));
    assertThat(caller.api(admin, "POST", "/storage/gc?dryRun=maybe", "").status()).isEqualTo(400);
  }
}
