package dev.weir.why;

import dev.weir.follower.Trigger.TagKey;

/**
 * The tag that an image follows, and whether it is what that is now.
 *
 * @param message what there is to say of the state; a sentence without a full stop, or empty
 * @param wants the tag's image now, where that is another one: a pull spec, or empty
 */
record Followed(TagKey tag, State state, String message, String wants) {
  /** In one word, for programs. */
  enum State {
    /** It has what the tag is now. */
    CURRENT,
    /** The tag is at another image, and it is moved there. */
    BEHIND,
    /** The tag is at another image, and the object can never be given that. */
    FIXED,
    /** The trigger is paused, or started by hand only. */
    PAUSED,
    /** The tag has no image. */
    EMPTY,
    /** The trigger may move nothing. */
    REFUSED,
    /** Nothing acts on such a trigger here. */
    IDLE,
    /** Whoever asks may not see the tag. */
    HIDDEN
  }

  /**
   * What there is to say of an image that is not what its tag is now, where nothing else is.
   *
   * @param state {@link State#BEHIND} or {@link State#FIXED}
   */
  record Behind(State state, String message) {
    static Behind moving(String message) {
      return new Behind(State.BEHIND, message);
    }
  }
}
