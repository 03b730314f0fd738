package dev.weir.platform.openshift.build;

import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.platform.openshift.config.UnservedRest;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** Build configs or builds: their subresources would all start or show what pods do. */
final class BuildsRest extends StoredRest {
  private final List<UnservedRest> unserved;

  BuildsRest(
      StoreContext context, ResourceKind kind, Strategy strategy, List<UnservedRest> unserved) {
    super(context, kind, strategy);
    this.unserved = List.copyOf(unserved);
  }

  @Override
  public List<String> subresources() {
    return unserved.stream().map(UnservedRest::name).toList();
  }

  @Override
  public Rest subresource(String name) {
    return UnservedRest.named(unserved, name);
  }
}
