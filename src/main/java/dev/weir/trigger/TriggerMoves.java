package dev.weir.trigger;

import dev.weir.client.Resources;
import dev.weir.follower.Cause;
import dev.weir.follower.MoveRights;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.imagestream.TagEvent;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What is done with one object at a time: its moves, and what is told of them. */
final class TriggerMoves {
  private static final int CONFLICT = 409;

  private final Resources workloads;
  private final SourceTags stored;
  private final TagImages tags;
  private final MoveRights rights;
  private final TriggerReports reports;
  private final InstantSource clock;
  private final TriggerFigures figures;
  private final RefusedMoves refused = new RefusedMoves();
  private final TriggerLooks looks = new TriggerLooks();

  TriggerMoves(
      Resources workloads,
      SourceTags stored,
      TagImages tags,
      MoveRights rights,
      TriggerReports reports,
      InstantSource clock,
      TriggerFigures figures) {
    this.figures = figures;
    this.workloads = workloads;
    this.stored = stored;
    this.tags = tags;
    this.rights = rights;
    this.reports = reports;
    this.clock = clock;
  }

  /** How each object stood when it was looked at last. */
  TriggerLooks looks() {
    return looks;
  }

  /**
   * What an object follows. One that another object made follows nothing by itself: a cluster
   * copies a Deployment's annotations to its ReplicaSets, whose templates are its history.
   */
  static Triggers followed(TriggeredKind kind, ObjectNode object) {
    return Meta.isControlled(object) ? Triggers.NONE : kind.triggers(object);
  }

  /** True if an object is to be moved, or something is to be told of it. */
  boolean areDue(String key, TriggeredKind kind, ObjectNode object, Triggers read) {
    Map<Trigger.TagKey, String> newest = TriggerLooks.newest(read.all(), tags);
    List<TriggerDecision> decisions = kind.decide(object, read.all(), tags);
    List<TriggerDecision.Move> moves = moves(decisions, _ -> Optional.empty());
    Optional<TriggerProblem> standing = refused.standing(key, object, moves);
    looks.decided(key, decisions, newest);
    return (!moves.isEmpty() && standing.isEmpty())
        || reports.areNews(
            key, problems(read, decisions, _ -> Optional.empty(), _ -> true, standing));
  }

  /** Moves an object as it is now, and tells what is amiss. */
  void make(String key, TriggeredKind kind, ObjectNode object) {
    Triggers read = followed(kind, object);
    Map<Trigger.TagKey, String> newest = TriggerLooks.newest(read.all(), tags);
    List<TriggerDecision> decisions = kind.decide(object, read.all(), tags);
    Map<Trigger, Optional<String>> refusals = refusals(kind, object, decisions);
    Function<Trigger, Optional<String>> refusal =
        trigger -> refusals.getOrDefault(trigger, Optional.empty());
    List<TriggerDecision.Move> moves = moves(decisions, refusal);
    Optional<TriggerProblem> standing = refused.standing(key, object, moves);
    looks.decided(key, decisions, newest, why(refusal, standing));
    boolean told =
        tell(key, kind, object, problems(read, decisions, refusal, this::isMissing, standing));
    if (!moves.isEmpty() && standing.isEmpty()) {
      Optional<TriggerProblem> news = carryOut(key, kind, object, moves);
      if (news.isPresent()) {
        looks.decided(key, decisions, newest, why(refusal, news));
        told &= tell(key, kind, object, problems(read, decisions, refusal, this::isMissing, news));
      }
    }
    if (!told) {
      throw ApiStatus.unavailable("an Event about it could not be kept").exception();
    }
  }

  /**
   * Why something that is decided does not come about.
   *
   * @param refused of the moves of the object, which go together
   */
  private static Function<TriggerDecision, Optional<String>> why(
      Function<Trigger, Optional<String>> refusal, Optional<TriggerProblem> refused) {
    return decision ->
        refusal
            .apply(decision.trigger())
            .or(
                () ->
                    refused
                        .filter(_ -> decision instanceof TriggerDecision.Move)
                        .map(TriggerProblem::text));
  }

  private boolean tell(
      String key, TriggeredKind kind, ObjectNode object, List<TriggerProblem> problems) {
    return reports.problems(key, kind.kind(), object, problems);
  }

  /** Tells of an object that is gone and cannot be made anew as things are. */
  void stuck(String key, TriggeredKind kind, TriggeredKind.Name name, String why) {
    ObjectNode gone = Json.object();
    Meta.of(gone).put("namespace", name.namespace()).put("name", name.name());
    boolean _ =
        tell(
            key,
            kind,
            gone,
            List.of(
                new TriggerProblem(
                    "TriggerRefused", why + "; it is tried again until it can be made")));
  }

  /** What is to be said if the server refuses for good. */
  private Optional<TriggerProblem> carryOut(
      String key, TriggeredKind kind, ObjectNode object, List<TriggerDecision.Move> moves) {
    List<Cause> causes = moves.stream().map(move -> cause(kind, object, move)).toList();
    try {
      kind.carryOut(workloads, object, causes);
    } catch (StatusException e) {
      if (RefusedMoves.isFinal(e.status())) {
        figures.refuse(moves.size());
        return Optional.of(refused.note(key, object, causes, e.status()));
      }
      if (e.status().code() != CONFLICT) {
        figures.fail(moves.size());
      }
      throw e;
    }
    figures.move(moves.size());
    refused.forget(key);
    moves.forEach(move -> reports.moved(object, move));
    return Optional.empty();
  }

  private static List<TriggerDecision.Move> moves(
      List<TriggerDecision> decisions, Function<Trigger, Optional<String>> refusal) {
    List<TriggerDecision.Move> moves = new ArrayList<>();
    for (TriggerDecision decision : decisions) {
      if (decision instanceof TriggerDecision.Move move
          && refusal.apply(move.trigger()).isEmpty()) {
        moves.add(move);
      }
    }
    return moves;
  }

  /** Without the tags that are only not known yet. */
  private List<TriggerProblem> problems(
      Triggers read,
      List<TriggerDecision> decisions,
      Function<Trigger, Optional<String>> refusal,
      Predicate<Trigger> missing,
      Optional<TriggerProblem> standing) {
    List<TriggerProblem> found =
        TriggerProblem.of(
            read, decisions, refusal, trigger -> tags.isComplete() && missing.test(trigger));
    return Stream.concat(found.stream(), standing.stream()).toList();
  }

  /** Why each trigger that moves something, or will, may not. */
  private Map<Trigger, Optional<String>> refusals(
      TriggeredKind kind, ObjectNode object, List<TriggerDecision> decisions) {
    Map<Trigger, Optional<String>> found = new HashMap<>();
    for (TriggerDecision decision : decisions) {
      if (decision instanceof TriggerDecision.Move
          || decision instanceof TriggerDecision.Unresolved) {
        Trigger trigger = decision.trigger();
        found.put(trigger, rights.refusal(kind.kind(), object, trigger));
      }
    }
    return found;
  }

  private Cause cause(TriggeredKind kind, ObjectNode object, TriggerDecision.Move move) {
    Optional<TagEvent> tagged =
        stored
            .event(move.trigger().from())
            .filter(event -> move.to().endsWith("@" + event.image()))
            .map(
                event ->
                    rights.mayName(kind.kind(), object, move.trigger())
                        ? event
                        : event.withOrigin(event.origin().ofNobody()));
    return new Cause(move, clock.instant(), tagged);
  }

  /** The tag may have come to an image while its stream was on the way here. */
  private boolean isMissing(Trigger trigger) {
    return stored.newest(trigger.from()).isEmpty();
  }

  /** Forgets what was told and refused of an object. */
  void forget(String key) {
    reports.forget(key);
    refused.forget(key);
    looks.forget(key);
  }

  /** Forgets what was told and refused of the objects that are meant. */
  void forgetIf(Predicate<String> meant) {
    reports.forgetIf(meant);
    refused.forgetIf(meant);
    looks.forgetIf(meant);
  }
}
