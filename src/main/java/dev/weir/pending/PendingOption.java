package dev.weir.pending;

import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * An option that is accepted and does nothing yet.
 *
 * @param says what does not happen yet, and what to do instead if there is something
 * @param places where the option stands, in which kinds
 */
public record PendingOption(String says, List<Place> places) {
  public PendingOption {
    places = List.copyOf(places);
  }

  /**
   * Where the option stands in the objects of one kind.
   *
   * @param resource the kind as {@link ResourceKind#resource} names it
   * @param finder the fields of an object that hold the option, with what they say
   * @param example an object in YAML that can be made, with {@code %s} where the option stands
   * @param option what stands there
   */
  public record Place(
      String resource,
      Function<ObjectNode, Map<String, String>> finder,
      String example,
      String option) {
    /** An object with the option. */
    public String with() {
      return example.formatted(option);
    }

    /** The same object without it. */
    public String without() {
      return example.formatted("");
    }
  }
}
