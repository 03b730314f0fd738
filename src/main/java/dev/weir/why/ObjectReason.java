package dev.weir.why;

import dev.weir.resource.ResourceKind;
import java.util.List;

/**
 * Why an object runs what it runs.
 *
 * @param elsewhere it is on the server whose workloads follow the tags of this one
 * @param owners what made it, and what made that, as {@code TYPE/NAME}
 * @param omitted how many more images it has
 * @param problems what in its triggers comes to nothing, in sentences without a full stop
 */
record ObjectReason(
    ResourceKind kind,
    String namespace,
    String name,
    boolean elsewhere,
    List<String> owners,
    List<ImageReason> images,
    int omitted,
    List<String> problems) {
  ObjectReason {
    owners = List.copyOf(owners);
    images = List.copyOf(images);
    problems = List.copyOf(problems);
  }
}
