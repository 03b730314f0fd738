package dev.weir.resource.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.protobuf.KindSchemas;
import dev.weir.resource.schema.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

final class StrategicMergePatchTest {
  private static final KindSchemas SCHEMAS = new KindSchemas();
  private static final Schema DEPLOYMENT = schema("apps", "Deployment");
  private static final Schema STREAM = schema("image.openshift.io", "ImageStream");

  private static Schema schema(String group, String kind) {
    return SCHEMAS
        .find(new ResourceKind(group, "v1", "x", "x", kind, true, List.of(), List.of(), List.of()))
        .orElseThrow();
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static void check(Schema schema, String target, String patch, String expected) {
    assertThat(StrategicMergePatch.apply(json(target), json(patch), schema))
        .isEqualTo(json(expected));
  }

  @Test
  void mergesTagsOfStreamsByName() {
    check(
        STREAM,
        "{'spec':{'tags':[{'name':'a','reference':true},{'name':'b'}]}}",
        "{'spec':{'tags':[{'name':'a','from':{'kind':'DockerImage','name':'x'}}]}}",
        "{'spec':{'tags':[{'name':'a','reference':true,'from':{'kind':'DockerImage','name':'x'}},"
            + "{'name':'b'}]}}");
    check(
        STREAM,
        "{'status':{'tags':[{'tag':'a','items':[{'image':'1'}]},{'tag':'b'}]}}",
        "{'status':{'tags':[{'tag':'a','items':[{'image':'2'}]}]}}",
        "{'status':{'tags':[{'tag':'a','items':[{'image':'2'}]},{'tag':'b'}]}}");
  }

  @Test
  void mergesListsOfPlainValues() {
    check(
        DEPLOYMENT,
        "{'metadata':{'finalizers':['a','b']}}",
        "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a'],"
            + "'$setElementOrder/finalizers':['c','b'],'finalizers':['c']}}",
        "{'metadata':{'finalizers':['c','b']}}");
  }

  @Test
  void switchesTheStrategyOfADeployment() {
    check(
        DEPLOYMENT,
        "{'spec':{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}}}",
        "{'spec':{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}}",
        "{'spec':{'strategy':{'type':'Recreate'}}}");
  }

  @Test
  void changesNeitherArgument() {
    ObjectNode target = json("{'metadata':{'labels':{'a':'b'}}}");
    ObjectNode patch = json("{'metadata':{'labels':{'c':'d'}}}");
    ObjectNode result = StrategicMergePatch.apply(target, patch, DEPLOYMENT);
    result.withObject("metadata").removeAll();
    assertThat(target).isEqualTo(json("{'metadata':{'labels':{'a':'b'}}}"));
    assertThat(patch).isEqualTo(json("{'metadata':{'labels':{'c':'d'}}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'spec':{'template':{'spec':{'containers':[{'image':'x'}]}}}}|lacks that member",
        "{'spec':{'template':{'spec':{'containers':['x']}}}}|holds objects",
        "{'spec':{'$patch':'explode'}}|unknown $patch",
        "{'spec':{'$patch':1}}|must be a string",
        "{'spec':{'strategy':{'$retainKeys':['type'],'rollingUpdate':{}}}}|does not list",
        "{'spec':{'$retainKeys':'type'}}|must be a list",
        "{'metadata':{'$deleteFromPrimitiveList/finalizers':'a'}}|must be a list",
        "{'spec':{'$setElementOrder/x':'a','x':[]}}|must be a list"
      })
  void refusesPatchesThatMakeNoSense(String patch, String why) {
    assertThatThrownBy(() -> StrategicMergePatch.apply(json("{}"), json(patch), DEPLOYMENT))
        .isInstanceOf(PatchException.class)
        .hasMessageContaining(why)
        .matches(e -> ((PatchException) e).isMalformed());
  }
}
