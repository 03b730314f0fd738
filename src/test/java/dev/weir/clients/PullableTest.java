package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.TestPushes.Pushed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/**
 * After any history of pushes, tags, imports, claims and deletions, what {@code
 * imagestreams/layers} lists can be pulled from that stream, and of everything that was ever pushed
 * nothing else but what was pushed there; and only of that it is shown what is inside. {@code
 * -Dweir.seed} repeats a run.
 */
@WeirServer({"--audit-log", "off"})
@Timeout(180)
class PullableTest {
  private static final int STEPS = Integer.getInteger("weir.steps", 54);
  private static final int STEPS_BETWEEN_LOOKS = 6;
  private static final String IMAGES = "/apis/image.openshift.io/v1/namespaces/";
  private static final List<String> REPOSITORIES =
      List.of("left/app", "left/base", "right/app", "right/base");
  private static final List<String> TAGS = List.of("one", "two");

  private final ServerProcess server;
  private final ApiCaller caller;
  private TestPushes pushes;
  private String admin = "";

  /** May edit the project {@code left} and nothing else. */
  private String ann = "";

  private final List<Pushed> all = new ArrayList<>();

  /** What could be pulled from a repository of left at some time. */
  private final Set<String> openToAnn = new HashSet<>();

  /** What was pushed into a repository, by tag or not, since its stream was last deleted. */
  private final Map<String, Set<String>> there = new HashMap<>();

  PullableTest(ServerProcess server, ApiCaller caller) throws Exception {
    this.server = server;
    this.caller = caller;
    pushes = new TestPushes(caller);
    admin = caller.administrator();
    for (String project : List.of("left", "right")) {
      String body = "{\"metadata\":{\"name\":\"" + project + "\"}}";
      assertThat(caller.api(admin, "POST", "/api/v1/namespaces", body).status()).isEqualTo(201);
    }
    String accounts = "/api/v1/namespaces/left/serviceaccounts";
    made(accounts, "{'metadata':{'name':'ann'}}");
    made(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/left/rolebindings",
        "{'metadata':{'name':'ann'},'roleRef':{'kind':'ClusterRole','name':'edit'},"
            + "'subjects':[{'kind':'ServiceAccount','namespace':'left','name':'ann'}]}");
    ann = made(accounts + "/ann/token", "{}").at("/status/token").asString();
    REPOSITORIES.forEach(repository -> there.put(repository, new HashSet<>()));
  }

  private JsonNode made(String path, String json) throws Exception {
    var answer = caller.api(admin, "POST", path, json.replace('\'', '"'));
    assertThat(answer.status()).as(path).isEqualTo(201);
    return answer.json();
  }

  @Test
  void whatLayersListCanBePulledAndNothingElse() throws Exception {
    long seed = Long.getLong("weir.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      String said = step(random);
      rememberWhatIsOpen();
      if (step % STEPS_BETWEEN_LOOKS == 0) {
        for (String repository : REPOSITORIES) {
          look("seed %d, step %d, %s: %s".formatted(seed, step, said, repository), repository);
        }
      }
    }
  }

  private void look(String said, String repository) throws Exception {
    JsonNode layers = caller.api(admin, "GET", IMAGES + stream(repository) + "/layers", "").json();
    Set<String> expected = new TreeSet<>(there.get(repository));
    expected.addAll(layers.path("blobs").propertyNames());
    Set<String> pulled = new TreeSet<>();
    Set<String> known = new TreeSet<>();
    for (Pushed pushed : all) {
      known.addAll(pushed.parts());
    }
    for (String digest : known) {
      if (pushes.pullBlob(admin, repository, digest) == 200) {
        pulled.add(digest);
      }
    }
    assertThat(pulled).as(said).isEqualTo(expected);
    for (Map.Entry<String, JsonNode> image : layers.path("images").properties()) {
      boolean there = pushes.pull(admin, repository, image.getKey()) == 200;
      assertThat(there).as(said).isEqualTo(!image.getValue().has("imageMissing"));
    }
    lookInside(said, repository);
  }

  /**
   * What is inside an image is shown in left only if it could be pulled from there at some time.
   */
  private void lookInside(String said, String repository) throws Exception {
    String name = IMAGES + repository.replace("/", "/imagestreamimages/") + "@";
    for (Pushed pushed : all) {
      var answer = caller.api(admin, "GET", name + pushed.digest(), "");
      if (repository.startsWith("left/") && answer.json().toString().contains("SECRET=")) {
        assertThat(openToAnn).as(said).contains(pushed.digest());
      }
    }
  }

  private void rememberWhatIsOpen() throws Exception {
    for (String repository : List.of("left/app", "left/base")) {
      openToAnn.addAll(there.get(repository));
      caller
          .api(admin, "GET", IMAGES + stream(repository) + "/layers", "")
          .json()
          .path("blobs")
          .propertyNames()
          .forEach(openToAnn::add);
    }
  }

  private String step(Random random) throws Exception {
    String repository = pick(random, REPOSITORIES);
    String tag = pick(random, TAGS);
    String source = pick(random, REPOSITORIES);
    int what = random.nextInt(14);
    String said = what + " " + repository + ":" + tag + " from " + source + " ";
    switch (what) {
      case 0, 1, 2 ->
          pushed(repository, image(random, repository, random.nextBoolean() ? tag : ""));
      case 3, 4 -> index(random, repository, tag);
      case 5, 6, 7 -> said += tag(random, repository, tag, source);
      case 8, 9 -> said += importOwn(random, repository, tag, source);
      case 10, 11 -> claim(random, repository, tag);
      case 12 -> caller.api(admin, "DELETE", IMAGES + tagOf(repository, tag), "");
      default -> deleteStream(random, repository);
    }
    return said;
  }

  private Pushed image(Random random, String repository, String reference) throws Exception {
    return pushes.image(admin, repository, reference, "content " + random.nextInt(8));
  }

  private void pushed(String repository, Pushed image) {
    there.get(repository).addAll(image.parts());
    if (all.stream().noneMatch(known -> known.digest().equals(image.digest()))) {
      all.add(image);
    }
  }

  private void index(Random random, String repository, String tag) throws Exception {
    Pushed one = image(random, repository, "");
    pushed(repository, one);
    Pushed inner = pushes.index(admin, repository, "", List.of(one));
    pushed(repository, inner);
    pushed(repository, pushes.index(admin, repository, tag, List.of(inner, one)));
  }

  private int tag(Random random, String repository, String tag, String source) throws Exception {
    String[] from = source.split("/");
    String name = from[1] + ":" + pick(random, TAGS);
    String body =
        "{'metadata':{'name':'%s:%s'},'tag':{'from':{'kind':'ImageStreamTag','namespace':'%s','name':'%s'}}}"
            .formatted(repository.split("/")[1], tag, from[0], name);
    return caller
        .api(admin, "PUT", IMAGES + tagOf(repository, tag), body.replace('\'', '"'))
        .status();
  }

  private int importOwn(Random random, String repository, String tag, String source)
      throws Exception {
    String mode = random.nextBoolean() ? "Legacy" : "PreserveOriginal";
    String body =
        ("{'metadata':{'name':'%s'},'spec':{'import':true,'images':[{'to':{'name':'%s'},"
                + "'importPolicy':{'importMode':'%s'},"
                + "'from':{'kind':'DockerImage','name':'%s/%s:%s'}}]}}")
            .formatted(
                repository.split("/")[1], tag, mode, server.registry(), source, pick(random, TAGS));
    return caller
        .api(
            admin,
            "POST",
            IMAGES + repository.split("/")[0] + "/imagestreamimports",
            body.replace('\'', '"'))
        .status();
  }

  /**
   * Ann says of an image elsewhere that it is made of what others pushed, or that what others
   * pushed, or are yet to push, is hers.
   */
  private void claim(Random random, String repository, String tag) throws Exception {
    String stream = repository.split("/")[1];
    String own = "sha256:" + Integer.toHexString(random.nextInt(4)).repeat(64);
    String victim = all.isEmpty() ? own : pick(random, all).digest();
    String name = random.nextBoolean() ? own : victim;
    if (random.nextInt(3) == 0) {
      name = pushes.imageDigest("content " + random.nextInt(8));
    }
    String managed = random.nextBoolean() ? "true" : "false";
    String body =
        ("{'metadata':{'name':'%s'},'tag':'%s','image':{'metadata':{'name':'%s',"
                + "'annotations':{'openshift.io/image.managed':'%s'}},"
                + "'dockerImageReference':'127.0.0.1:1/a/b@%s',"
                + "'dockerImageManifests':[{'digest':'%s','manifestSize':1,'os':'linux',"
                + "'architecture':'amd64',"
                + "'mediaType':'application/vnd.oci.image.manifest.v1+json'}]}}")
            .formatted(stream, tag, name, managed, name, victim);
    int status =
        caller
            .api(ann, "POST", IMAGES + "left/imagestreammappings", body.replace('\'', '"'))
            .status();
    assertThat(status).isIn(201, 403, 404);
  }

  private void deleteStream(Random random, String repository) throws Exception {
    if (random.nextInt(3) == 0
        && caller.api(admin, "DELETE", IMAGES + stream(repository), "").status() == 200) {
      there.get(repository).clear();
    }
  }

  private static String stream(String repository) {
    return repository.replace("/", "/imagestreams/");
  }

  private static String tagOf(String repository, String tag) {
    return repository.replace("/", "/imagestreamtags/") + ":" + tag;
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
