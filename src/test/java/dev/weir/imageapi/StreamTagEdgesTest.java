package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.HOST;
import static dev.weir.imageapi.ImageApiFixture.images;
import static dev.weir.imageapi.ImageApiFixture.json;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Image stream tags, case by case (image-api.md 4.1, 4.2, 10). */
class StreamTagEdgesTest {
  private static final String DOCKER = "{'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}";
  private static final String FOLLOW = "{'from':{'kind':'ImageStreamTag','name':'v1'}}";

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private ObjectNode create(String name, String tag) {
    return api.create("imagestreamtags", "{'metadata':{'name':'" + name + "'},'tag':" + tag + "}");
  }

  private ObjectNode tagOf(ObjectNode stream, String tag) {
    return (ObjectNode)
        stream
            .at("/spec/tags")
            .valueStream()
            .filter(t -> t.get("name").stringValue().equals(tag))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void theTagsAnnotationsComeOverTheImagesAndItsTimeIsTheEvents() {
    api.pushed(APP, "one", "v1");
    api.tick();
    api.pushed(APP, "two", "v1");
    api.put(
        "imagestreamtags",
        "app:v1",
        "{'metadata':{'name':'app:v1','annotations':{'color':'blue',"
            + "'openshift.io/image.managed':'maybe'}},'tag':"
            + DOCKER
            + "}");
    ObjectNode tag = api.get("imagestreamtags", "app:v1");
    ObjectNode image = (ObjectNode) tag.get("image");
    assertThat(Meta.annotation(image, "color")).isEqualTo("blue");
    assertThat(Meta.annotation(image, "openshift.io/image.managed")).isEqualTo("maybe");
    assertThat(Meta.annotations(image)).containsKey("image.openshift.io/dockerLayersOrder");
    assertThat(tag.at("/metadata/creationTimestamp").stringValue())
        .isEqualTo("2026-03-01T10:01:00Z");
  }

  @Test
  void theEventsPullSpecCountsNotTheImagesOwn() {
    String one = api.pushed(APP, "one", "v1");
    api.tag("copy:v1", "{'from':{'kind':'ImageStreamImage','name':'app@" + one + "'}}");
    assertThat(
            api.get("imagestreamtags", "copy:v1").at("/image/dockerImageReference").stringValue())
        .isEqualTo(HOST + "/demo/copy@" + one);
    assertThat(
            api.get("imagestreamimages", "copy@" + one)
                .at("/image/dockerImageReference")
                .stringValue())
        .isEqualTo(HOST + "/demo/app@" + one);
  }

  @Test
  void anImageThatIsGoneIsNamed() {
    String one = api.pushed(APP, "one", "v1");
    var _ = api.store.commit(Transaction.builder().delete(StreamKeys.image(one)).build());
    ApiStatus refusal = refusal(() -> api.get("imagestreamtags", "app:v1"));
    assertThat(refusal.code()).isEqualTo(404);
    assertThat(refusal.details().get("name").stringValue()).isEqualTo(one);
  }

  @Test
  void deletionOfWhatIsNotThereIsRefused() {
    assertThat(delete("app:v1").code()).isEqualTo(404);
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    assertThat(delete("app:v1").code()).isEqualTo(404);
    api.pushed(APP, "one", "v2");
    assertThat(delete("app:v1").code()).isEqualTo(404);
  }

  private ApiStatus delete(String name) {
    return refusal(() -> api.rest("imagestreamtags").delete(DEMO, name, DeleteOptions.NOW));
  }

  @Test
  void deletionBumpsTheStreamAndLeavesFollowersAndTheirHistory() {
    String one = api.pushed(APP, "one", "v1");
    api.tag("app:v1", DOCKER);
    api.tag("app:latest", FOLLOW);
    long before = Meta.generation(api.get("imagestreams", "app"));
    var _ = api.rest("imagestreamtags").delete(DEMO, "app:v1", DeleteOptions.NOW);
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(Meta.generation(stream)).isEqualTo(before + 1);
    assertThat(images(stream, "v1")).isEmpty();
    assertThat(images(stream, "latest")).containsExactly(one);
    assertThat(stream.at("/spec/tags")).hasSize(1);
    assertThat(tagOf(stream, "latest").get("generation").longValue()).isEqualTo(before);
  }

  @Test
  void deletionOfAPushedTagDoesNotBumpTheStream() {
    api.pushed(APP, "one", "v1", "v2");
    long before = Meta.generation(api.get("imagestreams", "app"));
    var _ = api.rest("imagestreamtags").delete(DEMO, "app:v1", DeleteOptions.NOW);
    assertThat(Meta.generation(api.get("imagestreams", "app"))).isEqualTo(before);
  }

  @Test
  void theNameInTheReferenceGivesWay() {
    ObjectNode made =
        create("app:v1", "{'name':'other','from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}");
    assertThat(made.at("/tag/name").stringValue()).isEqualTo("v1");
    assertThat(made.at("/generation").longValue()).isZero();
    assertThat(made.at("/image/metadata/name").isMissingNode()).isTrue();
  }

  @Test
  void theWholeCallerIsAskedAbout() {
    api.pushed(new StreamName("shared", "base"), "one", "v1");
    User caller = new User("jane", "7", List.of("team"), Map.of("scopes", List.of("user:full")));
    api.asked.clear();
    api.rest("imagestreamtags")
        .update(
            new Scope(caller, "demo"),
            "app:v1",
            _ ->
                json(
                    "{'metadata':{'name':'app:v1'},'tag':{'from':{'kind':'ImageStreamTag',"
                        + "'namespace':'shared','name':'base:v1'}}}"),
            WriteOptions.STORE);
    assertThat(api.asked).containsExactly(caller);
  }

  @Test
  void anEmptySourceIsRefused() {
    ApiStatus refusal = refusal(() -> create("app:v1", "{'from':{}}"));
    assertThat(refusal.code()).isEqualTo(422);
    assertThat(refusal.message())
        .contains("tag.from.name: Required value", "tag.from.kind: Required value");
  }

  @Test
  void annotationsOfTagAndObjectAgree() {
    String body =
        "{'metadata':{'name':'app:v1','annotations':{'a':'b'}},'tag':{'annotations':{'a':'X'},"
            + "'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}}";
    assertThat(refusal(() -> api.create("imagestreamtags", body)).message())
        .contains("tag.annotations: Invalid value");
    ObjectNode made = api.create("imagestreamtags", body.replace("'X'", "'b'"));
    assertThat(Meta.annotation(made, "a")).isEqualTo("b");
  }

  @Test
  void withoutATagACreationMakesTheStreamAndAnUpdateIsRefused() {
    create("app:v1", "null");
    assertThat(api.get("imagestreams", "app").at("/spec/tags").isMissingNode()).isTrue();
    assertThat(
            refusal(() -> api.put("imagestreamtags", "app:v1", "{'metadata':{'name':'app:v1'}}"))
                .message())
        .isEqualTo(
            "imagestreamtag v1 is not a spec tag in imagestream demo/app, cannot be updated");
  }

  @ParameterizedTest
  @ValueSource(strings = {"app", "a:b:c", ":v1", "app:"})
  void namesOfNewTagsAreAsStrictAsThoseOfOldOnes(String name) {
    assertThat(refusal(() -> create(name, DOCKER)).code()).isEqualTo(400);
  }

  @Test
  void aTagThatWasOnlyPushedMayBeCreated() {
    String one = api.pushed(APP, "one", "v1");
    ObjectNode made = create("app:v1", DOCKER);
    assertThat(made.at("/image/metadata/name").stringValue()).isEqualTo(one);
    assertThat(refusal(() -> create("app:v1", DOCKER)).message())
        .isEqualTo("imagestreamtags.image.openshift.io \"app:v1\" already exists");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aBlindUpdateOutlivesOthers(int others) {
    AtomicInteger calls = new AtomicInteger();
    Updated updated =
        api.rest("imagestreamtags")
            .update(
                DEMO,
                "app:v1",
                _ -> {
                  if (calls.incrementAndGet() <= others) {
                    otherWriter(calls.get());
                  }
                  return json("{'metadata':{'name':'app:v1'},'tag':" + DOCKER + "}");
                },
                WriteOptions.STORE);
    assertThat(calls.get()).isEqualTo(others + 1);
    assertThat(updated.created()).isTrue();
    assertThat(api.get("imagestreams", "app").at("/metadata/annotations/n").stringValue())
        .isEqualTo(Integer.toString(others));
  }

  /** Writes the stream past the turns that writers here take, as another server would. */
  private void otherWriter(int number) {
    String key = StreamKeys.stream(APP);
    ObjectNode stream =
        api.store
            .get(key)
            .map(entry -> (ObjectNode) Json.parse(entry.value()))
            .orElseGet(
                () ->
                    json(
                        "{'apiVersion':'image.openshift.io/v1','kind':'ImageStream','metadata':"
                            + "{'name':'app','namespace':'demo','uid':'u','generation':1},"
                            + "'spec':{},'status':{}}"));
    Meta.setAnnotation(stream, "n", Integer.toString(number));
    var _ = api.store.commit(Transaction.builder().put(key, ApiObject.encode(stream)).build());
  }

  @Test
  void anErrorThatIsNoConflictIsNotTriedAgain() {
    AtomicInteger calls = new AtomicInteger();
    ApiStatus refusal =
        refusal(
            () ->
                api.rest("imagestreamtags")
                    .update(
                        DEMO,
                        "app:v1",
                        _ -> {
                          calls.incrementAndGet();
                          throw ApiStatus.badRequest("no").exception();
                        },
                        WriteOptions.STORE));
    assertThat(refusal.message()).isEqualTo("no");
    assertThat(calls).hasValue(1);
  }

  @Test
  void aNamedVersionOfAMissingStreamIsNotFound() {
    assertThat(
            refusal(
                    () ->
                        api.put(
                            "imagestreamtags",
                            "app:v1",
                            "{'metadata':{'name':'app:v1','resourceVersion':'5'},'tag':"
                                + DOCKER
                                + "}"))
                .code())
        .isEqualTo(404);
  }
}
