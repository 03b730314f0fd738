package dev.weir.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class YamlDocumentsTest {
  @Test
  void leavesEmptyDocumentsOut() {
    assertThat(YamlDocuments.documents("---\na: 1\n---\n---\nb: 2\n")).hasSize(2);
    assertThat(YamlDocuments.documents("")).isEmpty();
    assertThat(YamlDocuments.documents("# nothing\n")).isEmpty();
  }

  @Test
  void takesAListForOneDocument() {
    assertThat(YamlDocuments.documents("[{\"op\":\"test\"},{\"op\":\"remove\"}]"))
        .singleElement()
        .satisfies(list -> assertThat(list).hasSize(2));
    assertThat(YamlDocuments.documents("- a\n- b\n---\nc: 1\n")).hasSize(2);
  }

  @Test
  void quotesADottedNameOnlyIfItReadsAsANumber() {
    assertThat(
            YamlDocuments.text(
                Json.object().put(".dockerconfigjson", ".dockercfg").put(".inf", ".nan")))
        .contains(".dockerconfigjson: .dockercfg\n", "\".inf\":");
  }
}
