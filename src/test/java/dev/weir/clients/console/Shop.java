package dev.weir.clients.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ApiCaller;
import dev.weir.clients.RealClient;
import dev.weir.clients.ServerProcess;
import dev.weir.clients.TestPushes;
import dev.weir.clients.WeirCalls;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server with people of different rights: ann may do everything in her projects, vic may look.
 *
 * @param admin may do anything
 */
record Shop(ServerProcess server, WeirCalls admin) implements AutoCloseable {
  static Shop start(Path work) throws Exception {
    RealClient _ = RealClient.required(Map.of(), "chromium");
    RealClient htpasswd = RealClient.required(Map.of(), "htpasswd");
    Path data = Files.createDirectories(work.resolve("data"));
    String users = data.resolve("users.htpasswd").toString();
    String _ = htpasswd.run("-cbB", users, "ann", "secret");
    String _ = htpasswd.run("-bB", users, "vic", "secret");
    ServerProcess server = ServerProcess.start(data);
    return new Shop(server, new WeirCalls(server.environment(work), work));
  }

  /**
   * A project of ann's with a stream {@code app} that had two images, the first of which is given
   * back: {@code live} follows {@code main}, and the Deployment {@code web} follows {@code live}.
   */
  List<String> project(String name) throws Exception {
    String _ = admin.says("new-project", name);
    String _ = admin.says("adm", "policy", "add-role-to-user", "admin", "ann", "-n", name);
    String _ = admin.says("adm", "policy", "add-role-to-user", "view", "vic", "-n", name);
    String first = push(name, "app", "main", "one of " + name);
    String _ = admin.says("tag", "--alias", "app:main", "app:live", "-n", name);
    String _ = admin.says("create", "deployment", "web", "--image=to-be-set", "-n", name);
    String _ =
        admin.says(
            "set",
            "triggers",
            "deployment/web",
            "--from-image=app:live",
            "-c",
            "to-be-set",
            "-n",
            name);
    String second = push(name, "app", "main", "two of " + name);
    return List.of(first, second);
  }

  /** The digest of what was pushed. */
  String push(String project, String stream, String tag, String text) throws Exception {
    try (ApiCaller caller = ApiCaller.of(server)) {
      return new TestPushes(caller)
          .image(caller.administrator(), project + "/" + stream, tag, text)
          .digest();
    }
  }

  /** Makes the service account for pulls almost as large as an object may be. */
  void fillAccount(String project) throws Exception {
    ObjectNode account = (ObjectNode) object(project, "sa", "default");
    ArrayNode pulls = Json.ensureArray(account, "imagePullSecrets");
    int size = Json.bytes(account).length;
    int frame = "{\"name\":\"\"},".length();
    for (int left = Json.MAX_BYTES - 100 - size; left > frame; ) {
      String name = "n".repeat(Math.min(250, left - frame));
      pulls.addObject().put("name", name);
      left -= name.length() + frame;
    }
    String path = "/api/v1/namespaces/" + project + "/serviceaccounts/default";
    try (ApiCaller caller = ApiCaller.of(server)) {
      assertThat(caller.api(caller.administrator(), "PUT", path, Json.text(account)).status())
          .isEqualTo(200);
    }
  }

  JsonNode object(String project, String kind, String name) {
    return Json.parse(admin.says("get", kind, name, "-n", project, "-o", "json"));
  }

  /** The image that a tag is. */
  String image(String project, String tag) {
    return object(project, "istag", tag).at("/image/metadata/name").asString();
  }

  /** The image that the Deployment has. */
  String runs(String project) {
    return object(project, "deployment", "web")
        .at("/spec/template/spec/containers/0/image")
        .asString();
  }

  /**
   * What the audit log has of a project, a line each: {@code ann patch imagestreamtags app:live
   * 200}.
   */
  List<String> audited(String project) throws Exception {
    assertThat(server.data().resolve("audit.log")).exists();
    return Files.readAllLines(server.data().resolve("audit.log")).stream()
        .map(Json::parse)
        .filter(event -> event.at("/objectRef/namespace").asString("").equals(project))
        .filter(event -> event.path("requestURI").asString("").startsWith("/console/"))
        .map(
            event ->
                String.join(
                    " ",
                    event.at("/user/username").asString(""),
                    event.path("verb").asString(""),
                    event.at("/objectRef/resource").asString(""),
                    event.at("/objectRef/name").asString(""),
                    event.at("/responseStatus/code").asString("")))
        .toList();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
