package dev.weir.pending;

import dev.weir.pending.PendingOption.Place;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds out what there is to say to somebody who writes an object: of each option that he sets or
 * changes, once. Not safe for several threads.
 */
public final class PendingWrite {
  /** Most fields that one warning names. */
  private static final int MOST_NAMED = 3;

  private final Map<Place, String> places = new LinkedHashMap<>();
  private Map<Place, Map<String, String>> before = Map.of();
  private Map<Place, Map<String, String>> sent = Map.of();

  private PendingWrite() {}

  /**
   * A write of an object.
   *
   * @param kind of the object, also if it comes in an older form
   */
  public static PendingWrite of(ResourceKind kind) {
    PendingWrite write = new PendingWrite();
    for (PendingOption option : PendingOptions.ALL) {
      for (Place place : option.places()) {
        if (place.resource().equals(kind.resource())) {
          write.places.put(place, option.says());
        }
      }
    }
    return write;
  }

  /** Notes what was there. */
  public void before(ObjectNode object) {
    before = found(object);
  }

  /** Notes what shall be, as it was sent or as a patch made it. */
  public void sent(ObjectNode object) {
    sent = found(object);
  }

  private Map<Place, Map<String, String>> found(ObjectNode object) {
    Map<Place, Map<String, String>> found = new LinkedHashMap<>();
    places.keySet().forEach(place -> found.put(place, place.finder().apply(object)));
    return found;
  }

  /** The warnings. */
  public List<String> warnings() {
    Map<String, Set<String>> fields = new LinkedHashMap<>();
    places.forEach(
        (place, says) -> {
          Set<String> changed = changed(place);
          if (!changed.isEmpty()) {
            fields.computeIfAbsent(says, _ -> new TreeSet<>()).addAll(changed);
          }
        });
    List<String> warnings = new ArrayList<>();
    fields.forEach((says, names) -> warnings.add(named(names) + ": " + says));
    return warnings;
  }

  private Set<String> changed(Place place) {
    Map<String, String> was = before.getOrDefault(place, Map.of());
    Map<String, String> is = sent.getOrDefault(place, Map.of());
    return is.keySet().stream()
        .filter(field -> !is.getOrDefault(field, "").equals(was.get(field)))
        .collect(Collectors.toSet());
  }

  private static String named(Set<String> fields) {
    String some = fields.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = fields.size() - MOST_NAMED;
    return more > 0 ? some + " and " + more + " more" : some;
  }
}
