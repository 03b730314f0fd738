package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.remote.fake.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code oc image mirror}, unmodified, with Weir at either end. */
@WeirServer({"--audit-log", "off"})
@Timeout(180)
class OcMirrorTest {
  private final ServerProcess server;
  private final ApiCaller caller;
  private final TestPushes pushes;
  private final String admin;
  private final MirrorSource source = new MirrorSource();

  @TempDir Path home;

  OcMirrorTest(ServerProcess server, ApiCaller caller) throws Exception {
    this.server = server;
    this.caller = caller;
    pushes = new TestPushes(caller);
    admin = caller.administrator();
    for (String project : List.of("shop", "other")) {
      var _ = caller.create("/api/v1/namespaces", "{'metadata':{'name':'" + project + "'}}");
    }
  }

  @AfterAll
  void stop() {
    source.close();
  }

  private OcImages oc() throws IOException {
    return new OcImages(home).login(server.registry(), "admin", admin);
  }

  private String weir(String image) {
    return server.registry() + "/" + image;
  }

  private int pull(String repository, Object reference) throws Exception {
    return pushes.pull(admin, repository, reference.toString());
  }

  private String tagged(String repository, String tag) throws Exception {
    String path =
        "/apis/image.openshift.io/v1/namespaces/"
            + repository.replace("/", "/imagestreamtags/")
            + ":"
            + tag;
    return caller.api(admin, "GET", path, "").json().at("/image/metadata/name").asString("");
  }

  @Test
  void anImageComesFromAnotherRegistryAndMovesATag() throws Exception {
    OcImages oc = oc();
    assertThat(oc.mirrors(source.team("app:v1"), weir("shop/one:live")))
        .containsExactly(source.single() + " " + weir("shop/one:live"));

    assertThat(tagged("shop/one", "live")).isEqualTo(source.single().toString());
    assertThat(pull("shop/one", "live")).isEqualTo(200);
  }

  @Test
  void whatIsThereIsNotSentAgain() throws Exception {
    OcImages oc = oc();
    var _ = oc.mirrors(source.team("app:v1"), weir("shop/again:v1"));
    long sent = source.registry().blobBytes();

    assertThat(oc.mirrors(source.team("app:v1"), weir("shop/again:v1")))
        .containsExactly(source.single() + " " + weir("shop/again:v1"));

    assertThat(source.registry().blobBytes()).isEqualTo(sent);
  }

  @Test
  void anImageGoesToSeveralPlacesAtOnce() throws Exception {
    OcImages oc = oc();
    assertThat(oc.mirrors(source.team("app:v1"), weir("shop/several:a"), weir("other/several:b")))
        .containsExactlyInAnyOrder(
            source.single() + " " + weir("shop/several:a"),
            source.single() + " " + weir("other/several:b"));

    assertThat(pull("shop/several", "a")).isEqualTo(200);
    assertThat(pull("other/several", "b")).isEqualTo(200);
  }

  @Test
  void imagesGoFromProjectToProject() throws Exception {
    OcImages oc = oc();
    var _ = oc.mirrors(source.team("app:v1"), weir("shop/promoted:v1"));
    source.registry().failAlways("/v2/", new Fault.Drop());

    assertThat(oc.mirrors(weir("shop/promoted:v1"), weir("other/promoted")))
        .containsExactly(source.single() + " " + weir("other/promoted:v1"));

    source.registry().mend();
    assertThat(pull("other/promoted", "v1")).isEqualTo(200);
  }

  @Test
  void mappingsAreReadFromAFile() throws Exception {
    OcImages oc = oc();
    Path mappings = home.resolve("mappings");
    Files.writeString(
        mappings,
        """
        # what the shop needs
        %s=%s
        %s %s %s # twice
        """
            .formatted(
                source.team("app:v1"),
                weir("shop/mapped:v1"),
                source.team("app:v2"),
                weir("shop/mapped:v2"),
                weir("other/mapped:v2")));

    assertThat(oc.mirrors("-f", mappings.toString())).hasSize(3);

    assertThat(tagged("shop/mapped", "v1")).isEqualTo(source.single().toString());
    assertThat(pull("shop/mapped", "v2")).isEqualTo(200);
    assertThat(pull("other/mapped", "v2")).isEqualTo(200);
  }

  @Test
  void filesAreAPlaceBetween() throws Exception {
    OcImages oc = oc();
    String files = home.resolve("files").toString();
    var _ =
        oc.mirrors(
            "--keep-manifest-list",
            "--dir",
            files,
            source.team("many:all"),
            "file://team/many:all");

    assertThat(
            oc.mirrors(
                "--keep-manifest-list",
                "--from-dir",
                files,
                "file://team/many:all",
                weir("shop/unpacked:all")))
        .contains(source.list() + " " + weir("shop/unpacked:all"));

    assertThat(tagged("shop/unpacked", "all")).isEqualTo(source.list().toString());
    var _ = oc.mirrors("--dir", files, weir("shop/unpacked:all"), "file://back/many:all");
    assertThat(home.resolve("files/v2/back/many/manifests/all")).exists();
  }

  @Test
  void anImageByDigestIsPushedByDigestAlone() throws Exception {
    OcImages oc = oc();
    assertThat(oc.mirrors(source.team("app@" + source.single()), weir("shop/digest")))
        .containsExactly(source.single() + " " + weir("shop/digest"));

    assertThat(pull("shop/digest", source.single())).isEqualTo(200);
    assertThat(tagged("shop/digest", "latest")).isEmpty();
  }

  @Test
  void aSourceWithoutATagIsAllItsTags() throws Exception {
    OcImages oc = oc();
    assertThat(oc.mirrors(source.team("app"), weir("shop/everything"))).hasSize(3);
    assertThat(oc.mirrors(source.team("app:v*"), weir("shop/pattern"))).hasSize(2);

    for (String tag : List.of("v1", "v2", "other")) {
      assertThat(tagged("shop/everything", tag)).isNotEmpty();
    }
    assertThat(tagged("shop/pattern", "other")).isEmpty();
    assertThat(oc.mirrors(weir("shop/everything"), weir("other/everything"))).hasSize(3);
    assertThat(tagged("other/everything", "v1")).isEqualTo(source.single().toString());
  }

  @Test
  void aDryRunSendsNothing() throws Exception {
    OcImages oc = oc();
    Output output =
        oc.image("mirror", "--insecure", "--dry-run", source.team("app:v1"), weir("shop/dry:v1"));

    assertThat(output.exit()).as(output.err()).isZero();
    assertThat(output.err()).contains("shop/dry", "Dry run complete");
    assertThat(tagged("shop/dry", "v1")).isEmpty();
  }
}
