package dev.weir.console.doing;

import dev.weir.console.visit.Brief;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Imports a tag, or a whole repository, of another registry: first a look, which stores nothing.
 */
public final class ImportForm extends TagForm {
  private static final String LOOK = "look";

  private final Followers followers;
  private final Clock clock;

  public ImportForm(Followers followers, Clock clock) {
    this.followers = followers;
    this.clock = clock;
  }

  @Override
  FormView shown(Visit visit, Place asked, String alert) {
    Seen seen = Seen.of(visit, asked);
    boolean looks = visit.isPost() && !visit.field("from").isEmpty();
    WantedImport wanted = looks ? WantedImport.of(visit) : WantedImport.stored(seen, asked);
    Place place = wanted.about(asked);
    boolean may = Rights.may(visit, "create", Kinds.IMAGE_STREAM_IMPORT, place.project(), "");
    Optional<ImportFindings> found = Optional.empty();
    String wrong = alert;
    if (looks && may) {
      try {
        found = Optional.of(look(visit, place, seen, wanted));
      } catch (StatusException e) {
        wrong = first(alert, e.status().message());
      }
    }
    boolean any = found.filter(it -> !it.images().isEmpty()).isPresent();
    return new FormView(
        shell(visit, place, "Import " + place.shown(), "Import"),
        first(wrong, noRight(may)),
        ask(place, wanted),
        found.map(it -> happens(place, seen, it)).orElse(List.of()),
        any,
        found.map(it -> rolls(visit, seen, it)).orElse(Rolls.NONE),
        any ? confirm(place, seen, wanted) : FormView.Confirm.IMPOSSIBLE,
        wanted.from().isEmpty() ? List.of() : List.of(wanted.command(place)),
        seen.object().isPresent() && seen.hasTag(place.tag())
            ? place.page()
            : place.withTag("").page());
  }

  private static ImportFindings look(Visit visit, Place place, Seen seen, WantedImport wanted) {
    return ImportFindings.of(
        visit
            .objects()
            .create(
                Kinds.IMAGE_STREAM_IMPORT, place.project(), wanted.request(place, seen, false)));
  }

  private static FormView.Ask ask(Place place, WantedImport wanted) {
    return new FormView.Ask(
        "post",
        Map.of("step", LOOK),
        List.of(
            FormView.Field.text(
                "from",
                "Image or repository",
                wanted.from(),
                "Such as quay.io/team/app:v1, or quay.io/team/app for all of its tags.",
                true),
            FormView.Field.text(
                "tag",
                "Tag",
                place.tag(),
                "Of " + place.stream() + "; empty for the whole repository.",
                false),
            FormView.Field.check("all", "The whole repository", wanted.all(), ""),
            FormView.Field.check(
                "scheduled", "Look for newer images from time to time", wanted.scheduled(), ""),
            FormView.Field.select(
                "mode",
                "Of an image for several platforms",
                wanted.mode(),
                "A list keeps the images of all its platforms.",
                WantedImport.MODES),
            FormView.Field.select(
                "reference",
                "Workloads pull it from",
                wanted.reference(),
                "This registry brings the image with the logins of this project; from elsewhere who"
                    + " pulls needs one.",
                WantedImport.REFERENCES),
            FormView.Field.check(
                "insecure",
                "Allow plain HTTP and unknown certificates",
                wanted.insecure(),
                "Nothing then proves that it is the registry that answers: whoever sits between it"
                    + " and this server can send another image.")),
        "Look what is there");
  }

  private static List<String> happens(Place place, Seen seen, ImportFindings found) {
    List<String> says = new ArrayList<>();
    if (seen.object().isEmpty()) {
      says.add("Image stream " + place.stream() + " is made.");
    }
    found
        .images()
        .forEach(
            (tag, event) ->
                says.add(
                    "%s:%s %s %s."
                        .formatted(
                            place.stream(),
                            tag,
                            seen.image(tag).equals(event.image()) ? "stays" : "becomes",
                            Brief.of(event.image()))));
    found.images().keySet().stream()
        .filter(tag -> seen.held(tag).isPresent())
        .forEach(tag -> says.add(place.stream() + ":" + tag + " is held, and is not moved."));
    if (!place.tag().isEmpty()) {
      says.addAll(MovedTags.said(seen.stream(), place.tag()));
    }
    says.addAll(found.failures());
    if (!found.images().isEmpty()) {
      says.add(
          "That is how it is now. The import looks again: what moves until then comes as it is"
              + " then, and the page after this one says what came.");
    }
    if (found.more() > 0) {
      says.add("The repository has %d tags more, which are not imported.".formatted(found.more()));
    }
    return says;
  }

  private Rolls rolls(Visit visit, Seen seen, ImportFindings found) {
    ImageStream after = seen.stream();
    Set<String> tags = new HashSet<>();
    for (Map.Entry<String, TagEvent> one : found.images().entrySet()) {
      tags.addAll(MovedTags.with(seen.stream(), one.getKey()));
      boolean moves =
          seen.held(one.getKey()).isEmpty()
              && !seen.image(one.getKey()).equals(one.getValue().image());
      if (moves) {
        TagEvent event =
            new TagEvent(clock.instant(), one.getValue().reference(), one.getValue().image(), 0);
        after = MovedTags.to(after, one.getKey(), event);
      }
    }
    return followers.of(visit, after, tags);
  }

  private static FormView.Confirm confirm(Place place, Seen seen, WantedImport wanted) {
    Map<String, String> hidden = new LinkedHashMap<>(seen(place, seen));
    hidden.put("from", wanted.from());
    hidden.put("all", Boolean.toString(wanted.all()));
    hidden.put("scheduled", Boolean.toString(wanted.scheduled()));
    hidden.put("insecure", Boolean.toString(wanted.insecure()));
    hidden.put("mode", wanted.mode());
    hidden.put("reference", wanted.reference());
    return new FormView.Confirm(hidden, List.of(), "Import", false);
  }

  @Override
  void act(Visit visit, Place asked) throws IOException {
    if (visit.field("step").equals(LOOK)) {
      visit.show("doing.jte", shown(visit, asked, ""));
      return;
    }
    WantedImport wanted = WantedImport.of(visit);
    Place place = wanted.about(asked);
    List<String> failures = new ArrayList<>();
    Seen.write(
        visit,
        place,
        visit.field("seen"),
        now -> {
          ApiObject answer =
              visit
                  .objects()
                  .create(
                      Kinds.IMAGE_STREAM_IMPORT, place.project(), wanted.request(place, now, true));
          ImportFindings found = ImportFindings.of(answer);
          failures.clear();
          if (found.images().isEmpty()) {
            failures.addAll(found.failures());
          }
        });
    if (!failures.isEmpty()) {
      throw Source.wrong(String.join(" ", failures));
    }
    visit.go(place.now());
  }
}
