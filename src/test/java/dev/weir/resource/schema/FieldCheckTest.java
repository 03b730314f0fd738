package dev.weir.resource.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.protobuf.KindSchemas;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class FieldCheckTest {
  private static Schema.Fields schema(String group, String kind) {
    return new KindSchemas()
        .find(new ResourceKind(group, "v1", "x", "x", kind, true, List.of(), List.of(), List.of()))
        .orElseThrow();
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void findsAndTakesAwayUnknownFields() {
    ObjectNode stream =
        json("{'spec':{'foo':1,'tags':[{'name':'a','form':{}}]},'metadata':{'labels':{'x':'y'}}}");
    FieldCheck found = FieldCheck.prune(stream, schema("image.openshift.io", "ImageStream"));
    assertThat(found.unknown()).containsExactly("spec.foo", "spec.tags[0].form");
    assertThat(stream)
        .isEqualTo(json("{'spec':{'tags':[{'name':'a'}]},'metadata':{'labels':{'x':'y'}}}"));
  }

  @Test
  void knowsThePodsOfDeployments() {
    ObjectNode deployment =
        json(
            "{'apiVersion':'apps/v1','kind':'Deployment','spec':{'replicas':1,'template':{'spec':"
                + "{'containers':[{'name':'a','image':'i','imagee':'x','resources':{'limits':"
                + "{'cpu':1,'memory':'1Gi'}},'livenessProbe':{'httpGet':{'port':'web'}},"
                + "'envFrom':[{'secretRef':{'name':'s'}}]}],"
                + "'volumes':[{'name':'v','emptyDir':{}}]}}}}");
    FieldCheck found = FieldCheck.prune(deployment, schema("apps", "Deployment"));
    assertThat(found.unknown()).containsExactly("spec.template.spec.containers[0].imagee");
    assertThat(found.mismatches()).isEmpty();
  }

  @Test
  void tellsValuesOfAWrongType() {
    ObjectNode deployment =
        json("{'spec':{'replicas':'three','template':[]},'metadata':{'labels':{'a':1}}}");
    FieldCheck found = FieldCheck.prune(deployment, schema("apps", "Deployment"));
    assertThat(found.mismatches())
        .containsExactly(
            "spec.replicas: a whole number of 32 bits is expected, not a string",
            "spec.template: an object is expected, not a list",
            "metadata.labels.a: a string is expected, not 1");
  }

  @Test
  void refusesNumbersBeyondTheSizeOfTheirField() {
    ObjectNode deployment =
        json(
            "{'metadata':{'generation':9223372036854775808},'spec':{'replicas':2147483648,"
                + "'minReadySeconds':1.5,'revisionHistoryLimit':2147483647,"
                + "'strategy':{'rollingUpdate':{'maxSurge':-2147483649,'maxUnavailable':'25%'}}}}");
    assertThat(FieldCheck.prune(deployment, schema("apps", "Deployment")).mismatches())
        .containsExactly(
            "metadata.generation: a whole number of 64 bits is expected, not 9223372036854775808",
            "spec.replicas: a whole number of 32 bits is expected, not 2147483648",
            "spec.minReadySeconds: a whole number of 32 bits is expected, not 1.5",
            "spec.strategy.rollingUpdate.maxSurge: a string or a whole number of 32 bits is"
                + " expected, not -2147483649");
  }

  @Test
  void keepsBase64OfSeveralLinesAsOne() {
    ObjectNode secret = json("{'data':{'a':'aGVs\\r\\nbG8=\\n','b':'aGVsbG8='}}");
    assertThat(FieldCheck.prune(secret, schema("", "Secret")).mismatches()).isEmpty();
    assertThat(secret).isEqualTo(json("{'data':{'a':'aGVsbG8=','b':'aGVsbG8='}}"));
  }

  @Test
  void refusesTextsThatAreNotWrittenAsTheirFieldWantsIt() {
    ObjectNode quota =
        json("{'metadata':{'creationTimestamp':'yesterday'},'spec':{'hard':{'pods':'many'}}}");
    assertThat(FieldCheck.prune(quota, schema("", "ResourceQuota")).mismatches())
        .containsExactly(
            "metadata.creationTimestamp: a time such as 2006-01-02T15:04:05Z is expected, not a"
                + " string",
            "spec.hard.pods: a quantity such as 100m, 2 or 1Gi is expected, not a string");
    ObjectNode map = json("{'binaryData':{'a':'%%%','b':'aGVsbG8='}}");
    assertThat(FieldCheck.prune(map, schema("", "ConfigMap")).mismatches())
        .containsExactly(
            "binaryData.a: a base64 string is expected, not one that cannot be decoded");
  }

  @Test
  void aTimeThatStandsForNoneBecomesNull() {
    ObjectNode stream =
        json(
            "{'metadata':{'creationTimestamp':'0001-01-01T00:00:00Z'},"
                + "'status':{'tags':[{'items':[{'created':'0001-01-01T00:00:00Z'}]}]}}");
    assertThat(FieldCheck.prune(stream, schema("image.openshift.io", "ImageStream")).mismatches())
        .isEmpty();
    assertThat(stream)
        .isEqualTo(
            json(
                "{'metadata':{'creationTimestamp':null},"
                    + "'status':{'tags':[{'items':[{'created':null}]}]}}"));
  }

  @Test
  void mapsThatAreNullAreNotKept() {
    ObjectNode map =
        json("{'metadata':{'labels':null,'annotations':null},'data':null,'binaryData':null}");
    assertThat(FieldCheck.prune(map, schema("", "ConfigMap")))
        .isEqualTo(new FieldCheck(List.of(), List.of()));
    assertThat(map).isEqualTo(json("{'metadata':{}}"));
    ObjectNode deployment =
        json(
            "{'spec':{'selector':{'matchLabels':null},"
                + "'template':{'metadata':{'labels':null},'spec':{'nodeSelector':null}}}}");
    FieldCheck.prune(deployment, schema("apps", "Deployment"));
    assertThat(deployment)
        .isEqualTo(json("{'spec':{'selector':{},'template':{'metadata':{},'spec':{}}}}"));
  }

  @Test
  void aTextOfAMapThatIsNullIsEmpty() {
    ObjectNode map = json("{'metadata':{'labels':{'a':null}},'data':{'b':null}}");
    assertThat(FieldCheck.prune(map, schema("", "ConfigMap")).mismatches()).isEmpty();
    assertThat(map).isEqualTo(json("{'metadata':{'labels':{'a':''}},'data':{'b':''}}"));
  }

  @Test
  void emptyMapsAreNotKeptUnlessTheySaySomething() {
    ObjectNode deployment =
        json(
            "{'metadata':{'labels':{}},'spec':{'selector':{'matchLabels':{}},"
                + "'template':{'spec':{'nodeSelector':{},'volumes':[{'emptyDir':{}}]}}}}");
    FieldCheck.prune(deployment, schema("apps", "Deployment"));
    assertThat(deployment)
        .isEqualTo(
            json(
                "{'metadata':{},'spec':{'selector':{},"
                    + "'template':{'spec':{'volumes':[{'emptyDir':{}}]}}}}"));
    ObjectNode build = json("{'spec':{'nodeSelector':{}}}");
    FieldCheck.prune(build, schema("build.openshift.io", "BuildConfig"));
    assertThat(build.at("/spec").has("nodeSelector")).as("any node will do").isTrue();
  }

  @Test
  void findsMembersThatStandTwice() {
    String text = "{\"a\":1,\"a\":2,\"b\":[{\"c\":{}},{\"c\":1,\"c\":[1,2]}],\"d\":{\"a\":1}}";
    assertThat(DuplicateFields.in(Json.mapper().createParser(text))).containsExactly("a", "b[1].c");
  }
}
