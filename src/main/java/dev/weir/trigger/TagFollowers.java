package dev.weir.trigger;

import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.reference.StreamName;
import dev.weir.resource.ResourceKind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What follows each tag, and how that stands, as the loop that moves it saw it last: told at the
 * cost of what is asked for, wherever the objects are and however many there are. Safe for several
 * threads.
 */
public final class TagFollowers {
  private final TriggerIndex index;
  private final TriggerLooks looks;
  private final TagImages tags;
  private final Map<String, ResourceKind> kinds;
  private final Set<ResourceKind> listed = ConcurrentHashMap.newKeySet();

  TagFollowers(
      TriggerIndex index, TriggerLooks looks, TagImages tags, Map<String, ResourceKind> kinds) {
    this.index = index;
    this.looks = looks;
    this.tags = tags;
    this.kinds = Map.copyOf(kinds);
  }

  /** An object that follows tags. */
  public record Follower(ResourceKind kind, String namespace, String name) {
    private String key() {
      return TriggerReconciler.key(kind, namespace, name);
    }
  }

  /** How an object is beside a tag that it follows; what matters most to people is last. */
  public enum State {
    CURRENT,
    BEHIND,
    PAUSED,
    EMPTY,
    FIXED,
    REFUSED
  }

  /**
   * How an object stands to a tag.
   *
   * @param message what there is to say of it; may be empty
   */
  public record Standing(State state, String message) {
    private static final Standing UNSEEN = new Standing(State.BEHIND, "it was not looked at yet");
  }

  /** All objects of a kind are known from now on. */
  void listed(ResourceKind kind) {
    listed.add(kind);
  }

  /** True if all that follows tags is known; a moment after a start it is not yet. */
  public boolean isComplete() {
    return tags.isComplete() && listed.containsAll(kinds.values());
  }

  /** By kind, namespace and name; nothing of their standing is worked out. */
  public List<Follower> of(Trigger.TagKey tag) {
    return index.followers(tag).stream().map(this::follower).toList();
  }

  private Follower follower(String key) {
    String[] parts = key.split("\\|", -1);
    ResourceKind kind = kinds.get(parts[0]);
    if (kind == null) {
      throw new IllegalStateException("nothing follows tags by " + parts[0]);
    }
    return new Follower(kind, parts[1], parts[2]);
  }

  /** How one of the followers stands to the tag; of several triggers, the one that is worst. */
  public Standing standing(Trigger.TagKey tag, Follower follower) {
    if (!tags.isComplete()) {
      return Standing.UNSEEN;
    }
    return looks.of(follower.key()).stream()
        .filter(look -> look.decision().trigger().from().equals(tag))
        .map(look -> standing(look, tags))
        .max(Comparator.comparing(Standing::state))
        .orElse(Standing.UNSEEN);
  }

  private static Standing standing(TriggerLooks.Look look, TagLookup tags) {
    Trigger trigger = look.decision().trigger();
    String newest = tags.newest(trigger.from()).orElse("");
    if (!trigger.active()) {
      return new Standing(State.PAUSED, "");
    }
    if (!newest.equals(look.newest())) {
      return new Standing(State.BEHIND, "");
    }
    if (!look.refusal().isEmpty()) {
      return new Standing(State.REFUSED, look.refusal());
    }
    return switch (look.decision()) {
      case TriggerDecision.UpToDate _ -> new Standing(State.CURRENT, "");
      case TriggerDecision.Move _ -> new Standing(State.BEHIND, "");
      case TriggerDecision.Paused _ -> new Standing(State.PAUSED, "");
      case TriggerDecision.Unresolved _ -> new Standing(State.EMPTY, "");
      case TriggerDecision.Waits _ -> new Standing(State.EMPTY, "its other tags have none yet");
      case TriggerDecision.Misplaced(Trigger _, String reason) -> new Standing(State.FIXED, reason);
      case TriggerDecision.Fixed(Trigger _, String reason) -> new Standing(State.FIXED, reason);
    };
  }

  /** Another number after each change of what follows a stream's tags, and how that stands. */
  public long version(StreamName stream) {
    return looks.version(stream);
  }

  /** Somebody who is told of changes, until it is closed. */
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Tells of changes of what follows a stream's tags, and how that stands.
   *
   * @param changed gets the object; called by the loop, so it must be quick
   */
  public Listening listen(StreamName stream, Consumer<Follower> changed) {
    Consumer<String> listener = key -> changed.accept(follower(key));
    looks.listen(stream, listener);
    return () -> looks.leave(stream, listener);
  }
}
