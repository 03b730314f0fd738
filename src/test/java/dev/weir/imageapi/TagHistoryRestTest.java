package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.ContinueToken;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Rest;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.Json;
import dev.weir.resource.LabelSelector;
import dev.weir.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who moved a tag, how, from what, and when. */
class TagHistoryRestTest {
  private static final String V1 = "app:v1";

  @AutoClose private final ImageApiFixture api = new ImageApiFixture();

  private Rest history() {
    return api.rest("imagestreamtags").subresource("history");
  }

  private ObjectNode get(String tag, int limit, String next) {
    ListOptions options =
        new ListOptions(
            LabelSelector.EVERYTHING, FieldSelector.EVERYTHING, limit, next, "", false, false);
    return history().get(DEMO, tag, options).tree();
  }

  private List<JsonNode> items(String tag) {
    return Json.arrayAt(get(tag, 0, ""), "items").valueStream().toList();
  }

  private static String next(ObjectNode page) {
    return Json.string(Json.objectAt(page, "metadata"), "continue");
  }

  private ApiStatus refusal(String tag) {
    return ImageApiFixture.refusal(() -> get(tag, 0, ""));
  }

  @Test
  void eachMoveSaysWhoHowFromWhatAndWhatWasThereBefore() {
    String one = api.pushed(APP, "one", "v1");
    api.tick();
    String two = api.pushed(APP, "two", "v1");
    api.tick();
    api.tag(V1, "{'from':{'kind':'ImageStreamImage','name':'app@" + one + "'}}");

    ObjectNode history = get(V1, 0, "");

    assertThat(Json.string(history, "kind")).isEqualTo("ImageStreamTagHistory");
    assertThat(Json.string(history, "apiVersion")).isEqualTo("image.openshift.io/v1");
    assertThat(Json.objectAt(history, "metadata").propertyNames())
        .containsExactly("resourceVersion");
    assertThat(Json.arrayAt(Json.parse(Json.bytes(history)), "items"))
        .containsExactly(
            ImageApiFixture.json(
                """
                {'created':'2026-03-01T10:02:00Z','image':'%s',
                 'dockerImageReference':'%s/demo/app@%s','generation':2,'how':'rollback',
                 'by':'dev','from':'demo/app@%s','previous':'%s'}\
                """
                    .formatted(one, HOST, one, one, two)),
            ImageApiFixture.json(
                """
                {'created':'2026-03-01T10:01:00Z','image':'%s',
                 'dockerImageReference':'%s/demo/app@%s','generation':1,'how':'push','by':'dev',
                 'previous':'%s'}\
                """
                    .formatted(two, HOST, two, one)),
            ImageApiFixture.json(
                """
                {'created':'2026-03-01T10:00:00Z','image':'%s',
                 'dockerImageReference':'%s/demo/app@%s','generation':1,'how':'push','by':'dev'}\
                """
                    .formatted(one, HOST, one)));
  }

  @Test
  void aTagThatWasPointedAtAnotherOneSaysWhenItMoved() {
    String _ = api.pushed(APP, "one", "v1");
    api.tick();
    api.tag("app:live", "{'from':{'kind':'ImageStreamTag','name':'v1'}}");

    JsonNode made = items("app:live").getFirst();
    assertThat(Json.string(made, "created")).isEqualTo("2026-03-01T10:00:00Z");
    assertThat(Json.string(made, "moved")).isEqualTo("2026-03-01T10:01:00Z");
    assertThat(Json.string(made, "from")).isEqualTo("demo/app:v1");

    api.tick();
    String _ = api.pushed(APP, "two", "v1");
    JsonNode followed = items("app:live").getFirst();
    assertThat(Json.string(followed, "how")).isEqualTo("push");
    assertThat(Json.string(followed, "from")).isEqualTo("app:v1");
    assertThat(followed.has("moved")).isFalse();
  }

  @Test
  void pagesAreOfOneMomentWhateverIsPushedMeanwhile() {
    List<String> pushed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pushed.addFirst(api.pushed(APP, "image " + i, "v1"));
    }
    List<String> read = new ArrayList<>();
    String next = "";
    int left = 100;
    do {
      ObjectNode page = get(V1, 9, next);
      Json.arrayAt(page, "items").forEach(item -> read.add(Json.string(item, "image")));
      left = Math.max(0, left - 9);
      assertThat(page.at("/metadata/remainingItemCount").asInt(0)).isEqualTo(left);
      String _ = api.pushed(APP, "later " + left, "v1");
      next = next(page);
    } while (!next.isEmpty());

    assertThat(read).isEqualTo(pushed);
  }

  @Test
  void theLastOfAPageKnowsWhatWasThereBeforeIt() {
    String one = api.pushed(APP, "one", "v1");
    String two = api.pushed(APP, "two", "v1");

    JsonNode item = Json.arrayAt(get(V1, 1, ""), "items").get(0);

    assertThat(Json.string(item, "image")).isEqualTo(two);
    assertThat(Json.string(item, "previous")).isEqualTo(one);
  }

  @Test
  void aTagThatIsOnlyWantedHasNoHistoryAndOneThatIsOnlyThereHas() {
    api.create(
        "imagestreams",
        """
        {'metadata':{'name':'other'},'spec':{'tags':[{'name':'soon',
         'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}]}}\
        """);
    String _ = api.pushed(APP, "one", "v1", "a.very-long_name.1");

    assertThat(get("other:soon", 0, "").path("items").isEmpty()).isTrue();
    assertThat(items("app:a.very-long_name.1")).hasSize(1);
  }

  @Test
  void whatIsNotThereIsRefusedInTheWordsOfTheTag() {
    String _ = api.pushed(APP, "one", "v1");

    assertThat(refusal("nothing:v1").message())
        .isEqualTo("imagestreamtags.image.openshift.io \"nothing\" not found");
    assertThat(refusal("app:v2").message())
        .isEqualTo("imagestreamtags.image.openshift.io \"app:v2\" not found");
    assertThat(refusal("app").message())
        .isEqualTo("ImageStreamTags must be retrieved with <name>:<tag>");
    assertThat(refusal("app").code()).isEqualTo(400);
  }

  @Test
  void aTagThatWasDeletedBeginsAnew() {
    String _ = api.pushed(APP, "one", "v1");
    String _ = api.pushed(APP, "two", "v1", "v2");
    var _ = api.rest("imagestreamtags").delete(DEMO, V1, DeleteOptions.NOW);

    assertThat(refusal(V1).code()).isEqualTo(404);

    String three = api.pushed(APP, "three", "v1");
    assertThat(items(V1)).extracting(item -> Json.string(item, "image")).containsExactly(three);
    assertThat(items(V1).getFirst().has("previous")).isFalse();
  }

  @Test
  void ofWhatAnEarlierBuildWroteTheRestIsShown() {
    String _ = api.pushed(APP, "one", "v1");
    String key = "/registry/image.openshift.io/imagestreams/demo/app";
    ObjectNode old = Json.parseObject(api.store.get(key).orElseThrow().value());
    old.remove("made");
    api.store.commit(Transaction.builder().put(key, Json.bytes(old)).build());

    assertThat(items(V1).getFirst().propertyNames())
        .containsExactly("created", "image", "dockerImageReference", "generation");
  }

  @Test
  void aTokenThatIsNoneIsRefused() {
    String _ = api.pushed(APP, "one", "v1");
    for (String token :
        List.of(
            "nonsense",
            new ContinueToken(1 << 20, "3").toString(),
            new ContinueToken(2, "x").toString())) {
      assertThat(ImageApiFixture.refusal(() -> get(V1, 1, token)).code()).as(token).isEqualTo(400);
    }
  }

  @Test
  void aPageHasAtMostAThousandMoves() {
    for (int i = 0; i < TagHistoryRest.MOST + 5; i++) {
      String _ = api.pushed(APP, "image " + i % 7, "v1");
    }

    ObjectNode page = get(V1, 0, "");

    assertThat(page.path("items")).hasSize(TagHistoryRest.MOST);
    assertThat(page.at("/metadata/remainingItemCount").asInt()).isEqualTo(5);
    assertThat(get(V1, 5000, next(page)).path("items")).hasSize(5);
  }
}
