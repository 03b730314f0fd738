package dev.weir.cli.cluster;

import dev.weir.cli.call.CliException;
import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Finds kinds by name: the known ones at once, others by asking the server once. */
public final class KindFinder {
  private final Discovery discovery;

  KindFinder(Discovery discovery) {
    this.discovery = discovery;
  }

  /**
   * A kind by what the user calls it, such as {@code is} or {@code deployments.v1.apps}.
   *
   * @throws CliException if the server has none
   */
  public ResourceKind called(String name) throws IOException {
    Optional<ResourceKind> known = KnownKinds.called(name);
    return known.isPresent()
        ? known.get()
        : find(kinds -> called(kinds, name))
            .orElseThrow(() -> unknown("the server doesn't have a resource type \"" + name + "\""));
  }

  /**
   * One kind as {@link #called} finds it, or those of a category such as {@code all}.
   *
   * @throws CliException if the server has none
   */
  public List<ResourceKind> allCalled(String name) throws IOException {
    Optional<ResourceKind> known = KnownKinds.called(name);
    return known.isPresent()
        ? List.of(known.get())
        : find(kinds -> allCalled(kinds, name))
            .orElseThrow(() -> unknown("the server doesn't have a resource type \"" + name + "\""));
  }

  /** True if something is called so. */
  boolean has(String name) throws IOException {
    return KnownKinds.called(name).isPresent() || find(kinds -> allCalled(kinds, name)).isPresent();
  }

  /** The kind that is called so, if the server has one. */
  public Optional<ResourceKind> perhapsCalled(String name) throws IOException {
    Optional<ResourceKind> known = KnownKinds.called(name);
    return known.isPresent() ? known : find(kinds -> called(kinds, name));
  }

  /** What nobody has; or it is in a group that could not be asked. */
  private CliException unknown(String words) {
    return CliException.error(
        words + incomplete().map(why -> ", as far as it tells: " + why).orElse(""));
  }

  /** Why there may be kinds that {@link #served} does not list; empty if there are none. */
  public Optional<String> incomplete() {
    List<String> unanswered = discovery.unanswered();
    return unanswered.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "unable to retrieve the complete list of server APIs: "
                + String.join(", ", unanswered));
  }

  private static Optional<List<ResourceKind>> allCalled(List<ResourceKind> kinds, String name) {
    Optional<ResourceKind> one = called(kinds, name);
    if (one.isPresent()) {
      return one.map(List::of);
    }
    List<ResourceKind> members =
        kinds.stream()
            .filter(kind -> kind.categories().contains(name))
            .map(kind -> KnownKinds.of(kind.apiVersion(), kind.kind()).orElse(kind))
            .toList();
    return members.isEmpty() ? Optional.empty() : Optional.of(members);
  }

  /**
   * The kind of an object.
   *
   * @throws CliException if the server has none
   */
  public ResourceKind of(JsonNode object) throws IOException {
    String apiVersion = Json.string(object, "apiVersion");
    String kind = Json.string(object, "kind");
    Optional<ResourceKind> known = KnownKinds.of(apiVersion, kind);
    if (known.isPresent()) {
      return known.get();
    }
    return find(kinds -> of(kinds, apiVersion, kind))
        .orElseThrow(
            () ->
                unknown("no matches for kind \"" + kind + "\" in version \"" + apiVersion + "\""));
  }

  /** Of several resources of one kind, the last one is that of its objects, as clients have it. */
  private static Optional<ResourceKind> of(
      List<ResourceKind> kinds, String apiVersion, String kind) {
    return kinds.stream()
        .filter(served -> served.kind().equals(kind) && served.apiVersion().equals(apiVersion))
        .reduce((_, later) -> later);
  }

  /** What the kept kinds do not have, a newer server may. */
  private <T> Optional<T> find(Function<List<ResourceKind>, Optional<T>> search)
      throws IOException {
    Optional<T> found = search.apply(discovery.kinds());
    return found.isEmpty() && discovery.mayBeOld() ? search.apply(discovery.kindsNow()) : found;
  }

  /** Everything the server has now. */
  public List<ResourceKind> served() throws IOException {
    return discovery.kindsNow();
  }

  /** Everything the server has, or had lately if {@code --cache-dir} names where that is kept. */
  public List<ResourceKind> servedLately() throws IOException {
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
