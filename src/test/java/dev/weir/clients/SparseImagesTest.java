package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.TestPushes.Pushed;
import dev.weir.resource.Json;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A list of which one image was left out goes from stream to stream as any image does, and never
 * shows the one that is missing, though another project has it.
 */
@WeirServer({"--audit-log", "off"})
@Timeout(60)
class SparseImagesTest {
  private static final String IMAGES = "/apis/image.openshift.io/v1/namespaces/";

  private final ServerProcess server;
  private final ApiCaller caller;
  private final WeirCalls weir;
  private final TestPushes pushes;
  private final String admin;
  private final Pushed there;
  private final Pushed missing;
  private final Pushed list;

  SparseImagesTest(ServerProcess server, ApiCaller caller, WeirCalls weir) throws Exception {
    this.server = server;
    this.caller = caller;
    this.weir = weir;
    pushes = new TestPushes(caller);
    admin = caller.administrator();
    for (String project : List.of("secret", "team")) {
      JsonNode _ = caller.create("/api/v1/namespaces", "{'metadata':{'name':'" + project + "'}}");
    }
    there = pushes.image(admin, "team/app", "v1", "there");
    missing = pushes.image(admin, "secret/app", "v1", "missing");
    list = pushes.index(admin, "team/app", "all", List.of(there, missing));
  }

  /** All that is there can be pulled, and nothing else. */
  private void showsWhatIsThere(String repository) throws Exception {
    assertThat(pushes.pull(admin, repository, list.digest())).isEqualTo(200);
    assertThat(pushes.pull(admin, repository, there.digest())).isEqualTo(200);
    assertThat(pushes.pull(admin, repository, missing.digest())).isEqualTo(404);
    for (String part : there.parts()) {
      assertThat(pushes.pullBlob(admin, repository, part)).as(part).isEqualTo(200);
    }
    for (String part : missing.parts()) {
      assertThat(pushes.pullBlob(admin, repository, part)).as(part).isEqualTo(404);
      assertThat(pushes.mounts(admin, repository, "team/other", part)).as(part).isFalse();
    }
    String path = IMAGES + repository.replace("/", "/imagestreams/") + "/layers";
    JsonNode layers = caller.api(admin, "GET", path, "").json();
    assertThat(layers.path("blobs").propertyNames())
        .containsAll(there.parts())
        .contains(list.digest())
        .doesNotContainAnyElementsOf(missing.parts());
    assertThat(layers.path("images").propertyNames()).doesNotContain(missing.digest());
    String image = IMAGES + repository.replace("/", "/imagestreamimages/") + "@" + missing.digest();
    assertThat(caller.api(admin, "GET", image, "").status()).isEqualTo(404);
  }

  @Test
  void thePlaceWhereItWasPushedShowsWhatIsThere() throws Exception {
    showsWhatIsThere("team/app");
  }

  @Test
  void aTagHandsOnNoMoreThanItsSourceHas() throws Exception {
    String _ = weir.says("tag", "team/app:all", "team/prod:all");
    showsWhatIsThere("team/prod");

    String _ = weir.says("tag", "team/prod@" + list.digest(), "team/further:all");
    String _ = weir.says("delete", "is/prod", "-n", "team");
    showsWhatIsThere("team/further");
  }

  @Test
  void aTagThatIsAReferenceShowsNoMoreThanItsSourceHas() throws Exception {
    String _ = weir.says("tag", "--reference", "team/app:all", "team/referring:all");
    showsWhatIsThere("team/referring");

    String own = server.registry() + "/team/app:all";
    String _ = weir.says("tag", "--source=docker", own, "team/pulled:all");
    assertThat(pushes.pull(admin, "team/pulled", missing.digest())).isEqualTo(404);
  }

  @Test
  void anImportFromTheServerItselfBringsNoMoreThanItsSourceHas() throws Exception {
    String from = server.registry() + "/team/app:all";
    String _ =
        weir.says(
            "import-image",
            "imported:all",
            "--from=" + from,
            "--confirm",
            "--import-mode=PreserveOriginal",
            "-n",
            "team");
    showsWhatIsThere("team/imported");
  }

  @Test
  void anImportOfOneImageOfTheListTakesTheOneThatIsThere() throws Exception {
    String from = server.registry() + "/team/app:all";
    String _ = weir.says("import-image", "single:all", "--from=" + from, "--confirm", "-n", "team");

    assertThat(pushes.pull(admin, "team/single", "all")).isEqualTo(200);
    assertThat(pushes.pull(admin, "team/single", there.digest())).isEqualTo(200);
    assertThat(pushes.pull(admin, "team/single", missing.digest())).isEqualTo(404);
  }

  @Test
  void aMappingBringsNoMoreThanItsSourceHas() throws Exception {
    String reference = server.registry() + "/team/app@" + list.digest();
    JsonNode _ = caller.create(IMAGES + "team/imagestreams", "{'metadata':{'name':'mapped'}}");
    JsonNode _ =
        caller.create(
            IMAGES + "team/imagestreammappings",
            ("{'metadata':{'name':'mapped'},'tag':'all','image':{'metadata':{'name':'%s'},"
                    + "'dockerImageReference':'%s'}}")
                .formatted(list.digest(), reference));
    showsWhatIsThere("team/mapped");
  }

  @Test
  void aTagFromWhereAllOfItIsFillsTheGaps() throws Exception {
    Pushed whole = pushes.image(admin, "team/whole", "other", "missing");
    assertThat(whole.digest()).isEqualTo(missing.digest());
    Pushed _ = pushes.image(admin, "team/whole", "there", "there");
    assertThat(pushes.again(admin, "team/whole", "all", list)).isEqualTo(201);
    String _ = weir.says("tag", "team/app:all", "team/filled:all");
    showsWhatIsThere("team/filled");

    String _ = weir.says("tag", "team/whole:all", "team/filled:whole");

    assertThat(pushes.pull(admin, "team/filled", missing.digest())).isEqualTo(200);
    for (String part : missing.parts()) {
      assertThat(pushes.pullBlob(admin, "team/filled", part)).as(part).isEqualTo(200);
    }
    showsWhatIsThere("team/app");
  }

  /**
   * One change of a stream takes an image from where it has a gap, and from where it is left out.
   */
  @Test
  void tagsThatMoveTogetherHandOnTheGapsOfEach() throws Exception {
    Pushed holey = holey("team/second");
    Pushed second = pushes.index(admin, "team/second", "all", List.of(holey));
    Pushed first = pushes.index(admin, "team/first", "all", List.of(holey, missing));

    tagged("both", "a", "first:all", "b", "second:all");

    assertThat(pushes.pull(admin, "team/both", first.digest())).isEqualTo(200);
    assertThat(pushes.pull(admin, "team/both", second.digest())).isEqualTo(200);
    assertThat(pushes.pull(admin, "team/both", holey.digest())).isEqualTo(200);
    assertThat(pushes.pullBlob(admin, "team/both", missingLayer())).isEqualTo(404);
  }

  /** An image without a layer that another project has. */
  private Pushed holey(String repository) throws Exception {
    for (String part : there.parts()) {
      boolean _ = pushes.mounts(admin, "team/app", repository, part);
    }
    ObjectNode manifest = Json.parseObject(there.bytes());
    ((ArrayNode) manifest.path("layers")).add(Json.parseObject(missing.bytes()).at("/layers/0"));
    Pushed holey = new Pushed(there.mediaType(), Json.bytes(manifest), Set.of());
    assertThat(pushes.again(admin, repository, "holey", holey)).isEqualTo(201);
    return holey;
  }

  private String missingLayer() {
    return Json.parseObject(missing.bytes()).at("/layers/0/digest").asString("");
  }

  private void tagged(String stream, String... tagsAndSources) throws Exception {
    ArrayNode tags = Json.array();
    for (int i = 0; i < tagsAndSources.length; i += 2) {
      tags.addObject()
          .put("name", tagsAndSources[i])
          .putObject("from")
          .put("kind", "ImageStreamTag")
          .put("name", tagsAndSources[i + 1]);
    }
    ObjectNode made = Json.object();
    made.putObject("metadata").put("name", stream);
    made.putObject("spec").set("tags", tags);
    JsonNode _ = caller.create(IMAGES + "team/imagestreams", made.toString());
  }

  /** The one has the list without its image, the other the same list with the image and its gap. */
  @Test
  void anImageThatOneOfTwoTagsBringsHasItsGapsFromThere() throws Exception {
    Pushed holey = holey("team/with");
    Pushed listed = pushes.index(admin, "team/with", "b", List.of(holey));
    assertThat(pushes.again(admin, "team/without", "a", listed)).isEqualTo(201);

    tagged("two", "a", "without:a", "b", "with:b");
    tagged("owt", "a", "with:b", "b", "without:a");

    for (String both : List.of("team/two", "team/owt")) {
      assertThat(pushes.pull(admin, both, holey.digest())).isEqualTo(200);
      assertThat(pushes.pullBlob(admin, both, missingLayer())).isEqualTo(404);
    }
  }

  @Test
  void whatAListCameWithoutMayComeWithAnotherAndKeepsItsGaps() throws Exception {
    Pushed holey = holey("team/full");
    Pushed listed = pushes.index(admin, "team/full", "b", List.of(holey));
    assertThat(pushes.again(admin, "team/bare", "a", listed)).isEqualTo(201);

    String _ = weir.says("tag", "team/bare:a", "team/later:a");
    assertThat(pushes.pull(admin, "team/later", holey.digest())).isEqualTo(404);
    String _ = weir.says("tag", "team/full:b", "team/later:b");

    assertThat(pushes.pull(admin, "team/later", holey.digest())).isEqualTo(200);
    assertThat(pushes.pullBlob(admin, "team/later", missingLayer())).isEqualTo(404);
  }

  @Test
  void aListThatIsPushedAgainWhereATagShowsWhatItLackedKeepsThat() throws Exception {
    Pushed _ = pushes.image(admin, "team/mine", "there", "there");
    assertThat(pushes.again(admin, "team/mine", "all", list)).isEqualTo(201);
    showsWhatIsThere("team/mine");
    Pushed _ = pushes.image(admin, "team/entire", "v1", "missing");
    String _ = weir.says("tag", "team/entire:v1", "team/mine:promoted");
    assertThat(pushes.again(admin, "team/mine", "all", list)).isEqualTo(201);

    String _ = weir.says("tag", "-d", "team/mine:promoted");

    assertThat(pushes.pull(admin, "team/mine", missing.digest())).isEqualTo(200);
    for (String part : missing.parts()) {
      assertThat(pushes.pullBlob(admin, "team/mine", part)).as(part).isEqualTo(200);
    }
  }

  @Test
  void whoUploadsAManifestThatATagLeavesOutAsABlobHasNothingOfItsImage() throws Exception {
    pushes.blob(admin, "team/bytes", missing.bytes());

    String _ = weir.says("tag", "team/app:all", "team/bytes:all");

    assertThat(pushes.pull(admin, "team/bytes", missing.digest())).isEqualTo(404);
    for (String part : missing.parts()) {
      assertThat(pushes.pullBlob(admin, "team/bytes", part))
          .as(part)
          .isEqualTo(part.equals(missing.digest()) ? 200 : 404);
    }
  }

  @Test
  void theListOfWhatAStreamShowsLeavesOutLayersThatNeverCame() throws Exception {
    Pushed holey = holey("team/listed");

    String path = IMAGES + "team/imagestreams/listed/layers";
    JsonNode layers = caller.api(admin, "GET", path, "").json();

    assertThat(layers.path("blobs").propertyNames())
        .contains(holey.digest())
        .containsAll(there.parts().stream().filter(p -> !p.equals(there.digest())).toList())
        .doesNotContain(missingLayer());
  }

  @Test
  void aStreamOfTheNameOfOneWithGapsHasThemNoMore() throws Exception {
    String _ = weir.says("tag", "team/app:all", "team/again:all");
    String _ = weir.says("delete", "is/again", "-n", "team");
    Pushed _ = pushes.image(admin, "team/again", "v1", "missing");

    assertThat(pushes.pull(admin, "team/again", missing.digest())).isEqualTo(200);
  }

  @Test
  void describingItShowsAllThatTheListNames() {
    assertThat(weir.says("describe", "is", "app", "-n", "team")).contains("all");
    String described = weir.says("describe", "istag", "app:all", "-n", "team");
    assertThat(described).contains(list.digest(), there.digest(), missing.digest());
  }
}
