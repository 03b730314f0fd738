package dev.weir.importing.background;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportDue;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import dev.weir.reference.StreamName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Failed imports that are tried again by themselves: a registry that was down, busy or not yet
 * known to the name server comes back. After a minute first, then after twice as long each time, a
 * quarter of an hour at most, and for an hour or so in all, but for as long as a registry is not to
 * be asked; a new start of the server forgets them.
 */
final class RepeatedImports {
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final int MOST = 7;

  private final Map<StreamName, Failures> all = new HashMap<>();

  /**
   * What of a stream is to be repeated.
   *
   * @param tries that were made after the first and have ended
   * @param waits the next try is on its way
   */
  private record Failures(int tries, Set<String> tags, boolean repository, boolean waits) {
    Failures {
      tags = Set.copyOf(tags);
    }

    boolean isEmpty() {
      return tags.isEmpty() && !repository;
    }

    static Failures of(List<BackgroundOutcome> outcomes) {
      Set<String> tags = new HashSet<>();
      boolean repository = false;
      for (BackgroundOutcome outcome : outcomes) {
        switch (outcome) {
          case BackgroundOutcome.TagFailed failed when failed.mayPass() -> tags.add(failed.tag());
          case BackgroundOutcome.RepositoryFailed failed when failed.mayPass() -> repository = true;
          case BackgroundOutcome.TagFailed _,
              BackgroundOutcome.RepositoryFailed _,
              BackgroundOutcome.TagImported _,
              BackgroundOutcome.RepositoryListed _,
              BackgroundOutcome.TagsLeftOut _,
              BackgroundOutcome.NotStored _ -> {}
        }
      }
      return new Failures(0, tags, repository, true);
    }

    Failures and(Failures more) {
      Set<String> union = new HashSet<>(tags);
      union.addAll(more.tags());
      return new Failures(tries, union, repository || more.repository(), waits);
    }
  }

  synchronized void forget(StreamName name) {
    all.remove(name);
  }

  /**
   * What failed, as far as it still is what the stream wants. To ask is no try: see {@link
   * #started}.
   */
  synchronized ImportDue due(StreamName name, ImageStream stream) {
    Failures failures = all.get(name);
    if (failures == null) {
      return new ImportDue(List.of(), false);
    }
    List<SpecTag> tags =
        stream.spec().values().stream()
            .filter(tag -> failures.tags().contains(tag.name()))
            .filter(tag -> !tag.importPolicy().scheduled())
            .filter(tag -> tag.isImportable() && !tag.isHeld())
            .filter(tag -> stillFailed(stream, tag.name()))
            .toList();
    // a tag of the repository that never was imported stands in no spec
    boolean whole = failures.repository() || !stream.spec().keySet().containsAll(failures.tags());
    ImportDue due = new ImportDue(tags, whole && !stream.dockerImageRepository().isEmpty());
    if (due.isEmpty()) {
      all.remove(name);
    }
    return due;
  }

  /** What was due is tried now. */
  synchronized void started(StreamName name) {
    all.computeIfPresent(name, (_, f) -> new Failures(f.tries(), f.tags(), f.repository(), false));
  }

  private static boolean stillFailed(ImageStream stream, String tag) {
    return stream.history(tag).conditions().stream()
        .anyMatch(c -> c.type().equals(TagCondition.IMPORT_SUCCESS) && c.status().equals("False"));
  }

  /**
   * Notes how an import ended.
   *
   * @return when the next try shall be, if one is to be put on its way
   */
  synchronized Optional<Duration> after(StreamName name, List<BackgroundOutcome> outcomes) {
    Failures failed = Failures.of(outcomes);
    Failures before = all.get(name);
    if (before != null && before.waits()) {
      all.put(name, before.and(failed));
      return Optional.empty();
    }
    boolean untried = outcomes.stream().anyMatch(BackgroundOutcome::isUntried);
    int next = before == null ? 0 : before.tries() + 1;
    int tries = untried ? Math.min(next, MOST - 1) : next;
    if (failed.isEmpty() || tries >= MOST) {
      all.remove(name);
      return Optional.empty();
    }
    all.put(name, new Failures(tries, failed.tags(), failed.repository(), true));
    return Optional.of(pause(tries));
  }

  private static Duration pause(int tries) {
    Duration doubled = FIRST.multipliedBy(1L << Math.min(tries, MOST));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }
}
