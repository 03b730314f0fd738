package dev.weir.importing.schedule;

import dev.weir.reference.ImageReference;
import java.util.function.Predicate;

/** Takes the word of somebody that a tag may have moved. Safe for threads. */
public interface Hints {
  /**
   * Looks at scheduled tags now instead of when they are due, and once more two seconds later,
   * since registries tell of a push before they show it. However often a tag is hinted at, ten
   * seconds lie between such pairs of looks.
   *
   * @param namespace whose streams may be meant
   * @param what is meant, of the pull specs that tags are imported from, with client defaults
   * @return how many tags are going to be looked at
   */
  int hint(String namespace, Predicate<ImageReference> what);
}
