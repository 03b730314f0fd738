package dev.weir.platform.core;

import dev.weir.objects.Rest;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.Strategy;
import dev.weir.resource.ResourceKind;
import java.util.List;

/** A stored workload whose number of pods can be set by itself, through {@code /scale}. */
public class ScaledRest extends StatusRest {
  public ScaledRest(StoreContext context, ResourceKind kind, Strategy strategy) {
    super(context, kind, strategy);
  }

  @Override
  public List<String> subresources() {
    return List.of("scale", "status");
  }

  @Override
  public Rest subresource(String name) {
    return name.equals("scale") ? new ScaleRest(this) : super.subresource(name);
  }
}
