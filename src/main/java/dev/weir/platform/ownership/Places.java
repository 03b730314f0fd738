package dev.weir.platform.ownership;

import dev.weir.objects.Catalog;
import dev.weir.objects.Rest;
import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.ResourceKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the place of a key and of an owner. */
final class Places {
  private final Map<String, Rest> byPrefix = new HashMap<>();
  private final Map<String, Rest> byKind = new HashMap<>();

  Places(Catalog catalog) {
    for (Rest rest : catalog.all()) {
      ResourceKind kind = rest.kind();
      byPrefix.putIfAbsent(ObjectKey.prefix(kind, ""), rest);
      byKind.putIfAbsent(kind.group() + "/" + kind.kind(), rest);
    }
  }

  /** Prefixes of all kinds. */
  List<String> prefixes() {
    return byPrefix.keySet().stream().sorted().toList();
  }

  /** The place with a key; empty if no kind has such keys. */
  Optional<Place> ofKey(String key) {
    int end = 0;
    for (int parts = 0; parts < 4 && end >= 0; parts++) {
      end = key.indexOf('/', end) + 1;
      if (end == 0) {
        return Optional.empty();
      }
    }
    Rest rest = byPrefix.get(key.substring(0, end));
    if (rest == null) {
      return Optional.empty();
    }
    String below = key.substring(end);
    if (!rest.kind().namespaced()) {
      return Optional.of(new Place(rest, "", below));
    }
    int slash = below.indexOf('/');
    return slash < 0
        ? Optional.empty()
        : Optional.of(new Place(rest, below.substring(0, slash), below.substring(slash + 1)));
  }

  /**
   * The place of an owner: in the same namespace, or in none. Empty if nobody here knows the kind,
   * or if a cluster-wide object names an owner in a namespace.
   */
  Optional<Place> ofOwner(OwnerReference owner, Place dependent) {
    Rest rest = byKind.get(owner.group() + "/" + owner.kind());
    if (rest == null || (rest.kind().namespaced() && !dependent.rest().kind().namespaced())) {
      return Optional.empty();
    }
    String namespace = rest.kind().namespaced() ? dependent.namespace() : "";
    return Optional.of(new Place(rest, namespace, owner.name()));
  }
}
