package dev.weir.imagestream;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a user wants a tag to be: {@code spec.tags[]} (image-api.md 2.1).
 *
 * @param reference points at its source for good and is never imported
 * @param generation of the stream when this tag last changed; 0 asks for a new import
 * @param referencePolicy {@link #SOURCE} or {@link #LOCAL}
 */
public record SpecTag(
    String name,
    Map<String, String> annotations,
    Optional<TagSource> from,
    boolean reference,
    OptionalLong generation,
    ImportPolicy importPolicy,
    String referencePolicy) {
  /** Pull specs name the registry where the image comes from. */
  public static final String SOURCE = "Source";

  /** Pull specs name the integrated registry. */
  public static final String LOCAL = "Local";

  /** Annotation of a tag that somebody holds: who and why. Only a push moves it then. */
  public static final String HOLD = "weir.dev/hold";

  /** Annotation beside {@link #HOLD}: the image of the tag's own history that it is held at. */
  public static final String HELD_IMAGE = "weir.dev/held-image";

  public SpecTag {
    annotations = Map.copyOf(annotations);
  }

  /** A tag that says nothing but its name. */
  public static SpecTag named(String name) {
    return new SpecTag(
        name,
        Map.of(),
        Optional.empty(),
        false,
        OptionalLong.empty(),
        ImportPolicy.DEFAULT,
        SOURCE);
  }

  public SpecTag withName(String newName) {
    return new SpecTag(
        newName, annotations, from, reference, generation, importPolicy, referencePolicy);
  }

  public SpecTag withAnnotations(Map<String, String> newAnnotations) {
    return new SpecTag(
        name, newAnnotations, from, reference, generation, importPolicy, referencePolicy);
  }

  public SpecTag withFrom(TagSource source) {
    return new SpecTag(
        name,
        annotations,
        Optional.of(source),
        reference,
        generation,
        importPolicy,
        referencePolicy);
  }

  public SpecTag withReference(boolean newReference) {
    return new SpecTag(
        name, annotations, from, newReference, generation, importPolicy, referencePolicy);
  }

  public SpecTag withGeneration(long newGeneration) {
    return withGeneration(OptionalLong.of(newGeneration));
  }

  SpecTag withGeneration(OptionalLong newGeneration) {
    return generation.equals(newGeneration)
        ? this
        : new SpecTag(
            name, annotations, from, reference, newGeneration, importPolicy, referencePolicy);
  }

  public SpecTag withImportPolicy(ImportPolicy policy) {
    return new SpecTag(name, annotations, from, reference, generation, policy, referencePolicy);
  }

  public SpecTag withReferencePolicy(String policy) {
    return new SpecTag(name, annotations, from, reference, generation, importPolicy, policy);
  }

  /** Who holds the tag, and why; empty if nobody does. */
  public Optional<String> hold() {
    return annotation(HOLD);
  }

  /** True of a tag that only a push moves. */
  public boolean isHeld() {
    return hold().isPresent();
  }

  /** The image that the tag is held at, where somebody named it. */
  public Optional<String> heldImage() {
    return annotation(HELD_IMAGE);
  }

  private Optional<String> annotation(String key) {
    return Optional.ofNullable(annotations.get(key)).map(String::strip).filter(s -> !s.isEmpty());
  }

  SpecTag withAnnotation(String key, String value) {
    Map<String, String> changed = new HashMap<>(annotations);
    changed.put(key, value);
    return withAnnotations(changed);
  }

  SpecTag withoutAnnotation(String key) {
    Map<String, String> changed = new HashMap<>(annotations);
    changed.remove(key);
    return withAnnotations(changed);
  }

  /** True for a tag that is filled from another registry (image-api.md 5.9). */
  public boolean isImportable() {
    return !reference && from.filter(f -> f.kind().equals(TagSource.DOCKER_IMAGE)).isPresent();
  }
}
