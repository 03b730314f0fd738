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

  private static String pod(String patched) {
    return "{'spec':{'template':{'spec':" + patched + "}}}";
  }

  private static void check(Schema schema, String target, String patch, String expected) {
    assertThat(StrategicMergePatch.apply(json(target), json(patch), schema))
        .isEqualTo(json(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // merges containers by name and appends new ones
        "{'containers':[{'name':'a','image':'1'},{'name':'b'}]}"
            + "|{'containers':[{'name':'a','image':'2'},{'name':'c'}]}"
            + "|{'containers':[{'name':'a','image':'2'},{'name':'b'},{'name':'c'}]}",
        // deletes one by its key
        "{'containers':[{'name':'a'},{'name':'b'}]}"
            + "|{'containers':[{'$patch':'delete','name':'a'}]}"
            + "|{'containers':[{'name':'b'}]}",
        // replaces the whole list
        "{'containers':[{'name':'a'},{'name':'b'}]}"
            + "|{'containers':[{'$patch':'replace'},{'name':'c'}]}"
            + "|{'containers':[{'name':'c'}]}",
        // replaces one object
        "{'securityContext':{'runAsUser':1,'fsGroup':2}}"
            + "|{'securityContext':{'$patch':'replace','fsGroup':3}}"
            + "|{'securityContext':{'fsGroup':3}}",
        // deletes one object
        "{'securityContext':{'runAsUser':1},'hostNetwork':true}"
            + "|{'securityContext':{'$patch':'delete'}}"
            + "|{'hostNetwork':true}",
        // orders what it names, and leaves others in their place
        "{'containers':[{'name':'x'},{'name':'a'},{'name':'b'}]}"
            + "|{'$setElementOrder/containers':[{'name':'b'},{'name':'a'},{'name':'n'}],"
            + "'containers':[{'name':'n'}]}"
            + "|{'containers':[{'name':'x'},{'name':'b'},{'name':'a'},{'name':'n'}]}",
        // orders a list that it does not change
        "{'volumes':[{'name':'a'},{'name':'b'}]}"
            + "|{'$setElementOrder/volumes':[{'name':'b'},{'name':'a'}]}"
            + "|{'volumes':[{'name':'b'},{'name':'a'}]}",
        // keeps only the members of a union that it names
        "{'volumes':[{'name':'a','emptyDir':{}}]}"
            + "|{'volumes':[{'$retainKeys':['name','secret'],'name':'a','secret':{'secretName':'s'}}]}"
            + "|{'volumes':[{'name':'a','secret':{'secretName':'s'}}]}",
        // merges nested lists by their own keys
        "{'containers':[{'name':'a','env':[{'name':'E','value':'1'}],'ports':[{'containerPort':80}],"
            + "'volumeMounts':[{'mountPath':'/m','name':'v'}]}]}"
            + "|{'containers':[{'name':'a','env':[{'name':'F','value':'2'}],"
            + "'ports':[{'containerPort':80,'name':'web'}],"
            + "'volumeMounts':[{'mountPath':'/m','readOnly':true}]}]}"
            + "|{'containers':[{'name':'a','env':[{'name':'E','value':'1'},{'name':'F','value':'2'}],"
            + "'ports':[{'containerPort':80,'name':'web'}],"
            + "'volumeMounts':[{'mountPath':'/m','name':'v','readOnly':true}]}]}",
        // replaces lists that have no key
        "{'containers':[{'name':'a','args':['x','y']}]}"
            + "|{'containers':[{'name':'a','args':['z']}]}"
            + "|{'containers':[{'name':'a','args':['z']}]}",
        // null takes a member away
        "{'imagePullSecrets':[{'name':'s'}],'nodeName':'n'}"
            + "|{'nodeName':null}"
            + "|{'imagePullSecrets':[{'name':'s'}]}",
        // merges lists that were absent
        "{}|{'hostAliases':[{'ip':'1.1.1.1','hostnames':['a']}]}"
            + "|{'hostAliases':[{'ip':'1.1.1.1','hostnames':['a']}]}"
      })
  void mergesPodsAsKubernetesDoes(String target, String patch, String expected) {
    check(DEPLOYMENT, pod(target), pod(patch), pod(expected));
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
