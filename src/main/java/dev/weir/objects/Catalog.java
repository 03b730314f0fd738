package dev.weir.objects;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All resources that are served, in the order in which discovery lists them. */
public final class Catalog {
  private final Map<Key, Rest> byPath = new LinkedHashMap<>();

  public Catalog(List<Rest> resources) {
    for (Rest rest : resources) {
      var kind = rest.kind();
      Key key = new Key(kind.group(), kind.version(), kind.plural());
      if (byPath.put(key, rest) != null) {
        throw new IllegalArgumentException("served twice: " + key);
      }
    }
  }

  private record Key(String group, String version, String plural) {}

  public List<Rest> all() {
    return List.copyOf(byPath.values());
  }

  /**
   * Finds a resource by its place in a path.
   *
   * @param group empty for the core group
   */
  public Optional<Rest> find(String group, String version, String plural) {
    return Optional.ofNullable(byPath.get(new Key(group, version, plural)));
  }
}
