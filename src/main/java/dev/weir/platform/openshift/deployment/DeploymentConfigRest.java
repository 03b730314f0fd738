package dev.weir.platform.openshift.deployment;

import dev.weir.follower.MoveRights;
import dev.weir.follower.TagLookup;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.platform.core.ReplicationControllerStrategy;
import dev.weir.platform.core.ScaledRest;
import dev.weir.platform.openshift.config.UnservedRest;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deployment configs with {@code /status}, {@code /scale}, and what asks for rollouts; {@link
 * RolloutLoop} carries these out.
 */
public final class DeploymentConfigRest extends ScaledRest {
  private static final List<UnservedRest> UNSERVED =
      List.of(
          UnservedRest.get(
              Kinds.DEPLOYMENT_CONFIG,
              "log",
              "DeploymentLog",
              "Weir rolls out without a pod, which would have a log: the condition Progressing of"
                  + " the config, its events and \"weir rollout history dc/NAME\" tell how it"
                  + " went"));

  private final Rest instantiate;
  private final Rest rollback;

  /**
   * The kind over a store.
   *
   * @param tags as they are at the moment of a call, with pull specs as clients see them
   * @param rights which triggers may move something
   */
  public DeploymentConfigRest(StoreContext context, TagLookup tags, MoveRights rights) {
    super(context, Kinds.DEPLOYMENT_CONFIG, new DeploymentConfigStrategy());
    Rest controllers =
        new StoredRest(context, Kinds.REPLICATION_CONTROLLER, new ReplicationControllerStrategy());
    Rest whole = new StoredRest(context, Kinds.DEPLOYMENT_CONFIG, new WholeStrategy());
    this.instantiate = new InstantiateRest(whole, controllers, tags, rights);
    this.rollback = new RollbackRest(whole, controllers);
  }

  /** Writes spec and status together. */
  private static final class WholeStrategy extends DeploymentConfigStrategy {
    @Override
    public Optional<JsonNode> statusAfterUpdate(ObjectNode updated, ObjectNode old) {
      return Optional.ofNullable(updated.get("status"));
    }
  }

  @Override
  public List<String> subresources() {
    return Stream.of(
            super.subresources().stream(),
            Stream.of("instantiate", "rollback"),
            UNSERVED.stream().map(UnservedRest::name))
        .flatMap(names -> names)
        .sorted()
        .toList();
  }

  @Override
  public Rest subresource(String name) {
    return switch (name) {
      case "instantiate" -> instantiate;
      case "rollback" -> rollback;
      default ->
          super.subresources().contains(name)
              ? super.subresource(name)
              : UnservedRest.named(UNSERVED, name);
    };
  }

  @Override
  public List<String> remarks(ObjectNode config) {
    List<String> all = new ArrayList<>(super.remarks(config));
    all.addAll(
        RolloutStrategy.remarks(
            "spec.strategy", Json.objectAt(Json.objectAt(config, "spec"), "strategy")));
    return all;
  }
}
