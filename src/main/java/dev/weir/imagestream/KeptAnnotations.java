package dev.weir.imagestream;

import dev.weir.resource.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Weir is told of a stream and its tags by annotations of its own stays through an update that
 * does not name it: stock clients send tags and streams whole, without what they do not know. An
 * empty value takes it away.
 */
public final class KeptAnnotations {
  private static final String PREFIX = "weir.dev/";

  private KeptAnnotations() {}

  /** True of an annotation that stays. */
  public static boolean isKept(String annotation) {
    return annotation.startsWith(PREFIX);
  }

  /**
   * A stream that somebody wants in place of the stored one, with what it does not name. So does a
   * held tag stay that it leaves out: it goes when somebody deletes it or releases it first.
   */
  static ImageStream carried(ImageStream stored, ImageStream incoming) {
    Map<String, SpecTag> spec = new TreeMap<>();
    incoming.spec().forEach((name, tag) -> spec.put(name, carried(stored.specTag(name), tag)));
    stored.spec().values().stream()
        .filter(SpecTag::isHeld)
        .forEach(held -> spec.putIfAbsent(held.name(), held));
    return incoming.withMetadata(metadata(stored, incoming)).withSpec(spec);
  }

  /** The same of one tag. */
  public static SpecTag carried(Optional<SpecTag> stored, SpecTag incoming) {
    Map<String, String> annotations =
        carried(stored.map(SpecTag::annotations).orElse(Map.of()), incoming.annotations());
    return annotations.equals(incoming.annotations())
        ? incoming
        : incoming.withAnnotations(annotations);
  }

  /**
   * What there is to say to somebody whose update would have released tags, or taken them away, and
   * named neither.
   *
   * @param sent what somebody wanted
   * @param after what became of it
   */
  public static List<String> remarks(ImageStream sent, ImageStream after) {
    String stream = after.name().name();
    return after.spec().values().stream()
        .filter(SpecTag::isHeld)
        .flatMap(
            held ->
                sent
                    .specTag(held.name())
                    .map(tag -> remark(stream, held, tag.annotations()))
                    .orElseGet(() -> Optional.of(HoldWords.staysItself(stream, held)))
                    .stream())
        .toList();
  }

  /**
   * As above, of one tag that is there still.
   *
   * @param sent annotations that it should have had
   */
  public static Optional<String> remark(String stream, SpecTag after, Map<String, String> sent) {
    return after.isHeld() && !sent.containsKey(SpecTag.HOLD)
        ? Optional.of(HoldWords.staysHeld(stream, after))
        : Optional.empty();
  }

  private static Map<String, String> carried(
      Map<String, String> stored, Map<String, String> incoming) {
    Map<String, String> all = new TreeMap<>(incoming);
    stored.forEach(
        (key, value) -> {
          if (isKept(key)) {
            all.putIfAbsent(key, value);
          }
        });
    all.entrySet().removeIf(entry -> isKept(entry.getKey()) && entry.getValue().isBlank());
    return all;
  }

  private static ObjectNode metadata(ImageStream stored, ImageStream incoming) {
    Map<String, String> sent = annotations(incoming);
    Map<String, String> all = carried(annotations(stored), sent);
    if (all.equals(sent)) {
      return incoming.metadata();
    }
    ObjectNode metadata = incoming.metadata().deepCopy();
    metadata.remove("annotations");
    if (!all.isEmpty()) {
      ObjectNode annotations = metadata.putObject("annotations");
      all.forEach(annotations::put);
    }
    return metadata;
  }

  private static Map<String, String> annotations(ImageStream stream) {
    Map<String, String> found = new TreeMap<>();
    Json.objectAt(stream.metadata(), "annotations")
        .forEachEntry((key, value) -> found.put(key, value.asString("")));
    return found;
  }
}
