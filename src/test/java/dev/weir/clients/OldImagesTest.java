package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ThroughCalls.Pulled;
import dev.weir.demo.TarFile;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.OldImages;
import dev.weir.remote.fake.TestImages;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Images of Docker's first schema: whoever comes with one is told how to go on. */
@WeirServer({"--audit-log", "off", "--least-check-interval", "1s"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OldImagesTest {
  private static final String IMAGES = "/apis/image.openshift.io/v1/namespaces/default/";
  private static final String ADVICE = "skopeo copy --format v2s2 docker://OLD docker://NEW";

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;
  private final ThroughCalls calls;
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/old");
  private final List<Old> all;

  OldImagesTest(Path work, ServerProcess server, WeirCalls weir, ApiCaller caller)
      throws Exception {
    this.work = work;
    this.server = server;
    this.weir = weir;
    this.calls = new ThroughCalls(server, caller);
    byte[] bare = OldImages.manifest(repository.blob(layer()));
    this.all =
        List.of(
            new Old("bare", "application/json", bare),
            new Old("untyped", "", bare),
            new Old("typed", MediaTypes.DOCKER_SCHEMA1, bare),
            new Old("signed", MediaTypes.DOCKER_SCHEMA1_SIGNED, OldImages.signed(bare)));
  }

  /**
   * A way to send one.
   *
   * @param type the Content-Type; empty for none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Old(String tag, String type, byte[] bytes) {
    @Override
    public String toString() {
      return tag;
    }
  }

  private static byte[] layer() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(TarFile.of("message", "an old image"));
    }
    return out.toByteArray();
  }

  @AfterAll
  void stop() {
    upstream.close();
    calls.close();
  }

  List<Old> all() {
    return all;
  }

  private String at(Old old) {
    repository.tag(old.tag(), repository.manifest(old.type(), old.bytes()));
    return upstream.host() + "/team/old:" + old.tag();
  }

  @ParameterizedTest
  @MethodSource("all")
  void anImportIsToldHowToGoOn(Old old) throws Exception {
    String told =
        weir.fails(
            "import-image",
            "imported:" + old.tag(),
            "--from=" + at(old),
            "--confirm",
            "--insecure",
            "-n",
            "default");

    assertThat(told).contains(at(old), ADVICE);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aTagThatFollowsOneSaysHowToGoOn(Old old) throws Exception {
    weir.says("tag", at(old), "tagged:" + old.tag(), "--insecure", "--scheduled", "-n", "default");

    await().untilAsserted(() -> assertThat(condition("tagged", old.tag())).contains(ADVICE));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aTagThatBecomesOneSaysHowToGoOn(Old old) throws Exception {
    String tag = "moves-" + old.tag();
    Digest before = TestImages.single(repository, tag);
    calls.api(
        "POST",
        IMAGES + "imagestreams",
        ("{'metadata':{'name':'%1$s','annotations':{'weir.dev/check-interval':'1s'}},"
                + "'spec':{'tags':[{'name':'v1',"
                + "'importPolicy':{'insecure':true,'scheduled':true},"
                + "'from':{'kind':'DockerImage','name':'%2$s/team/old:%1$s'}}]}}")
            .formatted(tag, upstream.host()));
    await()
        .untilAsserted(
            () ->
                assertThat(calls.stream("default/" + tag).at("/status/tags/0/items/0/image"))
                    .hasToString("\"" + before + "\""));

    repository.tag(tag, repository.manifest(old.type(), old.bytes()));

    await().untilAsserted(() -> assertThat(condition(tag, "v1")).contains(ADVICE));
    assertThat(calls.stream("default/" + tag).at("/status/tags/0/items")).hasSize(1);
  }

  private String condition(String stream, String tag) throws Exception {
    for (JsonNode one : calls.stream("default/" + stream).at("/status/tags")) {
      if (one.path("tag").asString("").equals(tag)) {
        return one.at("/conditions/0/message").asString("");
      }
    }
    return "";
  }

  @ParameterizedTest
  @MethodSource("all")
  void aPushIsToldHowToGoOn(Old old) throws Exception {
    String[] type =
        old.type().isEmpty() ? new String[0] : new String[] {"Content-Type", old.type()};

    Pulled put =
        calls.send(calls.administrator(), "PUT", "default/pushed/manifests/old", old.bytes(), type);

    assertThat(put.status()).isEqualTo(400);
    assertThat(put.code()).isEqualTo("MANIFEST_INVALID");
    assertThat(put.message()).contains(ADVICE);
    assertThat(calls.api("GET", IMAGES + "imagestreams/pushed", "").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aPullThroughIsToldHowToGoOn(Old old) throws Exception {
    String digest = Digest.of(all.getFirst().bytes()).toString(); // of signed ones, too
    repository.manifest(old.type(), old.bytes());
    String stream = "through-" + old.tag();
    calls.claimed(
        calls.administrator(),
        "default/" + stream + ":v1",
        at(old).replaceFirst(":[^:]*$", "@" + digest));
    weir.says(
        "annotate", "is", stream, "openshift.io/image.insecureRepository=true", "-n", "default");

    Pulled pulled = calls.get("default/" + stream + "/manifests/v1");

    assertThat(pulled.status()).isEqualTo(404);
    assertThat(pulled.code()).isEqualTo("MANIFEST_UNKNOWN");
    assertThat(pulled.message()).contains(upstream.host(), ADVICE);
    await()
        .untilAsserted(
            () -> {
              JsonNode told = calls.pullCondition("default/" + stream, "v1");
              assertThat(told.path("reason").asString("")).isEqualTo("Unsupported");
              assertThat(told.path("message").asString("")).contains(ADVICE);
            });
  }

  @ParameterizedTest
  @MethodSource("all")
  void aPullThroughAWindowIsToldHowToGoOn(Old old) throws Exception {
    String from = at(old);
    String window = "window-" + old.tag();
    calls.api(
        "POST",
        "/api/v1/namespaces",
        ("{'metadata':{'name':'%s','annotations':{'weir.dev/upstream':'%s',"
                + "'openshift.io/image.insecureRepository':'true'}}}")
            .formatted(window, upstream.host()));

    Pulled pulled = calls.get(window + "/team/old/manifests/" + old.tag());

    assertThat(pulled.status()).isEqualTo(404);
    assertThat(pulled.code()).isEqualTo("MANIFEST_UNKNOWN");
    assertThat(pulled.message()).contains(from, ADVICE);
  }

  @Test
  void whatIsAdvisedWorks() throws Exception {
    RealClient skopeo = RealClient.required(server.environment(work), "skopeo");
    skopeo.run(
        "copy",
        "--format",
        "v2s2",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        "--dest-registry-token=" + calls.administrator(),
        "docker://" + at(all.getLast()),
        "docker://" + server.registry() + "/default/converted:v1");

    assertThat(weir.says("describe", "istag", "converted:v1", "-n", "default"))
        .containsPattern("Command:\\s+/bin/sh")
        .containsPattern("Arch:\\s+amd64");
  }
}
