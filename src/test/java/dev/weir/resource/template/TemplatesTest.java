package dev.weir.resource.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class TemplatesTest {
  private static final int ROOM = 1_000_000;

  private final Templates templates = new Templates(new Random(7), ROOM);

  private static ObjectNode tree(String json) {
    return Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String text(JsonNode node) {
    return node.toString().replace('"', '\'');
  }

  /** What becomes of one member of an object. */
  private String member(String value, String parameters) {
    ObjectNode template =
        tree("{'objects':[{'v':" + value + "}],'parameters':[" + parameters + "]}");
    return text(templates.filled(template).at("/objects/0"));
  }

  private ApiStatus refused(ObjectNode template) {
    return assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> templates.filled(template))
        .actual()
        .status();
  }

  private ApiStatus refused(String parameter) {
    return refused(tree("{'metadata':{'name':'t'},'objects':[],'parameters':[" + parameter + "]}"));
  }

  private String made(String expression) {
    ObjectNode parameter =
        Json.object().put("name", "A").put("generate", "expression").put("from", expression);
    ObjectNode template = Json.object();
    template.putArray("parameters").add(parameter);
    return templates.filled(template).at("/parameters/0/value").asString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'${A}' | {'v':'one'}",
        "'x${A}${A}y' | {'v':'xoneoney'}",
        "'$${A}' | {'v':'$one'}",
        "'$A ${} ${A B} ${MISSING} ${A' | {'v':'$A ${} ${A B} ${MISSING} ${A'}",
        "{'k${A}':'${A}'} | {'v':{'kone':'one'}}",
        "['${A}',1,true,null] | {'v':['one',1,true,null]}",
        "'${{NUM}}' | {'v':3}",
        "'${{OBJ}}' | {'v':{'x':[1,true,null]}}",
        "'${{A}}' | {'v':'one'}",
        "'x${{NUM}}' | {'v':'x${{NUM}}'}",
        "'${{MISSING}}' | {'v':'${{MISSING}}'}",
        "'${NUM}' | {'v':'3'}"
      })
  void valuesStandWhereParametersAreNamed(String value, String expected) {
    String parameters =
        "{'name':'A','value':'one'},{'name':'NUM','value':'3'},"
            + "{'name':'OBJ','value':'{\\\"x\\\":[1,true,null]}'}";
    assertThat(member(value, parameters)).isEqualTo(expected);
  }

  @Test
  void valuesThatNameParametersAreNotLookedInto() {
    String cycle = "{'name':'A','value':'${B}'},{'name':'B','value':'${A}'}";
    assertThat(member("'${A} ${B}'", cycle)).isEqualTo("{'v':'${B} ${A}'}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[a-c]{5} | [abc]{5}",
        "user[A-Z0-9]{3} | user[A-Z0-9]{3}",
        "[\\w]{255} | [a-zA-Z0-9_]{255}",
        "[\\d]{4}-[\\a]{4} | [0-9]{4}-[a-zA-Z0-9]{4}",
        "[\\A]{40} | [^a-zA-Z0-9 ]{40}",
        "[a-Z]{9} | [a-zA-Z]{9}",
        "[a-z] | \\[a-z\\]",
        "plain | plain",
        "[]{3} | \\[\\]\\{3\\}"
      })
  void madeUpValuesFitTheirExpression(String expression, String pattern) {
    assertThat(made(expression)).matches(pattern);
  }

  @Test
  void madeUpValuesDiffer() {
    assertThat(made("[a-z]{20}")).isNotEqualTo(made("[a-z]{20}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[a-z]{0} | range must be within [1-255] characters (0)",
        "[a-z]{256} | range must be within [1-255] characters (256)",
        "[a-z]{99999999999999999999999} | range must be within [1-255] characters"
            + " (99999999999999999999…)",
        "[z-a]{3} | invalid range specified: z-a",
        "[abc]{3} | malformed expression syntax: [abc]",
        "[a-zA-]{3} | malformed expression syntax: [a-zA-]",
        "[\\x]{2} | malformed expression syntax: [\\x]"
      })
  void expressionsThatStandForNothingAreRefused(String expression, String why) {
    ObjectNode template = tree("{'metadata':{'name':'t'},'objects':[],'parameters':[]}");
    ((ArrayNode) template.get("parameters"))
        .addObject()
        .put("name", "A")
        .put("generate", "expression")
        .put("from", expression);
    ApiStatus refused = refused(template);
    assertThat(refused.code()).isEqualTo(422);
    assertThat(refused.message()).contains("template.parameters[0]", why);
  }

  @Test
  void missingAndUnknownAreToldAsOpenShiftTellsThem() {
    assertThat(refused("{'name':'X','required':true}").message())
        .isEqualTo(
            "Template.template.openshift.io \"t\" is invalid: template.parameters[0]: Required"
                + " value: template.parameters[0]: parameter X is required and must be specified");
    assertThat(refused("{'name':'X','generate':'nope'}").message())
        .endsWith(
            "template.parameters[0]: Invalid value: \"nope\": Unknown generator name 'nope' for"
                + " parameter X");
    assertThat(refused("{'name':'X','required':true},{'name':'Y','required':true}").message())
        .contains("parameters[0]", "parameters[1]");
  }

  @Test
  void objectsGoWhereTheTemplateIsUsedUnlessAParameterSaysElsewhere() {
    ObjectNode filled =
        templates.filled(
            tree(
                "{'objects':[{'metadata':{'namespace':'hard'}},{'metadata':{'namespace':'${NS}'}},"
                    + "{'metadata':{'namespace':'${OTHER}'}}],"
                    + "'parameters':[{'name':'NS','value':'soft'}]}"));
    assertThat(text(filled.get("objects")))
        .isEqualTo(
            "[{'metadata':{}},{'metadata':{'namespace':'soft'}},"
                + "{'metadata':{'namespace':'${OTHER}'}}]");
  }

  @Test
  void labelsOfTheTemplateGoToAllObjects() {
    ObjectNode filled =
        templates.filled(
            tree(
                "{'labels':{'app':'${NAME}'},'objects':[{'kind':'Secret'},"
                    + "{'metadata':{'labels':{'app':'own','tier':'a'}}}],"
                    + "'parameters':[{'name':'NAME','value':'shop'}],'message':'Hello ${NAME}'}"));
    assertThat(text(filled.get("objects")))
        .isEqualTo(
            "[{'kind':'Secret','metadata':{'labels':{'app':'shop'}}},"
                + "{'metadata':{'labels':{'app':'shop','tier':'a'}}}]");
    assertThat(filled.get("message").asString()).isEqualTo("Hello shop");
  }

  @Test
  void objectsOfTheTimeBeforeGroupsGetTheirGroup() {
    ObjectNode filled =
        templates.filled(
            tree(
                "{'objects':[{'apiVersion':'v1','kind':'DeploymentConfig'},"
                    + "{'apiVersion':'v1','kind':'Secret'}]}"));
    assertThat(filled.get("objects").findValuesAsString("apiVersion"))
        .containsExactly("apps.openshift.io/v1", "v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "'text'", "null", "[]"})
  void whatIsNoObjectIsRefusedByItsPlace(String object) {
    ApiStatus refused = refused(tree("{'objects':[{}," + object + "]}"));
    assertThat(refused.message()).contains("item[1]", "it is no object");
  }

  @Test
  void aListAmongTheObjectsTakesNoLabels() {
    assertThat(
            refused(tree("{'labels':{'a':'b'},'objects':[{'kind':'List','items':[]}]}")).message())
        .contains("item[0].labels", "label could not be applied");
  }

  @Test
  void manyObjectsAreFilledAndHugeOnesRefused() {
    ObjectNode template = tree("{'parameters':[{'name':'A','value':''}]}");
    ArrayNode objects = template.putArray("objects");
    for (int i = 0; i < 5000; i++) {
      objects.addObject().put("v", "${A}${A}${A}${A}");
    }
    ((ObjectNode) template.at("/parameters/0")).put("value", "x".repeat(10));
    assertThat(templates.filled(template).get("objects")).hasSize(5000);
    ((ObjectNode) template.at("/parameters/0")).put("value", "x".repeat(100));
    ApiStatus refused = refused(template);
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message()).contains("larger than 1000000 characters");
  }

  @Test
  void manyLabelsOnManyObjectsAreBoundedToo() {
    ObjectNode template = tree("{'labels':{}}");
    ObjectNode labels = (ObjectNode) template.get("labels");
    for (int i = 0; i < 100; i++) {
      labels.put("label" + i, "");
    }
    ArrayNode objects = template.putArray("objects");
    for (int i = 0; i < 500; i++) {
      objects.addObject();
    }
    assertThat(templates.filled(template).get("objects")).hasSize(500);
    for (int i = 0; i < 500; i++) {
      objects.addObject();
    }
    ApiStatus refused = refused(template);
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message()).contains("labels", "larger than 1000000 characters");
  }

  @Test
  void aHugeExpressionIsBoundedToo() {
    ObjectNode template = tree("{'parameters':[{'name':'A','generate':'expression'}]}");
    ((ObjectNode) template.at("/parameters/0")).put("from", "[a-z]{255}".repeat(100_000));
    assertThat(refused(template).message()).contains("larger than 1000000 characters");
  }
}
