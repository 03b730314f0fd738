package dev.weir.clients;

import static dev.weir.clients.MirrorSource.AMD64;
import static dev.weir.clients.MirrorSource.PLATFORMS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.reference.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lists of images as {@code oc image mirror} sends them, and as {@code oc image info} and {@code
 * extract} read them.
 */
@WeirServer({"--audit-log", "off"})
@Timeout(180)
class OcMirrorListsTest {
  private final ServerProcess server;
  private final ApiCaller caller;
  private final TestPushes pushes;
  private final String admin;
  private final MirrorSource source = new MirrorSource();

  @TempDir Path home;

  OcMirrorListsTest(ServerProcess server, ApiCaller caller) throws Exception {
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
  void ofAListOneImageIsTaken() throws Exception {
    OcImages oc = oc();
    Digest image = source.image("linux/arm64");

    assertThat(
            oc.mirrors(
                "--filter-by-os=linux/arm64", source.team("many:all"), weir("shop/single:v1")))
        .containsExactly(image + " " + weir("shop/single:v1"));

    assertThat(tagged("shop/single", "v1")).isEqualTo(image.toString());
  }

  @Test
  void aListIsKeptWithAllItsImages() throws Exception {
    OcImages oc = oc();
    assertThat(oc.mirrors("--keep-manifest-list", source.team("many:all"), weir("shop/kept:v1")))
        .contains(source.list() + " " + weir("shop/kept:v1"));

    assertThat(tagged("shop/kept", "v1")).isEqualTo(source.list().toString());
    for (String platform : PLATFORMS) {
      assertThat(pull("shop/kept", source.image(platform))).isEqualTo(200);
    }
  }

  @Test
  void ofSomeImagesOfAListAnotherListIsMade() throws Exception {
    OcImages oc = oc();
    List<String> lines =
        oc.mirrors(
            "--filter-by-os=linux/(amd64|arm64)", source.team("many:all"), weir("shop/some:v1"));

    String made = tagged("shop/some", "v1");
    assertThat(made).isNotEmpty().isNotEqualTo(source.list().toString());
    assertThat(lines).contains(made + " " + weir("shop/some:v1"));
    assertThat(pull("shop/some", source.image("linux/arm64"))).isEqualTo(200);
    assertThat(pull("shop/some", source.image("linux/s390x"))).isEqualTo(404);
  }

  @Test
  void aListIsKeptWithSomeOfItsImages() throws Exception {
    OcImages oc = oc();
    assertThat(
            oc.mirrors(
                "--keep-manifest-list",
                "--filter-by-os=" + AMD64,
                source.team("many:all"),
                weir("shop/sparse:v1")))
        .contains(source.list() + " " + weir("shop/sparse:v1"));

    assertThat(tagged("shop/sparse", "v1")).isEqualTo(source.list().toString());
    assertThat(pull("shop/sparse", source.image(AMD64))).isEqualTo(200);
    assertThat(pull("shop/sparse", source.image("linux/arm64"))).isEqualTo(404);
    var _ = oc.mirrors(weir("shop/sparse:v1"), weir("other/sparse:v1"), "--filter-by-os=" + AMD64);
    assertThat(tagged("other/sparse", "v1")).isEqualTo(source.image(AMD64).toString());
  }

  @Test
  void imagesAreShownAndTakenApart() throws Exception {
    OcImages oc = oc();
    var _ = oc.mirrors("--keep-manifest-list", source.team("many:all"), weir("shop/shown:v1"));

    Output all = oc.image("info", "--insecure", weir("shop/shown:v1"));
    assertThat(all.out() + all.err()).contains(PLATFORMS);
    Output one = oc.image("info", "--insecure", "--filter-by-os=" + AMD64, weir("shop/shown:v1"));
    assertThat(one.exit()).as(one.err()).isZero();
    assertThat(one.out()).contains(source.image(AMD64).toString(), "Command:", "/message");

    Path there = Files.createDirectories(home.resolve("there"));
    Output extracted =
        oc.image(
            "extract",
            "--insecure",
            "--filter-by-os=linux/arm64",
            weir("shop/shown:v1"),
            "--path=/:" + there);
    assertThat(extracted.exit()).as(extracted.err()).isZero();
    assertThat(there.resolve("message")).hasContent("linux/arm64");
  }

  @Test
  void whatASparseListLeavesOutIsToldToWhoAsksForIt() throws Exception {
    OcImages oc = oc();
    var _ =
        oc.mirrors(
            "--keep-manifest-list",
            "--filter-by-os=" + AMD64,
            source.team("many:all"),
            weir("shop/gaps:v1"));

    Output there = oc.image("info", "--insecure", weir("shop/gaps@" + source.image(AMD64)));
    Digest arm64 = source.image("linux/arm64");
    Output missing = oc.image("info", "--insecure", weir("shop/gaps@" + arm64));

    assertThat(there.exit()).as(there.err()).isZero();
    assertThat(missing.exit()).isEqualTo(1);
    assertThat(missing.err()).contains("shop/gaps has no manifest", arm64.toString());
  }
}
