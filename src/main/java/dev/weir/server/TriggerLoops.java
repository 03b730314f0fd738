package dev.weir.server;

import dev.weir.client.Resources;
import dev.weir.resource.Kinds;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.server.workloads.WorkloadSide;
import dev.weir.trigger.SourceTags;
import dev.weir.trigger.TagFollowers;
import dev.weir.trigger.TriggerFigures;
import dev.weir.trigger.TriggerReconciler;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Moves workloads with the tags that they follow. */
final class TriggerLoops {
  private final List<Follower> followers;

  private record Follower(TriggerReconciler loop, int workers) {}

  /**
   * None of them runs yet.
   *
   * @param streams whose tags are followed
   * @param sides each has a loop of its own
   */
  TriggerLoops(StreamsHalf streams, List<WorkloadSide> sides, InstantSource clock) {
    this.followers =
        sides.stream()
            .map(side -> new Follower(loop(streams, side, clock), side.workers()))
            .toList();
  }

  private static TriggerReconciler loop(
      StreamsHalf streams, WorkloadSide workloads, InstantSource clock) {
    Resources newest = streams.newest("loops");
    SourceTags stored = new SourceTags(streams.streams().store());
    return new TriggerReconciler(
        new TriggerReconciler.Tags(
            newest, Kinds.IMAGE_STREAM, stored, streams.ownHosts()::contains),
        workloads.objects(),
        workloads.kinds(),
        workloads.rights(),
        workloads.events(),
        clock,
        StandingLoops.queue());
  }

  void start(StandingLoops standing) {
    followers.forEach(follower -> follower.loop().start(standing.loops(), follower.workers()));
  }

  /** What knows who waits for an image. */
  List<TriggerReconciler> all() {
    return followers.stream().map(Follower::loop).toList();
  }

  /** What follows which tag, of each loop. */
  List<TagFollowers> followed() {
    return all().stream().map(TriggerReconciler::followers).toList();
  }

  /** Says how triggers go, of all loops that follow them. */
  void measure(RequestMetrics metrics) {
    metrics.gauge(
        "weir_trigger_waiting",
        "Objects with triggers that are to be looked at, now or when they are tried again.",
        () -> sum(TriggerFigures::waiting));
    metrics.counters(
        "weir_trigger_moves",
        "Triggers of objects that were to run another image, by what came of it; what failed is"
            + " tried again.",
        "result",
        Map.of(
            "moved", () -> sum(TriggerFigures::moved),
            "refused", () -> sum(TriggerFigures::refused),
            "failed", () -> sum(TriggerFigures::failed)));
  }

  private double sum(ToLongFunction<TriggerFigures> figure) {
    return followers.stream().map(follower -> follower.loop().figures()).mapToLong(figure).sum();
  }
}
