package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.reference.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The data directory goes away under a running server: nothing is acknowledged into nothing. */
class LostStorageTest {
  private static final byte[] BLOB = "some bytes".getBytes(StandardCharsets.UTF_8);
  private static final String UPLOAD =
      "/v2/demo/app/blobs/uploads/?digest=" + Digest.of(BLOB).toString();

  @TempDir Path directory;

  private static int ready(ApiCaller api) throws Exception {
    return status(api, "/readyz");
  }

  private static int status(ApiCaller api, String path) throws Exception {
    return api.api(api.administrator(), "GET", path, "").status();
  }

  private static int create(ApiCaller api, String name) throws Exception {
    return api.api(
            api.administrator(),
            "POST",
            "/api/v1/namespaces/default/configmaps",
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
                + name
                + "\"}}")
        .status();
  }

  private static int push(ApiCaller api) throws Exception {
    return api.registry(api.administrator(), "POST", UPLOAD, "application/octet-stream", BLOB)
        .status();
  }

  private static int pull(ApiCaller api) throws Exception {
    return api.registry(
            api.administrator(),
            "GET",
            "/v2/demo/app/blobs/" + Digest.of(BLOB),
            "application/octet-stream",
            new byte[0])
        .status();
  }

  @Test
  void makesTheServerUnreadyAndItsWritesFailUntilItIsBack() throws Exception {
    Path data = directory.resolve("data");
    Path away = directory.resolve("away");
    try (ServerProcess server = ServerProcess.start(data);
        ApiCaller api = ApiCaller.of(server)) {
      JsonNode _ =
          api.create(
              "/apis/project.openshift.io/v1/projectrequests", "{'metadata':{'name':'demo'}}");
      assertThat(push(api)).isEqualTo(201);
      assertThat(ready(api)).isEqualTo(200);

      Files.move(data, away);

      assertThat(create(api, "lost")).isEqualTo(503);
      assertThat(push(api)).isEqualTo(503);
      assertThat(pull(api)).as("not unknown, only out of reach").isEqualTo(503);
      await().until(() -> ready(api) == 503);
      assertThat(data).as("nothing is made in its place").doesNotExist();
      assertThat(server.log()).contains("nothing can be written", data.toString());

      Files.move(away, data);

      await().until(() -> ready(api) == 200);
      assertThat(create(api, "kept")).isEqualTo(201);
      assertThat(push(api)).isEqualTo(201);
      assertThat(pull(api)).isEqualTo(200);
      server.terminate();
    }
    try (ServerProcess server = ServerProcess.start(data);
        ApiCaller api = ApiCaller.of(server)) {
      assertThat(create(api, "lost")).isEqualTo(201);
      assertThat(create(api, "kept")).isEqualTo(409);
    }
  }

  @Test
  void isNoticedAlsoWhereOnlyTheBlobsAreGone() throws Exception {
    Path data = directory.resolve("data");
    Path blobs = data.resolve("blobs");
    Path away = directory.resolve("away");
    try (ServerProcess server = ServerProcess.start(data);
        ApiCaller api = ApiCaller.of(server)) {
      JsonNode _ =
          api.create(
              "/apis/project.openshift.io/v1/projectrequests", "{'metadata':{'name':'demo'}}");
      assertThat(push(api)).isEqualTo(201);

      Files.move(blobs, away);

      assertThat(push(api)).isEqualTo(503);
      assertThat(pull(api)).as("not unknown, only out of reach").isEqualTo(503);
      await().until(() -> ready(api) == 503);
      assertThat(status(api, "/readyz?exclude=storage"))
          .as("who only reads may come")
          .isEqualTo(200);
      assertThat(status(api, "/readyz?exclude=etcd")).isEqualTo(503);
      assertThat(server.log()).contains("nothing can be written: the directory of blobs " + blobs);
      assertThat(blobs).as("nothing is made in its place").doesNotExist();
      Files.createDirectory(blobs);
      assertThat(push(api)).as("another directory stands there").isEqualTo(503);
      assertThat(blobs).isEmptyDirectory();

      Files.delete(blobs);
      Files.move(away, blobs);

      await().until(() -> ready(api) == 200);
      assertThat(push(api)).isEqualTo(201);
      assertThat(pull(api)).isEqualTo(200);
    }
  }
}
