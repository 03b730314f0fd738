package dev.weir.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Tags that wait until an image is old enough: commands, rights, and what is served meanwhile. */
@WeirServer({"--audit-log", "off"})
@Timeout(120)
class MinimumAgeTest {
  private static final String AGE = "weir.dev/minimum-age";
  private static final AtomicInteger PROJECTS = new AtomicInteger();

  @AutoClose private final FakeRegistry upstream = FakeRegistry.plain();
  private FakeRepository repository;
  private final WeirCalls weir;
  private final ApiCaller caller;
  private final TestPushes pushes;
  private final String admin;
  private String project;
  private int builds;

  MinimumAgeTest(WeirCalls weir, ApiCaller caller) {
    this.weir = weir;
    this.caller = caller;
    this.pushes = new TestPushes(caller);
    this.admin = caller.administrator();
    this.project = "";
    this.repository = upstream.repository("none");
  }

  @BeforeEach
  void makeProject() throws Exception {
    project = "aged" + PROJECTS.incrementAndGet();
    repository = upstream.repository(project + "/app");
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(project));
  }

  private Digest build() {
    Digest digest = TestImages.single(repository, project + " build " + ++builds, "linux", "amd64");
    repository.tag("1", digest);
    return digest;
  }

  private void follow(String age) throws Exception {
    caller.create(
        "/apis/image.openshift.io/v1/namespaces/" + project + "/imagestreams",
        ("{'metadata':{'name':'app'},'spec':{'tags':[{'name':'live',"
                + "'annotations':{'weir.dev/minimum-age':'%s'},"
                + "'from':{'kind':'DockerImage','name':'%s/%s/app:1'},"
                + "'importPolicy':{'insecure':true}}]}}")
            .formatted(age, upstream.host(), project));
  }

  private String path(String rest) {
    return "/apis/image.openshift.io/v1/namespaces/" + project + "/" + rest;
  }

  private ApiCaller.Answer get(String rest) throws Exception {
    return caller.api(admin, "GET", path(rest), "");
  }

  private String image() throws Exception {
    return Json.arrayAt(get("imagestreams/app").json().get("status"), "tags")
        .valueStream()
        .filter(tag -> Json.string(tag, "tag").equals("live"))
        .map(tag -> Json.string(tag.at("/items/0"), "image"))
        .findFirst()
        .orElse("");
  }

  private void awaitImage(Digest digest) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(image()).isEqualTo(digest.toString()));
  }

  private void awaitWaiting(Digest digest) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(Json.text(get("imagestreamtags/app:live/candidates").json()))
                    .contains(digest.toString()));
  }

  /** Whose token of a service account may do what a role says. */
  private String member(String role) throws Exception {
    caller.create(
        "/api/v1/namespaces/" + project + "/serviceaccounts",
        "{'metadata':{'name':'%s'}}".formatted(role));
    weir.says("policy", "add-role-to-user", role, "-z", role, "-n", project);
    return weir.says("create", "token", role, "-n", project).strip();
  }

  @Test
  void aTagMovesByItselfWhenItsImageIsOldEnough() throws Exception {
    Digest first = build();
    follow("2s");
    awaitWaiting(first);
    awaitImage(first);
  }

  @Test
  void pruningLeavesAnImageAloneForWhichATagWaits() throws Exception {
    Digest waits = build();
    follow("7d");
    awaitWaiting(waits);
    Digest unused = TestImages.single(repository, project + " unused", "linux", "amd64");
    repository.tag("2", unused);
    weir.says(
        "import-image",
        "app:2",
        "-n",
        project,
        "--from=" + upstream.host() + "/" + project + "/app:2",
        "--insecure");
    weir.says("delete", "istag", "app:2", "-n", project);
    String[] prune = {
      "adm",
      "prune",
      "images",
      "--keep-younger-than=0s",
      "--prune-registry=false",
      "--confirm",
      "--token=" + pruner()
    };

    Output plan = weir.attempt("", Arrays.copyOf(prune, prune.length - 2));
    Output pruned = weir.attempt("", prune);

    assertThat(plan.out()).contains("Deleting image " + unused).doesNotContain(waits.toString());
    assertThat(pruned.exit()).as(pruned.err()).isZero();
    assertThat(pruned.out()).contains("Deleting image " + unused).doesNotContain(waits.toString());
    assertThat(weir.says("tag", "explain", "app:live", "-n", project, "-o", "wide"))
        .contains(waits.toString());
    assertThat(weir.says("tag", "take", "app:live", waits.toString(), "--early", "-n", project))
        .contains("took " + waits);
  }

  private String pruner() throws Exception {
    caller.create(
        "/api/v1/namespaces/" + project + "/serviceaccounts", "{'metadata':{'name':'pruner'}}");
    weir.says(
        "adm",
        "policy",
        "add-cluster-role-to-user",
        "system:image-pruner",
        "system:serviceaccount:" + project + ":pruner");
    return weir.says("create", "token", "pruner", "-n", project).strip();
  }

  @Test
  void whatNoTagTookIsNotServedByItsDigestAndNeitherAreItsParts() throws Exception {
    Digest first = build();
    follow("7d");
    awaitWaiting(first);
    JsonNode parts = Json.parse(manifest(first));
    String layer = Json.string(parts.at("/layers/0"), "digest");
    String config = Json.string(parts.at("/config"), "digest");

    assertThat(pull(first.toString())).isEqualTo(404);
    assertThat(pull("live")).isEqualTo(404);
    assertThat(refusal("live"))
        .startsWith("{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"")
        .containsPattern(
            "/app:live has nothing yet: " + first + " was seen first at .* is taken at 20.{17}Z");
    assertThat(pullBlob(layer)).isEqualTo(404);
    assertThat(pullBlob(config)).isEqualTo(404);
    assertThat(get("imagestreamimages/app@" + first).status()).isEqualTo(404);
    assertThat(get("imagestreamtags/app:live").status()).isEqualTo(404);

    weir.says("tag", "take", "app:live", first.toString(), "--early", "-n", project);
    assertThat(pull(first.toString())).isEqualTo(200);
    assertThat(pullBlob(layer)).isEqualTo(200);
  }

  private int pull(String reference) throws Exception {
    return pushes.pull(admin, project + "/app", reference);
  }

  private String refusal(String reference) throws Exception {
    String path = "/v2/" + project + "/app/manifests/" + reference;
    return Json.text(caller.registry(admin, "GET", path, "text/plain", new byte[0]).json());
  }

  private int pullBlob(String digest) throws Exception {
    return pushes.pullBlob(admin, project + "/app", digest);
  }

  private byte[] manifest(Digest digest) {
    return repository.findManifest(digest.toString()).orElseThrow();
  }

  @Test
  void theSameImagePushedHereMakesItNoOlderAndIsNotTaken() throws Exception {
    Digest first = build();
    follow("3s");
    awaitWaiting(first);
    awaitImage(first);
    Digest second = build();
    push(second, "by-hand");
    String _ = weir.says("import-image", "app:live", "-n", project);

    assertThat(image()).isEqualTo(first.toString());
    assertThat(pull(second.toString())).isEqualTo(200);
    JsonNode waits = get("imagestreamtags/app:live/candidates").json().at("/items/0");
    assertThat(Json.string(waits, "image")).isEqualTo(second.toString());
    assertThat(Json.string(waits, "state")).isEqualTo("waiting");
    awaitImage(second);
  }

  /** What a registry has, pushed by hand to a tag beside the one that waits for it. */
  private void push(Digest digest, String tag) throws Exception {
    byte[] bytes = manifest(digest);
    JsonNode parts = Json.parse(bytes);
    for (String blob :
        List.of(
            Json.string(parts.at("/layers/0"), "digest"),
            Json.string(parts.at("/config"), "digest"))) {
      pushes.blob(admin, project + "/app", repository.findBlob(Digest.parse(blob)).orElseThrow());
    }
    var pushed = new TestPushes.Pushed(MediaTypes.OCI_MANIFEST, bytes, Set.of());
    assertThat(pushes.again(admin, project + "/app", tag, pushed)).isEqualTo(201);
  }

  @Test
  void oneCommandTellsWhyATagWaitsAndOneLetsItTakeAnImageEarly() throws Exception {
    Digest first = build();
    follow("7d");
    awaitWaiting(first);
    String digest = first.hex().substring(0, 12);

    List<String> lines = weir.says("tag", "explain", "app:live", "-n", project).lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).matches("IMAGE +FIRST SEEN +STATE +WHY");
    assertThat(lines.get(1))
        .matches(
            digest
                + " +20.{17}Z +waiting +it is taken at 20.{17}Z, when it is 7d old, unless"
                + " something newer is old enough by then");
    JsonNode json =
        Json.parse(
            weir.says("tag", "explain", project + "/app:live", "-o", "json").getBytes(UTF_8));
    assertThat(json).isEqualTo(get("imagestreamtags/app:live/candidates").json());
    assertThat(Json.string(json, "minimumAge")).isEqualTo("7d");
    assertThat(Json.string(json.at("/items/0"), "state")).isEqualTo("waiting");
    assertThat(
            Duration.between(
                Instant.parse(Json.string(json.at("/items/0"), "firstSeen")),
                Instant.parse(Json.string(json.at("/items/0"), "agedAt"))))
        .isEqualTo(Duration.ofDays(7));

    assertThat(
            weir.says(
                "tag", "take", "app:live", digest, "--early", "-n", project, "--dry-run=server"))
        .isEqualTo("Tag app:live took " + first + " early. (server dry run)\n");
    assertThat(image()).isEmpty();
    assertThat(weir.says("tag", "take", "app:live", digest, "--early", "-n", project))
        .isEqualTo("Tag app:live took " + first + " early.\n");
    assertThat(image()).isEqualTo(first.toString());
    JsonNode event = get("imagestreamtags/app:live/history").json().at("/items/0");
    assertThat(Json.string(event, "how")).isEqualTo("early");
    assertThat(Json.string(event, "by")).isEqualTo("system:admin");
    assertThat(Json.string(event, "from")).isEqualTo(upstream.host() + "/" + project + "/app:1");
    String events =
        Json.text(caller.api(admin, "GET", "/api/v1/namespaces/" + project + "/events", "").json());
    assertThat(events).contains("TakenEarly", "system:admin let tag live take " + first);
    assertThat(weir.says("tag", "explain", "app:live", "-n", project)).contains(" taken ");
  }

  @Test
  void oneCommandListsWhatWaitsInAProjectOrAStream() throws Exception {
    assertThat(weir.attempt("", "tag", "explain", "-n", project).err())
        .isEqualTo("Nothing waits in " + project + ".\n");
    Digest digest = build();
    String first = digest.hex().substring(0, 12);
    follow("7d");
    awaitWaiting(digest);
    weir.says("create", "is", "other", "-n", project);
    weir.says("annotate", "is/other", "weir.dev/minimum-age=7d", "-n", project);

    for (List<String> what : List.of(List.<String>of(), List.of("app"))) {
      List<String> call = new ArrayList<>(List.of("tag", "explain", "-n", project));
      call.addAll(what);
      List<String> lines = weir.says(call.toArray(String[]::new)).lines().toList();
      assertThat(lines).hasSize(2);
      assertThat(lines.getFirst()).matches("TAG +IMAGE +FIRST SEEN +STATE +WHY");
      assertThat(lines.getLast())
          .matches("app:live +" + first + " +20.{17}Z +waiting +it is taken at .*");
    }
    assertThat(
            weir.says(
                "tag",
                "explain",
                "-n",
                project,
                "-o",
                "jsonpath={.items[*].items[*].state} {.items[*].metadata.name}"))
        .isEqualTo("waiting app:live");
    assertThat(weir.attempt("", "tag", "explain", "other", "-n", project).err())
        .isEqualTo("Nothing waits in other.\n");
  }

  @Test
  void projectAdministratorsMayTakeEarlyAndEditorsMayNot() throws Exception {
    Digest first = build();
    follow("7d");
    awaitWaiting(first);
    String body = "{\"image\":\"" + first + "\"}";
    String candidates = path("imagestreamtags/app:live/candidates");

    ApiCaller.Answer refused = caller.api(member("edit"), "POST", candidates, body);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(Json.string(refused.json(), "message")).contains("cannot create");
    assertThat(caller.api(member("view"), "GET", candidates, "").status()).isEqualTo(200);
    assertThat(image()).isEmpty();
    assertThat(caller.api(member("admin"), "POST", candidates, body).status()).isEqualTo(201);
    assertThat(image()).isEqualTo(first.toString());
  }

  @Test
  void whatIsWrongIsToldWithTheNextStep() throws Exception {
    Digest first = build();
    follow("7d");
    awaitWaiting(first);
    assertThat(weir.fails("tag", "take", "app:live", first.toString(), "-n", project))
        .contains("--early");
    assertThat(weir.fails("tag", "take", "app:live", "--early", "-n", project))
        .contains("NAME:TAG DIGEST");
    assertThat(weir.fails("tag", "take", "app:live", "0123456", "--early", "-n", project))
        .contains("no image that waits for the tag");
    assertThat(weir.fails("tag", "explain", "app:", "-n", project)).contains("NAME:TAG");
    assertThat(weir.fails("tag", "explain", "none", "-n", project)).contains("not found");
    assertThat(weir.fails("tag", "explain", "app:none", "-n", project)).contains("not found");
    assertThat(weir.fails("tag", "explain", "none:live", "-n", project)).contains("not found");
    Output none = weir.attempt("", "tag", "explain", "app:live", "-n", project, "-o", "name");
    assertThat(none.err()).contains("no names");
    assertThat(weir.fails("annotate", "is/app", "weir.dev/minimum-age=soon", "-n", project))
        .contains("metadata.annotations[weir.dev/minimum-age]", "must be a duration such as 7d");
  }

  @Test
  void aHeldTagTakesNothingEarlyByNoDoorAndSaysHowItIsReleased() throws Exception {
    Digest first = build();
    follow("1s");
    awaitImage(first);
    weir.says("annotate", "istag/app:live", AGE + "=7d", "--overwrite", "-n", project);
    Digest second = build();
    weir.says("import-image", "app:live", "-n", project);
    awaitWaiting(second);
    weir.says("annotate", "istag/app:live", "weir.dev/hold=ann: not now", "-n", project);
    String next = "the tag is held; only a push or \"weir release app:live\" moves it";

    for (String dryRun : List.of("none", "server")) {
      String[] take = {"tag", "take", "app:live", second.toString(), "--early", "-n", project};
      List<String> words = new ArrayList<>(List.of(take));
      words.add("--dry-run=" + dryRun);
      assertThat(weir.fails(words.toArray(String[]::new))).contains("Conflict", next);
    }
    String body = "{\"image\":\"" + second + "\"}";
    ApiCaller.Answer refused =
        caller.api(admin, "POST", path("imagestreamtags/app:live/candidates"), body);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(Json.string(refused.json(), "message")).contains(next);
    assertThat(image()).isEqualTo(first.toString());

    weir.says("release", "app:live", "-n", project);
    weir.says("tag", "take", "app:live", second.toString(), "--early", "-n", project);
    assertThat(image()).isEqualTo(second.toString());
  }

  @Test
  void theStorageSaysWhichTagWaitsForAnImageAndItsParts() throws Exception {
    Digest first = build();
    follow("7d");
    awaitWaiting(first);
    String waits = "the tag waits until that image is old enough (weir tag explain)";
    String config = Json.string(Json.parse(manifest(first)).at("/config"), "digest");

    assertThat(weir.says("storage", "why", first.toString()).lines())
        .anyMatch(line -> line.matches("tag +" + project + " +app:live .*\\Q" + waits + "\\E"));
    assertThat(weir.says("storage", "why", config))
        .contains("layer or configuration of " + first + ", and " + waits);

    weir.says("tag", "take", "app:live", first.toString(), "--early", "-n", project);
    assertThat(weir.says("storage", "why", first.toString()))
        .contains("the tag's image")
        .doesNotContain("waits until");
  }

  @Test
  void pointingTheTagAtAnotherRegistrysTagKeepsItsAgeAndBeginsAnew() throws Exception {
    Digest first = build();
    follow("3s");
    awaitImage(first);
    Digest other = TestImages.single(repository, project + " other", "linux", "amd64");
    repository.tag("2", other);
    weir.says("annotate", "is/app", "weir.dev/minimum-age=7d", "-n", project);
    weir.says(
        "annotate", "istag/app:live", "weir.dev/minimum-age=7d", "--overwrite", "-n", project);
    String _ =
        weir.says(
            "tag",
            "--source=docker",
            "--insecure",
            upstream.host() + "/" + project + "/app:2",
            project + "/app:live");
    awaitWaiting(other);
    assertThat(image()).isEqualTo(first.toString());
    assertThat(pull(other.toString())).isEqualTo(404);
  }
}
