package dev.weir.cli.cluster;

import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The kinds that most calls are about and every Weir has: no discovery is needed to find them. */
public final class KnownKinds {

  private static final List<ResourceKind> ALL =
      List.of(
          Kinds.IMAGE_STREAM,
          Kinds.IMAGE_STREAM_TAG,
          Kinds.IMAGE_STREAM_IMAGE,
          Kinds.IMAGE_STREAM_IMPORT,
          Kinds.IMAGE,
          Kinds.IMAGE_STREAM_MAPPING,
          Kinds.NAMESPACE,
          Kinds.SECRET,
          Kinds.SERVICE_ACCOUNT,
          Kinds.CONFIG_MAP,
          Kinds.ROLE,
          Kinds.ROLE_BINDING,
          Kinds.CLUSTER_ROLE,
          Kinds.CLUSTER_ROLE_BINDING,
          Kinds.EVENT,
          Kinds.DEPLOYMENT,
          Kinds.PROJECT,
          Kinds.PROJECT_REQUEST,
          Kinds.USER);

  private KnownKinds() {}

  /** A kind by what a user calls it: plural, singular, short, with or without group, any case. */
  public static Optional<ResourceKind> called(String name) {
    return KindFinder.called(ALL, name);
  }

  /** A kind by what an object calls itself. */
  public static Optional<ResourceKind> of(String apiVersion, String kind) {
    for (ResourceKind known : ALL) {
      if (known.kind().equals(kind) && known.apiVersion().equals(apiVersion)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** The kind of a workload or image object as far as it is told without asking a server. */
  public static ResourceKind guessed(JsonNode object) {
    String apiVersion = Json.string(object, "apiVersion");
    String kind = Json.string(object, "kind");
    int slash = apiVersion.indexOf('/');
    String singular = kind.toLowerCase(Locale.ROOT);
    return of(apiVersion, kind)
        .orElseGet(
            () ->
                new ResourceKind(
                    slash < 0 ? "" : apiVersion.substring(0, slash),
                    apiVersion.substring(slash + 1),
                    singular + "s",
                    singular,
                    kind,
                    true,
                    List.of(),
                    List.of(),
                    List.of()));
  }
}
