package dev.weir.cli.follow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The images of an object at one moment.
 *
 * @param byPlace by where they stand, such as {@code container app}, {@code init container setup},
 *     {@code volume data} or {@code tag}; in the order of the object, which does not count when two
 *     are compared; never empty
 */
record Images(Map<String, String> byPlace) {
  static final String TAG = "tag";
  static final String CONTAINER = "container ";

  Images {
    byPlace = Collections.unmodifiableMap(new LinkedHashMap<>(byPlace));
  }

  static Images ofTag(String image) {
    return new Images(Map.of(TAG, image));
  }

  /** The first container's; where none is among them, the first. */
  String first() {
    return byPlace.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(CONTAINER))
        .findFirst()
        .or(() -> byPlace.entrySet().stream().findFirst())
        .map(Map.Entry::getValue)
        .orElseThrow();
  }

  /** {@code IMAGE}, or {@code container app: IMAGE, volume data: IMAGE} where there are several. */
  String inWords() {
    return byPlace.size() == 1
        ? first()
        : byPlace.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
