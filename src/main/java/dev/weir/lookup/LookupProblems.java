package dev.weir.lookup;

import dev.weir.resource.Meta;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What in the lookup annotation of a workload comes to nothing, for whoever writes it. Pure. */
final class LookupProblems {
  /** Longest value that is repeated to its writer. */
  private static final int LONGEST = 40;

  private LookupProblems() {}

  /** One sentence each. */
  static List<String> of(WorkloadKind pods, ObjectNode workload) {
    return Stream.of(workload, pods.pod(workload))
        .map(object -> Meta.annotation(object, ImageLookup.ANNOTATION))
        .filter(value -> !value.isEmpty() && !value.equals("*"))
        .distinct()
        .map(
            value ->
                "annotation %s: the value \"%s\" does nothing; only * lets names be those of image streams"
                    .formatted(ImageLookup.ANNOTATION, shortened(value)))
        .toList();
  }

  private static String shortened(String value) {
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
  }
}
