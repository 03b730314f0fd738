package dev.weir.pruning;

import dev.weir.prune.Gone;
import dev.weir.prune.PruneCounts;
import dev.weir.prune.Pruning;
import dev.weir.prune.StreamHistory;
import dev.weir.prune.StreamPlan;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One stream: links to layers go first, then the items, then links to manifests, so that whoever
 * stops in between leaves nothing that nobody finds again.
 */
final class StreamRun {
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;
  private static final int ATTEMPTS = 5;

  private final Pruning pruning;
  private final Deletes deletes;
  private final Said said = new Said();
  private final List<String> failures = new ArrayList<>();
  private final Set<String> unlinked = new HashSet<>();
  private Optional<StreamHistory> left;
  private int manifests;

  StreamRun(Pruning pruning, Deletes deletes, StreamHistory stream) {
    this.pruning = pruning;
    this.deletes = deletes;
    this.left = Optional.of(stream);
  }

  /**
   * What became of it.
   *
   * @param left the stream as it is now; empty if it is gone
   */
  record Done(
      Said said, PruneCounts counts, List<PruneFailure> failures, Optional<StreamHistory> left) {}

  Done run() {
    StreamHistory listed = left.orElseThrow();
    Optional<StreamPlan> done = Optional.empty();
    if (!pruning.isYoung(listed)) {
      try {
        done = shortened(listed);
      } catch (StatusException | UncheckedIOException e) {
        fail(reason(e));
      }
    }
    done.ifPresent(plan -> plan.manifestLinks().forEach(it -> manifest(plan, it)));
    int items = done.map(plan -> plan.items().size()).orElse(0);
    PruneCounts counts =
        new PruneCounts(0, items, items == 0 ? 0 : 1, unlinked.size(), manifests, 0);
    List<PruneFailure> told =
        failures.stream()
            .map(it -> new PruneFailure("imagestream " + listed.path(), Optional.of(listed), it))
            .toList();
    return new Done(said, counts, told, left);
  }

  /** What was taken from it; empty if nothing was. */
  private Optional<StreamPlan> shortened(StreamHistory listed) {
    for (int attempt = 1; ; attempt++) {
      Optional<Deletes.StreamSeen> seen = deletes.stream(listed);
      left = seen.map(Deletes.StreamSeen::history);
      if (seen.isEmpty()) {
        return Optional.empty();
      }
      StreamPlan plan = pruning.of(seen.get().history());
      plan.layerLinks().forEach(it -> layer(plan, it));
      if (plan.items().isEmpty()) {
        return Optional.empty();
      }
      said.goes(
          "Deleting %d items from image stream %s"
              .formatted(plan.items().size(), plan.stream().path()),
          plan.why());
      try {
        left = Optional.of(seen.get().writer().drop(plan));
        return Optional.of(plan);
      } catch (StatusException e) {
        said.failed(
            "error updating image stream "
                + plan.stream().path()
                + " to remove image references: "
                + e.getMessage());
        int code = e.status().code();
        if (code == NOT_FOUND) {
          left = Optional.empty();
          return Optional.empty();
        }
        if (code != CONFLICT || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void layer(StreamPlan plan, Gone link) {
    if (unlinked.contains(link.digest())) {
      return;
    }
    String repository = plan.stream().path();
    said.goes("Deleting layer link " + link.digest() + " in repository " + repository, link.why());
    try {
      deletes.layerLink(repository, link.digest());
      unlinked.add(link.digest());
    } catch (IOException | UncheckedIOException e) {
      said.failed(
          "error deleting repository "
              + repository
              + " layer link "
              + link.digest()
              + " from the registry: "
              + reason(e));
      fail("failed to delete layer link " + link.digest() + ": " + reason(e));
    }
  }

  private void manifest(StreamPlan plan, Gone link) {
    String repository = plan.stream().path();
    said.goes(
        "Deleting manifest link " + link.digest() + " in repository " + repository, link.why());
    try {
      deletes.manifestLink(repository, link.digest());
      manifests++;
    } catch (IOException | UncheckedIOException e) {
      said.failed(
          "error deleting manifest link "
              + link.digest()
              + " from repository "
              + repository
              + ": "
              + reason(e));
      fail("failed to delete manifest link " + link.digest() + ": " + reason(e));
    }
  }

  private void fail(String failure) {
    failures.add(failure);
  }

  static String reason(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
