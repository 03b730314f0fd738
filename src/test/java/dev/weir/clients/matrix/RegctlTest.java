package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/** Regctl with the authority in its own configuration. */
@Timeout(120)
@DisplayNameGeneration(Deeds.class)
class RegctlTest {
  private static final int CHUNK = 100_000;

  static Program regctl(Site site, Home home) throws Exception {
    Program regctl =
        new Program(
            RealClient.ofGo(
                home.environment("REGCTL_CONFIG", home.path("regctl.json").toString()),
                "regctl",
                "--verbosity=error"));
    Object[] transport =
        site.tls()
            ? new Object[] {"--tls=enabled", "--cacert=" + Files.readString(site.authority())}
            : new Object[] {"--tls=disabled"};
    regctl.run("registry", "set", "--skip-check", transport, site.host());
    return regctl;
  }

  private static String local(Layout layout) {
    return "ocidir://" + layout.directory() + ":" + Layout.TAG;
  }

  @Deed
  void logsIn(Site site) throws Exception {
    Home home = site.home();
    home.logout();
    Program regctl = regctl(site, home);
    // a name of its own: too many failures of one are refused for a minute, and the client waits
    assertThat(regctl.fails("registry", "login", site.host(), "-u", "regctl", "-p", "wrong"))
        .contains("unauthorized");
    regctl.reading(site.owner(), "registry", "login", site.host(), "-u", "owner", "--pass-stdin");
    String image = site.repository("regctl-login") + ":v1";
    regctl.run("image", "copy", local(Layout.image(home.path("in"), "login")), image);
  }

  @Deed
  void copiesAnIndexFromAnOciLayoutAndBack(Site site) throws Exception {
    Home home = site.home();
    Program regctl = regctl(site, home);
    Layout index = Layout.index(home.path("in"), "regctl");
    String image = site.repository("regctl") + ":v1";
    regctl.run("image", "copy", local(index), image);
    assertThat(regctl.run("image", "digest", image)).isEqualTo(index.digest() + "\n");
    Path out = home.path("out");
    regctl.run("image", "copy", image, "ocidir://" + out + ":v1");
    assertThat(Layout.read(out)).isEqualTo(index.digest());
  }

  @Deed
  void copiesAnIndexToAnotherRepositoryWithoutSendingABlob(Site site) throws Exception {
    Home home = site.home();
    Layout index = Layout.index(home.path("in"), "regctl copies");
    site.push(index, "regctl-all");
    String target = site.repository("regctl-copy") + ":v1";
    regctl(site, home).run("image", "copy", site.repository("regctl-all") + ":v1", target);
    assertThat(site.digest("regctl-copy", "v1")).isEqualTo(index.digest());
    site.assertSent("regctl-copy", "v1", new Sent(4, 0));
  }

  @Deed
  void listsTagsAndRepositoriesByPages(Site site) throws Exception {
    Home home = site.home();
    Program regctl = regctl(site, home);
    String repository = site.repository("regctl-tags");
    site.push(Layout.image(home.path("in"), "listed"), "regctl-tags");
    regctl.run("image", "copy", repository + ":v1", repository + ":v2");
    regctl.run("image", "copy", repository + ":v1", repository + ":v3");
    assertThat(regctl.run("tag", "ls", repository)).isEqualTo("v1\nv2\nv3\n");
    assertThat(regctl.run("tag", "ls", "--limit=1", "--last=v1", repository)).isEqualTo("v2\n");
    assertThat(regctl.run("repo", "ls", site.host())).contains("shop/regctl-tags\n");
    assertThat(regctl.run("repo", "ls", "--limit=1", "--last=shop/regctl-tagr", site.host()))
        .isEqualTo("shop/regctl-tags\n");
  }

  @Deed
  void makesAnIndexAndAddsToIt(Site site) throws Exception {
    Home home = site.home();
    Program regctl = regctl(site, home);
    site.push(Layout.index(home.path("in"), "made"), "regctl-index");
    site.push(Layout.image(home.path("more"), "added"), "regctl-more");
    String source = site.repository("regctl-index") + ":v1";
    String target = site.repository("regctl-made") + ":v1";
    regctl.run("index", "create", target, "--ref", source, "--platform=linux/arm64");
    regctl.run("index", "add", target, "--ref", site.repository("regctl-more") + ":v1");
    assertThat(Json.parse(site.manifest("regctl-made", "v1")).path("manifests")).hasSize(2);
  }

  @Deed
  void attachesAndDiscoversArtifactsByTheirType(Site site) throws Exception {
    Home home = site.home();
    Program regctl = regctl(site, home);
    site.push(Layout.image(home.path("in"), "subject"), "regctl-subject");
    String image = site.repository("regctl-subject") + ":v1";
    for (String type : new String[] {"bom", "report"}) {
      regctl.reading(
          "a " + type, "artifact", "put", "--artifact-type=example/" + type, "--subject", image);
    }
    String types = "--format={{range .Descriptors}}{{.ArtifactType}} {{end}}";
    assertThat(regctl.run("artifact", "list", types, image))
        .contains("example/bom ", "example/report ");
    String filter = "--filter-artifact-type=example/bom";
    assertThat(regctl.run("artifact", "list", types, filter, image)).isEqualTo("example/bom ");
    assertThat(regctl.run("artifact", "get", "--subject", image, filter)).isEqualTo("a bom");
    String target = site.repository("regctl-subject-copy") + ":v1";
    regctl.run("image", "copy", "--referrers", image, target);
    assertThat(regctl.run("artifact", "tree", target))
        .contains("example/bom")
        .contains("example/report");
  }

  @Deed
  void sendsABlobInChunks(Site site) throws Exception {
    Home home = site.home();
    Program regctl = regctl(site, home);
    regctl.run(
        "registry", "set", "--skip-check", "--blob-chunk=" + CHUNK, "--blob-max=1", site.host());
    StringBuilder text = new StringBuilder();
    new Random(7).ints(5L * CHUNK / 2, 'a', 'z').forEach(letter -> text.append((char) letter));
    String repository = site.repository("regctl-chunks");
    RealClient.Output put =
        regctl.client().attempt(text.toString(), "--verbosity=trace", "blob", "put", repository);
    assertThat(put.err().split("req-method=PATCH", -1)).as(put.err()).hasSize(1 + 3);
    String digest = put.out().strip();
    assertThat(regctl.run("blob", "get", repository, digest)).isEqualTo(text.toString());
  }

  @Deed
  void importsWhatItExported(Site site) throws Exception {
    Home home = site.home();
    Program regctl = regctl(site, home);
    Layout index = Layout.index(home.path("in"), "exported");
    site.push(index, "regctl-export");
    Path archive = home.path("export.tar");
    regctl.run("image", "export", site.repository("regctl-export") + ":v1", archive);
    regctl.run("image", "import", site.repository("regctl-import") + ":v1", archive);
    assertThat(site.digest("regctl-import", "v1")).isEqualTo(index.digest());
  }

  @Deed
  void deletesATag(Site site) throws Exception {
    Home home = site.home();
    site.push(Layout.image(home.path("in"), "untagged"), "regctl-untagged");
    regctl(site, home).run("tag", "delete", site.repository("regctl-untagged") + ":v1");
    assertThat(site.digest("regctl-untagged", "v1")).isEmpty();
  }

  @Deed
  void deletesAnImageThatNoTagHolds(Site site) throws Exception {
    Home home = site.home();
    Program regctl = regctl(site, home);
    Layout image = Layout.image(home.path("in"), "deleted by regctl");
    String remote = site.repository("regctl-gone") + "@" + image.digest();
    regctl.run("image", "copy", local(image), remote);
    regctl.run("manifest", "delete", remote);
    assertThat(site.digest("regctl-gone", image.digest())).isEmpty();
  }

  @Deed
  void deletesAnImageWithTheTagThatHoldsIt(Site site) throws Exception {
    Home home = site.home();
    Layout image = Layout.image(home.path("in"), "deleted by regctl with its tag");
    site.push(image, "regctl-held");
    regctl(site, home)
        .run("manifest", "delete", site.repository("regctl-held") + "@" + image.digest());
    assertThat(site.digest("regctl-held", "v1")).isEmpty();
  }

  @Deed
  void keepsAnIndexBySha512(Site site) throws Exception {
    Home home = site.home();
    Program regctl = regctl(site, home);
    site.push(Layout.index(home.path("in"), "sha512"), "regctl-sha512");
    String longer = site.repository("regctl-sha512") + ":longer";
    String source = site.repository("regctl-sha512") + ":v1";
    regctl.run("image", "mod", source, "--create", longer, "--digest-algo=sha512");
    regctl.run("image", "copy", longer, site.repository("regctl-sha512-copy") + ":v1");
    String digest = site.digest("regctl-sha512-copy", "v1");
    assertThat(digest).startsWith("sha512:").isEqualTo(site.digest("regctl-sha512", "longer"));
    // put by its digest, and told the tag beside
    site.assertSent("regctl-sha512-copy", digest, new Sent(4, 0));
  }

  @Deed
  void pullsWithoutALoginWhereAllMay(Site site) throws Exception {
    Home home = site.home();
    Layout image = Layout.image(home.path("in"), "open to regctl");
    String open = site.pushOpen(image, "regctl");
    home.logout();
    Program regctl = regctl(site, home);
    assertThat(regctl.run("image", "digest", open)).isEqualTo(image.digest() + "\n");
    assertThat(regctl.fails("tag", "delete", open)).contains("unauthorized");
  }
}
