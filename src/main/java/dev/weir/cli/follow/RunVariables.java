package dev.weir.cli.follow;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** What a command finds in its environment. Pure. */
final class RunVariables {
  private static final Pattern OURS =
      Pattern.compile(
          "WEIR_(IMAGE|IMAGE_.*|PREVIOUS_IMAGE|KIND|NAME|NAMESPACE|CAUSE_(TAG|HOW|BY))");
  private static final String VOLUME = "volume ";

  private RunVariables() {}

  /**
   * The environment of a run.
   *
   * @param around that of this program; what it says of other runs is left out
   * @param images for which it is run
   * @param previous for which it last ended well
   */
  static Map<String, String> of(
      Map<String, String> around,
      Followed followed,
      ObjectNode object,
      Images images,
      Optional<Images> previous) {
    Map<String, String> all = new HashMap<>(around);
    all.keySet().removeIf(name -> OURS.matcher(name).matches());
    own(followed, object, images, previous)
        .forEach(
            (name, value) -> {
              if (!value.isEmpty() && value.indexOf('\0') < 0) { // which no environment can hold
                all.put(name, value);
              }
            });
    return all;
  }

  private static Map<String, String> own(
      Followed followed, ObjectNode object, Images images, Optional<Images> previous) {
    Map<String, String> own = new LinkedHashMap<>();
    String image = images.first();
    own.put("WEIR_IMAGE", image);
    previous.ifPresent(before -> own.put("WEIR_PREVIOUS_IMAGE", before.first()));
    own.put("WEIR_KIND", followed.object().kind().kind());
    own.put("WEIR_NAME", followed.object().name());
    own.put("WEIR_NAMESPACE", followed.namespace());
    CauseNote.of(object, image)
        .ifPresent(
            cause -> {
              own.put("WEIR_CAUSE_TAG", cause.tag());
              own.put("WEIR_CAUSE_HOW", cause.how());
              own.put("WEIR_CAUSE_BY", cause.by());
            });
    if (!followed.isTag()) { // containers come before volumes
      new TreeMap<>(followed.named(object))
          .forEach((place, named) -> own.putIfAbsent(variable(place), named));
    }
    return own;
  }

  /** {@code WEIR_IMAGE_MY_APP} of {@code container my-app}, {@code WEIR_IMAGE_VOLUME_DATA}. */
  private static String variable(String place) {
    String name =
        place.startsWith(VOLUME)
            ? place.replace(' ', '_')
            : place.substring(place.lastIndexOf(' ') + 1);
    return "WEIR_IMAGE_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
