package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.Containerd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** Containerd and its {@code ctr} with {@code hosts.toml}. */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
@DisplayNameGeneration(Deeds.class)
class ContainerdTest {
  private Containerd containerd;
  private Program ctr;

  @BeforeAll
  void start() throws IOException {
    containerd = Containerd.start();
    ctr = new Program(containerd.ctr());
  }

  @AfterAll
  void stop() throws IOException {
    containerd.close();
  }

  private static Object[] flags(Site site, Home home, String token) throws IOException {
    Path hosts = home.path("certs.d");
    Path host = Files.createDirectories(hosts.resolve(site.host()));
    Files.writeString(
        host.resolve("hosts.toml"),
        """
        [host."%1$s"]
          capabilities = ["pull", "resolve", "push"]
          %2$s
        """
            .formatted(site.address(), site.tls() ? "ca = \"" + site.authority() + "\"" : ""));
    return new Object[] {"--hosts-dir=" + hosts, "--user=owner:" + token};
  }

  @Deed
  void pullsAndUnpacksAnImage(Site site) throws Exception {
    Home home = site.home();
    Layout image = Layout.image(home.path("in"), "containerd over " + site);
    site.push(image, "containerd");
    String name = site.repository("containerd") + ":v1";
    assertThat(ctr.fails("images", "pull", flags(site, home, "wrong"), name))
        .contains("401 Unauthorized");
    ctr.run("images", "pull", "--snapshotter=native", flags(site, home, site.owner()), name);
    assertThat(containerd.images()).contains(name).contains(image.digest());
  }

  @Deed
  void pullsByDigest(Site site) throws Exception {
    Home home = site.home();
    Layout image = Layout.image(home.path("in"), "by digest over " + site);
    site.push(image, "containerd-digest");
    String name = site.repository("containerd-digest") + "@" + image.digest();
    ctr.run("content", "fetch", flags(site, home, site.owner()), name);
    assertThat(containerd.content()).contains(image.blobs().getLast().toString());
  }

  @Deed
  void pullsAnIndexAndPushesItWithoutSendingABlob(Site site) throws Exception {
    Home home = site.home();
    Layout index = Layout.index(home.path("in"), "containerd's over " + site);
    site.push(index, "containerd-index");
    Object[] flags = flags(site, home, site.owner());
    String from = site.repository("containerd-index") + ":v1";
    String to = site.repository("containerd-pushed") + ":v1";
    ctr.run("content", "fetch", "--all-platforms", flags, from);
    ctr.run("images", "tag", from, to);
    ctr.run("images", "push", flags, to);
    assertThat(site.digest("containerd-pushed", "v1")).isEqualTo(index.digest());
    assertThat(site.digest("containerd-pushed", index.children().getLast().toString()))
        .isEqualTo(index.children().getLast().toString());
    site.assertSent("containerd-pushed", "v1", new Sent(4, 0));
  }

  @Deed
  void logsInByARefreshToken(Site site) throws Exception {
    Home home = site.home();
    Layout image = Layout.image(home.path("in"), "refreshed over " + site);
    site.push(image, "containerd-refresh");
    Object[] hosts = {flags(site, home, "")[0], "--refresh=" + site.owner()};
    ctr.run("content", "fetch", hosts, site.repository("containerd-refresh") + ":v1");
    assertThat(containerd.content()).contains(image.blobs().getLast().toString());
  }
}
