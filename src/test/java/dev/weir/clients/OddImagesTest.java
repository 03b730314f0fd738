package dev.weir.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ApiCaller.Answer;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.protobuf.KindSchemas;
import dev.weir.resource.schema.FieldCheck;
import dev.weir.resource.schema.ManifestSchemas;
import dev.weir.resource.schema.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Images whose manifest, index or configuration has one value that is not what belongs there,
 * pushed and imported: never an answer of the 5xx kind, and what is taken can be shown to clients
 * that read into fixed types. {@code -Dweir.fuzz.seed=N -Dweir.fuzz.requests=M} for other and
 * longer runs.
 */
@WeirServer
class OddImagesTest {
  private static final long SEED = Long.getLong("weir.fuzz.seed", 1);
  private static final int IMAGES = Integer.getInteger("weir.fuzz.requests", 700) / 6;
  private static final Pattern JAVA =
      Pattern.compile("\\b(java|javax|sun|tools|org\\.eclipse)\\.[a-z]");
  private static final ObjectNode CONFIG =
      (ObjectNode)
          Json.parse(
              """
              {"architecture":"amd64","os":"linux","created":"2025-06-01T12:00:00Z","author":"me",
               "docker_version":"1","container_config":{"Cmd":["x"]},"history":[{}],
               "rootfs":{"type":"layers","diff_ids":["sha256:1"]},
               "config":{"Env":["A=1"],"Cmd":["sh"],"Entrypoint":["e"],"ExposedPorts":{"80/tcp":{}},
                         "Volumes":{"/v":{}},"User":"u","WorkingDir":"/","Labels":{"l":"1"},
                         "Memory":1,"Tty":true,"OnBuild":["o"],"Hostname":"h","Image":"i"}}\
              """);
  private static final byte[] LAYER = "layer".getBytes(UTF_8);

  private final Path work;
  private final OddShapes shapes = new OddShapes(new SplittableRandom(SEED));
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private final ServerProcess server;
  private final ApiCaller caller;
  private Schema.Fields streamTag;

  @SuppressWarnings("ArrayRecordComponent") // made to be sent, never compared
  private record Pushed(String what, String type, byte[] manifest, byte[] config) {}

  OddImagesTest(Path work, ServerProcess server, ApiCaller caller) throws Exception {
    this.work = work;
    this.server = server;
    this.caller = caller;
    streamTag =
        new KindSchemas()
            .find(
                ResourceKind.namespaced(
                    "image.openshift.io", "v1", "imagestreamtags", "x", "ImageStreamTag"))
            .orElseThrow();
    repository.blob(LAYER);
    assertThat(blob(LAYER).status()).isEqualTo(201);
  }

  @AfterAll
  void stop() throws IOException {
    upstream.close();
  }

  @Test
  void noImageIsTheServersFault() throws Exception {
    System.out.println("odd images: weir.fuzz.seed=" + SEED + " images=" + IMAGES);
    Map<String, Integer> answers = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      Pushed image = next();
      String fault = push(image, answers);
      if (fault.isEmpty() && shapes.oneIn(3)) {
        fault = takeIn(image, answers);
      }
      if (!fault.isEmpty()) {
        faults.add(
            "image %d: %s\n%s %s\n%s"
                .formatted(
                    i,
                    fault,
                    image.what(),
                    new String(image.manifest(), UTF_8),
                    new String(image.config(), UTF_8)));
      }
    }
    System.out.println("odd images: " + answers);
    assertThat(faults.stream().limit(3)).as("seed %d", SEED).isEmpty();
    assertThat(server.log()).doesNotContain("unexpected failure");
    assertThat(answers.keySet())
        .as("images that all fare alike try nothing")
        .contains("pushed 201", "pushed 400", "imported Success", "imported Failure");
  }

  @Test
  void ocShowsAnImageWhoseConfigurationIsOdd() throws Exception {
    byte[] config =
        """
        {"architecture":5,"os":"linux","created":"0001-01-01T00:00:00Z",
         "config":{"Env":["A=1",1e30],"Labels":{"kept":"yes","lost":1},"Cmd":"sh","User":1,
                   "ExposedPorts":[1],"Memory":1000000000000000000000000000000}}\
        """
            .getBytes(UTF_8);
    assertThat(blob(config).status()).isEqualTo(201);
    byte[] manifest = Json.bytes(manifest(config));
    assertThat(put("shown", MediaTypes.OCI_MANIFEST, manifest).status()).isEqualTo(201);
    RealClient oc = RealClient.oc(server.environment(work));

    String shown = oc.run("describe", "istag/app:shown", "-n", "default");

    assertThat(shown).contains("A=1", "kept=yes").doesNotContain("lost", "sh\n");
    assertThat(oc.run("get", "istag/app:shown", "-n", "default", "-o", "json"))
        .contains("\"Created\": null");
  }

  private Pushed next() {
    byte[] config = Json.bytes(CONFIG);
    ObjectNode manifest = manifest(config);
    return switch (shapes.pick(List.of("config", "config", "manifest", "index"))) {
      case "config" -> {
        byte[] odd = shapes.spoil(CONFIG).getBytes(UTF_8);
        yield new Pushed("config", MediaTypes.OCI_MANIFEST, Json.bytes(manifest(odd)), odd);
      }
      case "manifest" ->
          new Pushed(
              "manifest", MediaTypes.OCI_MANIFEST, shapes.spoil(manifest).getBytes(UTF_8), config);
      default ->
          new Pushed(
              "index", MediaTypes.OCI_INDEX, shapes.spoil(index(manifest)).getBytes(UTF_8), config);
    };
  }

  private static ObjectNode manifest(byte[] config) {
    ObjectNode manifest =
        Json.object()
            .put("schemaVersion", 2)
            .put("mediaType", MediaTypes.OCI_MANIFEST)
            .put("artifactType", "a/b");
    manifest.set("config", descriptor(MediaTypes.OCI_CONFIG, config));
    ObjectNode layer = descriptor(MediaTypes.OCI_LAYER, LAYER);
    layer.putArray("urls").add("http://x/y");
    layer.putObject("annotations").put("a", "b");
    manifest.putArray("layers").add(layer);
    manifest.putObject("annotations").put("a", "b");
    manifest.set("subject", descriptor(MediaTypes.OCI_MANIFEST, LAYER));
    return manifest;
  }

  private static ObjectNode index(ObjectNode child) {
    ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ObjectNode entry = descriptor(MediaTypes.OCI_MANIFEST, Json.bytes(child));
    entry.putObject("platform").put("os", "linux").put("architecture", "amd64").put("variant", "v");
    index.putArray("manifests").add(entry);
    index.putObject("annotations").put("org.opencontainers.image.created", "2025-06-01T12:00:00Z");
    return index;
  }

  private static ObjectNode descriptor(String mediaType, byte[] bytes) {
    return Json.object()
        .put("mediaType", mediaType)
        .put("digest", Digest.of(bytes).toString())
        .put("size", bytes.length);
  }

  private Answer blob(byte[] bytes) throws Exception {
    return caller.registry(
        caller.administrator(),
        "POST",
        "/v2/default/app/blobs/uploads/?digest=" + Digest.of(bytes),
        "application/octet-stream",
        bytes);
  }

  private Answer put(String reference, String type, byte[] manifest) throws Exception {
    return caller.registry(
        caller.administrator(), "PUT", "/v2/default/app/manifests/" + reference, type, manifest);
  }

  /** What is wrong; empty if nothing is. */
  private String push(Pushed image, Map<String, Integer> answers) throws Exception {
    assertThat(blob(image.config()).status()).isEqualTo(201);
    if (image.what().equals("index")) {
      byte[] child = Json.bytes(manifest(image.config()));
      assertThat(put(Digest.of(child).toString(), MediaTypes.OCI_MANIFEST, child).status())
          .isEqualTo(201);
    }
    Answer answer = put("odd", image.type(), image.manifest());
    answers.merge("pushed " + answer.status(), 1, Integer::sum);
    if (answer.status() != 201) {
      boolean refused = answer.status() == 400 || answer.status() == 404;
      return refused && !JAVA.matcher(answer.json().toString()).find() ? "" : answer.toString();
    }
    return shown("odd");
  }

  private String shown(String tag) throws Exception {
    Answer view = api("GET", "imagestreamtags/app:" + tag, "");
    if (view.status() != 200) {
      return "cannot be shown: " + view;
    }
    List<String> wrong = wrong(view.json().path("image"));
    FieldCheck found = FieldCheck.prune((ObjectNode) view.json(), streamTag);
    wrong.addAll(found.mismatches());
    Answer layers = api("GET", "imagestreams/app/layers", "");
    if (layers.status() != 200) {
      wrong.add("no layers: " + layers);
    }
    return wrong.isEmpty() ? "" : "shown in another shape: " + wrong;
  }

  private static List<String> wrong(JsonNode image) {
    List<String> wrong = new ArrayList<>();
    for (String member : List.of("Config", "ContainerConfig")) {
      ObjectNode config = Json.objectAt(image.path("dockerImageMetadata"), member);
      wrong.addAll(FieldCheck.prune(config, ManifestSchemas.DOCKER_CONFIG).mismatches());
    }
    return wrong;
  }

  private String takeIn(Pushed image, Map<String, Integer> answers) throws Exception {
    repository.blob(image.config());
    repository.manifest(MediaTypes.OCI_MANIFEST, Json.bytes(manifest(image.config())));
    repository.tag("odd", repository.manifest(image.type(), image.manifest()));
    ObjectNode wish =
        (ObjectNode)
            Json.parse(
                """
                {"kind":"ImageStreamImport","apiVersion":"image.openshift.io/v1",
                 "metadata":{"name":"app"},"spec":{"import":true,"images":[
                  {"from":{"kind":"DockerImage","name":"%s/team/app:odd"},"to":{"name":"taken"},
                   "importPolicy":{"insecure":true,"importMode":"%s"}}]}}\
                """
                    .formatted(
                        upstream.host(), shapes.pick(List.of("Legacy", "PreserveOriginal"))));
    Answer answer = api("POST", "imagestreamimports", Json.text(wish));
    JsonNode outcome = answer.json().at("/status/images/0");
    String status = outcome.at("/status/status").asString("");
    answers.merge("imported " + status, 1, Integer::sum);
    if (answer.status() != 201 || JAVA.matcher(outcome.path("status").toString()).find()) {
      return "imported: " + answer;
    }
    return status.equals("Success") ? shown("taken") : "";
  }

  private Answer api(String method, String path, String body) throws Exception {
    return caller.api(
        caller.administrator(),
        method,
        "/apis/image.openshift.io/v1/namespaces/default/" + path,
        body);
  }
}
