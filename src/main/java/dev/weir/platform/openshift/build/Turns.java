package dev.weir.platform.openshift.build;

import dev.weir.platform.openshift.build.phase.BuildPhase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whose turn it is among the builds of a config (controllers-and-access.md 3.5). Pure.
 *
 * @param start builds that may be taken from now on
 * @param superseded builds that nobody needs, since a newer one waits
 */
record Turns(List<QueuedBuild> start, List<QueuedBuild> superseded) {
  static Turns of(List<QueuedBuild> all) {
    List<QueuedBuild> open =
        all.stream()
            .filter(build -> !build.phase().isEnd())
            .sorted(Comparator.comparingLong(QueuedBuild::number))
            .toList();
    List<QueuedBuild> superseded = open.stream().filter(b -> isSuperseded(b, open)).toList();
    List<QueuedBuild> left = new ArrayList<>(open);
    left.removeIf(build -> build.isWaiting() && superseded.contains(build));
    List<QueuedBuild> start = new ArrayList<>();
    for (QueuedBuild build : left) {
      if (build.isWaiting() && !build.startable() && isFree(build, left, start)) {
        start.add(build);
      }
    }
    return new Turns(List.copyOf(start), superseded);
  }

  /** Of builds of which only the latest counts, one that does not run yet goes for a newer one. */
  private static boolean isSuperseded(QueuedBuild build, List<QueuedBuild> open) {
    return build.policy() == QueuedBuild.Policy.SERIAL_LATEST_ONLY
        && build.phase() != BuildPhase.RUNNING
        && open.stream()
            .anyMatch(
                other ->
                    other.isWaiting()
                        && other.policy() == QueuedBuild.Policy.SERIAL_LATEST_ONLY
                        && other.number() > build.number());
  }

  /** One at a time runs alone, and after all that came before it; others run beside one another. */
  private static boolean isFree(
      QueuedBuild build, List<QueuedBuild> open, List<QueuedBuild> starting) {
    if (build.isSerial()) {
      return starting.isEmpty()
          && open.stream()
              .noneMatch(
                  other ->
                      !other.name().equals(build.name())
                          && (other.isUnderWay() || other.number() < build.number()));
    }
    return starting.stream().noneMatch(QueuedBuild::isSerial)
        && open.stream().noneMatch(other -> other.isSerial() && other.isUnderWay());
  }
}
