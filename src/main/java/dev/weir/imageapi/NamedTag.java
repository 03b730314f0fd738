package dev.weir.imageapi;

import dev.weir.objects.ListOptions;
import dev.weir.objects.Scope;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.ResourceKind;
import java.util.Optional;

/**
 * {@code stream:tag}, as the objects that show a tag are called.
 *
 * @param text as the client wrote it
 */
record NamedTag(StreamName stream, String tag, String text) {
  /**
   * Reads a name.
   *
   * @param done what the request does with the tag, such as {@code retrieved}
   * @throws dev.weir.resource.StatusException 400 unless there is one colon with something on
   *     either side, and no {@code @}
   */
  static NamedTag parse(ResourceKind kind, Scope scope, String text, String done) {
    return tryParse(scope, text)
        .orElseThrow(
            () ->
                ApiStatus.badRequest(
                        "%ss must be %s with <name>:<tag>".formatted(kind.kind(), done))
                    .exception());
  }

  private static Optional<NamedTag> tryParse(Scope scope, String text) {
    int colon = text.indexOf(':');
    boolean wellFormed =
        colon > 0
            && colon < text.length() - 1
            && text.indexOf(':', colon + 1) < 0
            && text.indexOf('@') < 0;
    if (!wellFormed) {
      return Optional.empty();
    }
    StreamName stream = new StreamName(scope.namespace(), text.substring(0, colon));
    return Optional.of(new NamedTag(stream, text.substring(colon + 1), text));
  }

  /** The only tag that a list or watch can show, because it selects one by its name. */
  static Optional<NamedTag> selected(Scope scope, ListOptions options) {
    return scope.namespace().isEmpty()
        ? Optional.empty()
        : options.fields().requirements().stream()
            .filter(r -> r.field().equals("metadata.name") && !r.negated())
            .map(FieldSelector.Requirement::value)
            .findFirst()
            .flatMap(name -> tryParse(scope, name));
  }
}
