package dev.weir.pullthrough.stream;

import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;

/**
 * What projects that show a whole upstream say about asking it. Looked up at each fetch, so that
 * what an administrator takes back holds at once, whatever tags were made by then.
 */
@FunctionalInterface
public interface ShownUpstreams {
  /** No project shows any. */
  ShownUpstreams NONE = (_, _) -> Way.AS_THE_TAG_SAYS;

  /** How the repository may be asked for what the stream shows of it. */
  Way way(StreamName stream, ImageReference repository);

  /** How another registry may be asked. */
  enum Way {
    /** It is not what the project shows. */
    AS_THE_TAG_SAYS,
    SECURE,
    /** Plain HTTP and unverified TLS, too. */
    INSECURE,
    /** Not at all now. */
    NONE
  }
}
