package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.images;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.DeleteOptions;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Images are stored while others are still fetched, and the stream is written when all is known.
 */
final class ImportAsItComesTest {
  private final ImageApiFixture api = new ImageApiFixture();
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final FakeRepository repository = upstream.repository("team/app");
  private final CountDownLatch mayCome = new CountDownLatch(1);

  @AfterEach
  void close() {
    upstream.close();
    api.close();
  }

  private ObjectNode importing() {
    return api.create(
        "imagestreamimports",
        "{'metadata':{'name':'app'},'spec':{'import':true,'repository':{'from':{'kind':"
            + "'DockerImage','name':'"
            + upstream.host()
            + "/team/app'},'importPolicy':{'insecure':true}}}}");
  }

  private boolean isStored(Digest image) {
    return api.all.images().find(image.toString()).isPresent();
  }

  private boolean hasStream() {
    return api.streams.newest(ImageApiFixture.APP).exists();
  }

  private void hold(String tag) {
    upstream.failNext("/manifests/" + tag, new Fault.Hold(mayCome), 1);
  }

  @Test
  void anImageIsStoredBeforeTheLastOneHasCome() throws Exception {
    Digest first = TestImages.single(repository, "a");
    Digest last = TestImages.single(repository, "b");
    hold("b");

    CompletableFuture<ObjectNode> answer = CompletableFuture.supplyAsync(this::importing);
    Awaitility.await().until(() -> isStored(first));

    assertThat(isStored(last)).isFalse();
    assertThat(hasStream()).isFalse();
    mayCome.countDown();
    assertThat(images(answer.get().at("/status/import"), "b")).containsExactly(last.toString());
    assertThat(images(api.get("imagestreams", "app"), "a")).containsExactly(first.toString());
  }

  @Test
  void theAnswerShowsEachImageWithWhereItWasFoundAndNothingThatOthersWroteOnIt() {
    Digest digest = TestImages.single(repository, "v1");
    var _ = importing();
    ObjectNode stored = api.get("images", digest.toString());
    stored.at("/metadata").asObject().putObject("labels").put("by", "ann");
    api.denied.clear();
    var _ = api.put("images", digest.toString(), Json.text(stored).replace('"', '\''));

    JsonNode image = importing().at("/status/repository/images/0/image");

    assertThat(image.at("/metadata/name").asString()).isEqualTo(digest.toString());
    assertThat(image.at("/metadata").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("name", "annotations");
    assertThat(image.at("/dockerImageReference").asString())
        .isEqualTo(upstream.host() + "/team/app@" + digest);
    assertThat(image.at("/dockerImageMetadata/Config/Labels/which").asString()).isEqualTo("v1");
    assertThat(image.at("/dockerImageLayers")).hasSize(1);
    assertThat(image.has("dockerImageManifest")).isFalse();
  }

  @Test
  void aNewTryAsksForManifestsOnlyWhereTheImageCameBefore() {
    for (int i = 0; i < 5; i++) {
      TestImages.single(repository, "v" + i);
    }
    var _ = importing();
    long configurations = upstream.count("/blobs/");
    api.rest("imagestreams").delete(ImageApiFixture.DEMO, "app", DeleteOptions.NOW);

    var _ = importing();

    assertThat(configurations).isEqualTo(5);
    assertThat(upstream.count("/blobs/")).isEqualTo(5);
    assertThat(api.get("imagestreams", "app").at("/status/tags")).hasSize(5);
  }

  @Test
  void moreTagsThanALimitLetsInAreRefusedBeforeAnyIsFetched() {
    for (int i = 0; i < 5; i++) {
      TestImages.single(repository, "v" + i);
    }
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.limit(
        "{'metadata':{'name':'few'},'spec':{'limits':[{'type':'openshift.io/ImageStream','max':"
            + "{'openshift.io/image-tags':'3'}}]}}");

    ApiStatus refused = refusal(this::importing);

    assertThat(refused.code()).isEqualTo(403);
    assertThat(refused.message()).contains("openshift.io/image-tags", "(5 > 3)");
    assertThat(upstream.count("/manifests/")).isZero();
    assertThat(api.get("imagestreams", "app").at("/status/tags"))
        .hasSize(5)
        .allMatch(tag -> tag.at("/conditions/0/reason").asString().equals("Forbidden"));
  }

  @Test
  void whatIsThereIsImportedAgainAndUnderMoreTagsWhereTheLimitOfImagesIsReached() {
    for (int i = 0; i < 3; i++) {
      TestImages.single(repository, "v" + i);
    }
    var _ = importing();
    api.limit(
        "{'metadata':{'name':'few'},'spec':{'limits':[{'type':'openshift.io/ImageStream','max':"
            + "{'openshift.io/images':'3'}}]}}");
    repository.tag("same", requireNonNull(repository.tags().get("v1")));

    assertThat(importing().at("/status/import/status/tags")).hasSize(4);

    TestImages.single(repository, "other");
    assertThat(refusal(this::importing).message()).contains("openshift.io/images", "(4 > 3)");
  }

  @Test
  void anImageThatIsRemovedMeanwhileGivesItsTagNothing() throws Exception {
    Digest gone = TestImages.single(repository, "a");
    TestImages.single(repository, "b");
    hold("b");

    CompletableFuture<ObjectNode> answer = CompletableFuture.supplyAsync(this::importing);
    Awaitility.await().until(() -> isStored(gone));
    api.rest("images").delete(ImageApiFixture.DEMO, gone.toString(), DeleteOptions.NOW);
    mayCome.countDown();

    ObjectNode stream = (ObjectNode) answer.get().at("/status/import");
    assertThat(images(stream, "a")).isEmpty();
    assertThat(images(stream, "b")).hasSize(1);
    assertThat(stream.at("/status/tags/0/conditions/0/message").asString())
        .contains("was removed from this server while it was imported");
  }

  /** The answer to an import that stores nothing, not written yet. */
  private ApiObject looking() {
    ObjectNode body =
        ImageApiFixture.json(
            "{'metadata':{'name':'app'},'spec':{'import':false,'images':[{'from':{'kind':"
                + "'DockerImage','name':'"
                + upstream.host()
                + "/team/app:v1'},'importPolicy':{'insecure':true}}]}}");
    return api.rest("imagestreamimports").create(ImageApiFixture.DEMO, body, WriteOptions.STORE);
  }

  @Test
  void whatWasFoundCountsUntilTheAnswerWasTold() {
    TestImages.single(repository, "v1");
    ApiObject answer = looking();

    assertThat(api.importMemory.held()).isPositive();
    assertThat(answer.tree().at("/status/images/0/status/status").asString()).isEqualTo("Success");
    assertThat(api.importMemory.held()).isZero();
  }

  @Test
  void whatWasFoundCountsNoLongerThanSomebodyWaitsForTheAnswer() {
    TestImages.single(repository, "v1");
    ApiObject answer = looking();
    assertThat(api.importMemory.held()).isPositive();

    answer.told();

    assertThat(api.importMemory.held()).isZero();
  }

  @Test
  void eightRequestsAreOnTheirWayAtATimeAndNoMore() {
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      tags.add("v" + i);
      TestImages.single(repository, "v" + i);
    }
    upstream.failAlways("/manifests/", new Fault.Late(Duration.ofMillis(20)));

    assertThat(importing().at("/status/repository/images")).hasSize(tags.size());

    assertThat(upstream.mostAtOnce()).isEqualTo(8);
  }
}
