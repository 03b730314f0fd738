package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.HOST;
import static dev.weir.imageapi.ImageApiFixture.json;
import static dev.weir.imageapi.ImageApiFixture.manifest;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static dev.weir.objects.WriteOptions.STORE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.Decision;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagSource;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Scope;
import dev.weir.reference.StreamName;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.Json;
import dev.weir.resource.LabelSelector;
import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamWriter;
import dev.weir.streams.linked.DroppedImages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of somebody's word about an image when the image itself comes, elsewhere. */
class ClaimsTest {
  private static final StreamName THEIRS = new StreamName("shared", "base");
  private static final String DIGEST = manifest("secret").digest().toString();

  private static final Scope SHARED = new Scope(ImageApiFixture.DEV, "shared");
  private static final StreamName COPY = new StreamName("demo", "copy");

  private final ImageApiFixture api = new ImageApiFixture();
  private final StreamWriter writer =
      new StreamWriter(
          api.context,
          api.streams,
          api.changes,
          new DroppedImages(api.context.store(), api.context::now),
          (_, _) -> new Decision.Allowed("granted"));

  @BeforeEach
  void aClaim() {
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    api.denied.add("get imagestreams shared");
    claim("app", "v1");
  }

  @AfterEach
  void close() {
    api.close();
  }

  private void claim(String stream, String tag) {
    api.create(
        "imagestreammappings",
        """
        {'metadata':{'name':'%s'},'tag':'%s','image':{'metadata':{'name':'%s'},
         'dockerImageReference':'quay.io/x/y@%s','dockerImageMetadata':{'Author':'made up'}}}\
        """
            .formatted(stream, tag, DIGEST, DIGEST));
  }

  /** Somebody who sees nothing of the first claim speaks of the same image, or has it. */
  private void theyClaim(String more) {
    api.denied.add("get imagestreams demo");
    api.rest("imagestreams").create(SHARED, json("{'metadata':{'name':'base'}}"), STORE);
    ObjectNode mapping =
        json(
            """
            {'metadata':{'name':'base'},'tag':'v1','image':{'metadata':{'name':'%s',
              'labels':{'by':'them'}},
             'dockerImageReference':'quay.io/z/z@%s','dockerImageMetadata':{'Author':'theirs'}}}\
            """
                .formatted(DIGEST, DIGEST));
    if (!more.isEmpty()) {
      mapping.withObject("image").setAll((ObjectNode) Json.parse(more));
    }
    api.rest("imagestreammappings").create(SHARED, mapping, STORE);
    api.denied.remove("get imagestreams demo");
  }

  private ObjectNode theirTag() {
    return api.rest("imagestreamtags").get(SHARED, "base:v1").tree();
  }

  private static String author(ObjectNode object) {
    return object.at("/image/dockerImageMetadata/Author").asString("");
  }

  private List<String> authors(String stream, String tag) {
    String name = stream + ":" + tag;
    ListOptions one =
        new ListOptions(
            LabelSelector.EVERYTHING,
            FieldSelector.parse("metadata.name=" + name),
            0,
            "",
            "",
            false,
            false);
    return List.of(
        author(api.get("imagestreamtags", name)),
        author(api.get("imagetags", name)),
        author(api.get("imagestreamimages", stream + "@" + DIGEST)),
        author(
            api.rest("imagestreamtags").list(ImageApiFixture.DEMO, one).items().getFirst().tree()));
  }

  private void theyPush() {
    api.pushed(THEIRS, "secret", "v1");
  }

  @Test
  void theWordIsShownUntilTheImageComesAndNothingFromThenOn() {
    assertThat(authors("app", "v1")).containsOnly("made up");

    theyPush();

    assertThat(authors("app", "v1")).containsOnly("");
    ObjectNode tag = api.get("imagestreamtags", "app:v1");
    assertThat(tag.at("/image/metadata/name").stringValue()).isEqualTo(DIGEST);
    assertThat(tag.at("/image/dockerImageReference").stringValue())
        .isEqualTo("quay.io/x/y@" + DIGEST);
    assertThat(author(json("{'image':" + api.get("images", DIGEST) + "}"))).isEqualTo("secret");
  }

  @Test
  void whoeverClaimedItMayNotTakeItAgain() {
    theyPush();
    assertThat(refusal(() -> claim("app", "v2")).code()).isEqualTo(403);
    assertThat(authors("app", "v1")).containsOnly("");
  }

  @Test
  void tagsHandTheClaimOn() {
    api.tag("copy:before", "{'from':{'kind':'ImageStreamTag','name':'app:v1'}}");
    theyPush();
    api.tag("app:alias", "{'from':{'kind':'ImageStreamTag','name':'app:v1'}}");
    api.tag("app:same", "{'from':{'kind':'ImageStreamImage','name':'app@" + DIGEST + "'}}");
    api.tag("copy:tag", "{'from':{'kind':'ImageStreamTag','name':'app:v1'}}");
    api.tag("other:image", "{'from':{'kind':'ImageStreamImage','name':'app@" + DIGEST + "'}}");
    api.tag("third:v1", "{'from':{'kind':'ImageStreamTag','name':'other:image'}}");

    for (List<String> tag :
        List.of(
            List.of("copy", "before"),
            List.of("app", "alias"),
            List.of("app", "same"),
            List.of("copy", "tag"),
            List.of("other", "image"),
            List.of("third", "v1"))) {
      assertThat(authors(tag.getFirst(), tag.getLast())).as(tag.toString()).containsOnly("");
    }
  }

  @Test
  void aTagOfThoseWhoHaveItEndsIt() {
    theyPush();
    api.denied.remove("get imagestreams shared");
    api.tag("app:v2", "{'from':{'kind':'ImageStreamTag','namespace':'shared','name':'base:v1'}}");

    assertThat(authors("app", "v1")).containsOnly("secret");
    assertThat(api.store.range(RangeQuery.all("/claims/")).entries()).isEmpty();
  }

  @Test
  void aPushAnImportAndTheRightToPullEndItToo() {
    for (String stream : List.of("one", "two", "three")) {
      api.create("imagestreams", "{'metadata':{'name':'" + stream + "'}}");
      claim(stream, "v1");
    }
    theyPush();
    api.pushed(new StreamName("demo", "one"), "secret", "pushed");
    api.denied.remove("get imagestreams shared");
    claim("two", "v2");
    api.create(
        "imagestreamimports",
        """
        {'metadata':{'name':'three'},'spec':{'import':true,'images':[{'to':{'name':'v2'},
         'from':{'kind':'DockerImage','name':'%s/shared/base:v1'}}]}}\
        """
            .formatted(HOST));

    for (String stream : List.of("one", "two", "three")) {
      assertThat(authors(stream, "v1")).as(stream).containsOnly("secret");
    }
  }

  @Test
  void itGoesWithItsStream() {
    api.rest("imagestreams").delete(ImageApiFixture.DEMO, "app", DeleteOptions.NOW);
    assertThat(api.store.range(RangeQuery.all("/claims/")).entries()).isEmpty();
  }

  @Test
  void whatSomebodySaysKeepsNobodyFromSpeakingOfTheSameImageAndIsNotShownToThem() {
    theyClaim("");
    assertThat(author(theirTag())).isEmpty();
    assertThat(theirTag().at("/image/metadata/name").stringValue()).isEqualTo(DIGEST);
    assertThat(theirTag().at("/image/dockerImageReference").stringValue())
        .isEqualTo("quay.io/z/z@" + DIGEST);
    assertThat(authors("app", "v1")).containsOnly("made up");

    api.pushed(new StreamName("demo", "elsewhere"), "secret", "v1");

    assertThat(author(theirTag())).isEmpty();
    assertThat(authors("app", "v1")).containsOnly("");
  }

  @Test
  void aWordIsSharedByTheStreamsOfThoseWhoSeeIt() {
    api.create("imagestreams", "{'metadata':{'name':'other'}}");
    claim("other", "v1");
    api.tag("copy:tag", "{'from':{'kind':'ImageStreamTag','name':'other:v1'}}");
    assertThat(authors("other", "v1")).containsOnly("made up");
    assertThat(authors("copy", "tag")).containsOnly("made up");

    theyPush();

    assertThat(authors("other", "v1")).containsOnly("");
    assertThat(authors("copy", "tag")).containsOnly("");
  }

  @Test
  void aWordShowsNothingOfWhatOthersSayLater() {
    api.pass(Duration.ofHours(2)); // what came within the last hour stays
    api.rest("images").delete(ImageApiFixture.DEMO, DIGEST, DeleteOptions.NOW);
    theyClaim("");
    assertThat(author(theirTag())).isEqualTo("theirs");
    assertThat(authors("app", "v1")).containsOnly("");
  }

  @Test
  void whoHasItSeesWhatItIsAndNotWhatOthersSaidOfIt() {
    ObjectNode texts = Json.object();
    texts.put("dockerImageManifest", new String(manifest("secret").bytes(), UTF_8));
    texts.put("dockerImageConfig", new String(manifest("secret").config(), UTF_8));
    theyClaim(texts.toString());
    assertThat(author(theirTag())).isEqualTo("secret");
    assertThat(theirTag().at("/image/metadata/labels").isMissingNode()).isTrue();
    assertThat(authors("app", "v1")).containsOnly("");

    api.create("imagestreams", "{'metadata':{'name':'late'}}");
    api.denied.add("get imagestreams demo");
    claim("late", "v1");
    assertThat(authors("late", "v1")).containsOnly("");
  }

  private ImageStream copying(StoredStream before) {
    SpecTag tag =
        SpecTag.named("t").withFrom(new TagSource(TagSource.STREAM_TAG, "", "app:v1", Map.of()));
    return StreamWriter.require(
        COPY,
        writer.rules(ImageApiFixture.DEV).edit(before.stream(), before.stream().withSpecTag(tag)));
  }

  private void deleteTheSource() {
    api.rest("imagestreams").delete(ImageApiFixture.DEMO, "app", DeleteOptions.NOW);
  }

  @Test
  void aSourceThatIsGoneBeforeItsTagIsWrittenHandsNothingOn() {
    api.create("imagestreams", "{'metadata':{'name':'copy'}}");
    List<Runnable> meanwhile = new ArrayList<>(List.of(this::deleteTheSource));
    assertThat(
            refusal(
                    () ->
                        writer.edit(
                            COPY,
                            before -> {
                              ImageStream after = copying(before);
                              meanwhile.forEach(Runnable::run);
                              meanwhile.clear();
                              return after;
                            },
                            _ -> Origin.UNKNOWN,
                            false))
                .code())
        .isEqualTo(422);
    assertThat(api.streams.newest(COPY).stream().tags()).isEmpty();
  }

  @Test
  void aSourceThatIsAnotherBeforeItsTagIsWrittenHandsNothingOn() {
    api.create("imagestreams", "{'metadata':{'name':'copy'}}");
    StoredStream before = api.streams.newest(COPY);
    ImageStream after = copying(before);
    deleteTheSource();
    api.create("imagestreams", "{'metadata':{'name':'app'}}");
    assertThat(writer.write(before, after, Origin.UNKNOWN, false)).isEmpty();
  }

  @Test
  void aSourceThatGoesWhileItsTagIsWrittenHandsNothingOn() {
    api.create("imagestreams", "{'metadata':{'name':'copy'}}");
    StoredStream before = api.streams.newest(COPY);
    Transaction.Builder transaction = Transaction.builder();
    assertThat(api.changes.put(transaction, before, copying(before), Origin.UNKNOWN)).isPresent();
    deleteTheSource();
    assertThat(api.store.commit(transaction.build()))
        .isInstanceOf(TransactionResult.ConditionFailed.class);
  }

  @Test
  void aTagMayBeMappedAlsoWhenTheSourceThatItWasTakenFromIsGone() {
    api.create("imagestreams", "{'metadata':{'name':'copy'}}");
    var _ = writer.edit(COPY, this::copying, _ -> Origin.UNKNOWN, false);
    deleteTheSource();
    api.denied.remove(ImageApiFixture.UPDATE_IMAGES);
    claim("copy", "t");
    api.create(
        "imagestreammappings",
        """
        {'metadata':{'name':'copy'},'tag':'t','image':{'metadata':{'name':'%s'},
         'dockerImageReference':'quay.io/x/other'}}\
        """
            .formatted("sha256:" + "a".repeat(64)));
    assertThat(api.streams.newest(COPY).stream().newest("t").orElseThrow().image())
        .isEqualTo("sha256:" + "a".repeat(64));
  }
}
