package dev.weir.resource.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.resource.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class JsonPatchTest {
  private static JsonNode json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }

  private static JsonNode apply(String target, String patch) {
    return JsonPatch.parse(json(patch)).apply(json(target));
  }

  /** The cases of RFC 6902, appendix A, and some of our own. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'foo':'bar'}|[{'op':'add','path':'/baz','value':'qux'}]|{'baz':'qux','foo':'bar'}",
        "{'foo':['a','c']}|[{'op':'add','path':'/foo/1','value':'b'}]|{'foo':['a','b','c']}",
        "{'foo':['a']}|[{'op':'add','path':'/foo/-','value':['b']}]|{'foo':['a',['b']]}",
        "{'baz':1,'foo':2}|[{'op':'remove','path':'/baz'}]|{'foo':2}",
        "{'foo':['a','b','c']}|[{'op':'remove','path':'/foo/1'}]|{'foo':['a','c']}",
        "{'baz':1,'foo':2}|[{'op':'replace','path':'/baz','value':3}]|{'baz':3,'foo':2}",
        "{'a':{'b':1},'c':{}}|[{'op':'move','from':'/a/b','path':'/c/d'}]|{'a':{},'c':{'d':1}}",
        "{'foo':['a','b','c']}|[{'op':'move','from':'/foo/0','path':'/foo/2'}]|{'foo':['b','c','a']}",
        "{'a':{'b':1}}|[{'op':'copy','from':'/a','path':'/c'}]|{'a':{'b':1},'c':{'b':1}}",
        "{'a':1}|[{'op':'test','path':'/a','value':1.0},{'op':'replace','path':'/a','value':2}]|{'a':2}",
        "{'a/b':1,'m~n':2}|[{'op':'remove','path':'/a~1b'},{'op':'remove','path':'/m~0n'}]|{}",
        "{'a':null}|[{'op':'test','path':'/a','value':null}]|{'a':null}",
        "{'a':1}|[{'op':'replace','path':'','value':{'b':2}}]|{'b':2}"
      })
  void followsThePatch(String target, String patch, String expected) {
    assertThat(apply(target, patch)).isEqualTo(json(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'op':'remove','path':'/x'}]|the path \"/x\" does not exist",
        "[{'op':'replace','path':'/x/y','value':1}]|the path \"/x/y\" does not exist",
        "[{'op':'test','path':'/a','value':'b'}]|testing the value at \"/a\" failed",
        "[{'op':'add','path':'/l/9','value':1}]|does not exist",
        "[{'op':'add','path':'/l/01','value':1}]|as an index",
        "[{'op':'move','from':'/o','path':'/o/p'}]|cannot be moved into itself",
        "[{'op':'remove','path':''}]|cannot be removed"
      })
  void refusesPatchesThatDoNotFit(String patch, String why) {
    assertThatThrownBy(() -> apply("{'a':'x','l':[],'o':{}}", patch))
        .isInstanceOf(PatchException.class)
        .hasMessageContaining(why)
        .matches(e -> !((PatchException) e).isMalformed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'op':'add'}|must be a list",
        "[{'op':'grow','path':'/a'}]|no known \"op\": \"grow\"",
        "[{'op':'add','path':'/a'}]|needs a \"value\"",
        "[{'op':'move','path':'/a'}]|needs a string \"from\"",
        "[{'op':'remove','path':'a'}]|does not begin with /"
      })
  void refusesPatchesThatMakeNoSense(String patch, String why) {
    assertThatThrownBy(() -> JsonPatch.parse(json(patch)))
        .isInstanceOf(PatchException.class)
        .hasMessageContaining(why)
        .matches(e -> ((PatchException) e).isMalformed());
  }

  @Test
  void leavesTheTargetAsItWasWhenItFails() {
    JsonNode target = json("{'a':1}");
    JsonPatch patch =
        JsonPatch.parse(json("[{'op':'remove','path':'/a'},{'op':'remove','path':'/a'}]"));
    assertThatThrownBy(() -> patch.apply(target)).isInstanceOf(PatchException.class);
    assertThat(target).isEqualTo(json("{'a':1}"));
  }

  @Test
  void boundsCopiesOfCopies() {
    StringBuilder patch = new StringBuilder("[");
    for (int i = 0; i < 40; i++) {
      patch.append("{'op':'copy','from':'','path':'/").append(i).append("'},");
    }
    patch.setCharAt(patch.length() - 1, ']');
    assertThatThrownBy(() -> apply("{'a':'" + "x".repeat(100) + "'}", patch.toString()))
        .hasMessageContaining("copies more than");
  }
}
