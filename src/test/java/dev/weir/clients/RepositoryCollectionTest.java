package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.TestPushes.Pushed;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What stays and goes in repositories that live on, beside a collector that never waits long. */
@WeirServer({
  "--audit-log",
  "off",
  "--gc-grace",
  "1s",
  "--push-lease",
  "2s",
  "--untagged-keep",
  "4s"
})
@Timeout(180)
class RepositoryCollectionTest {
  private static final String NAMESPACES = "/apis/image.openshift.io/v1/namespaces/";
  private static final Duration AFTER_GRACE = Duration.ofSeconds(60);

  private final ServerProcess server;
  private final ApiCaller caller;
  private final TestPushes pushes;
  private final String admin;

  RepositoryCollectionTest(ServerProcess server, ApiCaller caller) {
    this.server = server;
    this.caller = caller;
    this.pushes = new TestPushes(caller);
    this.admin = caller.administrator();
  }

  private static String project(ApiCaller caller) throws Exception {
    String name = "p" + System.nanoTime();
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(name));
    return name;
  }

  private static boolean hasFile(ServerProcess server, String digest) {
    String hex = Digest.parse(digest).hex();
    try (Stream<Path> files = Files.walk(server.data().resolve("blobs"))) {
      return files.anyMatch(file -> String.valueOf(file.getFileName()).equals(hex));
    } catch (IOException | UncheckedIOException e) { // one that goes while it is looked for
      return true;
    }
  }

  private boolean hasFile(String digest) {
    return hasFile(server, digest);
  }

  private static void soon(ThrowingRunnable holds) {
    await().atMost(AFTER_GRACE).pollInterval(Duration.ofMillis(250)).untilAsserted(holds);
  }

  private void goes(Collection<String> parts) {
    soon(() -> assertThat(parts.stream().filter(this::hasFile)).isEmpty());
  }

  /** As long as it takes until something goes that was pushed by its digest just now. */
  private void afterUntagged() throws Exception {
    goes(pushes.image(admin, project(caller) + "/w", "", "witness " + System.nanoTime()).parts());
  }

  private void deleteTag(String repository, String tag) throws Exception {
    String path = NAMESPACES + repository.replace("/", "/imagestreamtags/") + ":" + tag;
    assertThat(caller.api(admin, "DELETE", path, "").status()).isEqualTo(200);
  }

  /** Says something about an image, under its subject's digest or a tag. */
  private String about(String repository, String reference, Pushed subject) throws Exception {
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
    pushes.blob(admin, repository, config);
    byte[] layer = ("signature of " + subject.digest()).getBytes(StandardCharsets.UTF_8);
    pushes.blob(admin, repository, layer);
    ObjectNode manifest =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.put("artifactType", "application/vnd.dev.cosign.artifact.sig.v1+json");
    manifest.set("config", descriptor("application/vnd.oci.empty.v1+json", config));
    manifest
        .putArray("layers")
        .add(descriptor("application/vnd.dev.cosign.simplesigning.v1+json", layer));
    if (reference.isEmpty()) {
      manifest.set("subject", descriptor(subject.mediaType(), subject.bytes()));
    }
    byte[] bytes = Json.bytes(manifest);
    String digest = Digest.of(bytes).toString();
    String path = "/v2/" + repository + "/manifests/" + (reference.isEmpty() ? digest : reference);
    assertThat(caller.registry(admin, "PUT", path, MediaTypes.OCI_MANIFEST, bytes).status())
        .isEqualTo(201);
    return digest;
  }

  private static ObjectNode descriptor(String type, byte[] bytes) {
    return Json.object()
        .put("mediaType", type)
        .put("digest", Digest.of(bytes).toString())
        .put("size", bytes.length);
  }

  @Test
  void ofPushesToOneTagThoseGoThatAreBeyondTheBoundOfItsHistory() throws Exception {
    String project = project(caller);
    String repository = project + "/app";
    caller.create(
        NAMESPACES + project + "/imagestreams",
        "{'metadata':{'name':'app','annotations':{'weir.dev/keep':'revisions=3,age=1s'}}}");
    List<Pushed> images = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      images.add(pushes.image(admin, repository, "latest", "build " + i + " of " + project));
    }

    for (Pushed old : images.subList(0, 5)) {
      goes(old.parts());
    }

    for (Pushed kept : images.subList(5, 8)) {
      assertThat(kept.parts()).allMatch(this::hasFile);
      assertThat(pushes.pull(admin, repository, kept.digest())).isEqualTo(200);
    }
  }

  @Test
  void ofPushesToOneTagAllGoWithTheTagAndOtherTagsKeepWhatTheyShare() throws Exception {
    String repository = project(caller) + "/app";
    List<Pushed> images = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      images.add(pushes.image(admin, repository, "latest", "build " + i + " of " + repository));
    }
    assertThat(pushes.again(admin, repository, "release", images.get(1))).isEqualTo(201);

    deleteTag(repository, "latest");

    goes(images.get(0).parts());
    goes(images.get(3).parts());
    assertThat(images.get(1).parts()).allMatch(this::hasFile);
    assertThat(pushes.pull(admin, repository, "release")).isEqualTo(200);
  }

  @Test
  void anIndexThatIsPushedChildByChildStaysWholeAndGoesWhole() throws Exception {
    String repository = project(caller) + "/app";
    Pushed amd = pushes.image(admin, repository, "", "amd " + repository);
    Pushed arm = pushes.image(admin, repository, "", "arm " + repository);
    Pushed index = pushes.index(admin, repository, "v1", List.of(amd, arm));

    afterUntagged();
    assertThat(index.parts()).allMatch(this::hasFile);
    assertThat(pushes.pull(admin, repository, amd.digest())).isEqualTo(200);

    deleteTag(repository, "v1");
    goes(index.parts());
  }

  @Test
  void anImagePushedByItsDigestGoesWhenItsTimeIsOver() throws Exception {
    String repository = project(caller) + "/app";
    Pushed tagged = pushes.image(admin, repository, "v1", "tagged " + repository);
    Pushed untagged = pushes.image(admin, repository, "", "untagged " + repository);

    goes(untagged.parts());

    assertThat(tagged.parts()).allMatch(this::hasFile);
  }

  @Test
  void signaturesStayAsLongAsTheirSubjectAndGoWithIt() throws Exception {
    String repository = project(caller) + "/app";
    Pushed image = pushes.image(admin, repository, "v1", "signed " + repository);
    String bySubject = about(repository, "", image);
    String tag = image.digest().replace(':', '-') + ".sig";
    String byTag = about(repository, tag, image);

    afterUntagged();
    assertThat(Set.of(bySubject, byTag)).allMatch(this::hasFile);
    assertThat(pushes.pull(admin, repository, tag)).isEqualTo(200);

    deleteTag(repository, "v1");
    goes(Set.of(image.digest(), bySubject, byTag));
    assertThat(pushes.pull(admin, repository, tag)).isEqualTo(404);
  }

  @Test
  void whatAWorkloadUsesStaysWithoutATag() throws Exception {
    String project = project(caller);
    String repository = project + "/app";
    Pushed image = pushes.image(admin, repository, "v1", "used " + repository);
    caller.create(
        "/apis/apps/v1/namespaces/" + project + "/deployments",
        """
        {'metadata':{'name':'web'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{
         'metadata':{'labels':{'a':'b'}},
         'spec':{'containers':[{'name':'web','image':'%s/%s@%s'}]}}}}\
        """
            .formatted(server.registry(), repository, image.digest()));
    deleteTag(repository, "v1");

    afterUntagged();
    assertThat(image.parts()).allMatch(this::hasFile);
    assertThat(pushes.pull(admin, repository, image.digest())).isEqualTo(200);

    String web = "/apis/apps/v1/namespaces/" + project + "/deployments/web";
    assertThat(caller.api(admin, "DELETE", web, "").status()).isEqualTo(200);
    goes(image.parts());
  }

  @Test
  void anUntaggedImageGoesWithItsImageObjectBeforeItsTimeIsOver(@TempDir Path directory)
      throws Exception {
    try (ServerProcess other =
            ServerProcess.start(directory, "--gc-grace", "1s", "--push-lease", "2s");
        ApiCaller api = ApiCaller.of(other)) {
      TestPushes there = new TestPushes(api);
      String repository = project(api) + "/app";
      Pushed deleted = there.image(api.administrator(), repository, "", "deleted");
      Pushed kept = there.image(api.administrator(), repository, "", "kept");

      String path = "/apis/image.openshift.io/v1/images/" + deleted.digest();
      assertThat(api.api(api.administrator(), "DELETE", path, "").status()).isEqualTo(200);

      soon(() -> assertThat(deleted.parts()).noneMatch(part -> hasFile(other, part)));
      assertThat(kept.parts()).allMatch(part -> hasFile(other, part));
    }
  }

  @Test
  void afterAKillWhatNothingNeedsGoesAndAllElseIsThere(@TempDir Path directory) throws Exception {
    String[] options = {"--gc-grace", "1s", "--push-lease", "2s", "--untagged-keep", "4s"};
    Pushed old;
    Pushed kept;
    String repository;
    try (ServerProcess first = ServerProcess.start(directory, options);
        ApiCaller api = ApiCaller.of(first)) {
      TestPushes there = new TestPushes(api);
      repository = project(api) + "/app";
      old = there.image(api.administrator(), repository, "old", "old");
      kept = there.image(api.administrator(), repository, "new", "kept");
      String path = NAMESPACES + repository.replace("/", "/imagestreamtags/") + ":old";
      assertThat(api.api(api.administrator(), "DELETE", path, "").status()).isEqualTo(200);
      first.kill();
    }
    try (ServerProcess second = ServerProcess.start(directory, options);
        ApiCaller api = ApiCaller.of(second)) {
      soon(() -> assertThat(old.parts()).noneMatch(part -> hasFile(second, part)));
      assertThat(kept.parts()).allMatch(part -> hasFile(second, part));
      TestPushes there = new TestPushes(api);
      for (String part : kept.parts()) {
        assertThat(there.pullBlob(api.administrator(), repository, part)).isEqualTo(200);
      }
    }
  }
}
