package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.DEV;
import static dev.weir.imageapi.ImageApiFixture.json;
import static dev.weir.imageapi.ImageApiFixture.manifest;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.DeleteOptions;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.LimitRangeStrategy;
import dev.weir.platform.core.ResourceQuotaStrategy;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Limit ranges and quotas, on every way in. */
final class LimitsTest {
  private static final int RACERS = 16;

  private final ImageApiFixture api = new ImageApiFixture();
  private final StoredRest quotas =
      new StatusRest(api.context, Kinds.RESOURCE_QUOTA, new ResourceQuotaStrategy());
  private final StoredRest configMaps =
      new StoredRest(api.context, Kinds.CONFIG_MAP, Strategy.PLAIN);

  @AfterEach
  void close() {
    api.close();
  }

  private void limit(String type, String max) {
    new StoredRest(api.context, Kinds.LIMIT_RANGE, new LimitRangeStrategy())
        .create(
            DEMO,
            json(
                "{'metadata':{'generateName':'l-'},'spec':{'limits':[{'type':'%s','max':%s}]}}"
                    .formatted(type, max)),
            WriteOptions.STORE);
  }

  private void quota(String hard) {
    quotas.create(
        DEMO, json("{'metadata':{'name':'q'},'spec':{'hard':" + hard + "}}"), WriteOptions.STORE);
  }

  private String used(String name) {
    return Json.string((ObjectNode) quotas.get(DEMO, "q").tree().at("/status/used"), name);
  }

  private static void assertForbidden(ApiStatus status, String text) {
    assertThat(status.code()).isEqualTo(403);
    assertThat(status.message()).contains(text);
  }

  @Test
  void aPushThatBringsOneImageTooManyIsRefusedAndLeavesNothing() {
    limit("openshift.io/ImageStream", "{'openshift.io/images':2}");
    limit("openshift.io/ImageStream", "{'openshift.io/images':7}");
    api.pushed(APP, "one", "v1");
    api.pushed(APP, "two", "v1");
    api.pushed(APP, "one", "other");
    long before = api.store.revision();
    assertForbidden(
        refusal(() -> api.push(APP, List.of("v1"), manifest("three"))),
        "requested usage of openshift.io/images exceeds the maximum limit per"
            + " openshift.io/ImageStream (3 > 2)");
    assertThat(api.store.revision()).isEqualTo(before);
    api.tags.delete(DEV, APP, "v1");
    api.pushed(APP, "three", "v1");
  }

  @Test
  void referencesAreBoundedOnStreamsTagsAndStatus() {
    limit("openshift.io/ImageStream", "{'openshift.io/image-tags':1,'openshift.io/images':1}");
    String text = "openshift.io/image-tags exceeds the maximum limit";
    assertForbidden(
        refusal(
            () ->
                api.create(
                    "imagestreams",
                    "{'metadata':{'name':'two'},'spec':{'tags':["
                        + "{'name':'a','from':{'kind':'DockerImage','name':'quay.io/a/a'}},"
                        + "{'name':'b','from':{'kind':'DockerImage','name':'quay.io/a/b'}}]}}")),
        text);
    api.tag("app:a", "{'from':{'kind':'DockerImage','name':'quay.io/a/a'}}");
    assertForbidden(
        refusal(() -> api.tag("app:b", "{'from':{'kind':'DockerImage','name':'quay.io/a/b'}}")),
        text);
    api.tag("app:same", "{'from':{'kind':'DockerImage','name':'quay.io/a/a:latest'}}");
    assertForbidden(
        refusal(() -> statusWith("quay.io/a/a@" + digest("1"), "quay.io/a/a@" + digest("2"))),
        "(2 > 1)");
  }

  private static String digest(String text) {
    return manifest(text).digest().toString();
  }

  private void statusWith(String... references) {
    api.rest("imagestreams")
        .subresource("status")
        .update(
            DEMO,
            "app",
            stream -> {
              ArrayNode items =
                  Json.ensureArray(Json.ensureObject(stream, "status"), "tags")
                      .addObject()
                      .put("tag", "new")
                      .putArray("items");
              for (String reference : references) {
                items
                    .addObject()
                    .put("created", "2026-03-01T10:00:00Z")
                    .put("dockerImageReference", reference)
                    .put("image", reference.substring(reference.indexOf('@') + 1));
              }
              return stream;
            },
            WriteOptions.STORE);
  }

  @Test
  void anImageThatIsTooLargeIsNeitherPushedNorMapped() {
    limit("openshift.io/Image", "{'storage':'10'}");
    String text = "requested usage of storage exceeds the maximum limit per openshift.io/Image (";
    assertForbidden(refusal(() -> api.push(APP, List.of(), manifest("x"))), text);
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    assertForbidden(
        refusal(
            () ->
                api.create(
                    "imagestreammappings",
                    "{'metadata':{'name':'app'},'tag':'v1','image':{'metadata':{'name':'"
                        + digest("x")
                        + "'},'dockerImageReference':'quay.io/a/b@"
                        + digest("x")
                        + "','dockerImageMetadata':{'Size':11}}}")),
        text + "11 > 10)");
  }

  @Test
  void aStreamIsChargedHoweverItComesToBeAndReleasedWhenItGoes() {
    quota("{'openshift.io/imagestreams':'3','count/imagestreams.image.openshift.io':'9'}");
    api.create("imagestreams", "{'metadata':{'name':'one'}}");
    api.pushed(APP, "pushed", "v1");
    api.tag("tagged:v1", "{'from':{'kind':'DockerImage','name':'quay.io/a/a'}}");
    assertThat(used("openshift.io/imagestreams")).isEqualTo("3");
    assertThat(used("count/imagestreams.image.openshift.io")).isEqualTo("3");
    String text =
        "exceeded quota: q, requested: openshift.io/imagestreams=1, used:"
            + " openshift.io/imagestreams=3, limited: openshift.io/imagestreams=3";
    assertForbidden(
        refusal(() -> api.create("imagestreams", "{'metadata':{'name':'four'}}")), text);
    assertForbidden(
        refusal(() -> api.push(new StreamName("demo", "four"), List.of("v1"), manifest("x"))),
        text);
    assertForbidden(
        refusal(() -> api.tag("four:v1", "{'from':{'kind':'DockerImage','name':'quay.io/a/a'}}")),
        text);
    api.pushed(APP, "again", "v1");
    api.rest("imagestreams").delete(DEMO, "one", DeleteOptions.NOW);
    assertThat(used("openshift.io/imagestreams")).isEqualTo("2");
    api.create("imagestreams", "{'metadata':{'name':'four'}}");
  }

  @Test
  void ofManyAtOnceJustSoManyAreCreatedAsTheQuotaHasPlacesFor() throws InterruptedException {
    quota("{'configmaps':'5','openshift.io/imagestreams':'5'}");
    Queue<Integer> codes =
        race(
            i ->
                configMaps.create(
                    DEMO, json("{'metadata':{'name':'c" + i + "'}}"), WriteOptions.STORE));
    assertThat(codes).hasSize(RACERS - 5).containsOnly(403);
    assertThat(used("configmaps")).isEqualTo("5");
    Queue<Integer> refused =
        race(i -> api.push(new StreamName("demo", "s" + i), List.of("v1"), manifest("i" + i)));
    assertThat(refused).hasSize(RACERS - 5).containsOnly(403);
    assertThat(used("openshift.io/imagestreams")).isEqualTo("5");
  }

  private static Queue<Integer> race(IntConsumer create) throws InterruptedException {
    Queue<Integer> codes = new ConcurrentLinkedQueue<>();
    List<Thread> threads =
        IntStream.range(0, RACERS)
            .mapToObj(
                i ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              try {
                                create.accept(i);
                              } catch (StatusException e) {
                                codes.add(e.status().code());
                              }
                            }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    return codes;
  }

  @Test
  void aQuotaMayGoThatCountsQuotas() {
    quota("{'resourcequotas':'1'}");
    assertForbidden(
        refusal(
            () ->
                quotas.create(
                    DEMO,
                    json("{'metadata':{'name':'second'},'spec':{'hard':{'pods':'1'}}}"),
                    WriteOptions.STORE)),
        "exceeded quota: q");
    quotas.delete(DEMO, "q", DeleteOptions.NOW);
    quota("{'pods':'1'}");
  }

  @Test
  void aStreamWithAFinalizerStaysMarkedUntilThatIsGone() {
    api.create("imagestreams", "{'metadata':{'name':'app','finalizers':['example.org/clean']}}");
    ObjectNode marked = api.rest("imagestreams").delete(DEMO, "app", DeleteOptions.NOW);
    assertThat(Meta.of(marked).has("deletionTimestamp")).isTrue();
    assertThat(Meta.of(api.get("imagestreams", "app")).has("deletionTimestamp")).isTrue();
    api.rest("imagestreams")
        .update(
            DEMO,
            "app",
            stream -> {
              Meta.of(stream).remove("finalizers");
              return stream;
            },
            WriteOptions.STORE);
    assertThat(refusal(() -> api.get("imagestreams", "app")).code()).isEqualTo(404);
  }
}
