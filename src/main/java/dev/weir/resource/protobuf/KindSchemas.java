package dev.weir.resource.protobuf;

import dev.weir.resource.ResourceKind;
import dev.weir.resource.schema.BuildSchemas;
import dev.weir.resource.schema.DeploymentConfigSchemas;
import dev.weir.resource.schema.ImageSchemas;
import dev.weir.resource.schema.ProjectSchemas;
import dev.weir.resource.schema.RouteSchemas;
import dev.weir.resource.schema.Schema;
import dev.weir.resource.schema.TemplateSchemas;
import dev.weir.resource.schema.UserSchemas;
import java.util.Map;
import java.util.Optional;

/** The schemas of all kinds that have one. Safe for many threads. */
public final class KindSchemas {
  private final MessageSchemas messages = new MessageSchemas();

  /** Schemas that are written by hand: by group, then by kind. */
  private final Map<String, Map<String, Schema.Fields>> written =
      Map.of(
          "image.openshift.io", ImageSchemas.kinds(),
          "user.openshift.io", UserSchemas.kinds(),
          "project.openshift.io", ProjectSchemas.kinds(),
          "apps.openshift.io", DeploymentConfigSchemas.kinds(messages::core),
          "build.openshift.io", BuildSchemas.kinds(messages::core),
          "template.openshift.io", TemplateSchemas.kinds(),
          "route.openshift.io", RouteSchemas.kinds());

  /** The schema of a kind; empty if its objects may have any fields. */
  public Optional<Schema.Fields> find(ResourceKind kind) {
    Map<String, Schema.Fields> group = written.get(kind.group());
    return group == null
        ? messages.find(kind.apiVersion(), kind.kind())
        : Optional.ofNullable(group.get(kind.kind()));
  }
}
