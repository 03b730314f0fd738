package dev.weir.console.doing;

import dev.weir.console.visit.Brief;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ends the hold of a tag. */
public final class ReleaseForm extends TagForm {
  private final Followers followers;

  public ReleaseForm(Followers followers) {
    this.followers = followers;
  }

  @Override
  FormView shown(Visit visit, Place place, String alert) {
    Seen seen = Seen.present(visit, place);
    Optional<SpecTag> held = seen.held(place.tag());
    boolean may = mayPatch(visit, place);
    List<String> happens = new ArrayList<>();
    ImageStream after = seen.stream();
    if (held.isEmpty()) {
      happens.add(place.shown() + " is not held.");
    } else {
      happens.add(
          "%s is held (%s).".formatted(place.shown(), held.flatMap(SpecTag::hold).orElse("")));
      happens.add(where(seen, place, held.get()));
      after = after(seen, place, held.get());
      happens.addAll(MovedTags.said(seen.stream(), place.tag()));
    }
    return new FormView(
        shell(visit, place, "Release " + place.shown(), "Release"),
        first(alert, noRight(may)),
        FormView.Ask.NOTHING,
        happens,
        held.isPresent(),
        followers.of(visit, after, MovedTags.with(seen.stream(), place.tag())),
        may && held.isPresent()
            ? new FormView.Confirm(seen(place, seen), List.of(), "Release", false)
            : FormView.Confirm.IMPOSSIBLE,
        List.of("weir release -n %s %s".formatted(place.project(), place.shown())),
        place.page());
  }

  private static String where(Seen seen, Place place, SpecTag tag) {
    if (tag.isImportable()) {
      return "It is imported from %s again, as it is there then, and on its schedule if it has one; workloads roll if that is another image."
          .formatted(tag.from().map(TagSource::name).orElse(""));
    }
    return MovedTags.followed(seen.stream(), tag)
        .map(
            other ->
                "It follows %s:%s again, and becomes %s."
                    .formatted(
                        place.stream(),
                        other,
                        seen.image(other).isEmpty()
                            ? "what that will be"
                            : Brief.of(seen.image(other)) + ", as that is now"))
        .orElseGet(
            () ->
                "It stays %s until somebody moves it."
                    .formatted(first(Brief.of(seen.image(place.tag())), "without an image")));
  }

  private static ImageStream after(Seen seen, Place place, SpecTag tag) {
    Optional<TagEvent> next =
        MovedTags.followed(seen.stream(), tag).flatMap(other -> seen.stream().newest(other));
    return next.map(event -> MovedTags.to(seen.stream(), place.tag(), event)).orElse(seen.stream());
  }

  @Override
  void act(Visit visit, Place place) throws IOException {
    annotate(
        visit, place, annotations -> annotations.putNull(SpecTag.HOLD).putNull(SpecTag.HELD_IMAGE));
    visit.go(place.now());
  }
}
