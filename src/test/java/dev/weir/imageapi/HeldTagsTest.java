package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.HOST;
import static dev.weir.imageapi.ImageApiFixture.images;
import static dev.weir.imageapi.ImageApiFixture.json;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin.How;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.patch.ObjectPatch;
import dev.weir.resource.schema.Schema;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Tags that somebody holds, and what of a stream's annotations stays, as the API has them. */
final class HeldTagsTest {
  private static final String HOLD = "weir.dev/hold";
  private static final String HELD_IMAGE = "weir.dev/held-image";

  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private Updated patch(String plural, String name, String type, String patch) {
    return patch(plural, name, type, patch, false);
  }

  private Updated patch(String plural, String name, String type, String patch, boolean dryRun) {
    var change =
        ObjectPatch.of(
            type,
            () -> Json.parse(patch.replace('\'', '"')),
            () -> Schema.ANYTHING,
            api.rest(plural)::keepsAnnotation);
    return api.rest(plural).update(DEMO, name, change, new WriteOptions(dryRun));
  }

  /** What {@code oc annotate istag} sends. */
  private Updated annotate(String tag, String... pairs) {
    ObjectNode patch = Json.object();
    ObjectNode annotations = patch.putObject("metadata").putObject("annotations");
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i + 1].isEmpty()) {
        annotations.putNull(pairs[i]);
      } else {
        annotations.put(pairs[i], pairs[i + 1]);
      }
    }
    return patch("imagestreamtags", tag, ObjectPatch.MERGE, Json.text(patch));
  }

  private SpecTag spec(String tag) {
    return api.streams.newest(APP).stream().specTag(tag).orElseThrow();
  }

  private List<String> history(String tag) {
    return images(api.get("imagestreams", "app"), tag);
  }

  private TagEvent newest(String tag) {
    return api.afresh().whole(APP).stream().newest(tag).orElseThrow();
  }

  private static String docker(String pullSpec) {
    return "{'from':{'kind':'DockerImage','name':'" + pullSpec + "'}}";
  }

  private static String image(String digest) {
    return "{'from':{'kind':'ImageStreamImage','name':'app@" + digest + "'}}";
  }

  @Test
  void aPushedTagIsHeldByAnAnnotationAlone() {
    String _ = api.pushed(APP, "one", "live");
    String two = api.pushed(APP, "two", "live");

    assertThat(annotate("app:live", HOLD, "ann: a trial").created()).isTrue();

    assertThat(spec("live").hold()).contains("ann: a trial");
    assertThat(spec("live").from().orElseThrow().name()).isEqualTo("app@" + two);
    assertThat(history("live")).hasSize(2).startsWith(two);
    ApiStatus refused = refusal(() -> api.tag("app:live", docker("quay.io/a/b:1")));
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.reason()).isEqualTo("Conflict");
    assertThat(refused.message())
        .isEqualTo(
            "Operation cannot be fulfilled on imagestreamtags.image.openshift.io \"app:live\":"
                + " tag app:live is held (ann: a trial): only a push or \"weir release app:live\""
                + " moves it");
  }

  @Test
  void otherAnnotationsOfAPushedTagAreRefusedAsBefore() {
    String _ = api.pushed(APP, "one", "live");
    assertThat(refusal(() -> annotate("app:live", "note", "x")).code()).isEqualTo(400);
    assertThat(refusal(() -> annotate("app:live", HOLD, " ")).code()).isEqualTo(400);
    assertThat(refusal(() -> annotate("app:none", HOLD, "ann")).code()).isEqualTo(400);
  }

  @Test
  void aTagGoesBackToAnImageHoweverLongAgoItHadIt() {
    String first = api.pushed(APP, "image 0", "live");
    for (int i = 1; i < 40; i++) {
      String _ = api.pushed(APP, "image " + i, "live");
    }
    String _ = api.pushed(APP, "image 0", "other");
    api.tick();

    annotate("app:live", HOLD, "ann", HELD_IMAGE, first);

    assertThat(history("live")).hasSize(41).startsWith(first);
    TagEvent back = newest("live");
    assertThat(back.origin().how()).isEqualTo(How.ROLLBACK);
    assertThat(back.origin().user()).isEqualTo("dev");
    assertThat(back.origin().from()).isEqualTo("demo/app@" + first);
    assertThat(back.created()).isEqualTo(api.context.now());
    assertThat(spec("live").from().orElseThrow().name()).isEqualTo("app@" + first);
  }

  @Test
  void aTagDoesNotGoWhereItNeverWasAndADryRunMovesNothing() {
    String one = api.pushed(APP, "one", "live");
    String two = api.pushed(APP, "two", "live");
    String other = api.pushed(APP, "three", "other");
    for (String nowhere : List.of(other, "sha256:" + "0".repeat(64), "latest", one + "0")) {
      ApiStatus refused = refusal(() -> annotate("app:live", HOLD, "ann", HELD_IMAGE, nowhere));
      assertThat(refused.code()).isEqualTo(422);
      assertThat(refused.message()).contains(HELD_IMAGE, "never was this image");
    }
    assertThat(refusal(() -> annotate("app:live", HELD_IMAGE, one)).code()).isEqualTo(400);

    ObjectNode dry =
        patch(
                "imagestreamtags",
                "app:live",
                ObjectPatch.MERGE,
                "{'metadata':{'annotations':{'"
                    + HOLD
                    + "':'x','"
                    + HELD_IMAGE
                    + "':'"
                    + one
                    + "'}}}",
                true)
            .object()
            .tree();
    assertThat(dry.at("/image/metadata/name").stringValue()).isEqualTo(one);
    assertThat(history("live")).startsWith(two);
    assertThat(api.streams.newest(APP).stream().spec()).isEmpty();
  }

  @Test
  void eachWayOfPointingAHeldTagElsewhereIsAConflict() {
    String one = api.pushed(APP, "one", "live");
    String two = api.pushed(APP, "two", "other");
    annotate("app:live", HOLD, "ann");
    String spec = "{'name':'live','from':{'kind':'ImageStreamImage','name':'app@" + two + "'}}";

    List<Runnable> ways =
        List.of(
            () -> api.tag("app:live", image(two)),
            () ->
                patch(
                    "imagestreamtags", "app:live", ObjectPatch.MERGE, "{'tag':" + image(two) + "}"),
            () ->
                api.rest("imagetags")
                    .update(
                        DEMO,
                        "app:live",
                        tag -> {
                          tag.set("spec", json(spec));
                          return tag;
                        },
                        WriteOptions.STORE),
            () ->
                patch("imagestreams", "app", ObjectPatch.MERGE, "{'spec':{'tags':[" + spec + "]}}"),
            () ->
                patch(
                    "imagestreams",
                    "app",
                    ObjectPatch.JSON,
                    "[{'op':'replace','path':'/spec/tags/0/from/name','value':'app@" + two + "'}]"),
            () ->
                api.create(
                    "imagestreammappings",
                    "{'metadata':{'name':'app'},'tag':'live','image':{'metadata':{'name':'"
                        + two
                        + "'},'dockerImageReference':'"
                        + HOST
                        + "/demo/app@"
                        + two
                        + "'}}"));
    for (Runnable way : ways) {
      ApiStatus refused = refusal(way::run);
      assertThat(refused.code()).isEqualTo(409);
      assertThat(refused.message()).contains("app:live is held (ann)", "weir release app:live");
    }
    assertThat(history("live")).containsExactly(one);
    assertThat(
            refusal(
                    () ->
                        api.create(
                            "imagestreamtags",
                            "{'metadata':{'name':'app:live'},'tag':" + image(two) + "}"))
                .reason())
        .isEqualTo("AlreadyExists");
  }

  @Test
  void anImportAnswersWithWhatItFoundAndSaysThatTheTagStays() {
    String one = api.pushed(APP, "one", "live");
    String two = api.pushed(APP, "two", "other");
    annotate("app:live", HOLD, "ann");
    String revision = Meta.resourceVersion(api.get("imagestreams", "app"));
    String request =
        """
        {'metadata':{'name':'app'},'spec':{'import':%s,'images':[{'to':{'name':'live'},
         'from':{'kind':'DockerImage','name':'%s/demo/app@%s'}}]}}\
        """;

    ApiObject answer =
        api.rest("imagestreamimports")
            .create(DEMO, json(request.formatted("true", HOST, two)), WriteOptions.STORE);
    ApiObject looked =
        api.rest("imagestreamimports")
            .create(DEMO, json(request.formatted("false", HOST, two)), WriteOptions.STORE);

    assertThat(Json.parse(answer.json()).at("/status/images/0/image/metadata/name").stringValue())
        .isEqualTo(two);
    assertThat(answer.remarks())
        .containsExactly(
            "tag app:live is held (ann), so the import did not move it: only a push or"
                + " \"weir release app:live\" moves it");
    assertThat(looked.remarks()).isEmpty();
    looked.told();
    assertThat(history("live")).containsExactly(one);
    ObjectNode stream = api.get("imagestreams", "app");
    assertThat(Meta.annotations(stream)).containsKey("openshift.io/image.dockerRepositoryCheck");
    assertThat(Meta.resourceVersion(stream)).isNotEqualTo(revision);
  }

  @Test
  void aPushMovesAHeldTagInOneTransactionAndTheHoldStays() {
    String one = api.pushed(APP, "one", "live");
    String _ = api.pushed(APP, "two", "live");
    annotate("app:live", HOLD, "ann", HELD_IMAGE, one);
    long before = api.store.revision();

    String three = api.pushed(APP, "three", "live", "v3");

    assertThat(api.store.revision()).isEqualTo(before + 1);
    assertThat(newest("live").image()).isEqualTo(three);
    assertThat(newest("live").origin().how()).isEqualTo(How.PUSH);
    SpecTag live = api.afresh().newest(APP).stream().specTag("live").orElseThrow();
    assertThat(live.hold()).contains("ann");
    assertThat(live.heldImage()).contains(three);
    assertThat(live.from().orElseThrow().name()).isEqualTo("app@" + three);
  }

  @Test
  void aReleaseInOneWordLetsTheTagGoWhereItsSpecSays() {
    String _ = api.pushed(APP, "one", "main");
    api.tag("app:live", "{'from':{'kind':'ImageStreamTag','name':'app:main'}}");
    String two = api.pushed(APP, "two", "main");
    String one = history("live").getLast();
    annotate("app:live", HOLD, "ann", HELD_IMAGE, one);
    String three = api.pushed(APP, "three", "main");
    assertThat(history("live")).startsWith(one, two);

    annotate("app:live", HOLD, "");

    assertThat(history("live")).startsWith(three, one, two);
    assertThat(spec("live").annotations()).isEmpty();
    assertThat(newest("live").origin().user()).isEqualTo("dev");
  }

  @Test
  void aReleasedTagOfAnImportIsDue() {
    api.create(
        "imagestreams",
        "{'metadata':{'name':'app'},'spec':{'tags':[{'name':'v1','annotations':{'weir.dev/hold':'x'},"
            + "'from':{'kind':'DockerImage','name':'"
            + HOST
            + "/shared/none:1'}}]}}");
    api.background.reconcile("demo/app");
    assertThat(api.streams.newest(APP).stream().history("v1").conditions()).isEmpty();

    annotate("app:v1", HOLD, "");
    api.background.reconcile("demo/app");

    assertThat(api.streams.newest(APP).stream().history("v1").conditions()).hasSize(1);
  }

  @Test
  void whatStockClientsSendWholeKeepsWeirsAnnotations() {
    api.create(
        "imagestreams",
        "{'metadata':{'name':'app','annotations':{'weir.dev/keep':'all','other':'x'}},'spec':{'tags':["
            + "{'name':'v1','annotations':{'weir.dev/check-interval':'1h','weir.dev/keep':'all','n':'1'},"
            + "'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}]}}");

    api.tag("app:v1", docker("quay.io/a/b:2"));
    assertThat(spec("v1").annotations())
        .containsOnlyKeys("weir.dev/check-interval", "weir.dev/keep");
    api.put(
        "imagestreams",
        "app",
        "{'metadata':{'name':'app','resourceVersion':'"
            + Meta.resourceVersion(api.get("imagestreams", "app"))
            + "'},'spec':{'tags':[{'name':'v1','annotations':null,'from':{'kind':'DockerImage','name':'quay.io/a/b:3'}}]}}");
    assertThat(Meta.annotations(api.get("imagestreams", "app"))).containsOnlyKeys("weir.dev/keep");
    assertThat(spec("v1").annotations()).hasSize(2);
    patch(
        "imagestreams",
        "app",
        ObjectPatch.MERGE,
        "{'spec':{'tags':[{'name':'v1','annotations':null,'from':{'kind':'DockerImage','name':'quay.io/a/b:4'}}]}}");
    patch(
        "imagestreams",
        "app",
        ObjectPatch.JSON,
        "[{'op':'replace','path':'/spec/tags','value':[{'name':'v1','from':{'kind':'DockerImage','name':'quay.io/a/b:5'}}]},"
            + "{'op':'replace','path':'/metadata/annotations','value':{}}]");
    assertThat(Meta.annotations(api.get("imagestreams", "app"))).containsOnlyKeys("weir.dev/keep");
    assertThat(spec("v1").annotations()).hasSize(2);
    assertThat(spec("v1").from().orElseThrow().name()).isEqualTo("quay.io/a/b:5");
  }

  @Test
  void theyGoByAnExplicitRemovalInEachForm() {
    record Way(String plural, String name, String type, String patch) {}
    String nothing = "{'metadata':{'annotations':null}}";
    String ofTag = "{'metadata':{'annotations':{'weir.dev/keep':null}}}";
    List<Way> ways =
        List.of(
            new Way("imagestreamtags", "app:v1", ObjectPatch.MERGE, ofTag),
            new Way("imagestreamtags", "app:v1", ObjectPatch.STRATEGIC, ofTag),
            new Way("imagestreamtags", "app:v1", ObjectPatch.MERGE, nothing),
            new Way(
                "imagestreamtags",
                "app:v1",
                ObjectPatch.JSON,
                "[{'op':'remove','path':'/metadata/annotations/weir.dev~1keep'}]"),
            new Way(
                "imagestreamtags",
                "app:v1",
                ObjectPatch.MERGE,
                "{'metadata':{'annotations':{'weir.dev/keep':''}}}"),
            new Way(
                "imagetags",
                "app:v1",
                ObjectPatch.MERGE,
                "{'spec':{'annotations':{'weir.dev/keep':null}}}"),
            new Way(
                "imagestreams",
                "app",
                ObjectPatch.JSON,
                "[{'op':'remove','path':'/spec/tags/0/annotations/weir.dev~1keep'}]"),
            new Way(
                "imagestreams",
                "app",
                ObjectPatch.MERGE,
                "{'spec':{'tags':[{'name':'v1','annotations':{'weir.dev/keep':null},'from':{'kind':'DockerImage','name':'quay.io/a/b:1'}}]}}"));
    for (Way way : ways) {
      api.put(
          "imagestreamtags",
          "app:v1",
          "{'metadata':{'name':'app:v1','annotations':{'weir.dev/keep':'all'}},'tag':"
              + docker("quay.io/a/b:1")
              + "}");
      assertThat(spec("v1").annotations()).hasSize(1);

      patch(way.plural(), way.name(), way.type(), way.patch());

      assertThat(spec("v1").annotations()).as(way.toString()).isEmpty();
    }
  }

  @Test
  void thoseOfAStreamGoTheSameWay() {
    List<String> removals =
        List.of(
            "{'metadata':{'annotations':{'weir.dev/keep':null}}}",
            "{'metadata':{'annotations':null}}",
            "{'metadata':{'annotations':{'weir.dev/keep':''}}}");
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    for (String removal : removals) {
      patch(
          "imagestreams",
          "app",
          ObjectPatch.MERGE,
          "{'metadata':{'annotations':{'weir.dev/keep':'all'}}}");
      patch("imagestreams", "app", ObjectPatch.MERGE, removal);
      assertThat(Meta.annotations(api.get("imagestreams", "app"))).as(removal).isEmpty();
    }
  }

  @Test
  void aHeldTagStaysInAStreamThatIsReplacedWithoutIt() {
    String one = api.pushed(APP, "one", "live");
    annotate("app:live", HOLD, "ann");

    api.put(
        "imagestreams",
        "app",
        "{'metadata':{'name':'app','resourceVersion':'"
            + Meta.resourceVersion(api.get("imagestreams", "app"))
            + "'},'spec':{}}");

    assertThat(spec("live").hold()).contains("ann");
    assertThat(history("live")).containsExactly(one);
  }

  @Test
  void aHeldTagIsDeletedAndBeginsAnewWithoutAnything() {
    String _ = api.pushed(APP, "one", "live");
    annotate("app:live", HOLD, "ann");

    api.rest("imagestreamtags").delete(DEMO, "app:live", DeleteOptions.NOW);
    String two = api.pushed(APP, "two", "live");

    assertThat(api.streams.newest(APP).stream().spec()).isEmpty();
    assertThat(history("live")).containsExactly(two);
  }

  @Test
  void whoSawAnotherVersionIsToldSo() {
    String one = api.pushed(APP, "one", "live");
    String seen = Meta.resourceVersion(api.get("imagestreamtags", "app:live"));
    String two = api.pushed(APP, "two", "live");

    ApiStatus refused =
        refusal(
            () ->
                patch(
                    "imagestreamtags",
                    "app:live",
                    ObjectPatch.MERGE,
                    "{'metadata':{'resourceVersion':'%s','annotations':{'%s':'x','%s':'%s'}}}"
                        .formatted(seen, HOLD, HELD_IMAGE, one)));

    assertThat(refused.code()).isEqualTo(409);
    assertThat(history("live")).startsWith(two);
  }
}
