package dev.weir.platform.openshift.build;

import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.platform.openshift.build.webhook.WebhookRest;
import dev.weir.platform.openshift.config.UnservedRest;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Build configs, of which builds can be started. */
final class BuildConfigRest extends StoredRest {
  private static final String WEBHOOKS = "webhooks";
  private static final UnservedRest BINARY =
      UnservedRest.create(
          Kinds.BUILD_CONFIG,
          "instantiatebinary",
          "BinaryBuildRequestOptions",
          "Weir keeps no files for a build: put them where a builder finds them, such as a Git"
              + " repository or spec.source.dockerfile, and start the build without them");

  private final Rest instantiate;
  private final Rest webhooks;

  BuildConfigRest(StoreContext context, StoredRest builds, BuildKinds.Inputs inputs) {
    super(context, Kinds.BUILD_CONFIG, new BuildConfigStrategy());
    BuildStarts starts = new BuildStarts(context, this, builds, inputs);
    this.instantiate = new StartRest(Kinds.BUILD_CONFIG, starts::instantiate);
    this.webhooks =
        new WebhookRest(instantiate.kind(), this::get, inputs.secrets(), starts::instantiate);
  }

  @Override
  public List<String> remarks(ObjectNode config) {
    List<String> all = new ArrayList<>(super.remarks(config));
    all.addAll(BuildTriggers.remarks(config));
    return all;
  }

  @Override
  public List<String> subresources() {
    return List.of("instantiate", BINARY.name(), WEBHOOKS);
  }

  @Override
  public Rest subresource(String name) {
    return switch (name) {
      case "instantiate" -> instantiate;
      case "instantiatebinary" -> BINARY;
      case WEBHOOKS -> webhooks;
      default -> throw ApiStatus.noSuchPath().exception();
    };
  }
}
