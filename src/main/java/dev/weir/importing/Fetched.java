package dev.weir.importing;

import java.util.List;
import java.util.Optional;

/** What registries answered to a batch. */
public final class Fetched {
  private final ImportRun run;
  private final Optional<RepositoryTags> repository;

  /**
   * Of a run that has ended.
   *
   * @param repository if one was asked for
   */
  Fetched(ImportRun run, Optional<RepositoryTags> repository) {
    this.run = run;
    this.repository = repository;
  }

  /** What a repository turned out to hold. */
  sealed interface RepositoryTags {
    /**
     * Its tags are known.
     *
     * @param tags those that are imported, in import order
     * @param wanted their images; all are fetched
     * @param additional tags beyond the limit
     */
    record Listed(List<String> tags, List<ImportRequest> wanted, List<String> additional)
        implements RepositoryTags {
      public Listed {
        tags = List.copyOf(tags);
        wanted = List.copyOf(wanted);
        additional = List.copyOf(additional);
      }
    }

    record Unlisted(ImportFailure why) implements RepositoryTags {}
  }

  /** What became of a request of the batch; it takes memory anew each time that it is told. */
  public ImportOutcome of(ImportRequest request) {
    return run.outcome(request)
        .orElseThrow(() -> new IllegalArgumentException("not in the batch: " + request.from()));
  }

  /** What became of the batch's repository, if it had one. */
  public Optional<RepositoryOutcome> repository() {
    return repository.map(this::outcome);
  }

  private RepositoryOutcome outcome(RepositoryTags tags) {
    return switch (tags) {
      case RepositoryTags.Unlisted(ImportFailure why) -> new RepositoryOutcome.Unlisted(why);
      case RepositoryTags.Listed(var _, var wanted, var additional) ->
          new RepositoryOutcome.Listed(wanted.stream().map(this::of).toList(), additional);
    };
  }
}
