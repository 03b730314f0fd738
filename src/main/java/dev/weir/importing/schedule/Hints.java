package dev.weir.importing.schedule;

import dev.weir.reference.ImageReference;
import java.util.function.Predicate;

/** Takes the word of somebody that a tag may have moved. Safe for threads. */
public interface Hints {
  /**
   * Looks at scheduled tags soon instead of when they are due. However often one is hinted at, it
   * is looked at once now and at most once more a little later.
   *
   * @param namespace whose streams may be meant
   * @param what is meant, of the pull specs that tags are imported from, with client defaults
   * @return how many tags are going to be looked at
   */
  int hint(String namespace, Predicate<ImageReference> what);
}
