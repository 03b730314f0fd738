package dev.weir.console.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.catalog.OfferedStream;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferTest {
  private static Offer offer(String tags, String status) {
    String stream =
        "{'metadata':{'name':'ruby'},'spec':{'tags':[%s]},'status':{'tags':[%s]}}"
            .formatted(tags, status);
    return Offer.of(
        new OfferedStream(
            "openshift",
            Json.parseObject(stream.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
  }

  private static String spec(String name, String words) {
    return "{'name':'%s','annotations':{'tags':'%s'}}".formatted(name, words);
  }

  private static String status(String name) {
    return "{'tag':'%s','items':[{'image':'sha256:1'}]}".formatted(name);
  }

  @Test
  void buildersThatAreNotHiddenAndAreThereAreOfferedNewestFirst() {
    Offer offer =
        offer(
            String.join(
                ",",
                spec("2.9", "builder,ruby"),
                spec("2.10", "builder, ruby"),
                spec("2.0", "hidden,builder"),
                spec("3.0", "builder"),
                spec("run", "ruby")),
            String.join(",", status("2.0"), status("2.10"), status("2.9"), status("run")));

    assertThat(offer.versions()).extracting(Offer.Version::tag).containsExactly("2.10", "2.9");
    assertThat(offer.categories()).containsExactly("ruby");
    assertThat(offer.title()).isEqualTo("ruby");
  }

  @Test
  void iconClassesHavePicturesAndUnknownOnesThePlainOne() {
    assertThat(Icons.file("icon-ruby")).isEqualTo("icon-ruby.svg");
    assertThat(Icons.file("icon-postgresql")).isEqualTo("icon-database.svg");
    for (String other : new String[] {"", "icon-", "icon-../../x", "\"><script>", "fa fa-cube"}) {
      assertThat(Icons.file(other)).isEqualTo("icon-plain.svg");
    }
    assertThat(Files.exists(Path.of("src/main/resources/dev/weir/console/assets/icon-plain.svg")))
        .isTrue();
  }

  @Test
  void anExampleBuildsWithItsBranchAndDirectory() {
    Sample sample = new Sample("https://git.example.com/a/b.git", "v1", "app");

    assertThat(sample.isAddress()).isTrue();
    assertThat(sample.command("openshift/ruby:3"))
        .isEqualTo("new-app openshift/ruby:3~https://git.example.com/a/b.git#v1 --context-dir=app");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//evil.example.com",
        "https://x.example.com/$(reboot)",
        "https://x.example.com/a b",
        "https://x.example.com/a;reboot",
        "https://x.example.com/`id`",
        "https://x.example.com/a\nb",
        "git@example.com:a/b.git"
      })
  void whatIsNoPlainAddressIsNeitherALinkNorInACommand(String repository) {
    Sample sample = new Sample(repository, "main;reboot", "-x");

    assertThat(sample.isAddress()).isFalse();
    assertThat(sample.command("p/ruby:3")).isEqualTo("new-app p/ruby:3~REPOSITORY");
  }

  @Test
  void aBranchThatAShellWouldReadIsLeftOut() {
    assertThat(new Sample("https://git.example.com/a", "x;id", "--as=root").command("b"))
        .isEqualTo("new-app b~https://git.example.com/a");
  }
}
