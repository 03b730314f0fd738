package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.io.IOException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/** Buildah with {@code certs.d} in its home. */
@Timeout(120)
@DisplayNameGeneration(Deeds.class)
class BuildahTest {
  private static Program buildah(Site site, Home home) throws IOException {
    return Storage.program(site, home, "buildah");
  }

  @Deed
  void logsIn(Site site) throws Exception {
    Home home = site.home();
    home.logout();
    Program buildah = buildah(site, home);
    Object[] login = {"login", Storage.flags(site), "-u", "owner"};
    assertThat(buildah.fails(login, "-p", "wrong", site.host()))
        .contains("invalid username/password");
    buildah.reading(site.owner(), login, "--password-stdin", site.host());
    assertThat(buildah.run("login", "--get-login", site.host())).isEqualTo("owner\n");
  }

  @Deed
  void buildsOnAPulledImageAndPushesWhatIsNew(Site site) throws Exception {
    Home home = site.home();
    Program buildah = buildah(site, home);
    site.push(Layout.image(home.path("in"), "buildah's base"), "buildah-base");
    home.file("more.txt", "more");
    home.file(
        "Containerfile",
        "FROM %s:v1\nCOPY more.txt /\n".formatted(site.repository("buildah-base")));
    String built = site.repository("buildah") + ":v1";
    buildah.run("bud", "--quiet", Storage.flags(site), "-t", built, home.path("."));
    buildah.run("push", "--quiet", Storage.flags(site), built);
    assertThat(Json.parse(site.manifest("buildah", "v1")).path("layers")).hasSize(2);
    // the base's layer is mounted
    site.assertSent("buildah", "v1", new Sent(1, 1 + Storage.CONFIGURATION));
  }

  @Deed
  void changesAnImageWithoutAContainerfile(Site site) throws Exception {
    Home home = site.home();
    Program buildah = buildah(site, home);
    site.push(Layout.image(home.path("in"), "buildah changes"), "buildah-from");
    String from = site.repository("buildah-from") + ":v1";
    buildah.run("from", "--quiet", "--name=work", Storage.flags(site), from);
    buildah.run("config", "--label=a=b", "work");
    String to = "docker://" + site.repository("buildah-changed") + ":v1";
    buildah.run("commit", "--quiet", Storage.flags(site), "work", to);
    String changed = site.repository("buildah-changed") + ":v1";
    buildah.run("pull", "--quiet", Storage.flags(site), changed);
    assertThat(
            buildah.run("inspect", "--type=image", "--format={{.OCIv1.Config.Labels.a}}", changed))
        .startsWith("b");
  }

  @Deed
  void pushesAManifestList(Site site) throws Exception {
    Home home = site.home();
    Program buildah = buildah(site, home);
    site.push(Layout.index(home.path("in"), "buildah's list"), "buildah-list");
    String from = "docker://" + site.repository("buildah-list") + ":v1";
    String to = "docker://" + site.repository("buildah-list-copy") + ":v1";
    buildah.run("manifest", "create", "list");
    buildah.run("manifest", "add", "--all", Storage.flags(site), "list", from);
    buildah.run("manifest", "push", "--all", Storage.flags(site), "list", to);
    assertThat(Json.parse(site.manifest("buildah-list-copy", "v1")).path("manifests")).hasSize(2);
  }

  @Deed
  void pushesALayerWithZstd(Site site) throws Exception {
    Home home = site.home();
    Program buildah = buildah(site, home);
    home.file("more.txt", "zstd over " + site);
    home.file("Containerfile", "FROM scratch\nCOPY more.txt /\n");
    String built = site.repository("buildah-zstd") + ":v1";
    buildah.run("bud", "--quiet", "-t", built, home.path("."));
    buildah.run("push", "--quiet", "--compression-format=zstd", Storage.flags(site), built);
    assertThat(
            Json.parse(site.manifest("buildah-zstd", "v1")).at("/layers/0/mediaType").asString(""))
        .isEqualTo("application/vnd.oci.image.layer.v1.tar+zstd");
    buildah.run("rmi", built);
    buildah.run("pull", "--quiet", Storage.flags(site), built);
  }
}
