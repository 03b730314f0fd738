package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/** Umoci, which speaks to no registry: Skopeo brings and takes its layouts. */
@Timeout(120)
@DisplayNameGeneration(Deeds.class)
class UmociTest {
  @Deed
  void changesAPulledImageInAnOciLayoutThatIsPushed(Site site) throws Exception {
    Home home = site.home();
    Program umoci = new Program(home.client("umoci"));
    Program skopeo = new Program(home.client("skopeo", "--insecure-policy"));
    site.push(Layout.image(home.path("in"), "umoci"), "umoci");
    Path layout = home.path("layout");
    Path bundle = home.path("bundle");
    skopeo.run(
        "copy",
        site.flags("--src-tls-verify=false", "--src-cert-dir=" + home.certificates()),
        "docker://" + site.repository("umoci") + ":v1",
        "oci:" + layout + ":v1");

    umoci.run("unpack", "--rootless", "--image=" + layout + ":v1", bundle);
    assertThat(bundle.resolve("rootfs/message")).hasContent("umoci");
    Files.writeString(bundle.resolve("rootfs/more"), "more");
    umoci.run("repack", "--image=" + layout + ":v2", bundle);
    umoci.run("config", "--image=" + layout + ":v2", "--config.label=a=b");

    String changed = "docker://" + site.repository("umoci") + ":v2";
    skopeo.run(
        "copy",
        site.flags("--dest-tls-verify=false", "--dest-cert-dir=" + home.certificates()),
        "oci:" + layout + ":v2",
        changed);
    assertThat(Json.parse(site.manifest("umoci", "v2")).path("layers")).hasSize(2);
    String[] flags = site.flags("--tls-verify=false", "--cert-dir=" + home.certificates());
    assertThat(skopeo.run("inspect", flags, "--format={{.Labels}}", changed))
        .isEqualTo("map[a:b]\n");
  }
}
