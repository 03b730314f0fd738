package dev.weir.importing;

import java.util.List;
import java.util.Optional;

/**
 * What registries answered to a batch. If a login turned out to be wrong, all that was not had was
 * tried again without any; what there was no access to then either keeps the first answer.
 */
public final class Fetched {
  private final Pass first;
  private final Optional<Pass> second;

  Fetched(Pass first, Optional<Pass> second) {
    this.first = first;
    this.second = second;
  }

  /**
   * One try.
   *
   * @param repository if one was asked for
   */
  record Pass(ImportRun run, Optional<RepositoryTags> repository) {}

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
    Optional<ImportOutcome> again = second.flatMap(pass -> pass.run().outcome(request));
    return again
        .filter(outcome -> !isUnauthorized(outcome))
        .or(() -> first.run().outcome(request))
        .or(() -> again)
        .orElseThrow(() -> new IllegalArgumentException("not in the batch: " + request.from()));
  }

  private static boolean isUnauthorized(ImportOutcome outcome) {
    return outcome instanceof ImportOutcome.Failed(ImportFailure why, String _)
        && why.isUnauthorized();
  }

  /** What became of the batch's repository, if it had one. */
  public Optional<RepositoryOutcome> repository() {
    return second
        .flatMap(Pass::repository)
        .filter(tags -> !isUnauthorized(tags))
        .or(first::repository)
        .map(this::outcome);
  }

  private static boolean isUnauthorized(RepositoryTags tags) {
    return tags instanceof RepositoryTags.Unlisted(ImportFailure why) && why.isUnauthorized();
  }

  private RepositoryOutcome outcome(RepositoryTags tags) {
    return switch (tags) {
      case RepositoryTags.Unlisted(ImportFailure why) -> new RepositoryOutcome.Unlisted(why);
      case RepositoryTags.Listed(var _, var wanted, var additional) ->
          new RepositoryOutcome.Listed(wanted.stream().map(this::of).toList(), additional);
    };
  }
}
