package dev.weir.importing.background;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImportPolicy;
import dev.weir.importing.Findings;
import dev.weir.importing.ImportFailure;
import dev.weir.importing.ImportOutcome;
import dev.weir.importing.LookedRepository;
import dev.weir.importing.RepositoryOutcome;
import dev.weir.importing.WantedRepository;
import dev.weir.reference.ImageReference;
import dev.weir.resource.ApiStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BackgroundOutcomeTest {
  private static final ImportFailure WHY =
      new ImportFailure.Unusable(
          ImageReference.parse("quay.io/a/b:v1"), "because", Optional.empty());

  /** One of each kind; a new kind without a sample fails the test. */
  private static List<BackgroundOutcome> samples() {
    return List.of(
        new BackgroundOutcome.TagImported("v1"),
        new BackgroundOutcome.RepositoryListed("quay.io/a/b"),
        new BackgroundOutcome.TagFailed("v1", "quay.io/a/b:v1", WHY),
        new BackgroundOutcome.RepositoryFailed("quay.io/a/b", WHY),
        new BackgroundOutcome.TagsLeftOut("quay.io/a/b", 50, 3),
        new BackgroundOutcome.NotStored(ApiStatus.internal("because")));
  }

  @Test
  void everyOutcomeThatIsNotWhatWasWishedForIsTold() {
    assertThat(samples().stream().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(Set.of(BackgroundOutcome.class.getPermittedSubclasses()));
    Set<String> silent = new TreeSet<>();
    for (BackgroundOutcome outcome : samples()) {
      outcome
          .notice()
          .ifPresentOrElse(
              notice -> {
                assertThat(notice.reason()).matches("[A-Z][A-Za-z]+");
                assertThat(notice.message()).isNotBlank();
              },
              () -> silent.add(outcome.getClass().getSimpleName()));
    }
    assertThat(silent).containsExactly("RepositoryListed", "TagImported");
  }

  @Test
  void everyResultOfAnImportIsAnOutcome() {
    ImportOutcome failed = new ImportOutcome.Failed(WHY, "v1");
    List<RepositoryOutcome> repositories =
        List.of(
            new RepositoryOutcome.Unlisted(WHY),
            new RepositoryOutcome.Listed(List.of(), List.of()),
            new RepositoryOutcome.Listed(List.of(failed), List.of()));
    assertThat(repositories.stream().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(Set.of(RepositoryOutcome.class.getPermittedSubclasses()));
    for (RepositoryOutcome outcome : repositories) {
      var wanted = new WantedRepository("quay.io/a/b", ImportPolicy.DEFAULT, "Source", false);
      var looked = Optional.of(new LookedRepository(wanted, outcome));
      assertThat(BackgroundOutcome.of(new Findings(List.of(), looked)))
          .as(outcome.toString())
          .anySatisfy(o -> assertThat(o.notice()).isPresent());
    }
  }
}
