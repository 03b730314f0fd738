package dev.weir.web;

import static dev.weir.web.Html.element;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTest {
  private static String written(Html... pieces) {
    return HtmlWriter.lines(List.of(pieces));
  }

  @Test
  void elementsStandInOneAnother() {
    assertThat(written(element("p", Html.text("a "), element("b", "c")), element("hr")))
        .isEqualTo("<p>a <b>c</b></p>\n<hr>\n");
  }

  @Test
  void textNeverBecomesMarkup() {
    assertThat(written(element("p", "<script>alert('&amp;\"')</script>")))
        .isEqualTo("<p>&lt;script&gt;alert(&#39;&amp;amp;&quot;&#39;)&lt;/script&gt;</p>\n");
  }

  @Test
  void anAttributesValueNeverEndsTheAttribute() {
    assertThat(written(Html.hidden("code", "\"><img src=x onerror='x'>")))
        .isEqualTo(
            "<input type=\"hidden\" name=\"code\""
                + " value=\"&quot;&gt;&lt;img src=x onerror=&#39;x&#39;&gt;\">\n");
  }

  @Test
  void aFlagHasNoValue() {
    assertThat(written(Html.input("user").flagged("required")))
        .isEqualTo("<input name=\"user\" required>\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "\tjavascript:alert(1)",
        "data:text/html,x",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "vbscript:x",
        "",
        "https:/\njavascript:alert(1)"
      })
  void aLinkThatMayLeadAnywhereLeadsNowhere(String target) {
    assertThat(written(Html.link(target, "more"))).isEqualTo("<a>more</a>\n");
    assertThat(written(Html.form().with("action", target)))
        .isEqualTo("<form method=\"post\"></form>\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/token/request", "https://weir.example/a?b=c", "#top", "?page=2"})
  void otherLinksLeadWhereTheySay(String target) {
    assertThat(written(Html.link(target, "more")))
        .isEqualTo("<a href=\"" + target + "\">more</a>\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"script", "style", "p><script", "P", "", "p onload"})
  void whatIsNoHarmlessElementIsRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> element(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"onclick", "onload", "style", "a b", "a\"", "", "A"})
  void whatIsNoHarmlessAttributeIsRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> element("p").with(name, "x"));
  }
}
