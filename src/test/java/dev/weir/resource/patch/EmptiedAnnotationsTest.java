package dev.weir.resource.patch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.protobuf.KindSchemas;
import dev.weir.resource.schema.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Annotations that stay, and patches that take some away by their names. */
final class EmptiedAnnotationsTest {
  private static final Schema STREAM =
      new KindSchemas()
          .find(
              new ResourceKind(
                  "image.openshift.io",
                  "v1",
                  "x",
                  "x",
                  "ImageStream",
                  true,
                  List.of(),
                  List.of(),
                  List.of()))
          .orElseThrow();

  private static final String PRESENT =
      "{'metadata':{'annotations':{'kept/a':'1','other':'2'}},"
          + "'spec':{'tags':[{'name':'x'},{'name':'v1','annotations':{'kept/a':'1','other':'2'}}]}}";

  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }

  private static JsonNode patched(String type, String patch) {
    return ObjectPatch.of(type, () -> json(patch), () -> STREAM, key -> key.startsWith("kept/"))
        .apply((ObjectNode) json(PRESENT));
  }

  private static JsonNode ofStream(JsonNode object) {
    return object.at("/metadata/annotations");
  }

  private static JsonNode ofTag(JsonNode object) {
    return object.at("/spec/tags/1/annotations");
  }

  @ParameterizedTest
  @ValueSource(strings = {ObjectPatch.MERGE, ObjectPatch.STRATEGIC})
  void aNullLeavesTheKeyEmptyAndTakesOthersAway(String type) {
    JsonNode after = patched(type, "{'metadata':{'annotations':{'kept/a':null,'other':null}}}");
    assertThat(ofStream(after)).isEqualTo(json("{'kept/a':''}"));
    assertThat(ofTag(after)).isEqualTo(ofTag(json(PRESENT)));
  }

  @ParameterizedTest
  @ValueSource(strings = {ObjectPatch.MERGE, ObjectPatch.STRATEGIC})
  void aNullInPlaceOfAllNamesEachOfThem(String type) {
    assertThat(ofStream(patched(type, "{'metadata':{'annotations':null}}")))
        .isEqualTo(json("{'kept/a':''}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {ObjectPatch.MERGE, ObjectPatch.STRATEGIC})
  void whatIsNotThereIsNotMadeEmpty(String type) {
    JsonNode after =
        patched(type, "{'metadata':{'annotations':{'kept/b':null,'kept/c':'3','new':'4'}}}");
    assertThat(ofStream(after))
        .isEqualTo(json("{'kept/a':'1','other':'2','kept/c':'3','new':'4'}"));
  }

  @Test
  void aMergedListNamesThoseOfItsItems() {
    String one = "{'spec':{'tags':[{'name':'v1','annotations':{'kept/a':null}}]}}";
    String all = "{'spec':{'tags':[{'name':'v1','annotations':null}]}}";
    assertThat(ofTag(patched(ObjectPatch.STRATEGIC, one)))
        .isEqualTo(json("{'other':'2','kept/a':''}"));
    assertThat(ofTag(patched(ObjectPatch.STRATEGIC, all))).isEqualTo(json("{'kept/a':''}"));
  }

  @Test
  void anItemOfAMergedListThatGoesIsNotMadeAgain() {
    JsonNode after =
        patched(ObjectPatch.STRATEGIC, "{'spec':{'tags':[{'name':'v1','$patch':'delete'}]}}");
    assertThat(after.at("/spec/tags")).isEqualTo(json("[{'name':'x'}]"));
  }

  @Test
  void aListThatReplacesAnotherNamesOnlyWhatItSpellsOut() {
    String none = "{'spec':{'tags':[{'name':'x'},{'name':'v1','annotations':null}]}}";
    String one = "{'spec':{'tags':[{'name':'x'},{'name':'v1','annotations':{'kept/a':null}}]}}";
    assertThat(ofTag(patched(ObjectPatch.MERGE, none)).isNull()).isTrue();
    assertThat(ofTag(patched(ObjectPatch.MERGE, one))).isEqualTo(json("{'kept/a':''}"));
  }

  @Test
  void anOperationThatRemovesTheKeyLeavesItEmpty() {
    JsonNode after =
        patched(
            ObjectPatch.JSON,
            "[{'op':'remove','path':'/spec/tags/0'},"
                + "{'op':'remove','path':'/spec/tags/0/annotations/kept~1a'},"
                + "{'op':'remove','path':'/spec/tags/0/annotations/other'},"
                + "{'op':'test','path':'/spec/tags/0/annotations/kept~1a','value':''}]");
    assertThat(after.at("/spec/tags/0/annotations")).isEqualTo(json("{'kept/a':''}"));
  }

  @Test
  void anOperationThatRemovesAllAnnotationsNamesEachOfThem() {
    JsonNode after =
        patched(
            ObjectPatch.JSON,
            "[{'op':'remove','path':'/metadata/annotations'},"
                + "{'op':'remove','path':'/spec/tags/1/annotations'}]");
    assertThat(ofStream(after)).isEqualTo(json("{'kept/a':''}"));
    assertThat(ofTag(after)).isEqualTo(json("{'kept/a':''}"));
  }

  @Test
  void anOperationThatMovesTheKeyAwayLeavesItEmpty() {
    JsonNode after =
        patched(
            ObjectPatch.JSON,
            "[{'op':'move','from':'/metadata/annotations/kept~1a','path':'/metadata/annotations/kept~1b'},"
                + "{'op':'move','from':'/spec/tags/1/annotations','path':'/spec/tags/0/annotations'}]");
    assertThat(ofStream(after)).isEqualTo(json("{'kept/a':'','other':'2','kept/b':'1'}"));
    assertThat(ofTag(after)).isEqualTo(json("{'kept/a':''}"));
    assertThat(after.at("/spec/tags/0/annotations")).isEqualTo(json("{'kept/a':'1','other':'2'}"));
  }

  @Test
  void aDirectiveThatDeletesAllAnnotationsNamesEachOfThem() {
    JsonNode after =
        patched(
            ObjectPatch.STRATEGIC,
            "{'metadata':{'annotations':{'$patch':'delete'}},"
                + "'spec':{'tags':[{'name':'v1','annotations':{'$patch':'delete'}}]}}");
    assertThat(ofStream(after)).isEqualTo(json("{'kept/a':''}"));
    assertThat(ofTag(after)).isEqualTo(json("{'kept/a':''}"));
  }

  @Test
  void anOperationThatRemovesSomethingElseDoesSo() {
    JsonNode after =
        patched(
            ObjectPatch.JSON,
            "[{'op':'add','path':'/metadata/annotations','value':{'other':'2'}},"
                + "{'op':'remove','path':'/metadata/annotations'},{'op':'remove','path':'/spec/tags/1'},"
                + "{'op':'add','path':'/spec/kept~1a','value':1},{'op':'remove','path':'/spec/kept~1a'}]");
    assertThat(after).isEqualTo(json("{'metadata':{},'spec':{'tags':[{'name':'x'}]}}"));
  }
}
