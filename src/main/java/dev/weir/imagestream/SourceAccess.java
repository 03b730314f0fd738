package dev.weir.imagestream;

import dev.weir.reference.StreamName;
import dev.weir.resource.FieldProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * May the caller read a stream of another namespace? Asked with {@code get imagestreams/layers}
 * (image-api.md 3.6).
 */
public interface SourceAccess {
  /** Everything may be read, as for Weir itself. */
  SourceAccess ALL = _ -> Optional.empty();

  /** Why the caller may not; empty if the stream may be read. */
  Optional<String> refusal(StreamName source);

  /** Problems of new and changed tags; each source is asked about once. */
  static List<FieldProblem> check(ImageStream before, ImageStream after, SourceAccess access) {
    Map<StreamName, Optional<String>> answers = new LinkedHashMap<>();
    List<FieldProblem> problems = new ArrayList<>();
    String own = after.name().namespace();
    for (SpecTag tag : after.spec().values()) {
      SpecTag old = before.spec().get(tag.name());
      boolean fresh = old == null || Generations.isChanged(own, old, tag);
      if (!fresh || tag.from().filter(from -> !from.namespaceOr(own).equals(own)).isEmpty()) {
        continue;
      }
      String field = "spec.tags[" + tag.name() + "].from";
      Optional<SourceName> source = SourceName.of(after.name(), tag.from().get());
      if (source.isEmpty()) {
        problems.add(
            FieldProblem.invalid(
                field + ".name",
                tag.from().get().name(),
                "must be of the form <tag>, <repo>:<tag>, <id>, or <repo>@<id>"));
        continue;
      }
      StreamName stream = source.get().stream();
      answers
          .computeIfAbsent(stream, access::refusal)
          .ifPresent(
              why ->
                  problems.add(FieldProblem.forbidden(field, stream + ": \"" + why + "\" \"\"")));
    }
    return problems;
  }
}
