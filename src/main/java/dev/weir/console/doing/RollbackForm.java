package dev.weir.console.doing;

import static java.util.Objects.requireNonNull;

import dev.weir.console.visit.Brief;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.resource.ApiStatus;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Moves a tag back to what it was, and holds it there. */
public final class RollbackForm extends TagForm {
  private final Followers followers;
  private final Clock clock;

  public RollbackForm(Followers followers, Clock clock) {
    this.followers = followers;
    this.clock = clock;
  }

  @Override
  FormView shown(Visit visit, Place place, String alert) {
    Seen seen = Seen.present(visit, place);
    History history = History.of(visit, place);
    Map<String, History.Move> earlier = history.earlier();
    Instant now = clock.instant();
    String title = "Roll back " + place.shown();
    var shell = shell(visit, place, title, "Roll back");
    if (earlier.isEmpty()) {
      return new FormView(
          shell,
          alert,
          FormView.Ask.NOTHING,
          List.of(place.shown() + " never was another image, so there is nothing to go back to."),
          false,
          Rolls.NONE,
          FormView.Confirm.IMPOSSIBLE,
          List.of(),
          place.page());
    }
    String asked = visit.isPost() ? visit.field("to") : visit.query("to");
    String to = earlier.containsKey(asked) ? asked : earlier.keySet().iterator().next();
    boolean gone = !asked.isEmpty() && !asked.equals(to);
    History.Move move = requireNonNull(earlier.get(to));
    ImageStream after = MovedTags.to(seen.stream(), place.tag(), move.again(now));
    boolean may = mayPatch(visit, place);
    Map<String, String> options = new LinkedHashMap<>();
    earlier.forEach((image, was) -> options.put(image, Brief.of(image) + " – " + was.origin(now)));
    Map<String, String> hidden = seen(place, seen);
    hidden.put("to", to);
    return new FormView(
        shell,
        first(
            alert,
            gone
                ? place.shown() + " is that image now, or never was it as far as its history goes."
                : noRight(may)),
        new FormView.Ask(
            "get",
            Map.of("tag", place.tag()),
            List.of(
                FormView.Field.select(
                    "to", "Image", to, "What the tag was before, the latest first.", options)),
            "Show what will happen"),
        joined(
            List.of(
                "%s is %s now (%s)."
                    .formatted(
                        place.shown(),
                        Brief.of(seen.image(place.tag())),
                        history.newest().map(it -> it.origin(now)).orElse("")),
                "It becomes %s again (%s).".formatted(Brief.of(to), move.origin(now)),
                "It is held there: imports, schedules and tags that it follows do not move it,"
                    + " until it is released. A push moves it all the same."),
            MovedTags.said(seen.stream(), place.tag())),
        true,
        followers.of(visit, after, MovedTags.with(seen.stream(), place.tag())),
        may
            ? new FormView.Confirm(hidden, List.of(reason()), "Roll back", false)
            : FormView.Confirm.IMPOSSIBLE,
        List.of("weir rollback -n %s %s --to=%s".formatted(place.project(), place.shown(), to)),
        place.page());
  }

  @Override
  void act(Visit visit, Place place) throws IOException {
    String to = visit.field("to");
    if (to.isEmpty()) {
      throw ApiStatus.badRequest("say to which image the tag goes back").exception();
    }
    annotate(
        visit,
        place,
        annotations ->
            annotations
                .put(SpecTag.HOLD, note(visit, "rolled back in the console"))
                .put(SpecTag.HELD_IMAGE, to));
    visit.go(place.now());
  }
}
