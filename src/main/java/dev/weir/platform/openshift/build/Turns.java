package dev.weir.platform.openshift.build;

import dev.weir.platform.openshift.build.phase.BuildPhase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose turn it is among the builds of a config (controllers-and-access.md 3.5). Pure.
 *
 * @param start builds that may be taken from now on
 * @param superseded builds that nobody needs, since a newer one waits
 * @param behind builds that wait for another one, with the name of one that is in the way
 */
record Turns(
    List<QueuedBuild> start, List<QueuedBuild> superseded, Map<QueuedBuild, String> behind) {
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
    Map<QueuedBuild, String> behind = new LinkedHashMap<>();
    for (QueuedBuild build : left) {
      if (build.isWaiting() && !build.startable()) {
        inTheWay(build, left, start)
            .ifPresentOrElse(other -> behind.put(build, other.name()), () -> start.add(build));
      }
    }
    return new Turns(List.copyOf(start), superseded, behind);
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
  private static Optional<QueuedBuild> inTheWay(
      QueuedBuild build, List<QueuedBuild> open, List<QueuedBuild> starting) {
    Stream<QueuedBuild> others =
        build.isSerial()
            ? open.stream()
                .filter(other -> !other.name().equals(build.name()))
                .filter(other -> other.isUnderWay() || other.number() < build.number())
            : open.stream().filter(other -> other.isSerial() && other.isUnderWay());
    Stream<QueuedBuild> begun =
        starting.stream().filter(other -> build.isSerial() || other.isSerial());
    return Stream.concat(others, begun).findFirst();
  }
}
