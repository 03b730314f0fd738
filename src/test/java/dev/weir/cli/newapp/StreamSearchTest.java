package dev.weir.cli.newapp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.newapp.StreamSearch.Match;
import dev.weir.cli.newapp.StreamSearch.Name;
import dev.weir.imagestream.catalog.OfferedStream;
import dev.weir.imagestream.catalog.VersionOrder;
import dev.weir.resource.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What a name, or a language, finds among streams. */
class StreamSearchTest {
  /** A stream; each tag is {@code NAME|tags|supports}, and has an image unless a ! ends it. */
  private static OfferedStream stream(String namespace, String name, String... tags) {
    StringBuilder spec = new StringBuilder();
    StringBuilder status = new StringBuilder();
    for (String tag : tags) {
      String[] parts = (tag.replace("!", "") + "| ").split("\\|", -1);
      spec.append("  - {name: '%s'".formatted(parts[0]));
      if (parts.length > 2) {
        String supports = parts.length > 3 ? ", supports: '" + parts[2] + "'" : "";
        spec.append(", annotations: {tags: '")
            .append(parts[1])
            .append("'")
            .append(supports)
            .append("}");
      }
      spec.append("}\n");
      String items = tag.endsWith("!") ? "[]" : "[{image: 'sha256:1'}]";
      status.append("  - {tag: '%s', items: %s}\n".formatted(parts[0], items));
    }
    String lists =
        tags.length == 0 ? "" : "spec:\n  tags:\n%sstatus:\n  tags:\n%s".formatted(spec, status);
    return new OfferedStream(namespace, tree("metadata: {name: %s}\n%s".formatted(name, lists)));
  }

  private static ObjectNode tree(String yaml) {
    return (ObjectNode) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> named(String text, OfferedStream... streams) {
    return paths(new StreamSearch(List.of(streams)).named(Name.parse(text)).stream());
  }

  private static List<String> supporting(String language, OfferedStream... streams) {
    return paths(new StreamSearch(List.of(streams)).supporting(language).stream());
  }

  private static List<String> paths(Stream<Match> matches) {
    return matches.map(match -> (match.isExact() ? "" : "~") + match.path()).toList();
  }

  @Test
  void aNameWithATagIsThatTag() {
    OfferedStream ruby = stream("demo", "ruby", "2.5", "2.0|hidden");

    assertThat(named("ruby:2.5", ruby)).containsExactly("demo/ruby:2.5");
    assertThat(named("ruby:2.0", ruby))
        .as("also one that is hidden")
        .containsExactly("demo/ruby:2.0");
    assertThat(named("demo/ruby:2.5", ruby)).containsExactly("demo/ruby:2.5");
    assertThat(named("other/ruby:2.5", ruby)).isEmpty();
  }

  @Test
  void aNameAloneIsLatestAndWhatThatFollows() {
    OfferedStream plain = stream("demo", "ruby", "2.5", "latest");
    OfferedStream following =
        new OfferedStream(
            "demo",
            tree(
                """
                metadata: {name: ruby}
                spec:
                  tags:
                  - {name: latest, from: {kind: ImageStreamTag, name: '2.5'}}
                  - {name: '2.5'}
                status:
                  tags:
                  - {tag: latest, items: [{image: 'sha256:1'}]}
                  - {tag: '2.5', items: [{image: 'sha256:1'}]}
                """));

    assertThat(named("ruby", plain)).containsExactly("demo/ruby:latest");
    assertThat(named("ruby", following)).containsExactly("demo/ruby:2.5");
  }

  @Test
  void withoutLatestOtherTagsArePartialAnswersTheNewestVersionFirst() {
    OfferedStream ruby = stream("demo", "ruby", "2.9", "2.10", "beta", "1.0|hidden", "3.0!", "10");

    assertThat(named("ruby", ruby))
        .containsExactly("~demo/ruby:10", "~demo/ruby:2.10", "~demo/ruby:2.9", "~demo/ruby:beta");
    assertThat(named("ruby:4", ruby)).hasSize(4).allMatch(path -> path.startsWith("~"));
  }

  @Test
  void anExactAnswerOfTheProjectEndsTheSearch() {
    OfferedStream own = stream("demo", "ruby", "latest");
    OfferedStream shared = stream("openshift", "ruby", "latest");

    assertThat(named("ruby", own, shared)).containsExactly("demo/ruby:latest");
    assertThat(named("rub", own, shared))
        .containsExactly("~demo/ruby:latest", "~openshift/ruby:latest");
  }

  @Test
  void whatIsHiddenIsNotThereAndWhatIsEmptyHasNoTags() {
    assertThat(named("ruby", stream("demo", "ruby", "latest|builder, hidden", "1|hidden")))
        .isEmpty();
    assertThat(named("ruby", stream("demo", "ruby"))).containsExactly("~demo/ruby:");
  }

  @Test
  void aLanguageIsWhatTagsSayToSupport() {
    OfferedStream own = stream("demo", "app", "1|builder|ruby:2.0");
    OfferedStream shared =
        stream("openshift", "rb", "1|builder|x, ruby", "2|hidden|ruby", "3|builder|ruby!");
    OfferedStream last = stream("third", "rb", "1|builder|ruby");

    assertThat(supporting("ruby", own, shared, last)).containsExactly("openshift/rb:1");
    assertThat(supporting("ruby", own)).containsExactly("~demo/app:1");
    assertThat(supporting("rub", own, shared)).isEmpty();
  }

  @Test
  void versionsAreInTheirOrderAndOtherNamesBehindThem() {
    assertThat(
            Stream.of("latest", "2.9", "v2.10.1", "2.10", "3", "2.9-ubi8", "beta", "10.0.0")
                .sorted(VersionOrder.NEWEST_FIRST))
        .containsExactly("10.0.0", "3", "v2.10.1", "2.10", "2.9", "2.9-ubi8", "beta", "latest");
  }
}
