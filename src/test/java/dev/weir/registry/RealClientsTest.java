package dev.weir.registry;

import static dev.weir.registry.TestRegistry.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.manifest.MediaTypes;
import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealClientsTest {
  @TempDir private Path directory;
  private TestRegistry registry;
  private Path layout;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.start(FileBlobStore.open(directory.resolve("data")));
    layout = directory.resolve("layout");
  }

  @AfterEach
  void stop() throws Exception {
    registry.close();
  }

  private String remote(String name) {
    return "docker://" + registry.host() + "/" + name;
  }

  @Test
  void skopeoLogsInPushesAndPullsAnImage() throws Exception {
    ClientProgram skopeo = ClientProgram.require(directory, "skopeo", "--insecure-policy");
    new OciLayout(layout).image("v1", "one");
    skopeo.run("login", "--tls-verify=false", "-u", "x", "-p", "dev-token", registry.host());

    skopeo.run("copy", "--dest-tls-verify=false", "oci:" + layout + ":v1", remote("team/app:v1"));
    Path pulled = directory.resolve("pulled");
    skopeo.run("copy", "--src-tls-verify=false", remote("team/app:v1"), "dir:" + pulled);

    byte[] served = registry.get(DEV, "/v2/team/app/manifests/v1").body();
    assertThat(pulled.resolve("manifest.json")).hasBinaryContent(served);
    assertThat(skopeo.run("list-tags", "--tls-verify=false", remote("team/app")))
        .contains("\"v1\"");
  }

  @Test
  void skopeoLogsInAsAUserWithColonsInItsName() throws Exception {
    ClientProgram skopeo = ClientProgram.require(directory, "skopeo", "--insecure-policy");
    new OciLayout(layout).image("v1", "one");
    String user = "system:serviceaccount:team:builder";
    skopeo.run("login", "--tls-verify=false", "-u", user, "-p", "dev-token", registry.host());

    skopeo.run("copy", "--dest-tls-verify=false", "oci:" + layout + ":v1", remote("team/app:v1"));

    assertThat(registry.get(DEV, "/v2/team/app/manifests/v1").status()).isEqualTo(200);
  }

  @Test
  void skopeoSaysWhatANameMustLookLike() throws Exception {
    ClientProgram skopeo = ClientProgram.require(directory, "skopeo", "--insecure-policy");
    new OciLayout(layout).image("v1", "one");

    assertThatThrownBy(
            () ->
                skopeo.run(
                    "copy",
                    "--dest-tls-verify=false",
                    "--dest-creds=x:dev-token",
                    "oci:" + layout + ":v1",
                    remote("app:v1")))
        .hasMessageContaining("must be of the form PROJECT/NAME");
  }

  @Test
  void skopeoPushesDockerSchemaTwo() throws Exception {
    ClientProgram skopeo = ClientProgram.require(directory, "skopeo", "--insecure-policy");
    new OciLayout(layout).image("v1", "one");

    skopeo.run(
        "copy",
        "--format=v2s2",
        "--dest-tls-verify=false",
        "--dest-creds=x:dev-token",
        "oci:" + layout + ":v1",
        remote("team/app:docker"));

    assertThat(registry.get(DEV, "/v2/team/app/manifests/docker").header("Content-Type"))
        .isEqualTo(MediaTypes.DOCKER_MANIFEST);
  }

  @Test
  void skopeoPushesAnIndexWithAllItsImagesAndMountsThem() throws Exception {
    ClientProgram skopeo = ClientProgram.require(directory, "skopeo", "--insecure-policy");
    new OciLayout(layout).index("all", "many");

    skopeo.run(
        "copy",
        "--all",
        "--dest-tls-verify=false",
        "--dest-creds=x:dev-token",
        "oci:" + layout + ":all",
        remote("team/app:all"));
    skopeo.run(
        "copy",
        "--all",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        "--src-creds=x:dev-token",
        "--dest-creds=x:dev-token",
        remote("team/app:all"),
        remote("team/copy:all"));

    var index = Json.parse(registry.get(DEV, "/v2/team/copy/manifests/all").body());
    assertThat(index.get("manifests")).hasSize(2);
  }

  @Test
  void podmanPullsTagsAndPushes() throws Exception {
    ClientProgram podman =
        ClientProgram.require(
            directory,
            "podman",
            "--root=" + directory.resolve("root"),
            "--runroot=" + directory.resolve("run"),
            "--storage-driver=vfs");
    registryHasAnImage();
    String image = registry.host() + "/team/app:v1";
    String copy = registry.host() + "/team/copy:v1";

    podman.run("pull", "--quiet", "--tls-verify=false", "--creds=x:dev-token", image);
    podman.run("tag", image, copy);
    podman.run("push", "--quiet", "--tls-verify=false", "--creds=x:dev-token", copy);

    assertThat(registry.get(DEV, "/v2/team/copy/manifests/v1").status()).isEqualTo(200);
  }

  @Test
  void buildahBuildsOnAPulledImageAndPushes() throws Exception {
    ClientProgram buildah =
        ClientProgram.require(
            directory,
            "buildah",
            "--root=" + directory.resolve("root"),
            "--runroot=" + directory.resolve("run"),
            "--storage-driver=vfs");
    registryHasAnImage();
    Path file = Files.writeString(directory.resolve("more.txt"), "more");

    String from = registry.host() + "/team/app:v1";
    buildah.run(
        "from", "--name=work", "--quiet", "--tls-verify=false", "--creds=x:dev-token", from);
    buildah.run("copy", "--quiet", "work", file.toString(), "/more.txt");
    buildah.run(
        "commit",
        "--quiet",
        "--tls-verify=false",
        "--creds=x:dev-token",
        "work",
        remote("team/built:v1"));

    byte[] manifest = registry.get(DEV, "/v2/team/built/manifests/v1").body();
    assertThat(Json.parse(manifest).get("layers")).hasSize(2);
  }

  private void registryHasAnImage() throws Exception {
    ClientProgram skopeo = ClientProgram.require(directory, "skopeo", "--insecure-policy");
    new OciLayout(layout).image("v1", "one");
    skopeo.run(
        "copy",
        "--dest-tls-verify=false",
        "--dest-creds=x:dev-token",
        "oci:" + layout + ":v1",
        remote("team/app:v1"));
  }
}
