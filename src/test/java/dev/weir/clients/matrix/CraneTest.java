package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import dev.weir.demo.TarFile;
import dev.weir.manifest.MediaTypes;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/** Crane with {@code SSL_CERT_FILE}. */
@Timeout(120)
@DisplayNameGeneration(Deeds.class)
class CraneTest {
  private static Program crane(Home home) {
    return new Program(RealClient.ofGo(home.trusting(), "crane"));
  }

  private static String pushed(Site site, Home home, Layout layout, String name)
      throws IOException, InterruptedException {
    String image = site.repository(name) + ":v1";
    crane(home).run("push", layout.directory(), image);
    return image;
  }

  @Deed
  void logsIn(Site site) throws Exception {
    Home home = site.home();
    site.push(Layout.image(home.path("in"), "login"), "crane-login");
    home.logout();
    String image = site.repository("crane-login") + ":v1";
    crane(home).run("auth", "login", "-u", "owner", "-p", "wrong", site.host());
    assertThat(crane(home).fails("digest", image)).contains("the API token is not valid");
    crane(home).run("auth", "login", "-u", "owner", "-p", site.owner(), site.host());
    assertThat(crane(home).run("digest", image)).startsWith("sha256:");
  }

  @Deed
  void pushesAndPullsAnImage(Site site) throws Exception {
    Home home = site.home();
    Layout image = Layout.image(home.path("in"), "crane");
    String remote = pushed(site, home, image, "crane");
    Path out = home.path("out");
    crane(home).run("pull", "--format=oci", remote, out);
    assertThat(Layout.read(out)).isEqualTo(image.digest());
    assertThat(crane(home).run("digest", remote)).isEqualTo(image.digest() + "\n");
  }

  @Deed
  void copiesAnIndexToAnotherRepositoryWithoutSendingABlob(Site site) throws Exception {
    Home home = site.home();
    Layout index = Layout.index(home.path("in"), "crane");
    site.push(index, "crane-all");
    crane(home)
        .run("copy", site.repository("crane-all") + ":v1", site.repository("crane-copy") + ":v1");
    assertThat(site.digest("crane-copy", "v1")).isEqualTo(index.digest());
    site.assertSent("crane-copy", "v1", new Sent(4, 0));
  }

  @Deed
  void listsTagsAndRepositories(Site site) throws Exception {
    Home home = site.home();
    String image = pushed(site, home, Layout.image(home.path("in"), "listed"), "crane-tags");
    crane(home).run("tag", image, "v2");
    assertThat(crane(home).run("ls", site.repository("crane-tags"))).isEqualTo("v1\nv2\n");
    assertThat(crane(home).run("catalog", site.host())).contains("shop/crane-tags\n");
  }

  @Deed
  void appendsToAnIndex(Site site) throws Exception {
    Home home = site.home();
    site.push(Layout.index(home.path("in"), "crane"), "crane-index");
    String base = site.repository("crane-index") + ":v1";
    String more = pushed(site, home, Layout.image(home.path("more"), "more"), "crane-index-more");
    String target = site.repository("crane-index") + ":v2";
    crane(home).run("index", "append", base, "-m", more, "-t", target);
    assertThat(Json.parse(site.manifest("crane-index", "v2")).path("manifests")).hasSize(3);
  }

  @Deed
  void appendsALayerAndChangesAnImage(Site site) throws Exception {
    Home home = site.home();
    String base = pushed(site, home, Layout.image(home.path("in"), "base"), "crane-more");
    Path layer = Files.write(home.path("layer.tar"), TarFile.of("more", "crane's layer"));
    String target = site.repository("crane-more") + ":v2";
    crane(home).run("append", "-b", base, "-f", layer, "-t", target);
    crane(home).run("mutate", target, "--label=a=b", "-t", site.repository("crane-more") + ":v3");
    assertThat(Json.parse(site.manifest("crane-more", "v3")).path("layers")).hasSize(2);
    assertThat(crane(home).run("config", site.repository("crane-more") + ":v3"))
        .contains("\"a\":\"b\"");
  }

  @Deed
  void validatesAnIndex(Site site) throws Exception {
    Home home = site.home();
    site.push(Layout.index(home.path("in"), "valid"), "crane-valid");
    String image = site.repository("crane-valid") + ":v1";
    assertThat(crane(home).says("validate", "--remote", image)).contains("PASS: " + image);
  }

  @Deed
  void deletesATag(Site site) throws Exception {
    Home home = site.home();
    String image = pushed(site, home, Layout.image(home.path("in"), "deleted"), "crane-untagged");
    crane(home).run("delete", image);
    assertThat(site.digest("crane-untagged", "v1")).isEmpty();
  }

  @Deed
  void deletesAnImageThatNoTagHolds(Site site) throws Exception {
    Home home = site.home();
    Layout image = Layout.image(home.path("in"), "deleted by crane");
    String digest = site.repository("crane-gone") + "@" + image.digest();
    crane(home).run("push", image.directory(), digest);
    crane(home).run("delete", digest);
    assertThat(crane(home).fails("digest", digest)).contains("404");
  }

  @Deed
  void deletesAnImageWithTheTagThatHoldsIt(Site site) throws Exception {
    Home home = site.home();
    Layout image = Layout.image(home.path("in"), "deleted by crane with its tag");
    String tagged = pushed(site, home, image, "crane-held");
    crane(home).run("delete", site.repository("crane-held") + "@" + image.digest());
    assertThat(crane(home).fails("digest", tagged)).contains("404");
  }

  /**
   * A page has a thousand. Crane takes 127.0.0.1 for a host of plain HTTP when it looks at a link
   * to the next page, and refuses the link over TLS; there all tags are on the first.
   */
  @Deed
  void listsAThousandTags(Site site) throws Exception {
    Home home = site.home();
    Layout image = Layout.image(home.path("in"), "many tags");
    site.push(image, "crane-pages");
    int more = site.tls() ? 999 : 1_049;
    List<String> tags = IntStream.range(0, more).mapToObj(n -> "t%04d".formatted(n)).toList();
    site.tag(image, "crane-pages", tags);
    assertThat(crane(home).run("ls", site.repository("crane-pages")).lines())
        .hasSize(1 + more)
        .containsAll(tags);
  }

  @Deed
  void copiesAllTagsOfARepository(Site site) throws Exception {
    Home home = site.home();
    Layout image = Layout.image(home.path("in"), "all tags");
    site.push(image, "crane-tagged");
    site.tag(image, "crane-tagged", List.of("v2", "v3"));
    crane(home)
        .run(
            "copy",
            "--all-tags",
            site.repository("crane-tagged"),
            site.repository("crane-tagged-copy"));
    assertThat(crane(home).run("ls", site.repository("crane-tagged-copy")))
        .isEqualTo("v1\nv2\nv3\n");
  }

  @Deed
  void exportsAndFlattensAnImage(Site site) throws Exception {
    Home home = site.home();
    String image = pushed(site, home, Layout.image(home.path("in"), "exported"), "crane-flat");
    Path archive = home.path("files.tar");
    crane(home).run("export", image, archive);
    assertThat(Files.readString(archive)).startsWith("message").contains("exported");
    crane(home).run("flatten", image, "-t", site.repository("crane-flat") + ":v2");
    assertThat(Json.parse(site.manifest("crane-flat", "v2")).path("layers")).hasSize(1);
  }

  @Deed
  void pushesAnArchiveOfDocker(Site site) throws Exception {
    Home home = site.home();
    String image = pushed(site, home, Layout.image(home.path("in"), "archived"), "crane-archive");
    Path archive = home.path("archive.tar");
    crane(home).run("pull", image, archive);
    crane(home).run("push", archive, site.repository("crane-archive") + ":v2");
    assertThat(Json.parse(site.manifest("crane-archive", "v2")).path("mediaType").asString(""))
        .isEqualTo(MediaTypes.DOCKER_MANIFEST);
  }

  @Deed
  void pullsWithoutALoginWhereAllMay(Site site) throws Exception {
    Home home = site.home();
    Layout image = Layout.image(home.path("in"), "open to crane");
    String open = site.pushOpen(image, "crane");
    home.logout();
    assertThat(crane(home).run("digest", open)).isEqualTo(image.digest() + "\n");
    assertThat(crane(home).says("validate", "--remote", open)).contains("PASS: ");
    assertThat(crane(home).fails("push", image.directory(), open + "2"))
        .contains("authentication required");
  }
}
