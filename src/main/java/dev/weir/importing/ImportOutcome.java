package dev.weir.importing;

import dev.weir.importing.lists.ListChoice;
import dev.weir.reference.Digest;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What became of one image. */
public sealed interface ImportOutcome {
  /** Tag that was asked for; empty if a digest was, or if the reference could not be read. */
  String tag();

  /**
   * Found.
   *
   * @param image the Image object, with manifest and configuration text; outcomes of the same image
   *     share what it is made of
   * @param digest its name
   * @param pullSpec registry and repository as typed, with the digest
   * @param children Images of a preserved list, in its order, each before those that it lists
   * @param choice how it was chosen, if the registry has a list where it was looked for
   */
  record Imported(
      ObjectNode image,
      Digest digest,
      String pullSpec,
      String tag,
      List<ObjectNode> children,
      Optional<ListChoice> choice)
      implements ImportOutcome {
    public Imported {
      children = List.copyOf(children);
    }
  }

  /** Not found, not allowed, not reachable, or not an image. */
  record Failed(ImportFailure why, String tag) implements ImportOutcome {}
}
