package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.TestPushes.Pushed;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * An image of several architectures that goes from one project's stream to another's can be pulled
 * there with all it is made of, whatever becomes of the first (registry.md 3.5).
 */
@WeirServer({"--audit-log", "off"})
@Timeout(120)
class PromotionTest {
  private static final String IMAGES = "/apis/image.openshift.io/v1/namespaces/";

  private final AtomicInteger projects = new AtomicInteger();
  private final ServerProcess server;
  private final ApiCaller caller;
  private TestPushes pushes;
  private String admin = "";

  PromotionTest(ServerProcess server, ApiCaller caller) throws Exception {
    this.server = server;
    this.caller = caller;
    pushes = new TestPushes(caller);
    admin = caller.administrator();
  }

  /** How a tag of one stream becomes one of another. */
  enum Way {
    COMMAND,
    YAML_TAG,
    YAML_IMAGE,
    IMPORT
  }

  private String project() throws Exception {
    String name = "p" + projects.incrementAndGet();
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(name));
    return name;
  }

  private Pushed nested(String repository) throws Exception {
    Pushed amd = pushes.image(admin, repository, "", "amd " + repository);
    Pushed arm = pushes.image(admin, repository, "", "arm " + repository);
    Pushed inner = pushes.index(admin, repository, "", List.of(amd));
    return pushes.index(admin, repository, "v1", List.of(inner, arm));
  }

  private void promote(Way way, String from, String into, String digest) throws Exception {
    String tag = "{'kind':'ImageStreamTag','namespace':'%s','name':'src:v1'}".formatted(from);
    String image =
        "{'kind':'ImageStreamImage','namespace':'%s','name':'src@%s'}".formatted(from, digest);
    String stream =
        "{'metadata':{'name':'dst'},'spec':{'tags':[{'name':'v1','from':%s,"
            + "'importPolicy':{},'referencePolicy':{'type':'Source'}}]}}";
    JsonNode _ =
        switch (way) {
          case COMMAND ->
              caller.create(
                  IMAGES + into + "/imagestreamtags",
                  "{'metadata':{'name':'dst:v1'},'tag':{'name':'v1','from':%s}}".formatted(image));
          case YAML_TAG -> caller.create(IMAGES + into + "/imagestreams", stream.formatted(tag));
          case YAML_IMAGE ->
              caller.create(IMAGES + into + "/imagestreams", stream.formatted(image));
          case IMPORT ->
              caller.create(
                  IMAGES + into + "/imagestreamimports",
                  ("{'metadata':{'name':'dst'},'spec':{'import':true,'images':[{'to':{'name':'v1'},"
                          + "'importPolicy':{'importMode':'PreserveOriginal'},"
                          + "'from':{'kind':'DockerImage','name':'%s/%s/src:v1'}}]}}")
                      .formatted(server.registry(), from));
        };
  }

  private void everythingCanBePulled(String repository, Pushed image) throws Exception {
    String elsewhere = project() + "/mounted";
    for (String part : image.parts()) {
      assertThat(pushes.pullBlob(admin, repository, part)).as(part).isEqualTo(200);
      assertThat(pushes.mounts(admin, repository, elsewhere, part)).as(part).isTrue();
    }
    JsonNode layers =
        caller
            .api(admin, "GET", IMAGES + repository.replace("/", "/imagestreams/") + "/layers", "")
            .json();
    assertThat(new TreeSet<>(layers.path("blobs").propertyNames()))
        .isEqualTo(new TreeSet<>(image.parts()));
    assertThat(pushes.pull(admin, repository, "v1")).isEqualTo(200);
    for (String manifest : layers.path("images").propertyNames()) {
      assertThat(pushes.pull(admin, repository, manifest)).as(manifest).isEqualTo(200);
    }
    assertThat(layers.path("images")).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource
  void allOfItIsThereAlsoWhenItsSourceIsGone(Way way) throws Exception {
    String from = project();
    String into = project();
    Pushed image = nested(from + "/src");
    promote(way, from, into, image.digest());

    everythingCanBePulled(into + "/dst", image);
    var deleted = caller.api(admin, "DELETE", IMAGES + from + "/imagestreams/src", "");
    assertThat(deleted.status()).isEqualTo(200);
    everythingCanBePulled(into + "/dst", image);
    assertThat(caller.api(admin, "DELETE", "/api/v1/namespaces/" + from, "").status())
        .isEqualTo(200);
    await().until(() -> caller.api(admin, "GET", "/api/v1/namespaces/" + from, "").status() == 404);
    everythingCanBePulled(into + "/dst", image);
  }

  @ParameterizedTest
  @EnumSource
  void aTriggersPullSpecIsOneOfTheStreamThatItFollows(Way way) throws Exception {
    String from = project();
    String into = project();
    Pushed image = nested(from + "/src");
    promote(way, from, into, image.digest());
    caller.create(
        "/apis/apps/v1/namespaces/" + into + "/deployments",
        """
        {"metadata":{"name":"web","annotations":{"image.openshift.io/triggers":
          "[{\\"from\\":{\\"kind\\":\\"ImageStreamTag\\",\\"name\\":\\"dst:v1\\"},\\"fieldPath\\":\\"spec.template.spec.containers[0].image\\"}]"}},
         "spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
          "spec":{"containers":[{"name":"web","image":" "}]}}}}\
        """);

    String expected = server.registry() + "/" + into + "/dst@" + image.digest();
    await()
        .untilAsserted(
            () ->
                assertThat(
                        caller
                            .api(
                                admin,
                                "GET",
                                "/apis/apps/v1/namespaces/" + into + "/deployments/web",
                                "")
                            .json()
                            .at("/spec/template/spec/containers/0/image")
                            .asString())
                    .isEqualTo(expected));
  }

  @Test
  void whatIsPushedOnTopOfAPromotedImageStaysWholeWithoutTheTag() throws Exception {
    String from = project();
    String into = project();
    Pushed image = nested(from + "/src");
    promote(Way.COMMAND, from, into, image.digest());
    Pushed wrapped = pushes.index(admin, into + "/dst", "own", List.of(image));

    assertThat(caller.api(admin, "DELETE", IMAGES + into + "/imagestreamtags/dst:v1", "").status())
        .isEqualTo(200);
    assertThat(caller.api(admin, "DELETE", IMAGES + into + "/imagestreamtags/dst:own", "").status())
        .isEqualTo(200);

    Set<String> parts = wrapped.parts();
    for (String part : parts) {
      assertThat(pushes.pullBlob(admin, into + "/dst", part)).as(part).isEqualTo(200);
    }
  }

  @Test
  void aLayerThatNeedNotBePushedShowsNobodysBlob() throws Exception {
    String hidden = project();
    String own = project();
    Pushed secret = pushes.image(admin, hidden + "/app", "v1", "hidden " + hidden);
    for (String part : secret.parts()) {
      Pushed claim = pushes.imageWithForeignLayer(admin, own + "/app", "v1", part);
      assertThat(pushes.pull(admin, own + "/app", claim.digest())).isEqualTo(200);
      assertThat(pushes.pullBlob(admin, own + "/app", part)).as(part).isEqualTo(404);
      assertThat(pushes.mounts(admin, own + "/app", own + "/other", part)).as(part).isFalse();
    }
  }
}
