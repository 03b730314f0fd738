package dev.weir.trigger;

import dev.weir.follower.Cause;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.Triggers;
import dev.weir.resource.ApiStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Something in the triggers of an object that comes to nothing as things are. It is no error: a
 * container or an image may come later, and OpenShift takes such triggers too.
 *
 * @param reason one word, for an Event
 * @param text a sentence
 */
record TriggerProblem(String reason, String text) {
  private static final int FORBIDDEN = 403;

  /**
   * Problems of an object. Pure.
   *
   * @param decisions one for each of the triggers
   * @param refusal why a trigger that would move something, or will, may not
   * @param missing whether to speak of an image that a tag has not
   */
  static List<TriggerProblem> of(
      Triggers read,
      List<TriggerDecision> decisions,
      Function<Trigger, Optional<String>> refusal,
      Predicate<Trigger> missing) {
    List<TriggerProblem> found = new ArrayList<>();
    read.problems().forEach(text -> found.add(new TriggerProblem("TriggerUnreadable", text)));
    for (TriggerDecision decision : decisions) {
      switch (decision) {
        case TriggerDecision.Misplaced(Trigger trigger, String reason) ->
            found.add(new TriggerProblem("TriggerMisplaced", where(trigger) + ": " + reason));
        case TriggerDecision.Fixed(Trigger trigger, String reason) ->
            found.add(new TriggerProblem("TriggerFixed", where(trigger) + ": " + reason));
        case TriggerDecision.Unresolved(Trigger trigger) ->
            forbidden(trigger, refusal)
                .or(() -> Optional.of(trigger).filter(missing).map(TriggerProblem::unresolved))
                .ifPresent(found::add);
        case TriggerDecision.Move(Trigger trigger, String _, String _) ->
            forbidden(trigger, refusal).ifPresent(found::add);
        case TriggerDecision.UpToDate _, TriggerDecision.Paused _, TriggerDecision.Waits _ -> {}
      }
    }
    return found;
  }

  private static Optional<TriggerProblem> forbidden(
      Trigger trigger, Function<Trigger, Optional<String>> refusal) {
    return refusal
        .apply(trigger)
        .map(
            reason ->
                new TriggerProblem(
                    "TriggerForbidden",
                    "the trigger on " + trigger.from() + " does nothing: " + reason));
  }

  private static TriggerProblem unresolved(Trigger trigger) {
    return new TriggerProblem(
        "TriggerUnresolved",
        where(trigger)
            + ": tag "
            + trigger.from()
            + " has no image; what follows it waits until it has one");
  }

  /**
   * Moves that the server of the workloads refused, and would again.
   *
   * @param causes of these moves; never empty
   */
  static TriggerProblem refused(List<Cause> causes, ApiStatus refusal) {
    StringJoiner moves = new StringJoiner(" and ");
    causes.forEach(cause -> moves.add(cause.move().to() + " of " + cause.move().trigger().from()));
    String next =
        refusal.code() == FORBIDDEN
            ? "let whoever moves it do that, or set the image by hand"
            : "change the object so that it may have it, or make it anew with it";
    return new TriggerProblem(
        "TriggerRefused",
        where(causes.getFirst().move().trigger())
            + ": the image "
            + moves
            + " is not taken; "
            + next
            + " (it is tried again when the object or the tag changes): "
            + refusal.message());
  }

  /** Where a trigger stands in its object. */
  static String where(Trigger trigger) {
    return trigger instanceof Trigger.AtPath ? TriggerAnnotation.NAME : "spec.triggers";
  }
}
