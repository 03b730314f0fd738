package dev.weir.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImportPolicy;
import dev.weir.resource.ApiStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BackgroundOutcomeTest {
  /** One of each kind; a new kind without a sample fails the test. */
  private static List<BackgroundOutcome> samples() {
    ApiStatus status = ApiStatus.internal("because");
    return List.of(
        new BackgroundOutcome.TagImported("v1"),
        new BackgroundOutcome.RepositoryListed("quay.io/a/b"),
        new BackgroundOutcome.TagFailed("v1", "quay.io/a/b:v1", status, false),
        new BackgroundOutcome.RepositoryFailed("quay.io/a/b", status, true),
        new BackgroundOutcome.TagsLeftOut("quay.io/a/b", 50, 3),
        new BackgroundOutcome.NotStored(status));
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
    ApiStatus status = ApiStatus.internal("because");
    ImportOutcome failed = new ImportOutcome.Failed(status, "v1");
    List<RepositoryOutcome> repositories =
        List.of(
            new RepositoryOutcome.Unlisted(status),
            new RepositoryOutcome.Listed(List.of(), List.of()),
            new RepositoryOutcome.Listed(List.of(failed), List.of()));
    assertThat(repositories.stream().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(Set.of(RepositoryOutcome.class.getPermittedSubclasses()));
    for (RepositoryOutcome outcome : repositories) {
      var job =
          new ImportJob(
              List.of(),
              Optional.of(
                  new ImportJob.Repository("quay.io/a/b", ImportPolicy.DEFAULT, "Source", false)));
      var result = new ImportResult(List.of(), Optional.of(outcome));
      assertThat(BackgroundOutcome.of(job, result))
          .as(outcome.toString())
          .anySatisfy(o -> assertThat(o.notice()).isPresent());
    }
  }
}
