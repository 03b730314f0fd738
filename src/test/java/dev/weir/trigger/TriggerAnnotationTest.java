package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.follower.Trigger;
import dev.weir.trigger.TriggerAnnotation.Parsed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TriggerAnnotationTest {
  private static final String PATH = "spec.template.spec.containers[?(@.name='web')].image";

  @Test
  void readsTheProductGuidesText() {
    var parsed =
        TriggerAnnotation.parse(
            """
            [{"from":{"kind":"ImageStreamTag","name":"example:latest","namespace":"myapp"},
              "fieldPath":"spec.template.spec.containers[?(@.name='web')].image",
              "paused":"false"}]
            """,
            "default");

    assertThat(parsed)
        .isEqualTo(
            new Parsed.Triggers(
                List.of(
                    new Trigger.AtPath(
                        new Trigger.TagKey("myapp", "example", "latest"), PATH, true)),
                List.of()));
  }

  @Test
  void takesTheObjectsNamespaceWhereNoneIsGiven() {
    assertThat(single("{'from':{'kind':'ImageStreamTag','name':'a:b'},'fieldPath':'x'}").from())
        .isEqualTo(new Trigger.TagKey("default", "a", "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "'true'", "'True'"})
  void readsPausedAsBooleanOrText(String paused) {
    String entry =
        "{'from':{'kind':'ImageStreamTag','name':'a:b'},'fieldPath':'x','paused':" + paused + "}";
    assertThat(single(entry).active()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'from':{'kind':'DockerImage','name':'a:b'},'fieldPath':'x'}",
        "{'from':{'kind':'ImageStreamTag','name':'a'},'fieldPath':'x'}",
        "{'from':{'kind':'ImageStreamTag','name':'a:'},'fieldPath':'x'}"
      })
  void leavesOutEntriesThatNameNoTag(String entry) {
    assertThat(parse("[" + entry + "]"))
        .isEqualTo(
            new Parsed.Triggers(
                List.of(),
                List.of(
                    "entry 0 is ignored: from must be of kind ImageStreamTag with a name"
                        + " NAME:TAG")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}",
        "['text']",
        "[{'fieldPath':'x'}]",
        "[{'from':{'kind':'ImageStreamTag','name':'a:b'}}]",
        "[{'from':{'kind':'ImageStreamTag','name':'a:b'},'fieldPath':''}]",
        "[{'from':{'kind':'ImageStreamTag','name':'a:b'},'fieldPath':7}]",
        "[{'from':{'kind':'ImageStreamTag','name':'a:b','namespace':7},'fieldPath':'x'}]",
        "[{'from':{'kind':'ImageStreamTag','name':['a:b']},'fieldPath':'x'}]",
        "[{'from':{'kind':true,'name':'a:b'},'fieldPath':'x'}]",
        "[{'from':'a:b','fieldPath':'x'}]",
        "[{'from':{'kind':'ImageStreamTag','name':'a:b'},'fieldPath':'x','paused':1}]",
        "[{'from':{'kind':'ImageStreamTag','name':'a:b'},'fieldPath':'x','paused':{}}]",
        "[{'from':{'kind':'ImageStreamTag','name':'a:b'},'fieldPath':'x','paused':'perhaps'}]"
      })
  void rejectsTheWholeAnnotationIfOneEntryIsMalformed(String text) {
    assertThat(parse(text)).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void rejectsTwoEntriesForOnePlace() {
    String entry = "{'from':{'kind':'ImageStreamTag','name':'a:b'},'fieldPath':'x'}";
    assertThat(parse("[" + entry + "," + entry + "]"))
        .isEqualTo(new Parsed.Malformed("two entries have the fieldPath \"x\""));
  }

  @Test
  void hasNoTriggersWithoutText() {
    assertThat(parse("")).isEqualTo(new Parsed.Triggers(List.of(), List.of()));
    assertThat(parse("null")).isEqualTo(new Parsed.Triggers(List.of(), List.of()));
  }

  private static Parsed parse(String text) {
    return TriggerAnnotation.parse(text.replace('\'', '"'), "default");
  }

  private static Trigger single(String entry) {
    return ((Parsed.Triggers) parse("[" + entry + "]")).triggers().getFirst();
  }
}
