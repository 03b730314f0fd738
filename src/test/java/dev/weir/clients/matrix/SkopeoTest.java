package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.MediaTypes;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/** Skopeo with {@code --cert-dir}. */
@Timeout(120)
@DisplayNameGeneration(Deeds.class)
class SkopeoTest {
  /** Skopeo reads configurations on their way, and sends them even where it could mount them. */
  private static final int CONFIGURATIONS = 2;

  /** Skopeo with flags for the one registry, named by {@code prefix} as each command wants it. */
  private record Skopeo(Site site, Home home, Program program) {
    static Skopeo at(Site site) throws IOException {
      Home home = site.home();
      return new Skopeo(site, home, new Program(home.client("skopeo", "--insecure-policy")));
    }

    String[] flags(String prefix) throws IOException {
      return site.flags(
          "--" + prefix + "tls-verify=false", "--" + prefix + "cert-dir=" + home.certificates());
    }

    String remote(String name, String tag) {
      return "docker://" + site.repository(name) + ":" + tag;
    }

    Layout pushed(Layout layout, String name) throws IOException, InterruptedException {
      String local = "oci:" + layout.directory() + ":" + Layout.TAG;
      program.run("copy", "--all", flags("dest-"), local, remote(name, Layout.TAG));
      return layout;
    }
  }

  @Deed
  void logsIn(Site site) throws Exception {
    Skopeo skopeo = Skopeo.at(site);
    skopeo.home.logout();
    String[] flags = skopeo.flags("");
    assertThat(skopeo.program.fails("login", flags, "-u", "skopeo", "-p", "wrong", site.host()))
        .contains("invalid username/password");
    skopeo.program.run("login", flags, "-u", "owner", "-p", site.owner(), site.host());
    assertThat(skopeo.program.run("login", "--get-login", site.host())).isEqualTo("owner\n");
  }

  @Deed
  void pushesAndPullsAnImage(Site site) throws Exception {
    Skopeo skopeo = Skopeo.at(site);
    Layout image = skopeo.pushed(Layout.image(skopeo.home.path("in"), "skopeo"), "skopeo");
    Path out = skopeo.home.path("out");
    skopeo.program.run(
        "copy", skopeo.flags("src-"), skopeo.remote("skopeo", "v1"), "oci:" + out + ":v1");
    assertThat(Layout.read(out)).isEqualTo(image.digest());
  }

  @Deed
  void copiesAnIndexToAnotherRepositoryWithoutSendingALayer(Site site) throws Exception {
    Skopeo skopeo = Skopeo.at(site);
    Layout index = skopeo.pushed(Layout.index(skopeo.home.path("in"), "many"), "skopeo-all");
    skopeo.program.run(
        "copy",
        "--all",
        skopeo.flags("src-"),
        skopeo.flags("dest-"),
        skopeo.remote("skopeo-all", "v1"),
        skopeo.remote("skopeo-copy", "v1"));
    assertThat(site.digest("skopeo-copy", "v1")).isEqualTo(index.digest());
    site.assertSent("skopeo-copy", "v1", new Sent(2, CONFIGURATIONS));
  }

  @Deed
  void listsTags(Site site) throws Exception {
    Skopeo skopeo = Skopeo.at(site);
    site.push(Layout.image(skopeo.home.path("in"), "listed"), "skopeo-tags");
    String repository = "docker://" + site.repository("skopeo-tags");
    assertThat(skopeo.program.run("list-tags", skopeo.flags(""), repository)).contains("\"v1\"");
  }

  @Deed
  void pushesDockerSchemaTwo(Site site) throws Exception {
    Skopeo skopeo = Skopeo.at(site);
    Layout image = Layout.image(skopeo.home.path("in"), "schema two");
    String local = "oci:" + image.directory() + ":v1";
    skopeo.program.run(
        "copy", "--format=v2s2", skopeo.flags("dest-"), local, skopeo.remote("skopeo-two", "v1"));
    assertThat(Json.parse(site.manifest("skopeo-two", "v1")).path("mediaType").asString(""))
        .isEqualTo(MediaTypes.DOCKER_MANIFEST);
    assertThat(skopeo.program.run("inspect", skopeo.flags(""), skopeo.remote("skopeo-two", "v1")))
        .contains(site.digest("skopeo-two", "v1"));
  }

  @Deed
  void syncsARepositoryToAFolder(Site site) throws Exception {
    Skopeo skopeo = Skopeo.at(site);
    site.push(Layout.index(skopeo.home.path("in"), "synced"), "skopeo-sync");
    Path out = skopeo.home.path("out");
    skopeo.program.run(
        "sync",
        "--all",
        "--src=docker",
        "--dest=dir",
        skopeo.flags("src-"),
        site.repository("skopeo-sync"),
        out);
    assertThat(out.resolve("skopeo-sync:v1/manifest.json"))
        .hasBinaryContent(site.manifest("skopeo-sync", "v1"));
  }

  @Deed
  void deletesAnImageThatNoTagHolds(Site site) throws Exception {
    Skopeo skopeo = Skopeo.at(site);
    Layout image = Layout.image(skopeo.home.path("in"), "deleted by skopeo");
    String local = "oci:" + image.directory() + ":v1";
    String remote = "docker://" + site.repository("skopeo-gone") + "@" + image.digest();
    skopeo.program.run("copy", skopeo.flags("dest-"), local, remote);
    skopeo.program.run("delete", skopeo.flags(""), remote);
    assertThat(site.digest("skopeo-gone", image.digest())).isEmpty();
  }

  @Deed
  void deletesAnImageWithTheTagsThatHoldIt(Site site) throws Exception {
    Skopeo skopeo = Skopeo.at(site);
    Layout image = Layout.image(skopeo.home.path("in"), "held by two tags");
    site.push(image, "skopeo-held");
    String tagged = skopeo.remote("skopeo-held", "v1");
    String other = skopeo.remote("skopeo-held", "v2");
    skopeo.program.run("copy", skopeo.flags("src-"), skopeo.flags("dest-"), tagged, other);
    skopeo.program.run("delete", skopeo.flags(""), tagged);
    for (String gone : new String[] {"v1", "v2", image.digest()}) {
      assertThat(site.digest("skopeo-held", gone)).as(gone).isEmpty();
    }
  }

  @Deed
  void encryptsALayerAndReadsItAgain(Site site) throws Exception {
    Skopeo skopeo = Skopeo.at(site);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    Path shut = pem(skopeo.home, "PUBLIC KEY", keys.getPublic());
    Path open = pem(skopeo.home, "PRIVATE KEY", keys.getPrivate());
    Layout image = Layout.image(skopeo.home.path("in"), "secret");
    String local = "oci:" + image.directory() + ":v1";
    String remote = skopeo.remote("skopeo-secret", "v1");
    skopeo.program.run(
        "copy",
        "--encryption-key=jwe:" + shut,
        "--encrypt-layer=0",
        skopeo.flags("dest-"),
        local,
        remote);
    assertThat(
            Json.parse(site.manifest("skopeo-secret", "v1")).at("/layers/0/mediaType").asString(""))
        .endsWith("+encrypted");
    String out = "oci:" + skopeo.home.path("out") + ":v1";
    skopeo.program.run("copy", "--decryption-key=" + open, skopeo.flags("src-"), remote, out);
    assertThat(skopeo.home.path("out/blobs/sha256").resolve(image.blobs().getLast().hex()))
        .exists();
  }

  private static Path pem(Home home, String kind, Key key) throws IOException {
    String body = Base64.getMimeEncoder().encodeToString(key.getEncoded());
    return home.file(
        kind.replace(' ', '-') + ".pem",
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }

  @Deed
  void logsInByAnIdentityToken(Site site) throws Exception {
    Skopeo skopeo = Skopeo.at(site);
    skopeo.home.identify(site.owner());
    skopeo.pushed(Layout.image(skopeo.home.path("in"), "identity"), "skopeo-identity");
    assertThat(site.digest("skopeo-identity", "v1")).startsWith("sha256:");
  }

  @Deed
  void pullsWithoutALoginWhereAllMay(Site site) throws Exception {
    Skopeo skopeo = Skopeo.at(site);
    Layout image = Layout.image(skopeo.home.path("in"), "open to skopeo");
    String remote = "docker://" + site.pushOpen(image, "skopeo");
    skopeo.home.logout();
    Path out = skopeo.home.path("out");
    skopeo.program.run("copy", skopeo.flags("src-"), remote, "oci:" + out + ":v1");
    assertThat(Layout.read(out)).isEqualTo(image.digest());
    String local = "oci:" + out + ":v1";
    assertThat(skopeo.program.fails("copy", skopeo.flags("dest-"), local, remote))
        .contains(": unauthorized");
  }

  @Deed
  void pushesAnIndexWithoutItsImages(Site site) throws Exception {
    Skopeo skopeo = Skopeo.at(site);
    Layout index = Layout.index(skopeo.home.path("in"), "sparse");
    String local = "oci:" + index.directory() + ":v1";
    String remote = skopeo.remote("skopeo-sparse", "v1");
    skopeo.program.run("copy", "--multi-arch=index-only", skopeo.flags("dest-"), local, remote);
    assertThat(site.digest("skopeo-sparse", "v1")).isEqualTo(index.digest());
  }
}
