package dev.weir.importing.age;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportedTag;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.age.Candidate;
import dev.weir.imagestream.age.Candidates;
import dev.weir.imagestream.age.Candidates.Choice;
import dev.weir.imagestream.age.MinimumAge;
import dev.weir.reference.StreamName;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What is to be done now about the tags of a stream that let images wait. */
public final class WaitingTags {
  private final Store store;
  private final AgeClock clock;
  private final SeenTags seen;

  WaitingTags(Store store, AgeClock clock, SeenTags seen) {
    this.store = store;
    this.clock = clock;
    this.seen = seen;
  }

  /**
   * Something to be done about one tag.
   *
   * @param result what the tag becomes, or says
   * @param note what is kept with that
   */
  public record Step(String tag, ImportedTag.Result result, Consumer<Transaction.Builder> note) {}

  /**
   * What is to be done now, and when to ask again.
   *
   * @param missing images that are due and not here any more
   */
  public record Plan(List<Step> steps, Optional<Instant> next, List<String> missing) {
    public Plan {
      steps = List.copyOf(steps);
      missing = List.copyOf(missing);
    }
  }

  /**
   * Decides, and keeps what changes nothing but what is kept.
   *
   * @param stream as it is stored
   * @param isHere whether the Image of that name is
   */
  public Plan plan(ImageStream stream, boolean exists, Predicate<String> isHere) {
    Instant now = Seen.kept(clock.now());
    List<Step> steps = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    Optional<Instant> next = Optional.empty();
    for (var entry : seen.all(stream.name()).entrySet()) {
      One one = new One(stream, entry.getKey(), entry.getValue(), now);
      if (!exists || !one.isOfNow()) {
        one.forget();
        continue;
      }
      Choice choice = one.choice(_ -> true);
      Optional<Candidate> due = one.due(choice);
      boolean isToBeTaken = due.isPresent() && !one.isAt(due.get()) && !one.isHeld();
      if (isToBeTaken && !isHere.test(due.get().image())) {
        missing.add(due.get().image());
        choice = one.choice(isHere);
        due = one.due(choice);
      }
      if (due.isPresent() && one.isAt(due.get())) {
        one.keep(due.get());
      } else if (due.isPresent() && !one.isHeld()) {
        steps.add(one.takes(due.get()));
      } else if (!one.aged.age().isSet()) {
        one.forget();
      } else if (choice.chosen().isEmpty()) {
        one.says().ifPresent(steps::add);
      }
      if (choice.due().isPresent() && next.filter(choice.due().get()::isAfter).isEmpty()) {
        next = choice.due();
      }
    }
    return new Plan(steps, next, missing);
  }

  /**
   * Every image that was seen for a tag and is remembered, the newest first.
   *
   * @param isHere whether the Image of that name is
   */
  public List<Shown> explained(ImageStream stream, String tag, Predicate<String> isHere) {
    One one = one(stream, tag);
    return new Explained(one.aged, one.candidates, one.now, isHere).all();
  }

  /** What is done if a tag takes an image before its time; empty if that does not wait for it. */
  public Optional<Step> early(ImageStream stream, String tag, String image) {
    One one = one(stream, tag);
    return one.candidates.find(image).map(one::takes);
  }

  /**
   * What is done if the tag takes what is old enough by its age and was not by another one; empty
   * if nothing is.
   *
   * @param was the age that it had
   * @param isHere whether the Image of that name is
   */
  public Optional<Step> early(
      ImageStream stream, String tag, MinimumAge was, Predicate<String> isHere) {
    One one = one(stream, tag);
    return one.due(one.choice(isHere))
        .filter(due -> !one.isHeld() && !one.isAt(due))
        .filter(due -> Candidates.due(due, was.age()).isAfter(one.now))
        .map(one::takes);
  }

  private One one(ImageStream stream, String tag) {
    return new One(stream, tag, seen.find(stream.name(), tag), Seen.kept(clock.now()));
  }

  /** One tag of which something is kept. */
  private final class One {
    private final ImageStream stream;
    private final String tag;
    private final SeenTags.Kept kept;
    private final Instant now;
    private final Optional<SpecTag> spec;
    private final AgedTag aged;
    private final Candidates candidates;

    One(ImageStream stream, String tag, SeenTags.Kept kept, Instant now) {
      this.stream = stream;
      this.tag = tag;
      this.kept = kept;
      this.now = now;
      this.spec = stream.specTag(tag).filter(SeenTags::followsARegistry);
      this.aged = AgedTag.of(stream, tag, clock::onTheWall);
      this.candidates =
          spec.map(one -> kept.of(Source.of(stream, one), clock.id())).orElse(Candidates.NONE);
    }

    /** What is kept is of where the tag comes from now. */
    boolean isOfNow() {
      return !candidates.isEmpty();
    }

    /** Of those whose Images are here, and the one that the tag took. */
    Choice choice(Predicate<String> isHere) {
      return candidates.without(image -> !isHere.test(image)).choose(aged.age().age(), now);
    }

    /** What the tag is to take, unless it has taken it. */
    Optional<Candidate> due(Choice choice) {
      return choice.chosen().filter(one -> !one.taken());
    }

    boolean isHeld() {
      return spec.filter(SpecTag::isHeld).isPresent();
    }

    boolean isAt(Candidate candidate) {
      return stream.newest(tag).map(TagEvent::image).filter(candidate.image()::equals).isPresent();
    }

    private byte[] taken(Candidate candidate) {
      return new Seen(
              kept.seen().orElseThrow().source(),
              clock.id(),
              candidates.takes(candidate.image(), now))
          .encode();
    }

    void keep(Candidate candidate) {
      commit(one -> one.put(key(), taken(candidate)));
    }

    void forget() {
      commit(one -> one.delete(key()));
    }

    private void commit(Consumer<Transaction.Builder> change) {
      Transaction.Builder one = Transaction.builder().ifAt(key(), kept.revision());
      change.accept(one);
      var _ = store.commit(one.build()); // or somebody noted more, and it is decided anew
    }

    Step takes(Candidate candidate) {
      return new Step(
          tag,
          new ImportedTag.Result.Found(candidate.reference(), candidate.image()),
          with -> {
            if (aged.age().isSet()) {
              with.replace(key(), taken(candidate));
            } else {
              with.delete(key());
            }
          });
    }

    /** What the tag says of when it takes something, if that is not what it says already. */
    Optional<Step> says() {
      ImportedTag.Result result = aged.result(candidates, now, _ -> true);
      boolean waits =
          stream.history(tag).conditions().stream().anyMatch(TagCondition::tellsOfWaiting);
      return waits
              && result instanceof ImportedTag.Result.Waits(String message)
              && stream.history(tag).conditions().stream()
                  .noneMatch(said -> said.message().equals(message))
          ? Optional.of(new Step(tag, result, _ -> {}))
          : Optional.empty();
    }

    private String key() {
      return StreamKeys.seen(new StreamName(stream.name().namespace(), stream.name().name()), tag);
    }
  }
}
