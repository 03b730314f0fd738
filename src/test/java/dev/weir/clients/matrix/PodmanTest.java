package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.io.IOException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/** Podman with {@code certs.d} in its home. */
@Timeout(120)
@DisplayNameGeneration(Deeds.class)
class PodmanTest {
  private static Program podman(Site site, Home home) throws IOException {
    return Storage.program(site, home, "podman");
  }

  @Deed
  void logsIn(Site site) throws Exception {
    Home home = site.home();
    home.logout();
    Program podman = podman(site, home);
    Object[] login = {"login", Storage.flags(site), "-u", "owner", site.host()};
    assertThat(podman.fails(login, "-p", "wrong")).contains("invalid username/password");
    podman.reading(site.owner(), login, "--password-stdin");
    assertThat(podman.run("login", "--get-login", site.host())).isEqualTo("owner\n");
  }

  @Deed
  void pullsAnImageAndPushesItWithoutSendingALayer(Site site) throws Exception {
    Home home = site.home();
    Program podman = podman(site, home);
    site.push(Layout.image(home.path("in"), "podman"), "podman");
    String image = site.repository("podman") + ":v1";
    String copy = site.repository("podman-copy") + ":v1";
    podman.run("pull", "--quiet", Storage.flags(site), image);
    podman.run("tag", image, copy);
    podman.run("push", "--quiet", Storage.flags(site), copy);
    podman.run("rmi", image, copy);
    podman.run("pull", "--quiet", Storage.flags(site), copy);
    assertThat(podman.run("image", "inspect", "--format={{.Config.Cmd}}", copy))
        .isEqualTo("[/message]\n");
    site.assertSent("podman-copy", "v1", new Sent(1, Storage.CONFIGURATION));
  }

  @Deed
  void pullsTheArchitectureThatItIsAskedFor(Site site) throws Exception {
    Home home = site.home();
    Program podman = podman(site, home);
    site.push(Layout.index(home.path("in"), "podman's choice"), "podman-arch");
    String image = site.repository("podman-arch") + ":v1";
    podman.run("pull", "--quiet", "--arch=arm64", Storage.flags(site), image);
    assertThat(podman.run("image", "inspect", "--format={{.Architecture}}", image))
        .isEqualTo("arm64\n");
  }

  @Deed
  void pushesAManifestList(Site site) throws Exception {
    Home home = site.home();
    Program podman = podman(site, home);
    site.push(Layout.index(home.path("in"), "podman's list"), "podman-list");
    String from = "docker://" + site.repository("podman-list") + ":v1";
    String to = "docker://" + site.repository("podman-list-copy") + ":v1";
    podman.run("manifest", "create", "list");
    podman.run("manifest", "add", "--all", Storage.flags(site), "list", from);
    podman.run("manifest", "push", "--all", Storage.flags(site), "list", to);
    assertThat(Json.parse(site.manifest("podman-list-copy", "v1")).path("manifests")).hasSize(2);
  }

  @Deed
  void searchesForRepositoriesAndListsTags(Site site) throws Exception {
    Home home = site.home();
    Program podman = podman(site, home);
    site.push(Layout.image(home.path("in"), "searched"), "podman-searched");
    String repository = site.repository("podman-searched");
    String[] flags = Storage.flags(site);
    assertThat(podman.run("search", flags, "--list-tags", repository)).contains("v1");
    assertThat(podman.run("search", flags, site.host() + "/searched")).contains(repository);
  }

  @Deed
  void pullsWithoutALoginWhereAllMay(Site site) throws Exception {
    Home home = site.home();
    String open = site.pushOpen(Layout.image(home.path("in"), "open to podman"), "podman");
    home.logout();
    Program podman = podman(site, home);
    podman.run("pull", "--quiet", Storage.flags(site), open);
    assertThat(podman.fails("push", Storage.flags(site), open)).contains(": unauthorized");
  }
}
