package dev.weir.cli.target;

import tools.jackson.databind.node.ObjectNode;

/**
 * What a verb does to one object.
 *
 * @param patch to send; nothing is sent if it is empty
 * @param result the object with the patch, for when nothing may be sent
 * @param done what is said after the object's name, such as {@code image updated}
 */
public record Change(String mediaType, ObjectNode patch, ObjectNode result, String done) {
  public static final String MERGE = "application/merge-patch+json";
  public static final String STRATEGIC = "application/strategic-merge-patch+json";

  /** Nothing: the object is as it shall be. */
  public static Change none(Target target, String said) {
    ObjectNode empty = target.object().objectNode();
    return new Change(MERGE, empty, target.object(), said);
  }
}
