package dev.weir.platform.openshift.build;

import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.platform.openshift.config.UnservedRest;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import java.util.List;

/** Build configs, of which builds can be started. */
final class BuildConfigRest extends StoredRest {
  private static final UnservedRest BINARY =
      UnservedRest.create(
          Kinds.BUILD_CONFIG,
          "instantiatebinary",
          "BinaryBuildRequestOptions",
          "Weir keeps no files for a build: put them where a builder finds them, such as a Git"
              + " repository or spec.source.dockerfile, and start the build without them");

  private final Rest instantiate;

  BuildConfigRest(StoreContext context, StoredRest builds, BuildStarts.Inputs inputs) {
    super(context, Kinds.BUILD_CONFIG, new BuildConfigStrategy());
    BuildStarts starts = new BuildStarts(context, this, builds, inputs);
    this.instantiate = new StartRest(Kinds.BUILD_CONFIG, starts::instantiate);
  }

  @Override
  public List<String> subresources() {
    return List.of("instantiate", BINARY.name());
  }

  @Override
  public Rest subresource(String name) {
    if (name.equals("instantiate")) {
      return instantiate;
    }
    if (name.equals(BINARY.name())) {
      return BINARY;
    }
    throw ApiStatus.noSuchPath().exception();
  }
}
