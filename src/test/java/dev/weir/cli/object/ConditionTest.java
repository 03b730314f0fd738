package dev.weir.cli.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cli.call.CliException;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What {@code wait --for} takes for reached, in tables. */
class ConditionTest {
  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "create                         | {}                                                | true",
        "CREATE                         | {}                                                | true",
        "delete                         | {}                                                |"
            + " false",
        "jsonpath={.status.n}=3         | {'status':{'n':3}}                                | true",
        "jsonpath={.status.n}=3         | {'status':{'n':4}}                                |"
            + " false",
        "jsonpath={.status.n}=3         | {'status':{}}                                     |"
            + " false",
        "jsonpath=.status.n=3           | {'status':{'n':'3'}}                              | true",
        "jsonpath={.status.n}           | {}                                                |"
            + " false",
        "jsonpath={.status.n}           | {'status':{'n':0}}                                | true",
        "jsonpath={.status.n}           | {'status':{'n':null}}                             |"
            + " false",
        "jsonpath={.status.n}='a b'     | {'status':{'n':'a b'}}                            | true",
        "jsonpath={.status}=3           | {'status':{'n':3}}                                |"
            + " false",
        "jsonpath={.l[*].n}=3           | {'l':[{'n':3},{'n':3}]}                           |"
            + " false",
      })
  void isMetByObjects(String text, String object, boolean met) {
    assertThat(Condition.parse(text).isMetBy(json(object))).isEqualTo(met);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "condition=Available        | 'type':'Available','status':'True'                        | 0"
            + " | true",
        "condition=available        | 'type':'Available','status':'true'                        | 0"
            + " | true",
        "condition=Available        | 'type':'Available','status':'False'                       | 0"
            + " | false",
        "condition=Available        | 'type':'Ready','status':'True'                            | 0"
            + " | false",
        "condition=Available=False  | 'type':'Available','status':'False'                       | 0"
            + " | true",
        "condition=Available=Unknown| 'type':'Available','status':'True'                        | 0"
            + " | false",
        "condition=Available        | 'type':'Available','status':'True','observedGeneration':1 | 2"
            + " | false",
        "condition=Available        | 'type':'Available','status':'True','observedGeneration':2 | 2"
            + " | true",
      })
  void countsAStatusOnlyIfItSpeaksOfTheNewestGeneration(
      String text, String condition, int generation, boolean met) {
    ObjectNode object =
        json(
            "{'metadata':{'generation':%d},'status':{'conditions':[{%s}]}}"
                .formatted(generation, condition));
    assertThat(Condition.parse(text).isMetBy(object)).isEqualTo(met);
  }

  @Test
  void whatTheWholeStatusHasSeenCountsForItsConditions() {
    for (int seen = 1; seen <= 2; seen++) {
      ObjectNode object =
          json(
              ("{'metadata':{'generation':2},'status':{'observedGeneration':%d,"
                      + "'conditions':[{'type':'Ready','status':'True'}]}}")
                  .formatted(seen));
      assertThat(Condition.parse("condition=Ready").isMetBy(object)).isEqualTo(seen == 2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ready", "conditions=Ready", "jsonpath=", "jsonpath={.a}=", "jsonpath={.a["})
  void refusesWhatItCannotRead(String text) {
    assertThatThrownBy(() -> Condition.parse(text)).isInstanceOf(CliException.class);
  }
}
