package dev.weir.storage.gc;

import static dev.weir.storage.gc.GivenRepository.NOW;
import static dev.weir.storage.gc.GivenRepository.WEEK;
import static dev.weir.storage.gc.GivenRepository.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.storage.gc.RepositoryPlan.Reason;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RepositoryPlanTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration OLD = WEEK.plusSeconds(1);

  private static GivenRepository repository() {
    return new GivenRepository();
  }

  private static Arguments row(String name, Supplier<GivenRepository> given, List<String> unused) {
    return Arguments.of(name, given.get(), unused);
  }

  static Stream<Arguments> links() {
    return Stream.of(
        row("nothing is there", () -> repository(), List.of()),
        row("a blob that nothing names", () -> repository().blobs("l"), List.of("l")),
        row(
            "an image of a tag's newest event or an older one",
            () -> repository().image("a", "l").image("b", "m").tag("v1", "a", "b"),
            List.of()),
        row(
            "an image that left all tags, and what it shares with one that did not",
            () -> repository().image("a", "base", "l").image("b", "base", "m").tag("v1", "a"),
            List.of("b", "m")),
        row(
            "an image that another stream's tag only shows here",
            () -> repository().image("a", "l").notLinked("a", "l").tag("v1", "a"),
            List.of()),
        row(
            "a layer that was pushed of an image which a tag only shows here",
            () -> repository().image("a", "l", "m").notLinked("a", "m").tag("v1", "a"),
            List.of()),
        row(
            "an image that was pushed by digest this week",
            () -> repository().image("a", "l").untagged("a", DAY),
            List.of()),
        row(
            "an image that was pushed by digest longer ago",
            () -> repository().image("a", "l").untagged("a", OLD),
            List.of("a", "l")),
        row(
            "a time of the future counts as now",
            () -> repository().image("a", "l").untagged("a", DAY.negated()),
            List.of()),
        row(
            "an image pushed by digest whose Image object was deleted",
            () -> repository().image("a", "l").untagged("a", DAY).withoutImage("a"),
            List.of("a", "l")),
        row(
            "an image of a tag whose Image object was deleted",
            () -> repository().image("a", "l").tag("v1", "a").withoutImage("a"),
            List.of()),
        row(
            "children of a kept index, whatever their age",
            () ->
                repository()
                    .image("a", "l")
                    .untagged("a", OLD)
                    .image("b", "m")
                    .withoutImage("b")
                    .index("i", "a", "b")
                    .index("outer", "i")
                    .tag("v1", "outer"),
            List.of()),
        row(
            "an index that nothing needs goes with its children",
            () -> repository().image("a", "l").index("i", "a").untagged("i", OLD),
            List.of("a", "i", "l")),
        row(
            "a child that a tag shows besides stays",
            () -> repository().image("a", "l").index("i", "a").untagged("i", OLD).tag("v1", "a"),
            List.of("i")),
        row(
            "what a workload uses",
            () -> repository().image("a", "l").untagged("a", OLD).inUse("a", "l"),
            List.of()),
        row(
            "a blob and a manifest under a lease, and what that is made of",
            () ->
                repository()
                    .blobs("k", "j")
                    .image("a", "l")
                    .leased("k", DAY)
                    .leased("a", DAY)
                    .leased("j", Duration.ZERO),
            List.of("j")),
        row(
            "a signature of a kept image, and a signature of that",
            () ->
                repository()
                    .image("a", "l")
                    .about("a", "sig", "s")
                    .about("sig", "sig2", "s2")
                    .untagged("sig", OLD)
                    .untagged("sig2", OLD)
                    .tag("v1", "a"),
            List.of()),
        row(
            "signatures go with their subject, however young they are",
            () ->
                repository()
                    .image("a", "l")
                    .about("a", "sig", "s")
                    .about("sig", "sig2", "s2")
                    .untagged("a", OLD)
                    .untagged("sig", DAY)
                    .untagged("sig2", DAY),
            List.of("a", "l", "s", "s2", "sig", "sig2")),
        row(
            "a signature of an untagged image within its week",
            () ->
                repository()
                    .image("a", "l")
                    .about("a", "sig", "s")
                    .untagged("a", DAY)
                    .untagged("sig", OLD),
            List.of()),
        row(
            "a signature of a child of a kept index",
            () ->
                repository().image("a", "l").index("i", "a").about("a", "sig", "s").tag("v1", "i"),
            List.of()),
        row(
            "a signature of an image that a tag only shows here",
            () ->
                repository()
                    .image("a", "l")
                    .notLinked("a", "l")
                    .about("a", "sig", "s")
                    .tag("v1", "a"),
            List.of()),
        row(
            "a signature whose subject never came, within its week",
            () -> repository().about("a", "sig", "s").untagged("sig", DAY),
            List.of()),
        row(
            "a signature whose subject never came",
            () -> repository().about("a", "sig", "s").untagged("sig", OLD),
            List.of("s", "sig")),
        row(
            "a signature whose subject was deleted has no time of its own",
            () -> repository().about("a", "sig", "s"),
            List.of("s", "sig")),
        row(
            "a signature under a tag of its own",
            () -> repository().about("a", "sig", "s").tag("v1", "sig"),
            List.of()),
        row(
            "a layer that an image came without and nobody pushed is not looked for",
            () -> repository().image("a", "l", "m").gap("a", "m").notLinked("m").tag("v1", "a"),
            List.of()),
        row(
            "a layer that an image came without, and that was pushed besides",
            () -> repository().image("a", "l", "m").gap("a", "m").tag("v1", "a"),
            List.of()),
        row(
            "below a child that never came nothing is kept",
            () ->
                repository()
                    .image("a", "l")
                    .image("b", "m")
                    .notLinked("b")
                    .index("i", "a", "b")
                    .gap("i", "b")
                    .tag("v1", "i"),
            List.of("m")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void links(String name, GivenRepository given, List<String> unused) {
    assertThat(given.unused()).as(name).containsExactlyElementsOf(unused);
  }

  static Stream<Arguments> tags() {
    return Stream.of(
        row(
            "one whose subject left, and is nowhere any more",
            () -> repository().image("s").left("a", "t", "s"),
            List.of("t")),
        row(
            "one whose subject never came",
            () -> repository().image("s").fallback("a", "t", "s"),
            List.of()),
        row(
            "one whose subject left and is held elsewhere",
            () -> repository().image("s").leftForAnother("a", "t", "s"),
            List.of()),
        row(
            "one whose subject is there and not needed: it has not left yet",
            () -> repository().image("a", "l").image("s").left("a", "t", "s"),
            List.of()),
        row(
            "one whose subject came again and is needed",
            () -> repository().image("a", "l").tag("v1", "a").image("s").left("a", "t", "s"),
            List.of()),
        row(
            "one whose subject is shown here again",
            () ->
                repository()
                    .image("a", "l")
                    .notLinked("a", "l")
                    .tag("v1", "a")
                    .image("s")
                    .left("a", "t", "s"),
            List.of()),
        row(
            "one that tells of the signature under another one, which stays",
            () ->
                repository()
                    .image("s")
                    .notLinked("s")
                    .fallback("a", "t", "s")
                    .image("u")
                    .left("s", "t2", "u"),
            List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void tags(String name, GivenRepository given, List<String> loose) {
    assertThat(given.planned().loose()).as(name).containsExactlyInAnyOrderElementsOf(loose);
  }

  @Test
  void aLooseTagKeepsItsImageUntilItGoes() {
    assertThat(repository().image("a", "l").image("s", "t").fallback("a", "t", "s").unused())
        .containsExactly("a", "l");
    assertThat(repository().image("s", "t").left("a", "t", "s").unused()).isEmpty();
  }

  @Test
  void eachIsKeptForAReason() {
    assertThat(
            repository()
                .image("a", "l")
                .tag("v1", "a")
                .about("a", "sig", "s")
                .image("b", "l", "m")
                .untagged("b", DAY)
                .blobs("k")
                .leased("k", DAY)
                .image("c", "n")
                .inUse("c", "elsewhere")
                .kept())
        .containsEntry("a", Reason.TAGGED)
        .containsEntry("l", Reason.PART)
        .containsEntry("sig", Reason.REFERRER)
        .containsEntry("s", Reason.PART)
        .containsEntry("b", Reason.UNTAGGED)
        .containsEntry("m", Reason.PART)
        .containsEntry("k", Reason.LEASED)
        .containsEntry("c", Reason.IN_USE)
        .doesNotContainKey("elsewhere");
  }

  @Test
  void itSaysWhenSomethingMayBeKeptNoLonger() {
    GivenRepository tagged = repository().image("a", "l").tag("v1", "a").untagged("a", DAY);
    assertThat(tagged.planned().change()).isEmpty();

    assertThat(repository().image("a").untagged("a", DAY).planned().change())
        .contains(NOW.plus(WEEK).minus(DAY));
    assertThat(repository().blobs("l").leased("l", DAY).planned().change()).contains(NOW.plus(DAY));
  }

  @Test
  void aManifestThatIsNeededAndCannotBeReadIsNamed() {
    assertThat(repository().image("a", "l").tag("v1", "a").unread("a").planned().unread())
        .containsExactly(digest("a"));
    assertThat(repository().index("i", "a").tag("v1", "i").unread("a", "b").planned().unread())
        .containsExactly(digest("a"));
    assertThat(repository().image("a", "l").untagged("a", OLD).unread("a").planned().unread())
        .isEmpty();
  }
}
