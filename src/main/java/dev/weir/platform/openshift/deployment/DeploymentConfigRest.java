package dev.weir.platform.openshift.deployment;

import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.platform.core.ScaledRest;
import dev.weir.platform.openshift.config.UnservedRest;
import dev.weir.resource.Kinds;
import java.util.List;
import java.util.stream.Stream;

/** Deployment configs with {@code /status} and {@code /scale}; nothing rolls them out. */
public final class DeploymentConfigRest extends ScaledRest {
  private static final List<UnservedRest> UNSERVED =
      List.of(
          UnservedRest.create(Kinds.DEPLOYMENT_CONFIG, "instantiate", "DeploymentRequest"),
          UnservedRest.get(Kinds.DEPLOYMENT_CONFIG, "log", "DeploymentLog"),
          UnservedRest.create(Kinds.DEPLOYMENT_CONFIG, "rollback", "DeploymentConfigRollback"));

  public DeploymentConfigRest(StoreContext context) {
    super(context, Kinds.DEPLOYMENT_CONFIG, new DeploymentConfigStrategy());
  }

  @Override
  public List<String> subresources() {
    return Stream.concat(super.subresources().stream(), UNSERVED.stream().map(UnservedRest::name))
        .sorted()
        .toList();
  }

  @Override
  public Rest subresource(String name) {
    return super.subresources().contains(name)
        ? super.subresource(name)
        : UnservedRest.named(UNSERVED, name);
  }
}
