package dev.weir.platform.openshift.deployment;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides what happens next to a deployment config and its rollouts. Each answer follows from what
 * is there, so that whoever carries it out may be killed before or after any write. Pure
 * (controllers-and-access.md 4.3).
 *
 * <p>Weir does what a deployer pod would do to objects: it gives the newest controller the replicas
 * that the config wants, takes them from older ones, and calls that complete. Whoever runs the pods
 * of controllers does the rest.
 */
final class RolloutRules {
  private static final Step NOTHING = new Step.Nothing();

  private RolloutRules() {}

  static Step next(RolloutState state) {
    if (state.isBeingDeleted()) {
      return NOTHING;
    }
    return version(state).or(() -> onTheWay(state)).or(() -> settled(state)).orElse(NOTHING);
  }

  /** What brings about a version, or begins the one that was asked for. */
  private static Optional<Step> version(RolloutState state) {
    if (state.isPaused() || VersionRules.isAboutToMove(state.config())) {
      return Optional.empty();
    }
    if (state.latestVersion() > 0 && state.latest().isEmpty()) {
      return superseded(state).or(() -> Optional.of(new Step.Begin()));
    }
    return VersionRules.due(state).map(Step.NextVersion::new);
  }

  /** A rollout that is on its way gives way to the newest version. */
  private static Optional<Step> superseded(RolloutState state) {
    return state.rollouts().stream()
        .filter(rollout -> !rollout.phase().isOver() && rollout.version() != state.latestVersion())
        .findFirst()
        .map(rollout -> new Step.Change(rollout.superseded()));
  }

  private static Optional<Step> onTheWay(RolloutState state) {
    Optional<Rollout> latest = state.latest().filter(rollout -> !rollout.phase().isOver());
    return latest.isEmpty()
        ? Optional.empty()
        : superseded(state).or(() -> Optional.of(going(state, latest.get())));
  }

  private static Step going(RolloutState state, Rollout latest) {
    if (latest.isCancelled()) {
      return new Step.Change(latest.in(Phase.FAILED));
    }
    if (state.isCustom()) {
      return NOTHING; // whoever runs its image writes the phase
    }
    return switch (latest.phase()) {
      case NEW -> new Step.Change(latest.in(Phase.PENDING));
      case PENDING -> new Step.Change(latest.in(Phase.RUNNING));
      case RUNNING, COMPLETE, FAILED -> running(state, latest);
    };
  }

  /** New pods before old ones go, or after; then it is complete. */
  private static Step running(RolloutState state, Rollout latest) {
    Stream<Rollout> older = state.rollouts().stream().filter(rollout -> !rollout.equals(latest));
    Stream<Step> up = scale(Stream.of(latest), state.replicas());
    Stream<Step> down = scale(older, 0);
    Stream<Step> steps = state.isRecreated() ? Stream.concat(down, up) : Stream.concat(up, down);
    return steps.findFirst().orElseGet(() -> new Step.Change(latest.in(Phase.COMPLETE)));
  }

  private static Stream<Step> scale(Stream<Rollout> rollouts, int replicas) {
    return rollouts
        .filter(rollout -> rollout.wanted() != replicas)
        .map(rollout -> new Step.Change(rollout.scaled(replicas)));
  }

  /** The active rollout has the replicas that the config wants, all others none. */
  private static Optional<Step> settled(RolloutState state) {
    boolean underway = state.latest().filter(rollout -> !rollout.phase().isOver()).isPresent();
    if (underway) {
      return Optional.empty();
    }
    Optional<Rollout> active = state.active();
    Stream<Step> scaled =
        state.isPaused()
            ? Stream.empty()
            : state.rollouts().stream()
                .flatMap(
                    rollout ->
                        scale(
                            Stream.of(rollout),
                            active.filter(rollout::equals).isPresent() && !state.isTest()
                                ? state.replicas()
                                : 0));
    return scaled.findFirst().or(() -> pruned(state));
  }

  /** The oldest rollout beyond those that are kept. */
  private static Optional<Step> pruned(RolloutState state) {
    Optional<Rollout> active = state.active();
    List<Rollout> past =
        state.rollouts().stream()
            .filter(
                rollout ->
                    active
                        .map(it -> rollout.version() < it.version())
                        .orElseGet(() -> rollout.version() != state.latestVersion()))
            .toList();
    return past.stream()
        .limit(Math.max(0, past.size() - state.historyLimit()))
        .filter(rollout -> rollout.wanted() == 0 && rollout.counted("replicas") == 0)
        .findFirst()
        .map(Step.Forget::new);
  }
}
