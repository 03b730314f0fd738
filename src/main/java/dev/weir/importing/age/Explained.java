package dev.weir.importing.age;

import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.age.Candidate;
import dev.weir.imagestream.age.Candidates;
import dev.weir.imagestream.age.Former;
import dev.weir.importing.age.Shown.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Tells of each image that was seen for a tag why it was taken or not. Pure. */
final class Explained {
  private final AgedTag tag;
  private final Candidates candidates;
  private final Instant now;
  private final Predicate<String> isHere;

  Explained(AgedTag tag, Candidates candidates, Instant now, Predicate<String> isHere) {
    this.tag = tag;
    this.candidates = candidates;
    this.now = now;
    this.isHere = isHere;
  }

  /** The newest first. */
  List<Shown> all() {
    List<Shown> all = new ArrayList<>();
    candidates.all().reversed().forEach(one -> all.add(shown(one)));
    candidates.former().forEach(one -> all.add(shown(one)));
    return all;
  }

  private Shown shown(Candidate one) {
    Instant due = Candidates.due(one, tag.age().age());
    State state = one.taken() ? State.TAKEN : due.isAfter(now) ? State.WAITING : State.READY;
    return new Shown(
        one.image(),
        one.reference(),
        wall(one.first()),
        wall(one.last()),
        tag.age().unreadable().isEmpty() ? Optional.of(wall(due)) : Optional.empty(),
        state,
        !one.taken() && isNow(one.image())
            ? "the tag has it already: somebody gave it to the tag before it was old enough"
            : why(one, state, due));
  }

  private String why(Candidate one, State state, Instant due) {
    return switch (state) {
      case TAKEN -> taken(one.image());
      case WAITING -> waiting(one, due);
      default -> ready(one.image());
    };
  }

  private boolean isNow(String image) {
    return tag.stream().newest(tag.tag()).map(TagEvent::image).filter(image::equals).isPresent();
  }

  private String taken(String image) {
    return isNow(image)
        ? "the tag took it"
        : "the tag took it, and somebody has moved the tag since";
  }

  private String waiting(Candidate one, Instant due) {
    return tag.age().unreadable().isEmpty()
        ? "it is taken at %s, when it is %s old, unless something newer is old enough by then"
            .formatted(wall(due), tag.age())
        : tag.why(one, due);
  }

  private String ready(String image) {
    if (tag.spec().filter(spec -> spec.isHeld()).isPresent()) {
      return "it is old enough, and the tag is held";
    }
    return isHere.test(image)
        ? "it is old enough"
        : "it is old enough, and was removed from this server; the next look brings it again while"
            + " its registry has it";
  }

  private Shown shown(Former one) {
    String at = wall(one.at()).toString();
    return new Shown(
        one.image(),
        one.reference(),
        wall(one.first()),
        wall(one.last()),
        Optional.empty(),
        State.valueOf(one.fate().name()),
        switch (one.fate()) {
          case FOLLOWED -> "the tag had it until %s, when it took a newer one".formatted(at);
          case SUPERSEDED -> "a newer one was taken at %s".formatted(at);
          case WITHDRAWN -> "its registry went back to what it had had before, at %s".formatted(at);
          case THINNED ->
              "more than %d images waited at %s, and others are kept for that time"
                  .formatted(Candidates.MOST, at);
        });
  }

  private Instant wall(Instant time) {
    return tag.onTheWall().apply(time).truncatedTo(ChronoUnit.SECONDS);
  }
}
