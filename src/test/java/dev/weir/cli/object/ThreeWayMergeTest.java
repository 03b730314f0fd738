package dev.weir.cli.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ThreeWayMergeTest {
  private static ObjectNode json(String text) {
    return Json.parseObject(
        text.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static void assertPatch(String last, String wanted, String live, String patch) {
    assertThat(ThreeWayMerge.patch(json(last), json(wanted), json(live))).isEqualTo(json(patch));
  }

  @Test
  void changesNothingWhenTheObjectIsAsWanted() {
    assertPatch("{'a':1}", "{'a':1}", "{'a':1,'b':2}", "{}");
  }

  @Test
  void keepsWhatOthersSetAndChangesWhatTheFileSays() {
    assertPatch("{'a':{'x':1}}", "{'a':{'x':2}}", "{'a':{'x':1,'y':1}}", "{'a':{'x':2}}");
  }

  @Test
  void removesWhatAnEarlierFileSaid() {
    assertPatch("{'a':{'x':1,'y':1}}", "{'a':{'x':1}}", "{'a':{'x':1,'y':1}}", "{'a':{'y':null}}");
  }

  @Test
  void addsOneTagAndKeepsTheOthers() {
    assertPatch(
        "{}",
        "{'tags':[{'name':'b','from':1}]}",
        "{'tags':[{'name':'a','from':1}]}",
        "{'tags':[{'name':'a','from':1},{'name':'b','from':1}]}");
  }

  @Test
  void removesATagThatAnEarlierFileNamed() {
    assertPatch(
        "{'tags':[{'name':'a'},{'name':'b'}]}",
        "{'tags':[{'name':'b'}]}",
        "{'tags':[{'name':'a'},{'name':'b'},{'name':'c'}]}",
        "{'tags':[{'name':'b'},{'name':'c'}]}");
  }

  @Test
  void keepsDefaultsOfTheServerInsideANamedItem() {
    assertPatch(
        "{'tags':[{'name':'a','x':1}]}",
        "{'tags':[{'name':'a','x':1}]}",
        "{'tags':[{'name':'a','x':1,'generation':4}]}",
        "{}");
  }
}
