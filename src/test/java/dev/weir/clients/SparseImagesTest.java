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
    for (String part : there.parts()) {
      boolean _ = pushes.mounts(admin, "team/app", "team/second", part);
    }
    ObjectNode manifest = Json.parseObject(there.bytes());
    JsonNode layer = Json.parseObject(missing.bytes()).at("/layers/0");
    ((ArrayNode) manifest.path("layers")).add(layer);
    Pushed holey = new Pushed(there.mediaType(), Json.bytes(manifest), Set.of());
    assertThat(pushes.again(admin, "team/second", "", holey)).isEqualTo(201);
    Pushed second = pushes.index(admin, "team/second", "all", List.of(holey));
    Pushed first = pushes.index(admin, "team/first", "all", List.of(holey, missing));

    JsonNode _ =
        caller.create(
            IMAGES + "team/imagestreams",
            "{'metadata':{'name':'both'},'spec':{'tags':["
                + "{'name':'a','from':{'kind':'ImageStreamTag','name':'first:all'}},"
                + "{'name':'b','from':{'kind':'ImageStreamTag','name':'second:all'}}]}}");

    assertThat(pushes.pull(admin, "team/both", first.digest())).isEqualTo(200);
    assertThat(pushes.pull(admin, "team/both", second.digest())).isEqualTo(200);
    assertThat(pushes.pull(admin, "team/both", holey.digest())).isEqualTo(200);
    String digest = layer.path("digest").asString("");
    assertThat(pushes.pullBlob(admin, "team/both", digest)).isEqualTo(404);
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
