package dev.weir.imageapi;

import dev.weir.objects.meta.MetaRules;
import dev.weir.objects.meta.NameRule;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What the metadata of a stream that is sent may hold. */
final class StreamMetadata {
  private StreamMetadata() {}

  /**
   * A stream whose {@code spec} or {@code tags} slipped under its metadata, as the product guide
   * has it, would become an empty stream without a word (image-api.md 1.2).
   */
  static List<FieldProblem> misplaced(ObjectNode sent) {
    List<FieldProblem> problems = new ArrayList<>();
    for (String misplaced : new String[] {"spec", "tags"}) {
      if (Meta.of(sent).has(misplaced)) {
        String right = misplaced.equals("tags") ? "spec.tags" : misplaced;
        problems.add(
            FieldProblem.forbidden(
                "metadata." + misplaced, "belongs beside metadata, as " + right));
      }
    }
    if (!problems.isEmpty()) {
      problems.addAll(MetaRules.validate(sent, NameRule.PATH_SEGMENT));
    }
    return problems;
  }

  /**
   * Labels and annotations; the name is the stream's own matter.
   *
   * @throws dev.weir.resource.StatusException 422 with all problems
   */
  static void require(ObjectNode object) {
    List<FieldProblem> problems = misplaced(object);
    if (problems.isEmpty()) {
      MetaRules.validate(object, NameRule.PATH_SEGMENT).stream()
          .filter(problem -> !problem.field().equals("metadata.name"))
          .forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      throw ApiStatus.invalid(Kinds.IMAGE_STREAM, Meta.name(object), problems).exception();
    }
  }

  /** Streams are updated from a version that was seen, and in no other way. */
  static void requireVersion(ObjectNode updated) {
    if (Meta.resourceVersion(updated).isEmpty()) {
      throw ApiStatus.versionRequired(Kinds.IMAGE_STREAM, Meta.name(updated)).exception();
    }
  }
}
