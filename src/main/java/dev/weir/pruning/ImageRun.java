package dev.weir.pruning;

import dev.weir.prune.Gone;
import dev.weir.prune.ImagePlan;
import dev.weir.prune.PruneCounts;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One image: its blobs go first, and where none of them could go, it stays, so that the next run
 * finds them by it.
 */
final class ImageRun {
  private static final int NOT_FOUND = 404;

  private final Deletes deletes;
  private final ImagePlan plan;
  private final Said said = new Said();
  private final List<String> failures = new ArrayList<>();

  ImageRun(Deletes deletes, ImagePlan plan) {
    this.deletes = deletes;
    this.plan = plan;
  }

  /** What became of it. */
  record Done(Said said, PruneCounts counts, List<PruneFailure> failures) {}

  Done run() {
    int blobs = 0;
    for (Gone blob : plan.blobs()) {
      blobs += blob(blob) ? 1 : 0;
    }
    int images = (blobs > 0 || failures.isEmpty()) && image() ? 1 : 0;
    List<PruneFailure> told =
        failures.stream()
            .map(it -> new PruneFailure("image " + plan.image().name(), Optional.empty(), it))
            .toList();
    return new Done(said, new PruneCounts(images, 0, 0, 0, 0, blobs), told);
  }

  private boolean blob(Gone blob) {
    said.goes("Deleting blob " + blob.digest(), blob.why());
    try {
      deletes.blob(blob.digest());
      return true;
    } catch (IOException | UncheckedIOException e) {
      String reason = StreamRun.reason(e);
      said.failed("error deleting blob " + blob.digest() + " from the registry: " + reason);
      String what = blob.digest().equals(plan.image().name()) ? "manifest blob " : "blob ";
      failures.add("failed to delete " + what + blob.digest() + ": " + reason);
      return false;
    }
  }

  private boolean image() {
    String name = plan.image().name();
    said.goes("Deleting image " + name, plan.why());
    try {
      deletes.image(name);
      return true;
    } catch (StatusException | UncheckedIOException e) {
      String reason = StreamRun.reason(e);
      said.failed("error deleting image " + name + " from server: " + reason);
      if (!(e instanceof StatusException refused && refused.status().code() == NOT_FOUND)) {
        failures.add("failed to delete image " + name + ": " + reason);
      }
      return false;
    }
  }
}
