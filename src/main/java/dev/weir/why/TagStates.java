package dev.weir.why;

import dev.weir.follower.Trigger;
import dev.weir.follower.Trigger.TagKey;
import dev.weir.imagestream.TagCondition;
import dev.weir.why.Followed.Behind;
import dev.weir.why.Followed.State;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether what follows a tag has what that is now, and why it has not. Pure, for the facts given.
 */
record TagStates(TagFacts facts, ShownTags tags) {
  /**
   * The state of an image that a trigger moves.
   *
   * @param root the object that the trigger stands on
   * @param behind what to say of an image that is not there yet
   */
  Followed of(Trigger trigger, ImageId image, Following following, ObjectNode root, Behind behind) {
    TagKey tag = trigger.from();
    if (!facts.mayBeSeen(tag)) {
      return new Followed(tag, State.HIDDEN, ChainSearch.hidden(tag).message(), "");
    }
    Optional<String> newest = tags.newest(tag);
    boolean same = newest.map(tags::stored).filter(now -> isSame(now, image)).isPresent();
    String wants = same ? "" : newest.orElse("");
    if (!trigger.active()) {
      return new Followed(tag, State.PAUSED, "", wants);
    }
    if (newest.isPresent() && same) {
      return new Followed(tag, State.CURRENT, "", "");
    }
    Optional<String> refusal =
        following.idle().isEmpty()
            ? following.rights().refusal(following.kind().kind(), root, trigger)
            : Optional.empty();
    if (refusal.isPresent()) {
      return new Followed(tag, State.REFUSED, refusal.get(), wants);
    }
    if (newest.isEmpty()) {
      return new Followed(tag, State.EMPTY, empty(tag), "");
    }
    return following.idle().isEmpty()
        ? new Followed(tag, behind.state(), behind.message(), wants)
        : new Followed(tag, State.IDLE, following.idle(), wants);
  }

  /** By its digest, wherever it is pulled from; by its name if it has none. */
  private static boolean isSame(ImageId one, ImageId other) {
    return one.pullSpec().equals(other.pullSpec())
        || (!one.digest().isEmpty() && one.digest().equals(other.digest()));
  }

  /** Why a tag has no image, if something says so. */
  String empty(TagKey tag) {
    return facts.stream(tag.streamName())
        .flatMap(
            stream ->
                stream.history(tag.tag()).conditions().stream()
                    .filter(condition -> condition.status().equals("False"))
                    .map(TagCondition::message)
                    .findFirst())
        .orElse("");
  }
}
