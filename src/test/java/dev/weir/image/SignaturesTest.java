package dev.weir.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class SignaturesTest {
  private static ObjectNode json(String text) {
    return Json.parseObject(
        text.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static ObjectNode signature(String more) {
    ObjectNode signature =
        json("{'metadata':{'name':'sha256:a@b'},'type':'AtomicImageV1','content':'c2ln'}");
    signature.setAll(json(more));
    return signature;
  }

  @Test
  void anUnverifiedSignatureClaimsNothing() {
    assertThat(Signatures.check("", signature("{}"))).isEmpty();
    assertThat(
            Signatures.check(
                "", signature("{'imageIdentity':'a/b','issuedBy':{'commonName':'x'}}")))
        .extracting(Object::toString)
        .containsExactly(
            "imageIdentity: Invalid value: \"a/b\": must be unset for unknown signature" + " state",
            "issuedBy: Invalid value: {\"commonName\":\"x\"}: must be unset for unknown signature"
                + " state");
  }

  @ParameterizedTest
  @ValueSource(strings = {"True", "False"})
  void aSignatureThatWasLookedAtMayKeepItsIdentity(String trusted) {
    assertThat(
            Signatures.check(
                "",
                signature(
                    "{'imageIdentity':'a/b','conditions':[{'type':'Trusted','status':'"
                        + trusted
                        + "'},{'type':'ForImage','status':'True'}]}")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Trusted", "ForImage"})
  void trustAndImageAreSaidTogether(String alone) {
    String other = alone.equals("Trusted") ? "ForImage" : "Trusted";
    assertThat(
            Signatures.check(
                "", signature("{'conditions':[{'type':'" + alone + "','status':'True'}]}")))
        .anyMatch(p -> p.message().contains("missing \"" + other + "\" condition type"));
  }

  @Test
  void theLatestConditionOfATypeCounts() {
    String two =
        "{'imageIdentity':'a/b','conditions':["
            + "{'type':'ForImage','status':'True'},"
            + "{'type':'Trusted','status':'%s','lastTransitionTime':'2026-01-02T00:00:00Z'},"
            + "{'type':'Trusted','status':'%s','lastTransitionTime':'2026-01-01T00:00:00Z'}]}";
    assertThat(Signatures.check("", signature(two.formatted("True", "Unknown")))).isEmpty();
    assertThat(Signatures.check("", signature(two.formatted("Unknown", "True")))).hasSize(1);
  }

  @Test
  void theFirstOfEqualNamesOrContentsIsFound() {
    ObjectNode image =
        json(
            "{'signatures':["
                + "{'metadata':{'name':'a@1'},'type':'t','content':'x','n':1},"
                + "{'metadata':{'name':'a@1'},'type':'t','content':'y','n':2},"
                + "{'metadata':{'name':'a@2'},'type':'t','content':'x','n':3}]}");
    assertThat(Signatures.named(image, "a@1").orElseThrow().get("n").intValue()).isEqualTo(1);
    ObjectNode same =
        Signatures.sameContent(image, json("{'type':'t','content':'x'}")).orElseThrow();
    assertThat(same.get("n").intValue()).isEqualTo(1);
    assertThat(Signatures.named(image, "a@3")).isEmpty();
  }

  @Test
  void onlyTheObsoleteMarkGoes() {
    ObjectNode image =
        json(
            "{'signatures':["
                + "{'metadata':{'name':'a@1','annotations':{'image.openshift.io/managed-signature':'true'}}},"
                + "{'metadata':{'name':'a@2','annotations':{'image.openshift.io/managed-signature':'true','other':'x'}}}]}");
    Signatures.withoutObsoleteMarks(image);
    assertThat(image.at("/signatures/0/metadata").has("annotations")).isFalse();
    assertThat(Meta.annotations(image.at("/signatures/1"))).containsOnlyKeys("other");
  }
}
