package dev.weir.resource.protobuf;

import dev.weir.resource.ResourceKind;
import dev.weir.resource.schema.AuthorizationSchemas;
import dev.weir.resource.schema.BuildSchemas;
import dev.weir.resource.schema.DeploymentConfigSchemas;
import dev.weir.resource.schema.ImageSchemas;
import dev.weir.resource.schema.ProjectSchemas;
import dev.weir.resource.schema.RouteSchemas;
import dev.weir.resource.schema.ScheduleSchemas;
import dev.weir.resource.schema.Schema;
import dev.weir.resource.schema.TemplateSchemas;
import dev.weir.resource.schema.UserSchemas;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The schemas of all kinds that have one. Those of a group are made when one of its kinds is first
 * asked for: a server that nobody writes to needs none. Safe for many threads.
 */
public final class KindSchemas {
  private final Map<String, Optional<Map<String, Schema.Fields>>> written =
      new ConcurrentHashMap<>();

  /** The schema of a kind; empty if its objects may have any fields. */
  public Optional<Schema.Fields> find(ResourceKind kind) {
    return written
        .computeIfAbsent(kind.group(), KindSchemas::byHand)
        .map(group -> Optional.ofNullable(group.get(kind.kind())))
        .orElseGet(() -> Published.MESSAGES.find(kind.apiVersion(), kind.kind()));
  }

  /** The schemas of a group that are written by hand, by kind. */
  private static Optional<Map<String, Schema.Fields>> byHand(String group) {
    return switch (group) {
      case "image.openshift.io" -> Optional.of(ImageSchemas.kinds());
      case "user.openshift.io" -> Optional.of(UserSchemas.kinds());
      case "project.openshift.io" -> Optional.of(ProjectSchemas.kinds());
      case "apps.openshift.io" ->
          Optional.of(DeploymentConfigSchemas.kinds(Published.MESSAGES::core));
      case "build.openshift.io" -> Optional.of(BuildSchemas.kinds(Published.MESSAGES::core));
      case "template.openshift.io" -> Optional.of(TemplateSchemas.kinds());
      case "authorization.openshift.io" -> Optional.of(AuthorizationSchemas.kinds());
      case "route.openshift.io" -> Optional.of(RouteSchemas.kinds());
      case "weir.dev" -> Optional.of(ScheduleSchemas.kinds());
      default -> Optional.empty();
    };
  }

  /** Kubernetes' own messages; reading them takes long and much memory. */
  private static final class Published {
    static final MessageSchemas MESSAGES = new MessageSchemas();
  }
}
