package dev.weir.console.doing;

import dev.weir.console.visit.Brief;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.SpecTag;
import java.io.IOException;
import java.util.List;

/** Keeps a tag at the image that it has. */
public final class HoldForm extends TagForm {
  private final Followers followers;

  public HoldForm(Followers followers) {
    this.followers = followers;
  }

  @Override
  FormView shown(Visit visit, Place place, String alert) {
    Seen seen = Seen.present(visit, place);
    String image = seen.image(place.tag());
    boolean may = mayPatch(visit, place) && !image.isEmpty();
    List<String> already =
        seen
            .held(place.tag())
            .flatMap(SpecTag::hold)
            .map(
                note -> "It is held already (" + note + "); your note takes the place of that one.")
            .stream()
            .toList();
    List<String> happens =
        image.isEmpty()
            ? List.of(place.shown() + " has no image at which it could be held.")
            : List.of(
                "%s stays %s: imports, schedules and tags that it follows do not move it, and nobody can point it elsewhere, until it is released. A push moves it all the same."
                    .formatted(place.shown(), Brief.of(image)),
                "No workload rolls now; these follow it and stay where it is held.");
    return new FormView(
        shell(visit, place, "Hold " + place.shown(), "Hold"),
        first(alert, noRight(mayPatch(visit, place))),
        FormView.Ask.NOTHING,
        joined(happens, already),
        !image.isEmpty(),
        followers.of(visit, seen.stream(), MovedTags.with(seen.stream(), place.tag())),
        may
            ? new FormView.Confirm(seen(place, seen), List.of(reason()), "Hold", false)
            : FormView.Confirm.IMPOSSIBLE,
        List.of("weir hold -n %s %s --reason=…".formatted(place.project(), place.shown())),
        place.page());
  }

  @Override
  void act(Visit visit, Place place) throws IOException {
    String note = note(visit, "held in the console");
    annotate(visit, place, annotations -> annotations.put(SpecTag.HOLD, note));
    visit.go(place.now());
  }
}
