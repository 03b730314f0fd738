package dev.weir.why;

import java.util.List;
import java.util.Optional;

/**
 * How an image came to a tag.
 *
 * @param moves the tag's own first, then that of the tag from which it had the image, and so on
 * @param ending why there is no more, unless the last move is the beginning
 */
record Chain(List<TagMove> moves, Optional<Ending> ending) {
  static final Chain NONE = new Chain(List.of(), Optional.empty());

  Chain {
    moves = List.copyOf(moves);
  }

  static Chain ended(Ending ending) {
    return new Chain(List.of(), Optional.of(ending));
  }

  /**
   * Why a chain ends before its beginning.
   *
   * @param message a sentence without a full stop
   */
  record Ending(Reason reason, String message) {}

  /** In one word, for programs. */
  enum Reason {
    /** Whoever asks may not see the next tag. */
    HIDDEN,
    /** The next tag, or the event in its history, is not there. */
    GONE,
    /** It was never written down how the tag came to it. */
    UNKNOWN,
    /** Tags were made from one another. */
    CIRCLE,
    /** There is more than is looked at. */
    LONG,
    /** A tag without an image. */
    EMPTY
  }
}
