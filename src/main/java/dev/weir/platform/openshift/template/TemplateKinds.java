package dev.weir.platform.openshift.template;

import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.template.Templates;
import java.security.SecureRandom;
import java.util.List;

/** The resources of template.openshift.io/v1. */
public final class TemplateKinds {
  private TemplateKinds() {}

  /**
   * Over a store. The stored kind comes last: of several resources of one kind, clients take the
   * last one that discovery names.
   */
  public static List<Rest> resources(StoreContext context) {
    TemplateStrategy strategy = new TemplateStrategy();
    return List.of(
        new ProcessedTemplateRest(new Templates(new SecureRandom(), Json.MAX_BYTES), strategy),
        new StoredRest(context, Kinds.TEMPLATE, strategy));
  }
}
