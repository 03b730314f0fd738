package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.TestPushes.Pushed;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nothing holds any more goes after the grace period, without anybody asking. */
@WeirServer({"--audit-log", "off", "--gc-grace", "1s", "--push-lease", "2s"})
@Timeout(120)
class CollectionTest {
  private static final String API = "/apis/image.openshift.io/v1";
  private static final String IMAGES = API + "/namespaces/";
  private static final Duration AFTER_GRACE = Duration.ofSeconds(40);

  private final AtomicInteger projects = new AtomicInteger();
  private final ServerProcess server;
  private final ApiCaller caller;
  private final TestPushes pushes;
  private final String admin;

  CollectionTest(ServerProcess server, ApiCaller caller) {
    this.server = server;
    this.caller = caller;
    this.pushes = new TestPushes(caller);
    this.admin = caller.administrator();
  }

  private String project() throws Exception {
    String name = "p" + System.nanoTime() + "-" + projects.incrementAndGet();
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(name));
    return name;
  }

  private Pushed list(String repository) throws Exception {
    Pushed amd = pushes.image(admin, repository, "", "amd " + repository);
    Pushed arm = pushes.image(admin, repository, "", "arm " + repository);
    Pushed inner = pushes.index(admin, repository, "", List.of(amd));
    return pushes.index(admin, repository, "v1", List.of(inner, arm));
  }

  private void delete(String path) throws Exception {
    assertThat(caller.api(admin, "DELETE", path, "").status()).isLessThan(300);
  }

  private boolean hasFile(String digest) {
    String hex = Digest.parse(digest).hex();
    Path blobs = server.data().resolve("blobs");
    try (Stream<Path> files = Files.walk(blobs)) {
      return files.anyMatch(file -> String.valueOf(file.getFileName()).equals(hex));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private int image(String digest) throws Exception {
    return caller.api(admin, "GET", API + "/images/" + digest, "").status();
  }

  private boolean isGone(String digest) throws Exception {
    return !hasFile(digest) && image(digest) == 404;
  }

  private static void soon(ThrowingRunnable holds) {
    await().atMost(AFTER_GRACE).pollInterval(Duration.ofMillis(250)).untilAsserted(holds);
  }

  private void goes(Set<String> parts) {
    soon(
        () -> {
          for (String part : parts) {
            assertThat(isGone(part)).as(part).isTrue();
          }
        });
  }

  /** As many rounds as would have sufficed, shown by something that goes meanwhile. */
  private void afterGrace() throws Exception {
    String other = project() + "/other";
    Pushed image = pushes.image(admin, other, "v1", "witness " + other);
    delete(IMAGES + other.replace("/", "/imagestreams/"));
    goes(image.parts());
  }

  @Test
  void allOfAStreamGoesWithTheStream() throws Exception {
    String repository = project() + "/app";
    Pushed image = list(repository);
    assertThat(image.parts()).allMatch(this::hasFile);

    delete(IMAGES + repository.replace("/", "/imagestreams/"));

    goes(image.parts());
  }

  @Test
  void allOfAProjectGoesWithTheProject() throws Exception {
    String project = project();
    Pushed image = list(project + "/app");

    delete("/api/v1/namespaces/" + project);

    goes(image.parts());
  }

  @Test
  void allOfAnImageGoesWithItsLastTag() throws Exception {
    String repository = project() + "/app";
    Pushed image = list(repository);
    Pushed other = pushes.image(admin, repository, "v2", "other " + repository);

    delete(IMAGES + repository.replace("/", "/imagestreamtags/") + ":v1");

    goes(image.parts());
    assertThat(other.parts()).allMatch(this::hasFile);
    assertThat(pushes.pull(admin, repository, "v2")).isEqualTo(200);
  }

  @Test
  void aBlobThatNoManifestTookUpGoesWhenItsLeaseEnds() throws Exception {
    String repository = project() + "/app";
    byte[] bytes = ("orphan of " + repository).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    pushes.blob(admin, repository, bytes);
    String blob = Digest.of(bytes).toString();
    assertThat(hasFile(blob)).isTrue();

    goes(Set.of(blob));
  }

  @Test
  void whatIsTaggedElsewhereStaysWholeWhenItsFirstStreamGoes() throws Exception {
    String from = project();
    String into = project();
    Pushed image = list(from + "/src");
    caller.create(
        IMAGES + into + "/imagestreamtags",
        ("{'metadata':{'name':'dst:v1'},'tag':{'name':'v1','from':"
                + "{'kind':'ImageStreamImage','namespace':'%s','name':'src@%s'}}}")
            .formatted(from, image.digest()));

    delete(IMAGES + from + "/imagestreams/src");
    afterGrace();

    assertThat(image.parts()).allMatch(this::hasFile);
    for (String part : image.parts()) {
      assertThat(pushes.pullBlob(admin, into + "/dst", part)).as(part).isEqualTo(200);
    }

    delete(IMAGES + into + "/imagestreams/dst");

    goes(image.parts());
  }

  @Test
  void anImageThatAWorkloadRunsStaysWholeWithoutAStream() throws Exception {
    String project = project();
    Pushed image = list(project + "/app");
    String deployments = "/apis/apps/v1/namespaces/" + project + "/deployments";
    caller.create(
        deployments,
        ("{'metadata':{'name':'web'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{"
                + "'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'web','image':"
                + "'%s/%s/app@%s'}]}}}}")
            .formatted(server.registry(), project, image.digest()));

    delete(IMAGES + project + "/imagestreams/app");
    afterGrace();

    assertThat(image.parts()).allMatch(this::hasFile);
    assertThat(image(image.digest())).isEqualTo(200);
    delete(deployments + "/web");
    goes(image.parts());
  }

  @Test
  void aMountedBlobStaysAsLongAsItsRepository() throws Exception {
    String project = project();
    Pushed first = pushes.image(admin, project + "/first", "v1", "shared " + project);
    Pushed second = pushes.image(admin, project + "/second", "v1", "shared " + project);
    assertThat(second.parts()).isEqualTo(first.parts());

    delete(IMAGES + project + "/imagestreams/first");
    afterGrace();

    assertThat(second.parts()).allMatch(this::hasFile);
    assertThat(pushes.pull(admin, project + "/second", "v1")).isEqualTo(200);
  }

  @Test
  void importedImagesGoWithTheirStream() throws Exception {
    try (FakeRegistry upstream = FakeRegistry.plain()) {
      String project = project();
      FakeRepository repository = upstream.repository("team/app");
      TestImages.single(repository, "v1");
      TestImages.single(repository, "v2");
      caller.create(
          IMAGES + project + "/imagestreamimports",
          ("{'metadata':{'name':'app'},'spec':{'import':true,'repository':{'from':"
                  + "{'kind':'DockerImage','name':'%s/team/app'},"
                  + "'importPolicy':{'insecure':true}}}}")
              .formatted(upstream.host()));
      List<String> images =
          caller
              .api(admin, "GET", IMAGES + project + "/imagestreams/app", "")
              .json()
              .at("/status/tags")
              .valueStream()
              .map(tag -> tag.at("/items/0/image").stringValue())
              .toList();
      assertThat(images).hasSize(2);
      afterGrace();
      for (String image : images) {
        assertThat(image(image)).isEqualTo(200);
      }

      delete(IMAGES + project + "/imagestreams/app");

      soon(
          () -> {
            for (String image : images) {
              assertThat(image(image)).isEqualTo(404);
            }
          });
    }
  }

  @Test
  void anImageThatAnAdministratorDeletedFreesItsBytesWithItsStream() throws Exception {
    String repository = project() + "/app";
    Pushed image = pushes.image(admin, repository, "v1", "unsaid " + repository);

    delete(API + "/images/" + image.digest());
    afterGrace();
    assertThat(image.parts()).allMatch(this::hasFile);
    delete(IMAGES + repository.replace("/", "/imagestreams/"));

    goes(image.parts());
  }
}
