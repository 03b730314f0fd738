package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Several users push, tag, alias and delete at random, in turn and at once; after each step the
 * server's streams are those of {@link StreamModel}. {@code -Dweir.seed} repeats a run.
 */
class StreamModelTest {
  private static final String PROJECT = "model";
  private static final int STEPS = Integer.getInteger("weir.steps", 250);
  private static final List<String> STREAMS = List.of("app", "base");
  private static final List<String> TAGS = List.of("one", "two", "three");
  private static final List<String> ALIASES = List.of("follows", "tracks");

  /** Who takes part, by the role that they have in the project. */
  private enum User {
    ADMIN("admin"),
    EDITOR("edit"),
    PUSHER("system:image-pusher"),
    VIEWER("view");

    private final String role;

    User(String role) {
      this.role = role;
    }

    boolean mayWrite() {
      return this == ADMIN || this == EDITOR;
    }

    boolean mayPush(boolean streamExists) {
      return mayWrite() || (this == PUSHER && streamExists);
    }
  }

  @TempDir private static Path work;
  private static ServerProcess server;
  private static ApiCaller caller;
  private static final Map<User, String> TOKENS = new EnumMap<>(User.class);

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.start(work.resolve("data"));
    caller = ApiCaller.of(server);
    create("/apis/project.openshift.io/v1/projectrequests", object(PROJECT));
    for (User user : User.values()) {
      String name = user.name().toLowerCase(java.util.Locale.ROOT);
      create("/api/v1/namespaces/" + PROJECT + "/serviceaccounts", object(name));
      ObjectNode binding = object("model-" + name);
      binding
          .putObject("roleRef")
          .put("apiGroup", "rbac.authorization.k8s.io")
          .put("kind", "ClusterRole")
          .put("name", user.role);
      binding.putArray("subjects").addObject().put("kind", "ServiceAccount").put("name", name);
      ((ObjectNode) binding.get("subjects").get(0)).put("namespace", PROJECT);
      create("/apis/rbac.authorization.k8s.io/v1/namespaces/" + PROJECT + "/rolebindings", binding);
      JsonNode answer =
          create(
              "/api/v1/namespaces/" + PROJECT + "/serviceaccounts/" + name + "/token",
              Json.object());
      TOKENS.put(user, answer.path("status").path("token").asString());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    caller.close();
    server.close();
  }

  private static JsonNode create(String path, ObjectNode body) throws Exception {
    var answer = caller.api(caller.administrator(), "POST", path, body.toString());
    assertThat(answer.status()).as("%s: %s", path, answer.json()).isIn(200, 201);
    return answer.json();
  }

  private static ObjectNode object(String name) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", name);
    return object;
  }

  @Test
  void agreesWithTheModelAfterEachStep() throws Exception {
    long seed = Long.getLong("weir.seed", System.nanoTime());
    Random random = new Random(seed);
    StreamModel model = new StreamModel();
    for (int step = 0; step < STEPS; step++) {
      String said = step(random, model);
      assertThat(state()).as("seed %d, step %d: %s", seed, step, said).isEqualTo(model.state());
    }
    deleteAll();
  }

  /** One random step by one random user, told to the model if it should be allowed. */
  private static String step(Random random, StreamModel model) throws Exception {
    User user = User.values()[random.nextInt(User.values().length)];
    String stream = pick(random, STREAMS);
    String tag = pick(random, TAGS);
    String said = user + " " + stream + ":" + tag + " ";
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3, 4 -> said + push(user, stream, tag, "image " + random.nextInt(6), model);
      case 5, 6, 7 -> said + permanent(user, stream, tag, random, model);
      case 8, 9 -> said + alias(user, stream, pick(random, ALIASES), tag, model);
      case 10 -> said + deleteTag(user, stream, random.nextBoolean() ? tag : "follows", model);
      default -> said + (random.nextInt(4) == 0 ? deleteStream(user, stream, model) : "rests");
    };
  }

  private static String push(
      User user, String stream, String tag, String content, StreamModel model) throws Exception {
    boolean allowed = user.mayPush(model.exists(stream));
    byte[] manifest = manifest(content);
    int status = push(TOKENS.get(user), stream, tag, manifest);
    assertThat(status).as("%s pushes %s:%s", user, stream, tag).isIn((Object[]) expected(allowed));
    if (allowed) {
      model.push(stream, tag, Digest.of(manifest).toString());
    }
    return "push " + content;
  }

  private static String permanent(
      User user, String stream, String tag, Random random, StreamModel model) throws Exception {
    String source = pick(random, STREAMS);
    String image = model.newest(source, pick(random, TAGS));
    if (image.isEmpty()) {
      return "nothing to tag";
    }
    int status = putTag(user, stream, tag, "ImageStreamImage", source + "@" + image);
    assertThat(status)
        .as("%s tags %s:%s", user, stream, tag)
        .isIn((Object[]) expected(user.mayWrite()));
    if (user.mayWrite()) {
      model.tag(stream, tag, source, image);
    }
    return "tag from " + source + "@" + image;
  }

  private static String alias(User user, String stream, String alias, String tag, StreamModel model)
      throws Exception {
    if (model.newest(stream, tag).isEmpty()) {
      return "nothing to follow";
    }
    int status = putTag(user, stream, alias, "ImageStreamTag", stream + ":" + tag);
    assertThat(status)
        .as("%s lets %s follow", user, alias)
        .isIn((Object[]) expected(user.mayWrite()));
    if (user.mayWrite()) {
      model.alias(stream, alias, tag);
    }
    return "alias " + alias;
  }

  private static String deleteTag(User user, String stream, String tag, StreamModel model)
      throws Exception {
    boolean there = model.hasTag(stream, tag);
    String path = images("imagestreamtags/" + stream + ":" + tag);
    int status = caller.api(TOKENS.get(user), "DELETE", path, "").status();
    assertThat(status)
        .as("%s deletes %s:%s", user, stream, tag)
        .isEqualTo(user.mayWrite() ? (there ? 200 : 404) : 403);
    if (user.mayWrite() && there) {
      model.deleteTag(stream, tag);
    }
    return "delete " + tag;
  }

  private static String deleteStream(User user, String stream, StreamModel model) throws Exception {
    int status =
        caller.api(TOKENS.get(user), "DELETE", images("imagestreams/" + stream), "").status();
    assertThat(status)
        .as("%s deletes %s", user, stream)
        .isEqualTo(user.mayWrite() ? (model.exists(stream) ? 200 : 404) : 403);
    if (user.mayWrite()) {
      model.deleteStream(stream);
    }
    return "delete the stream";
  }

  private static Integer[] expected(boolean allowed) {
    return allowed ? new Integer[] {200, 201} : new Integer[] {401, 403};
  }

  @Test
  void losesNoTagMoveWhenManyMoveAtOnce() throws Exception {
    int writers = 8;
    int moves = 15;
    String token = TOKENS.get(User.EDITOR);
    assertThat(push(token, "busy", "shared", manifest("first"))).isEqualTo(201);
    List<Callable<List<String>>> tasks = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      String own = "own" + writer;
      tasks.add(
          () -> {
            List<String> acknowledged = new ArrayList<>();
            for (int move = 0; move < moves; move++) {
              byte[] manifest = manifest(own + " " + move);
              String image = Digest.of(manifest).toString();
              assertThat(push(token, "busy", own, manifest)).isEqualTo(201);
              int status =
                  putTag(User.ADMIN, "busy", "shared", "ImageStreamImage", "busy@" + image);
              assertThat(status).isIn(200, 201);
              acknowledged.addFirst(image);
            }
            return acknowledged;
          });
    }
    List<List<String>> all = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<String>> done : executor.invokeAll(tasks)) {
        all.add(done.get());
      }
    }
    Map<String, List<String>> tags = state().get("busy");
    for (int writer = 0; writer < writers; writer++) {
      assertThat(tags).containsEntry("own" + writer, all.get(writer));
    }
    assertThat(tags.get("shared"))
        .hasSize(writers * moves + 1)
        .containsAll(all.stream().flatMap(List::stream).toList());
    deleteAll();
  }

  private static void deleteAll() throws Exception {
    var answer = caller.api(caller.administrator(), "DELETE", images("imagestreams"), "");
    assertThat(answer.status()).isEqualTo(200);
    await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(state()).isEmpty());
  }

  private static int putTag(User user, String stream, String tag, String kind, String from)
      throws Exception {
    ObjectNode istag = object(stream + ":" + tag);
    ObjectNode spec = istag.putObject("tag").put("name", tag);
    spec.putObject("from").put("kind", kind).put("name", from);
    String path = images("imagestreamtags/" + stream + ":" + tag);
    return caller.api(TOKENS.get(user), "PUT", path, istag.toString()).status();
  }

  private static String images(String rest) {
    return "/apis/image.openshift.io/v1/namespaces/" + PROJECT + "/" + rest;
  }

  /** The server's streams, in the model's form. */
  private static Map<String, Map<String, List<String>>> state() throws Exception {
    var answer = caller.api(caller.administrator(), "GET", images("imagestreams"), "");
    Map<String, Map<String, List<String>>> state = new TreeMap<>();
    for (JsonNode stream : answer.json().path("items")) {
      Map<String, List<String>> tags = new TreeMap<>();
      for (JsonNode tag : stream.path("status").path("tags")) {
        List<String> history =
            tag.path("items").valueStream().map(item -> item.path("image").asString()).toList();
        tags.put(tag.path("tag").asString(), history);
      }
      state.put(stream.path("metadata").path("name").asString(), tags);
    }
    return state;
  }

  private static final byte[] CONFIG =
      "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\"}}"
          .getBytes(StandardCharsets.UTF_8);

  /** An image that differs from others by its content's name only. */
  private static byte[] manifest(String content) {
    ObjectNode manifest = Json.object();
    manifest.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest
        .putObject("config")
        .put("mediaType", MediaTypes.OCI_CONFIG)
        .put("digest", Digest.of(CONFIG).toString())
        .put("size", CONFIG.length);
    manifest.putArray("layers");
    manifest.putObject("annotations").put("content", content);
    return Json.bytes(manifest);
  }

  /** Pushes as a client does: what is missing of the blobs, then the manifest. */
  private static int push(String token, String stream, String tag, byte[] manifest)
      throws Exception {
    String repository = "/v2/" + PROJECT + "/" + stream;
    byte[] none = new byte[0];
    var begun =
        caller.registry(
            token, "POST", repository + "/blobs/uploads/", "application/octet-stream", none);
    if (begun.status() != 202) {
      return begun.status();
    }
    String end = begun.location() + (begun.location().contains("?") ? "&" : "?");
    var blob =
        caller.registry(
            token, "PUT", end + "digest=" + Digest.of(CONFIG), "application/octet-stream", CONFIG);
    assertThat(blob.status()).isEqualTo(201);
    return caller
        .registry(token, "PUT", repository + "/manifests/" + tag, MediaTypes.OCI_MANIFEST, manifest)
        .status();
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
