package dev.weir.platform.openshift.deployment;

import dev.weir.client.Resources;
import dev.weir.follower.Cause;
import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.resource.patch.ObjectPatch;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deployment configs follow tags by their own fields: all automatic triggers of one are carried out
 * together, by one patch (controllers-and-access.md 4.1, 4.2).
 */
public final class DeploymentConfigs implements TriggeredKind {
  private static final int UNPROCESSABLE = 422;

  @Override
  public ResourceKind kind() {
    return Kinds.DEPLOYMENT_CONFIG;
  }

  @Override
  public Triggers triggers(ObjectNode config) {
    List<ImageChange> all = ImageChange.of(config);
    return new Triggers(
        all.stream().<Trigger>map(ImageChange::trigger).toList(),
        all.stream()
            .filter(change -> change.isAutomatic() && change.places().isEmpty())
            .map(DeploymentConfigs::nowhere)
            .toList());
  }

  private static String nowhere(ImageChange change) {
    return "spec.triggers[%d]: containerNames %s names no container of the template, or one that"
            .formatted(change.index(), change.trigger().names())
        + " another trigger sets; the tag "
        + change.trigger().from()
        + " moves nothing";
  }

  @Override
  public List<TriggerDecision> decide(ObjectNode config, List<Trigger> triggers, TagLookup tags) {
    return ImageMoves.decide(config, tags).stream().limit(triggers.size()).toList();
  }

  @Override
  public void carryOut(Resources workloads, ObjectNode config, List<Cause> causes) {
    List<ImagesPatch.Made> moves = ImagesPatch.made(config, causes);
    if (moves.isEmpty()) {
      return;
    }
    ImagesPatch patch = new ImagesPatch(config, moves);
    String namespace = Meta.namespace(config);
    String name = Meta.name(config);
    try {
      ApiObject _ = workloads.patch(kind(), namespace, name, ObjectPatch.JSON, patch.bytes());
    } catch (StatusException refused) {
      // a failed test and what the kind does not allow are refused alike
      if (refused.status().code() == UNPROCESSABLE
          && !patch.fits(workloads.get(kind(), namespace, name).tree())) {
        throw ApiStatus.conflict(kind(), name, "it has changed").exception();
      }
      throw refused;
    }
  }
}
