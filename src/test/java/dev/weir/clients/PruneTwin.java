package dev.weir.clients;

import dev.weir.clients.RealClient.Output;
import dev.weir.clients.TestPushes.Pushed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A server with histories that can be pruned: the same on each twin, so that one can be pruned by
 * {@code oc} and the other by Weir.
 */
final class PruneTwin implements AutoCloseable {
  private static final String IMAGES = "/apis/image.openshift.io/v1/images";

  private final ServerProcess server;
  private final ApiCaller caller;
  private final TestPushes pushes;
  private final RealClient oc;
  private final WeirCalls weir;

  private PruneTwin(Path work, ServerProcess server) throws Exception {
    this.server = server;
    this.caller = ApiCaller.of(server);
    this.pushes = new TestPushes(caller);
    this.oc = RealClient.oc(server.environment(work));
    this.weir = new WeirCalls(server.environment(work), work);
  }

  static PruneTwin start(Path work, String... flags) throws Exception {
    var _ = RealClient.oc(Map.of()); // or nobody would end the server
    Files.createDirectories(work);
    return new PruneTwin(work, ServerProcess.start(work.resolve("data"), flags));
  }

  ServerProcess server() {
    return server;
  }

  ApiCaller caller() {
    return caller;
  }

  TestPushes pushes() {
    return pushes;
  }

  String token() {
    return caller.administrator();
  }

  Output oc(String... arguments) throws IOException, InterruptedException {
    return oc.attempt("", arguments);
  }

  Output weir(String... arguments) {
    return weir.attempt("", arguments);
  }

  WeirCalls weir() {
    return weir;
  }

  void project(String name) throws IOException, InterruptedException {
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(name));
  }

  /** An image of a layer of its own and one that all share. */
  Pushed image(String repository, String tag, String text)
      throws IOException, InterruptedException {
    return pushes.image(token(), repository, tag, text);
  }

  /**
   * Two projects: {@code shop} with a tag of six images, one of five lists of two images each, and
   * a stream that has an image of the first; {@code art} with images that came by a tag from there.
   */
  void fill() throws IOException, InterruptedException {
    project("shop");
    project("art");
    for (int number = 0; number < 6; number++) {
      image("shop/app", "v", "app " + number);
    }
    for (int number = 0; number < 5; number++) {
      List<Pushed> children = new ArrayList<>();
      for (String platform : List.of("a", "b")) {
        children.add(image("shop/many", "", "many " + number + platform));
      }
      pushes.index(token(), "shop/many", "latest", children);
    }
    for (int number = 0; number < 5; number++) {
      image("art/app", "v", "app " + number);
      image("art/app", "w", "art " + number);
    }
  }

  /** Brings what a tag of another registry is now. */
  void imports(String from) {
    weir.says(
        "import-image", "imported:all", "-n", "art", "--from=" + from, "--confirm", "--insecure");
  }

  /** Something that names an image. */
  void workload(String path, String json) throws IOException, InterruptedException {
    caller.create(path, json);
  }

  String digest(String text) {
    return pushes.imageDigest(text);
  }

  /** What is left: of each tag its images, and all images. */
  Map<String, List<String>> state() throws IOException, InterruptedException {
    Map<String, List<String>> state = new TreeMap<>();
    JsonNode streams =
        caller.api(token(), "GET", "/apis/image.openshift.io/v1/imagestreams", "").json();
    for (JsonNode stream : streams.path("items")) {
      for (JsonNode tag : stream.at("/status/tags")) {
        state.put(
            stream.at("/metadata/namespace").asString()
                + "/"
                + stream.at("/metadata/name").asString()
                + ":"
                + tag.path("tag").asString(),
            tag.path("items").valueStream().map(it -> it.path("image").asString()).toList());
      }
    }
    state.put(
        "images",
        caller
            .api(token(), "GET", IMAGES, "")
            .json()
            .path("items")
            .valueStream()
            .map(it -> it.at("/metadata/name").asString())
            .sorted()
            .toList());
    return state;
  }

  @Override
  public void close() throws IOException {
    caller.close();
    server.close();
  }
}
