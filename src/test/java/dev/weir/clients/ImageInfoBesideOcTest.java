package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestArtifacts;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir image info} says of images what oc says, in text and in JSON. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ImageInfoBesideOcTest {
  private static final String EVERYTHING =
      """
      {"id":"abc","parent":"p","comment":"c <b>&","created":"2024-03-01T10:00:00.120Z",
       "container":"cont","container_config":{"Hostname":"h","Cmd":["x"]},"docker_version":"1.2",
       "author":"Me <me@x>","architecture":"arm64","variant":"v8","os":"windows",
       "os.version":"10.0","os.features":["a","b"],"size":12,"extra":{"a":1},
       "config":{"Labels":{"b":"2","a":"1"},"Hostname":"hh","Domainname":"d","User":"u","Memory":1,
         "Tty":true,"StdinOnce":false,"ExposedPorts":{"8080/tcp":{},"443/tcp":{}},
         "Env":["PATH=/bin","X=1"],"Cmd":["c","d e"],"Volumes":{"/v":{},"/a":{}},
         "WorkingDir":"/w","Entrypoint":["/e","f"],"OnBuild":["o"],"StopSignal":"TERM"},
       "rootfs":{"type":"layers","diff_ids":["sha256:%s"]},
       "history":[{"created":"2024-03-01T10:00:00Z","created_by":"x","author":"a","comment":"c",
         "empty_layer":true},{}]}
      """
          .formatted("1".repeat(64));

  @TempDir static Path work;
  @AutoClose private FakeRegistry registry;
  private BesideOc both;

  @BeforeAll
  void start() throws Exception {
    both = BesideOc.in(work);
    registry = FakeRegistry.plain();
    FakeRepository images = registry.repository("team/app");
    image("everything", EVERYTHING, 200_250, 178);
    image("nothing", "{}", 5);
    image("no-container", "{\"config\":null,\"os\":\"linux\",\"architecture\":\"amd64\"}", 5);
    image(
        "empty",
        "{\"config\":{\"Cmd\":[],\"Env\":null,\"Labels\":{}},\"history\":[],\"rootfs\":{}}",
        5);
    image("no-layers", "{\"os\":\"linux\",\"created\":\"2024-03-01T10:00:00Z\",\"config\":{}}");
    image("zone", "{\"created\":\"2024-03-01T10:00:00+02:00\",\"config\":{\"Cmd\":[\"a\"]}}", 9);
    image("odd-time", "{\"created\":\"0001-01-01T00:00:00Z\",\"config\":{\"Cmd\":[\"a\"]}}", 9);
    TestImages.single(images, "single");
    FakeRepository lists = registry.repository("team/list");
    TestImages.index(lists, "all", "linux/amd64", "linux/arm64", "windows/amd64");
    TestImages.index(lists, "one", "linux/s390x");
  }

  /** An image with layers of these sizes. */
  private Digest image(String tag, String config, int... layers) {
    FakeRepository repository = registry.repository("team/app");
    var manifest = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    byte[] bytes = config.getBytes(StandardCharsets.UTF_8);
    manifest
        .putObject("config")
        .put("mediaType", MediaTypes.OCI_CONFIG)
        .put("digest", repository.blob(bytes).toString())
        .put("size", bytes.length);
    var parts = manifest.putArray("layers");
    for (int size : layers) {
      parts
          .addObject()
          .put("mediaType", "application/vnd.oci.image.layer.v1.tar+gzip")
          .put("digest", repository.blob(new byte[size]).toString())
          .put("size", size);
    }
    Digest digest = repository.manifest(MediaTypes.OCI_MANIFEST, Json.bytes(manifest));
    repository.tag(tag, digest);
    return digest;
  }

  private BesideOc.Both info(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 3];
    List.of("image", "info", "--insecure").toArray(command);
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return both.run(command);
  }

  private void isExactlyOcs(String... arguments) throws Exception {
    BesideOc.Both said = info(arguments).alike();
    assertThat(said.weir().out()).isEqualTo(said.oc().out());
    assertThat(said.oc().exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "team/app:everything",
        "team/app:nothing",
        "team/app:no-container",
        "team/app:empty",
        "team/app:no-layers",
        "team/app:zone",
        "team/app:odd-time",
        "team/app:single",
        "team/app:no-*",
        "team/app",
        "team/list:one"
      })
  void anImageIsTold(String name) throws Exception {
    isExactlyOcs(registry.host() + "/" + name);
    isExactlyOcs(registry.host() + "/" + name, "-o", "json");
  }

  @Test
  void anImageIsToldByItsDigestAndSeveralInTheirOrder() throws Exception {
    String app = registry.host() + "/team/app";
    isExactlyOcs(app + "@" + registry.repository("team/app").tags().get("single"));
    isExactlyOcs(app + ":everything", app + ":empty");
    isExactlyOcs(app + ":everything", app + ":empty", "--output=json");
  }

  @Test
  void listsAreChosenFrom() throws Exception {
    String all = registry.host() + "/team/list:all";
    isExactlyOcs(all, "--filter-by-os=linux/arm64");
    info(all, "--show-multiarch").alike(); // oc's order is any
    info(all, "--show-multiarch", "--filter-by-os=linux/.*").alike();
    info(all, "--show-multiarch", "-o", "json").alike();
    info(all).alike();
    info(all, "-o", "json").alike();
    info(all, "--filter-by-os=linux/.*").alike();
    info(all, "--filter-by-os=plan9").alike();
    isExactlyOcs(registry.host() + "/team/app:single", "--filter-by-os=plan9");
  }

  @Test
  void anImageThatIsNamedByItsDigestIsFoundWhereItsMirrorsAre() throws Exception {
    both.file(
        "mirrors.yaml",
        """
        apiVersion: operator.openshift.io/v1alpha1
        kind: ImageContentSourcePolicy
        metadata: {name: mirrors}
        spec:
          repositoryDigestMirrors:
          - source: %s/gone
            mirrors: [%s/nowhere, %s/team]
        """
            .replace("%s", registry.host()));
    Digest digest = registry.repository("team/app").tags().get("single");
    String gone = registry.host() + "/gone/app";
    isExactlyOcs(gone + "@" + digest, "--icsp-file=mirrors.yaml");
    String other = registry.host() + "/gone2/app@" + digest;
    assertThat(info(other, "--icsp-file=mirrors.yaml").agree().weir().exit()).isEqualTo(1);
    BesideOc.Both tagged = info(gone + ":single", "--icsp-file=mirrors.yaml");
    tagged.failAlike("warning: --icsp-file only applies to images referenced by digest");
    assertThat(info(gone + "@" + digest, "--icsp-file=nowhere").weir().err())
        .contains("unable to read ImageContentSourceFile nowhere: open nowhere: no such file");
  }

  @Test
  void aDirectoryIsReadLikeARegistry() throws Exception {
    String app = registry.host() + "/team/app:everything";
    both.run("image", "mirror", "--insecure", app, "file://team/app:v1", "--dir=disk").alike();
    isExactlyOcs("file://team/app:v1", "--dir=disk");
    isExactlyOcs("file://team/app", "--dir=disk", "-o", "json");
  }

  @Test
  void whatCannotBeToldIsRefusedAlike() throws Exception {
    String app = registry.host() + "/team/app";
    info().alike();
    info("BAD").alike();
    info(app + ":single", "-o", "yaml").alike();
    info(app + ":missing").failAlike("error: image \"" + app + ":missing\" not found: ");
    info(app + ":single", "--filter-by-os=(")
        .failAlike("error: --filter-by-os was not a valid regular expression: ");
    both.run("image", "info", app + ":single")
        .failAlike("error: unable to read image " + app + ":single: ");
    both.run("image", "info", "127.0.0.1:1/team/app:v1")
        .failAlike("error: unable to read image 127.0.0.1:1/team/app:v1: ");
  }

  /** oc knows images only. */
  @Test
  void artifactsAreToldWhereOcRefusesThem() throws Exception {
    FakeRepository artifacts = registry.repository("team/artifacts");
    for (TestArtifacts.Artifact artifact : TestArtifacts.in(artifacts)) {
      if (artifact.list()) {
        continue;
      }
      String name = registry.host() + "/team/artifacts:" + artifact.tag();
      BesideOc.Both said = info(name);
      assertThat(said.weir().exit()).as(name + said.weir().err()).isZero();
      assertThat(said.weir().out()).contains("Digest:", artifact.digest().toString());
      if (said.oc().exit() != 0) {
        assertThat(said.weir().out()).contains("Artifact Type: " + artifact.type());
        assertThat(info(name, "-o", "json").weir().out())
            .contains("\"artifactType\": \"" + artifact.type() + "\"");
      }
    }
  }
}
