package dev.weir.trigger;

import dev.weir.follower.Trigger;
import dev.weir.follower.Trigger.TagKey;
import dev.weir.follower.TriggerDecision;
import dev.weir.resource.Kinds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What a loop knows after it has looked at many workloads. */
public final class ManyFollowers {
  private ManyFollowers() {}

  /**
   * Deployments that follow tags which have no image.
   *
   * @param tag of each
   */
  public static TagFollowers of(int count, IntFunction<TagKey> tag) {
    TriggerIndex index = new TriggerIndex();
    TriggerLooks looks = new TriggerLooks();
    TagImages tags = new TagImages(_ -> false);
    tags.retain(Set.of());
    IntStream.range(0, count)
        .forEach(
            i -> {
              TagKey from = tag.apply(i);
              Trigger trigger = new Trigger.AtPath(from, "spec.x", true);
              String key = TriggerReconciler.key(Kinds.DEPLOYMENT, from.namespace(), "web-" + i);
              index.put(key, List.of(trigger));
              looks.decided(
                  key,
                  List.of(new TriggerDecision.Unresolved(trigger)),
                  Map.of(),
                  _ -> Optional.empty());
            });
    return new TagFollowers(
        index, looks, tags, Map.of(Kinds.DEPLOYMENT.resource(), Kinds.DEPLOYMENT));
  }
}
