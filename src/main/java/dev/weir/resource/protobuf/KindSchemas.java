package dev.weir.resource.protobuf;

import dev.weir.resource.ResourceKind;
import dev.weir.resource.schema.ImageSchemas;
import dev.weir.resource.schema.ProjectSchemas;
import dev.weir.resource.schema.Schema;
import dev.weir.resource.schema.UserSchemas;
import java.util.Map;
import java.util.Optional;

/** The schemas of all kinds that have one. Safe for many threads. */
public final class KindSchemas {
  private final MessageSchemas messages = new MessageSchemas();
  private final Map<String, Schema.Fields> images = ImageSchemas.kinds();
  private final Map<String, Schema.Fields> users = UserSchemas.kinds();
  private final Map<String, Schema.Fields> projects = ProjectSchemas.kinds();

  /** The schema of a kind; empty if its objects may have any fields. */
  public Optional<Schema.Fields> find(ResourceKind kind) {
    return switch (kind.group()) {
      case "image.openshift.io" -> Optional.ofNullable(images.get(kind.kind()));
      case "user.openshift.io" -> Optional.ofNullable(users.get(kind.kind()));
      case "project.openshift.io" -> Optional.ofNullable(projects.get(kind.kind()));
      default -> messages.find(kind.apiVersion(), kind.kind());
    };
  }
}
