package dev.weir.imagestream;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Numbers the versions of a stream's spec and of its tags (image-api.md 3.2). */
final class Generations {
  private Generations() {}

  /** A new stream and all its spec tags begin at 1. */
  static ImageStream first(ImageStream stream) {
    Map<String, SpecTag> spec = new TreeMap<>();
    stream.spec().forEach((name, tag) -> spec.put(name, tag.withGeneration(1)));
    return stream.withSpec(spec).withGeneration(1);
  }

  /**
   * Numbers an edited stream: clients may only send 0 ("import again") or nothing; the stream's
   * number grows if the spec differs, and tags that are new or changed take it over.
   */
  static ImageStream next(ImageStream before, ImageStream after) {
    Map<String, SpecTag> spec = new TreeMap<>();
    after
        .spec()
        .forEach(
            (name, tag) -> {
              SpecTag old = before.spec().get(name);
              boolean askedAnew = tag.generation().equals(OptionalLong.of(0));
              spec.put(name, old == null || askedAnew ? tag : tag.withGeneration(old.generation()));
            });
    ImageStream kept = after.withSpec(spec);
    boolean grows = !kept.sameSpec(before) || before.generation() == 0;
    long generation = before.generation() + (grows ? 1 : 0);
    spec.replaceAll(
        (name, tag) -> {
          Optional<SpecTag> old = Optional.ofNullable(before.spec().get(name));
          boolean anew =
              old.isEmpty()
                  || tag.generation().orElse(0) == 0
                  || isChanged(before.name().namespace(), old.get(), tag);
          return anew ? tag.withGeneration(generation) : tag;
        });
    return kept.withSpec(spec).withGeneration(generation);
  }

  /**
   * True if a tag's source differs in what matters: effective namespace, name, reference, import
   * mode, or a new import is asked for. A change of kind alone does not count.
   */
  @SuppressWarnings("ReferenceEquality") // most tags of a stream that is written are what they were
  static boolean isChanged(String namespace, SpecTag before, SpecTag after) {
    if (before == after) {
      return false;
    }
    if (after.from().filter(TagSource::isSet).isEmpty()) {
      return false;
    }
    if (before.from().isEmpty()) {
      return true;
    }
    TagSource old = before.from().get();
    TagSource now = after.from().get();
    return !old.namespaceOr(namespace).equals(now.namespaceOr(namespace))
        || !old.name().equals(now.name())
        || before.reference() != after.reference()
        || !before.importPolicy().mode().equals(after.importPolicy().mode())
        || (after.generation().equals(OptionalLong.of(0)) && before.generation().orElse(0) != 0);
  }
}
