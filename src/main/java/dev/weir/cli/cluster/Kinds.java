package dev.weir.cli.cluster;

import dev.weir.cli.call.CliException;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Finds kinds by name: the known ones at once, others by asking the server once. */
public final class Kinds {
  private final Discovery discovery;

  Kinds(Discovery discovery) {
    this.discovery = discovery;
  }

  /**
   * A kind by what the user calls it, such as {@code is} or {@code deployments.v1.apps}.
   *
   * @throws CliException if the server has none
   */
  public ResourceKind called(String name) throws IOException {
    Optional<ResourceKind> known = KnownKinds.called(name);
    if (known.isPresent()) {
      return known.get();
    }
    return called(discovery.kinds(), name)
        .orElseThrow(
            () -> CliException.error("the server doesn't have a resource type \"" + name + "\""));
  }

  /**
   * One kind as {@link #called} finds it, or those of a category such as {@code all}.
   *
   * @throws CliException if the server has none
   */
  public List<ResourceKind> allCalled(String name) throws IOException {
    if (KnownKinds.called(name).isEmpty() && called(discovery.kinds(), name).isEmpty()) {
      List<ResourceKind> members =
          discovery.kinds().stream()
              .filter(kind -> kind.categories().contains(name))
              .map(kind -> KnownKinds.of(kind.apiVersion(), kind.kind()).orElse(kind))
              .toList();
      if (!members.isEmpty()) {
        return members;
      }
    }
    return List.of(called(name));
  }

  /**
   * The kind of an object.
   *
   * @throws CliException if the server has none
   */
  public ResourceKind of(JsonNode object) throws IOException {
    String apiVersion = dev.weir.resource.Json.string(object, "apiVersion");
    String kind = dev.weir.resource.Json.string(object, "kind");
    Optional<ResourceKind> known = KnownKinds.of(apiVersion, kind);
    if (known.isPresent()) {
      return known.get();
    }
    for (ResourceKind served : discovery.kinds()) {
      if (served.kind().equals(kind) && served.apiVersion().equals(apiVersion)) {
        return served;
      }
    }
    throw CliException.error(
        "no matches for kind \"" + kind + "\" in version \"" + apiVersion + "\"");
  }

  /** Everything the server has. */
  public List<ResourceKind> served() throws IOException {
    return discovery.kinds();
  }

  static Optional<ResourceKind> called(List<ResourceKind> kinds, String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    String word = dot < 0 ? wanted : wanted.substring(0, dot);
    String group = dot < 0 ? "" : wanted.substring(dot + 1);
    for (ResourceKind kind : kinds) {
      boolean named =
          kind.plural().equals(word)
              || kind.singular().equals(word)
              || kind.shortNames().contains(word);
      if (named && (group.isEmpty() || isIn(kind, group))) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private static boolean isIn(ResourceKind kind, String group) {
    return kind.group().equals(group)
        || (kind.version() + "." + kind.group()).equals(group)
        || (kind.group().isEmpty() && kind.version().equals(group));
  }
}
