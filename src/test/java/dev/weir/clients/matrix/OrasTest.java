package dev.weir.clients.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;

/** ORAS with {@code --ca-file}. */
@Timeout(120)
@DisplayNameGeneration(Deeds.class)
class OrasTest {
  /** What ORAS is told of the server, on the side that the prefix names. */
  static String[] flags(Site site, String prefix) {
    return site.flags("--" + prefix + "plain-http", "--" + prefix + "ca-file=" + site.authority());
  }

  /** ORAS in a home. */
  private record Oras(Site site, Home home, Program program) {
    static Oras at(Site site) throws IOException {
      Home home = site.home();
      return new Oras(
          site, home, new Program(RealClient.ofGo(home.environment(), "oras").in(home.path("."))));
    }

    String[] flags(String prefix) {
      return OrasTest.flags(site, prefix);
    }

    /** Pushes an artifact of one file under the tags. */
    String pushed(String name, String tags) throws IOException, InterruptedException {
      home.file("file.txt", name);
      String artifact = site.repository(name) + ":";
      program.run(
          "push",
          flags(""),
          "--artifact-type=example/thing",
          artifact + tags,
          "file.txt:text/plain");
      return artifact + tags.replaceFirst(",.*", "");
    }

    String attached(String artifact, String type) throws IOException, InterruptedException {
      // not the bytes of the empty configuration: one of two would be there already, or not yet
      home.file("bom.json", "{\"parts\":[]}");
      return program.run(
          "attach", flags(""), "--artifact-type=" + type, artifact, "bom.json:application/json");
    }
  }

  @Deed
  void logsIn(Site site) throws Exception {
    Oras oras = Oras.at(site);
    oras.home.logout();
    String[] flags = oras.flags("");
    assertThat(oras.program.fails("login", flags, "-u", "oras", "-p", "wrong", site.host()))
        .contains("unauthorized");
    oras.program.reading(
        site.owner(), "login", flags, "-u", "owner", "--password-stdin", site.host());
    assertThat(oras.pushed("oras-login", "v1")).endsWith(":v1");
  }

  @Deed
  void pushesAndPullsAnArtifactWithTwoTags(Site site) throws Exception {
    Oras oras = Oras.at(site);
    String artifact = oras.pushed("oras", "v1,v2");
    Path out = oras.home.path("out");
    oras.program.run("pull", oras.flags(""), "-o", out, artifact);
    assertThat(out.resolve("file.txt")).hasContent("oras");
    assertThat(oras.program.run("resolve", oras.flags(""), site.repository("oras") + ":v2"))
        .isEqualTo(site.digest("oras", "v1") + "\n");
  }

  @Deed
  void attachesAndDiscoversArtifactsByTheirType(Site site) throws Exception {
    Oras oras = Oras.at(site);
    String artifact = oras.pushed("oras-subject", "v1");
    oras.attached(artifact, "example/bom");
    oras.attached(artifact, "example/report");
    assertThat(oras.program.run("discover", oras.flags(""), artifact))
        .contains("example/bom", "example/report");
    String filter = "--artifact-type=example/report";
    String found = oras.program.run("discover", oras.flags(""), "--format=json", filter, artifact);
    assertThat(Json.parse(found.getBytes(StandardCharsets.UTF_8)).path("referrers")).hasSize(1);
  }

  @Deed
  void copiesAnArtifactWithWhatIsAttachedToItWithoutSendingABlob(Site site) throws Exception {
    Oras oras = Oras.at(site);
    String artifact = oras.pushed("oras-source", "v1");
    oras.attached(artifact, "example/bom");
    String target = site.repository("oras-target") + ":v1";
    oras.program.run("cp", "-r", oras.flags("from-"), oras.flags("to-"), artifact, target);
    assertThat(oras.program.run("discover", oras.flags(""), target)).contains("example/bom");
    // the file, what is attached to it, and the empty configuration of both
    site.assertSent("oras-target", "v1", new Sent(3, 0));
  }

  @Deed
  void copiesAnIndexFromAnOciLayoutAndBack(Site site) throws Exception {
    Oras oras = Oras.at(site);
    Layout index = Layout.index(oras.home.path("in"), "oras");
    String image = site.repository("oras-layout") + ":v1";
    String local = index.directory() + ":" + Layout.TAG;
    oras.program.run("cp", "--from-oci-layout", oras.flags("to-"), local, image);
    Path out = oras.home.path("out");
    oras.program.run("cp", "--to-oci-layout", oras.flags("from-"), image, out + ":v1");
    assertThat(Layout.read(out)).isEqualTo(index.digest());
  }

  @Deed
  void makesAnIndex(Site site) throws Exception {
    Oras oras = Oras.at(site);
    String repository = site.repository("oras-index");
    site.push(Layout.image(oras.home.path("in"), "in an index"), "oras-index");
    oras.program.run("tag", oras.flags(""), repository + ":v1", "one");
    oras.pushed("oras-index", "two");
    oras.program.run(
        "manifest", "index", "create", oras.flags(""), repository + ":all", "one", "two");
    assertThat(Json.parse(site.manifest("oras-index", "all")).path("manifests")).hasSize(2);
  }

  @Deed
  void listsTagsAndRepositories(Site site) throws Exception {
    Oras oras = Oras.at(site);
    String repository = site.repository("oras-tags");
    oras.pushed("oras-tags", "v1,v2,v3");
    assertThat(oras.program.run("repo", "tags", oras.flags(""), repository))
        .isEqualTo("v1\nv2\nv3\n");
    assertThat(oras.program.run("repo", "tags", oras.flags(""), "--last=v1", repository))
        .isEqualTo("v2\nv3\n");
    assertThat(oras.program.run("repo", "ls", oras.flags(""), site.host()))
        .contains("shop/oras-tags\n");
  }

  @Deed
  void pushesAndFetchesABlob(Site site) throws Exception {
    Oras oras = Oras.at(site);
    String repository = site.repository("oras-blob");
    Path file = oras.home.file("blob", "a blob");
    String pushed =
        oras.program.run("blob", "push", oras.flags(""), repository, file.getFileName());
    String digest = pushed.replaceFirst("(?s).*(sha256:[0-9a-f]{64}).*", "$1");
    String blob = repository + "@" + digest;
    assertThat(oras.program.run("blob", "fetch", oras.flags(""), "--output=-", blob))
        .isEqualTo("a blob");
  }

  @Deed
  void deletesAnArtifactThatNoTagHolds(Site site) throws Exception {
    Oras oras = Oras.at(site);
    String attached = oras.attached(oras.pushed("oras-gone", "v1"), "example/bom");
    String digest = attached.replaceFirst("(?s).*Digest: (sha256:[0-9a-f]{64}).*", "$1");
    String artifact = site.repository("oras-gone") + "@" + digest;
    String[] flags = oras.flags("");
    oras.program.run("manifest", "delete", "--force", flags, artifact);
    assertThat(oras.program.run("discover", flags, site.repository("oras-gone") + ":v1"))
        .doesNotContain("example/bom");
  }

  @Deed
  void deletesAnArtifactWithTheTagsThatHoldIt(Site site) throws Exception {
    Oras oras = Oras.at(site);
    String artifact = oras.pushed("oras-held", "v1,v2");
    oras.program.run("manifest", "delete", "--force", oras.flags(""), artifact);
    assertThat(site.digest("oras-held", "v1")).isEmpty();
    assertThat(site.digest("oras-held", "v2")).isEmpty();
  }

  @Deed
  void backsUpAndRestoresAnArtifactWithWhatIsAttachedToIt(Site site) throws Exception {
    Oras oras = Oras.at(site);
    String artifact = oras.pushed("oras-backup", "v1");
    oras.attached(artifact, "example/bom");
    Path backup = oras.home.path("backup.tar");
    oras.program.run(
        "backup", "--include-referrers", oras.flags(""), "--output=" + backup, artifact);
    String restored = site.repository("oras-restored") + ":v1";
    oras.program.run("restore", oras.flags(""), "--input=" + backup, restored);
    assertThat(oras.program.run("discover", oras.flags(""), restored)).contains("example/bom");
  }

  @Deed
  void logsInByAnIdentityToken(Site site) throws Exception {
    Oras oras = Oras.at(site);
    oras.home.logout();
    oras.program.reading(
        site.owner(), "login", oras.flags(""), "--identity-token-stdin", site.host());
    assertThat(oras.home.logins()).content().contains("identitytoken");
    assertThat(oras.pushed("oras-identity", "v1")).endsWith(":v1");
  }

  @Deed
  void pullsWithoutALoginWhereAllMay(Site site) throws Exception {
    Oras oras = Oras.at(site);
    Layout image = Layout.image(oras.home.path("in"), "open to oras");
    String open = site.pushOpen(image, "oras");
    oras.home.logout();
    assertThat(oras.program.run("resolve", oras.flags(""), open)).isEqualTo(image.digest() + "\n");
    assertThat(oras.program.fails("tag", oras.flags(""), open, "v2"))
        .contains("authentication required");
  }

  @Deed
  void attachesByTheTagsOfOlderRegistries(Site site) throws Exception {
    Oras oras = Oras.at(site);
    String artifact = oras.pushed("oras-older", "v1");
    String older = "--distribution-spec=v1.1-referrers-tag";
    for (String type : new String[] {"example/bom", "example/report"}) {
      oras.program.run(
          "attach", older, oras.flags(""), "--artifact-type=" + type, "-a", "a=b", artifact);
    }
    String tag = site.digest("oras-older", "v1").replace(':', '-');
    assertThat(Json.parse(site.manifest("oras-older", tag)).path("manifests")).hasSize(2);
    for (String[] by : new String[][] {{}, {older}}) {
      assertThat(oras.program.run("discover", by, oras.flags(""), artifact))
          .contains("example/bom", "example/report");
    }
  }

  @Deed
  void deletesABlob(Site site) throws Exception {
    Oras oras = Oras.at(site);
    String artifact = oras.pushed("oras-blobs", "v1").replaceFirst(":v1$", "");
    Path file = oras.home.file("blob", "a blob to delete");
    oras.program.run("blob", "push", oras.flags(""), artifact, file.getFileName());
    String blob = artifact + "@" + Digest.of(Files.readAllBytes(file));
    Object[] delete = {"blob", "delete", "--force", oras.flags(""), blob};
    oras.program.run(delete);
    assertThat(oras.program.fails("blob", "fetch", oras.flags(""), "--output=-", blob))
        .contains("not found");
  }
}
