package dev.weir.imagestream;

import dev.weir.resource.FieldProblem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What becomes of a stream that somebody wants to write (image-api.md 3.1): numbered, checked, its
 * new tags resolved, its followers moved.
 *
 * @param now whole seconds
 * @param sources other streams, and the stored form of the stream itself with its whole history
 * @param access which of them the writer may use
 */
public record StreamRules(Instant now, SourceStreams sources, SourceAccess access) {
  public StreamRules {
    now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Outcome of a write. */
  public sealed interface Written {
    /** The stream as it shall be stored. */
    record Accepted(ImageStream stream) implements Written {}

    record Refused(List<FieldProblem> problems) implements Written {
      public Refused {
        problems = List.copyOf(problems);
      }
    }

    /**
     * Somebody holds a tag that would move.
     *
     * @param why in a sentence
     */
    record Held(String tag, String why) implements Written {}
  }

  /** A user creates a stream: what it sends as status does not count. */
  public Written create(ImageStream incoming) {
    return createWithStatus(incoming.withTags(Map.of()));
  }

  /** Weir itself creates a stream, for a push, an import or a tag. */
  public Written createWithStatus(ImageStream incoming) {
    ImageStream before = ImageStream.empty(incoming.name());
    Holds holds = new Holds(before);
    return finish(before, Generations.first(holds.settled(incoming)), holds);
  }

  /** A user replaces a stream: its status stays what is stored. */
  public Written update(ImageStream stored, ImageStream incoming) {
    ImageStream wanted = KeptAnnotations.carried(stored, incoming).withTags(stored.tags());
    return edit(
        stored, ImportedTags.isElsewhere(stored, wanted) ? ImportedTags.unchecked(wanted) : wanted);
  }

  /** Weir itself changes a stream: spec and status both count, tags without content go. */
  public Written edit(ImageStream stored, ImageStream edited) {
    Map<String, TagHistory> tags = new TreeMap<>(edited.tags());
    tags.values().removeIf(TagHistory::isEmpty);
    ImageStream wanted = edited.withTags(tags);
    Holds holds = new Holds(stored);
    return holds
        .refusal(wanted)
        .orElseGet(() -> finish(stored, Generations.next(stored, holds.settled(wanted)), holds));
  }

  private Written finish(ImageStream before, ImageStream numbered, Holds holds) {
    List<FieldProblem> problems = new ArrayList<>(StreamValidation.check(before, numbered));
    problems.addAll(SourceAccess.check(before, numbered, access));
    if (!problems.isEmpty()) {
      return new Written.Refused(problems); // nothing of a forbidden source is looked at
    }
    TagResolution resolution = new TagResolution(before, now, sources, holds);
    ImageStream resolved = resolution.resolve(numbered);
    problems.addAll(resolution.problems());
    ImageStream moved = holds.moved(resolved, now, sources, problems);
    return problems.isEmpty()
        ? new Written.Accepted(holds.renumbered(Followers.follow(before, moved)))
        : new Written.Refused(problems);
  }

  /**
   * Somebody writes status (image-api.md 3.8): spec, labels and annotations stay; events without a
   * generation get one; nothing is resolved and no tag follows.
   */
  public Written updateStatus(ImageStream stored, ImageStream incoming) {
    Map<String, TagHistory> tags = new TreeMap<>();
    incoming.tags().forEach((tag, history) -> tags.put(tag, numbered(stored, tag, history)));
    ImageStream after = stored.withTags(tags);
    List<FieldProblem> problems = StreamValidation.checkNewPullSpecs(stored, after);
    if (!problems.isEmpty()) {
      return new Written.Refused(problems);
    }
    return new Holds(stored).refusalOfStatus(after).orElseGet(() -> new Written.Accepted(after));
  }

  private static TagHistory numbered(ImageStream stored, String tag, TagHistory history) {
    if (history.items().isEmpty() || history.items().getFirst().generation() != 0) {
      return history;
    }
    TagEvent newest = history.items().getFirst();
    boolean moved = stored.newest(tag).filter(old -> !old.samePlace(newest)).isPresent();
    SpecTag spec = stored.spec().get(tag);
    long generation =
        !moved || spec == null || spec.generation().orElse(0) == 0
            ? stored.generation()
            : spec.generation().getAsLong();
    List<TagEvent> items = new ArrayList<>(history.items());
    items.set(0, newest.withGeneration(generation));
    return new TagHistory(items, history.conditions());
  }
}
