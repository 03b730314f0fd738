package dev.weir.resource.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.resource.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class MergePatchTest {
  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }

  /** The cases of RFC 7386, appendix A, whose target and result are objects. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'b'}|{'a':'c'}|{'a':'c'}",
        "{'a':'b'}|{'b':'c'}|{'a':'b','b':'c'}",
        "{'a':'b'}|{'a':null}|{}",
        "{'a':'b','b':'c'}|{'a':null}|{'b':'c'}",
        "{'a':['b']}|{'a':'c'}|{'a':'c'}",
        "{'a':'c'}|{'a':['b']}|{'a':['b']}",
        "{'a':{'b':'c'}}|{'a':{'b':'d','c':null}}|{'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]}|{'a':[1]}|{'a':[1]}",
        "{'e':null}|{'a':1}|{'e':null,'a':1}",
        "{}|{'a':{'bb':{'ccc':null}}}|{'a':{'bb':{}}}"
      })
  void followsThePatch(String target, String patch, String expected) {
    assertThat(MergePatch.apply((ObjectNode) json(target), json(patch))).isEqualTo(json(expected));
  }

  @Test
  void refusesWhatIsNoObject() {
    assertThatThrownBy(() -> MergePatch.apply(Json.object(), json("[1]")))
        .isInstanceOf(PatchException.class)
        .hasMessageContaining("must be a JSON object");
  }
}
