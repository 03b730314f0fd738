package dev.weir.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.resource.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class JsonPathTest {
  private static final JsonNode LIST =
      Json.parse(
          """
          {"kind":"List","items":[
            {"metadata":{"name":"a","labels":{"x.y/z":"1"}},"spec":{"n":1,"on":true,"tags":["p","q","r"]}},
            {"metadata":{"name":"b"},"spec":{"n":12,"on":false,"tags":[]}}]}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{.kind}|List",
        "{$.kind}|List",
        "{.items[*].metadata.name}|a b",
        "{.items[0].metadata.name}|a",
        "{.items[-1].metadata.name}|b",
        "{.items[0].spec.tags[0:2]}|p q",
        "{.items[0].spec.tags[::2]}|p r",
        "{.items[0].spec.tags[0,2]}|p r",
        "{.items[?(@.metadata.name==\"b\")].spec.n}|12",
        "{.items[?(@.metadata.name=='b')].spec.n}|12",
        "{.items[?(@.spec.n>2)].metadata.name}|b",
        "{.items[?(@.spec.on==true)].metadata.name}|a",
        "{.items[?(@.metadata.labels)].metadata.name}|a",
        "{.items[0].metadata.labels.x\\.y/z}|1",
        "{.items[0].metadata['name']}|a",
        "{.items[0].metadata.labels['x.y/z']}|1",
        "{..name}|a b",
        "{.items[0].spec.tags}|[\"p\",\"q\",\"r\"]",
        "name: {.items[0].metadata.name}!|name: a!",
        "{range .items[*]}{.metadata.name}={.spec.n};{end}|a=1;b=12;",
        "{range .items[*]}[{range .spec.tags[*]}{@},{end}]{end}|[p,q,r,][]",
        "{.missing.deep}|``",
      })
  void rendersTemplates(String template, String expected) {
    assertThat(JsonPath.parse(template).render(LIST, true)).isEqualTo(expected);
  }

  @Test
  void readsEscapesInQuotedText() {
    assertThat(JsonPath.parse("{range .items[*]}{.spec.n}{\"\\n\"}{end}").render(LIST, true))
        .isEqualTo("1\n12\n");
  }

  @Test
  void namesTheMissingMemberWhenStrict() {
    assertThatThrownBy(() -> JsonPath.parse("{.nope}").render(LIST, false))
        .isInstanceOf(JsonPathException.class)
        .hasMessage("nope is not found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{.a|unclosed action",
        "{range .items[*]}x|unclosed range",
        "{end}|not in range, nothing to end",
        "{.items[x]}|invalid array index x]}",
      })
  void refusesMalformedTemplates(String template, String message) {
    assertThatThrownBy(() -> JsonPath.parse(template))
        .isInstanceOf(JsonPathException.class)
        .hasMessage(message);
  }

  @Test
  void takesExpressionsWithoutBraces() {
    assertThat(JsonPath.relaxed("metadata.name").find(LIST.path("items").path(0)))
        .extracting(JsonNode::asString)
        .containsExactly("a");
  }
}
