package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.ThroughCalls.Pulled;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestArtifacts;
import dev.weir.remote.fake.TestArtifacts.Artifact;
import dev.weir.resource.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What registries hold besides images to run: Helm charts, models, WebAssembly, signatures, and
 * whatever ORAS pushes. All of it is imported, tagged, described, pulled and pushed as images are.
 */
@WeirServer({"--audit-log", "off"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArtifactsTest {
  private static final String TAGS =
      "/apis/image.openshift.io/v1/namespaces/default/imagestreamtags/";
  private static final String INSECURE = "openshift.io/image.insecureRepository=true";
  private static final String ANNOTATION = "weir.dev/artifact-type";

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;
  private final ThroughCalls calls;
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/things");
  private final List<Artifact> artifacts = TestArtifacts.in(repository);

  ArtifactsTest(Path work, ServerProcess server, WeirCalls weir, ApiCaller caller) {
    this.work = work;
    this.server = server;
    this.weir = weir;
    this.calls = new ThroughCalls(server, caller);
  }

  @AfterAll
  void stop() {
    upstream.close();
    calls.close();
  }

  List<Artifact> artifacts() {
    return artifacts;
  }

  private String from(Artifact artifact) {
    return upstream.host() + "/team/things:" + artifact.tag();
  }

  /** An import that keeps lists whole. */
  private void imported(String target, Artifact artifact) throws Exception {
    calls.imported("default/" + target + ":" + artifact.tag(), from(artifact));
  }

  @ParameterizedTest
  @MethodSource("artifacts")
  void anArtifactIsImportedAndShownForWhatItIs(Artifact artifact) throws Exception {
    imported("shown", artifact);

    JsonNode tag = calls.api("GET", TAGS + "shown:" + artifact.tag(), "").json();
    JsonNode image = tag.path("image");
    assertThat(image.at("/metadata/name").asString("")).isEqualTo(artifact.digest().toString());
    assertThat(image.at("/metadata/annotations").path(ANNOTATION).asString(""))
        .isEqualTo(artifact.type());
    assertThat(image.at("/dockerImageMetadata/Size").asLong(0)).isEqualTo(artifact.size());
    assertThat(image.at("/dockerImageMetadata/kind").asString("")).isEqualTo("DockerImage");
    assertThat(image.has("dockerImageLayers")).isEqualTo(!artifact.list());
    for (String[] described :
        new String[][] {
          {"istag", "shown:" + artifact.tag()},
          {"isimage", "shown@" + artifact.digest()},
          {"image", artifact.digest().toString()}
        }) {
      String text = weir.says("describe", described[0], described[1], "-n", "default");
      assertThat(text).contains(artifact.digest().toString());
      if (artifact.type().isEmpty()) {
        assertThat(text).doesNotContain("Artifact Type");
      } else {
        assertThat(text).containsPattern("Artifact Type:\\s+\\Q" + artifact.type() + "\\E\n");
      }
    }
    assertThat(weir.says("describe", "is", "shown", "-n", "default"))
        .contains(artifact.digest().toString());
  }

  @ParameterizedTest
  @MethodSource("artifacts")
  void anImportedArtifactIsPulledWholeFromHere(Artifact artifact) throws Exception {
    imported("pulled", artifact);

    pullWhole("default/pulled", artifact.tag(), artifact.digest());
  }

  /** Pulls a manifest and all that it names; bytes are compared with the other registry's. */
  private void pullWhole(String here, String reference, Digest digest) throws Exception {
    Pulled manifest = calls.get(here + "/manifests/" + reference);
    assertThat(manifest.status()).as(reference + manifest.json()).isEqualTo(200);
    assertThat(manifest.body()).isEqualTo(repository.findManifest(digest.toString()).orElseThrow());
    for (JsonNode child : manifest.json().path("manifests")) {
      String name = child.path("digest").asString("");
      pullWhole(here, name, Digest.parse(name));
    }
    if (manifest.json().has("config")) {
      assertBlob(here, manifest.json().at("/config/digest").asString(""));
    }
    for (JsonNode layer : manifest.json().path("layers")) {
      assertBlob(here, layer.path("digest").asString(""));
    }
  }

  private void assertBlob(String here, String digest) throws Exception {
    Pulled blob = calls.get(here + "/blobs/" + digest);
    assertThat(blob.status()).as(digest).isEqualTo(200);
    assertThat(blob.body()).isEqualTo(repository.findBlob(Digest.parse(digest)).orElseThrow());
  }

  @ParameterizedTest
  @MethodSource("artifacts")
  void anArtifactIsTaggedFromElsewhereAndAcrossStreams(Artifact artifact) throws Exception {
    weir.attempt("", "create", "is", "other", "-n", "default");
    String name = "tagged:" + artifact.tag();
    weir.says(
        "tag",
        from(artifact),
        name,
        "--insecure",
        "--import-mode=PreserveOriginal",
        "--reference-policy=local",
        "-n",
        "default");
    await()
        .untilAsserted(
            () ->
                assertThat(calls.api("GET", TAGS + name, "").json().at("/image/metadata/name"))
                    .hasToString("\"" + artifact.digest() + "\""));

    weir.says("annotate", "is", "other", "--overwrite", INSECURE, "-n", "default");
    weir.says("tag", "default/" + name, "other:" + artifact.tag(), "-n", "default");
    assertThat(
            calls
                .api("GET", TAGS + "other:" + artifact.tag(), "")
                .json()
                .at("/image/metadata/name"))
        .hasToString("\"" + artifact.digest() + "\"");
    pullWhole("default/other", artifact.tag(), artifact.digest());
  }

  @ParameterizedTest
  @MethodSource("artifacts")
  void anArtifactIsPushedAndShownForWhatItIs(Artifact artifact) throws Exception {
    push("default/pushed", artifact.tag(), artifact.digest());

    JsonNode image = calls.api("GET", TAGS + "pushed:" + artifact.tag(), "").json().path("image");
    assertThat(image.at("/metadata/name").asString("")).isEqualTo(artifact.digest().toString());
    assertThat(image.at("/metadata/annotations").path(ANNOTATION).asString(""))
        .isEqualTo(artifact.type());
    assertThat(image.at("/dockerImageMetadata/Size").asLong(0)).isEqualTo(artifact.size());
    pullWhole("default/pushed", artifact.tag(), artifact.digest());
  }

  private void push(String here, String reference, Digest digest) throws Exception {
    Pulled put = attempt(here, reference, digest);
    assertThat(put.status()).as(reference).isEqualTo(201);
  }

  /** Pushes all that a manifest names, and tries to push it. */
  private Pulled attempt(String here, String reference, Digest digest) throws Exception {
    byte[] bytes = repository.findManifest(digest.toString()).orElseThrow();
    JsonNode manifest = Json.parse(bytes);
    for (JsonNode child : manifest.path("manifests")) {
      String name = child.path("digest").asString("");
      push(here, name, Digest.parse(name));
    }
    if (manifest.has("config")) {
      pushBlob(here, manifest.at("/config/digest").asString(""));
    }
    for (JsonNode layer : manifest.path("layers")) {
      pushBlob(here, layer.path("digest").asString(""));
    }
    return calls.send(
        calls.administrator(),
        "PUT",
        here + "/manifests/" + reference,
        bytes,
        "Content-Type",
        manifest.path("mediaType").asString(""));
  }

  private void pushBlob(String here, String digest) throws Exception {
    byte[] bytes = repository.findBlob(Digest.parse(digest)).orElseThrow();
    Pulled put =
        calls.send(calls.administrator(), "POST", here + "/blobs/uploads/?digest=" + digest, bytes);
    assertThat(put.status()).as(digest).isEqualTo(201);
  }

  private Artifact artifact(String tag) {
    return artifacts.stream().filter(one -> one.tag().equals(tag)).findFirst().orElseThrow();
  }

  @Test
  void aListWithoutPlatformsIsKeptWholeIfItIsAnArtifact() throws Exception {
    String first =
        Json.parse(repository.findManifest("bare").orElseThrow())
            .at("/manifests/0/digest")
            .asString("");
    calls.imported("default/one:set", from(artifact("set")), "'insecure':true");
    calls.imported("default/one:bare", from(artifact("bare")), "'insecure':true");

    assertThat(image("one:set")).isEqualTo(artifact("set").digest().toString());
    assertThat(image("one:bare")).as("as of any list, one of its images").isEqualTo(first);
    pullWhole("default/one", "set", artifact("set").digest());

    push("default/own", "set", artifact("set").digest());
    calls.imported("default/two:set", server.registry() + "/default/own:set", "'insecure':true");
    assertThat(image("two:set")).isEqualTo(artifact("set").digest().toString());
  }

  private String image(String tag) throws Exception {
    return calls.api("GET", TAGS + tag, "").json().at("/image/metadata/name").asString("");
  }

  @ParameterizedTest
  @MethodSource("artifacts")
  void anImportTellsWhatItBrought(Artifact artifact) {
    for (int i = 0; i < 2; i++) {
      String told =
          weir.says(
              "import-image",
              "told:" + artifact.tag(),
              "--from=" + from(artifact),
              "--confirm",
              "--insecure",
              "--import-mode=PreserveOriginal",
              "-n",
              "default");

      assertThat(told).contains(artifact.digest().toString());
      if (artifact.type().isEmpty()) {
        assertThat(told).doesNotContain("Artifact Type");
      } else {
        assertThat(told).containsPattern("Artifact Type:\\s+\\Q" + artifact.type() + "\\E\n");
      }
    }
  }

  @Test
  void limitsOnTheSizeOfImagesHoldForArtifacts() throws Exception {
    calls.project("small");
    calls.api(
        "POST",
        "/api/v1/namespaces/small/limitranges",
        "{'metadata':{'name':'small'},"
            + "'spec':{'limits':[{'type':'openshift.io/Image','max':{'storage':'30'}}]}}");

    Pulled model = attempt("small/app", "model", artifact("model").digest());

    assertThat(artifact("model").size()).isGreaterThan(30);
    assertThat(model.status()).isEqualTo(403);
    assertThat(model.message()).contains("exceeds the maximum limit per openshift.io/Image");
    assertThat(artifact("oras").size()).isLessThan(30);
    push("small/app", "oras", artifact("oras").digest());
  }

  @Test
  void ocImportsTagsAndDescribesAllOfThem() throws Exception {
    RealClient oc = RealClient.oc(server.environment(work));
    for (Artifact artifact : artifacts) {
      String tag = "oc:" + artifact.tag();
      String told =
          oc.run(
              "import-image",
              tag,
              "--from=" + from(artifact),
              "--confirm",
              "--insecure",
              "--import-mode=PreserveOriginal",
              "-n",
              "default");
      assertThat(told).as(tag).contains(artifact.digest().toString());
      String described = oc.run("describe", "istag/" + tag, "-n", "default");
      assertThat(described).contains("sha256:").contains(artifact.type());
      assertThat(oc.run("describe", "isimage/oc@" + artifact.digest(), "-n", "default"))
          .contains(artifact.digest().toString());
      assertThat(oc.run("get", "image", artifact.digest().toString(), "-o", "yaml"))
          .contains(artifact.type());
    }
    oc.run("tag", from(artifact("helm")), "oc-tag:v1", "--insecure", "-n", "default");
    await()
        .untilAsserted(
            () -> assertThat(image("oc-tag:v1")).isEqualTo(artifact("helm").digest().toString()));
    assertThat(oc.run("describe", "is/oc", "-n", "default")).contains("helm", "bundle");
    assertThat(oc.run("get", "images", "-o", "wide"))
        .contains("application/vnd.cncf.helm.config.v1+json");
  }

  @ParameterizedTest
  @MethodSource("artifacts")
  void anArtifactIsPulledThroughAWindow(Artifact artifact) throws Exception {
    calls.api(
        "POST",
        "/api/v1/namespaces",
        ("{'metadata':{'name':'window','annotations':{'weir.dev/upstream':'%s',"
                + "'openshift.io/image.insecureRepository':'true'}}}")
            .formatted(upstream.host()));

    pullWhole("window/team/things", artifact.tag(), artifact.digest());
  }

  @Test
  void whatTheDocumentShowsWorks() throws Exception {
    Path weirProgram = Files.createDirectories(work.resolve("bin")).resolve("weir");
    Files.writeString(
        weirProgram, "#!/bin/sh\nexec " + String.join(" ", RealClient.weirCommand()) + " \"$@\"\n");
    assertThat(weirProgram.toFile().setExecutable(true)).isTrue();
    Map<String, String> environment = new HashMap<>(server.environment(work));
    environment.put("PATH", weirProgram.getParent() + ":" + System.getenv("PATH"));
    List<ReadmeExample> examples = ReadmeExample.all(Path.of("docs/artifacts.md"));
    try (ShellTerminal terminal = ShellTerminal.open(work, environment)) {
      for (ReadmeExample example : examples) {
        for (ReadmeExample.Step step : example.steps()) {
          ShellTerminal.Answer answer = terminal.type(here(step.command()));
          assertThat(answer.exit()).as("%s%n%s", step.command(), answer.output()).isZero();
          assertThat(answer.output()).as(step.command()).matches(step.shown(this::here));
        }
      }
    }
    assertThat(examples).isNotEmpty();
  }

  /** The upstream of this test speaks plain HTTP. */
  private String here(String text) {
    return text.replace("ghcr.io/team/things", upstream.host() + "/team/things")
        .replace("--confirm", "--confirm --insecure");
  }

  @Test
  void skopeoCopiesThemThereAndBack() throws Exception {
    RealClient skopeo = RealClient.required(server.environment(work), "skopeo");
    for (Artifact artifact : artifacts) {
      if (artifact.list()) {
        continue; // skopeo writes lists anew, and drops what it does not know of artifacts
      }
      imported("copied", artifact);
      String here = "docker://" + server.registry() + "/default/";
      skopeo.run(
          "copy",
          "--all",
          "--preserve-digests",
          "--src-tls-verify=false",
          "--dest-tls-verify=false",
          "--src-registry-token=" + calls.administrator(),
          "--dest-registry-token=" + calls.administrator(),
          here + "copied:" + artifact.tag(),
          here + "copies:" + artifact.tag());
      assertThat(
              calls
                  .api("GET", TAGS + "copies:" + artifact.tag(), "")
                  .json()
                  .at("/image/metadata/name")
                  .asString(""))
          .isEqualTo(artifact.digest().toString());
    }
  }
}
