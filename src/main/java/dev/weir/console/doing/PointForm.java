package dev.weir.console.doing;

import dev.weir.console.visit.Brief;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.TagName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Points a tag at another tag, at an image, or at one of another registry. */
public final class PointForm extends TagForm {
  private static final String COPY = "copy";
  private static final String TRACK = "track";

  private final Followers followers;
  private final Clock clock;

  public PointForm(Followers followers, Clock clock) {
    this.followers = followers;
    this.clock = clock;
  }

  /** What somebody filled in. */
  private record Wanted(String source, boolean track, boolean scheduled) {
    static Wanted of(Visit visit) {
      return new Wanted(
          sent(visit, "source"),
          sent(visit, "how").equals(TRACK),
          sent(visit, "scheduled").equals("true"));
    }

    private static String sent(Visit visit, String name) {
      return visit.isPost() ? visit.field(name) : visit.query(name);
    }

    Source read(Visit visit, Place place) {
      if (!TagName.isValid(place.tag())) {
        throw Source.wrong(
            "\"%s\" is no name of a tag: it begins with a letter, digit or '_' and has at most 128 letters, digits, '_', '.' and '-'."
                .formatted(place.tag()));
      }
      Source read = Source.read(visit, place, source);
      if (track && !read.mayBeTracked(place)) {
        throw Source.wrong("A tag can track another tag of its own stream only; choose to copy.");
      }
      if (track && read.reference().tag().equals(place.tag())) {
        throw Source.wrong("A tag cannot track itself.");
      }
      if (scheduled && !read.isImported()) {
        throw Source.wrong("Only an image of another registry is looked at on a schedule.");
      }
      return track ? read : read.pinned();
    }
  }

  @Override
  FormView shown(Visit visit, Place place, String alert) {
    Seen seen = Seen.of(visit, place);
    Wanted wanted = Wanted.of(visit);
    Optional<Source> source = Optional.empty();
    String wrong = alert;
    if (!wanted.source().isEmpty()) {
      try {
        source = Optional.of(wanted.read(visit, place));
      } catch (StatusException e) {
        wrong = first(alert, e.status().message());
      }
    }
    boolean held = seen.held(place.tag()).isPresent();
    boolean may =
        Rights.may(visit, "update", Kinds.IMAGE_STREAM_TAG, place.project(), place.shown());
    return new FormView(
        shell(visit, place, "Tag " + place.shown(), "Tag"),
        first(wrong, noRight(may)),
        ask(place, wanted),
        source.map(it -> happens(place, seen, wanted, it)).orElse(List.of()),
        source.isPresent(),
        source.map(it -> rolls(visit, place, seen, it)).orElse(Rolls.NONE),
        source.isPresent() && may && !held
            ? new FormView.Confirm(
                hidden(place, seen, wanted, source.get()), List.of(), "Tag", false)
            : FormView.Confirm.IMPOSSIBLE,
        source.isPresent() ? List.of(command(place, wanted)) : List.of(),
        seen.object().isPresent() && seen.hasTag(place.tag())
            ? place.page()
            : place.withTag("").page());
  }

  private static FormView.Ask ask(Place place, Wanted wanted) {
    Map<String, String> how = new LinkedHashMap<>();
    how.put(COPY, "Copy: the image that it is now, whatever becomes of the source");
    how.put(TRACK, "Track: move with a tag of the same stream");
    return new FormView.Ask(
        "get",
        Map.of(),
        List.of(
            FormView.Field.text("tag", "Tag", place.tag(), "Of " + place.stream() + ".", true),
            FormView.Field.text(
                "source",
                "Source",
                wanted.source(),
                "A tag (app:main), an image (app@sha256:…) or one of another registry"
                    + " (quay.io/team/app:v1).",
                true),
            FormView.Field.select("how", "How", wanted.track() ? TRACK : COPY, "", how),
            FormView.Field.check(
                "scheduled",
                "Look for a newer image from time to time",
                wanted.scheduled(),
                "Of an image of another registry.")),
        "Show what will happen");
  }

  private static Map<String, String> hidden(Place place, Seen seen, Wanted wanted, Source source) {
    Map<String, String> hidden = seen(place, seen);
    hidden.put("image", source.image());
    hidden.put("source", wanted.source());
    hidden.put("how", wanted.track() ? TRACK : COPY);
    hidden.put("scheduled", Boolean.toString(wanted.scheduled()));
    return hidden;
  }

  private static List<String> happens(Place place, Seen seen, Wanted wanted, Source source) {
    List<String> says = new ArrayList<>();
    String image = seen.image(place.tag());
    says.add(
        image.isEmpty()
            ? place.shown() + " has no image now."
            : "%s is %s now.".formatted(place.shown(), Brief.of(image)));
    seen.held(place.tag())
        .flatMap(SpecTag::hold)
        .ifPresent(
            note ->
                says.add("It is held (" + note + "): release it before you point it elsewhere."));
    String next = source.event().map(event -> Brief.of(event.image())).orElse("");
    if (source.isImported() && next.isEmpty()) {
      says.add(
          "It is imported from %s%s."
              .formatted(
                  source.reference().exact(),
                  wanted.scheduled() ? ", now and on a schedule" : ", now"));
    } else if (wanted.track()) {
      says.add(
          "It becomes %s, and moves with %s from now on."
              .formatted(next, source.reference().nameString()));
    } else {
      says.add("It becomes %s, and stays that until somebody moves it.".formatted(next));
    }
    says.addAll(MovedTags.said(seen.stream(), place.tag()));
    return says;
  }

  private Rolls rolls(Visit visit, Place place, Seen seen, Source source) {
    ImageStream after =
        source
            .event()
            .map(
                event ->
                    MovedTags.to(
                        seen.stream(),
                        place.tag(),
                        new TagEvent(clock.instant(), event.reference(), event.image(), 0)))
            .orElse(seen.stream());
    Rolls rolls = followers.of(visit, after, MovedTags.with(seen.stream(), place.tag()));
    return source.event().isPresent()
        ? rolls
        : rolls.unsure("rolls once the image is here, if it is another one");
  }

  private static String command(Place place, Wanted wanted) {
    return "oc tag -n %s%s%s %s %s"
        .formatted(
            place.project(),
            wanted.track() ? " --alias" : "",
            wanted.scheduled() ? " --scheduled" : "",
            Words.word(wanted.source()),
            place.shown());
  }

  @Override
  void act(Visit visit, Place place) throws IOException {
    Wanted wanted = Wanted.of(visit);
    Source source = wanted.read(visit, place);
    if (!wanted.track() && !source.image().equals(visit.field("image"))) {
      throw new ApiStatus(
              409,
              "Conflict",
              "%s is another image by now: %s. Nothing was done; look again."
                  .formatted(wanted.source(), Brief.of(source.image())),
              Json.object())
          .exception();
    }
    Seen.write(visit, place, visit.field("seen"), now -> write(visit, place, now, wanted, source));
    visit.go(place.now());
  }

  private static void write(Visit visit, Place place, Seen now, Wanted wanted, Source source) {
    ObjectNode object =
        Json.object().put("kind", "ImageStreamTag").put("apiVersion", "image.openshift.io/v1");
    ObjectNode metadata =
        Meta.of(object).put("name", place.shown()).put("namespace", place.project());
    ObjectNode tag = object.putObject("tag").put("name", place.tag());
    tag.set("from", source.from());
    tag.putNull("generation");
    if (source.isImported()) {
      tag.put("generation", 0);
    }
    ObjectNode policy = tag.putObject("importPolicy").put("importMode", "Legacy");
    if (wanted.scheduled()) {
      policy.put("scheduled", true);
    }
    tag.putObject("referencePolicy").put("type", "Source");
    if (now.object().isEmpty()) {
      var _ = visit.objects().create(Kinds.IMAGE_STREAM_TAG, place.project(), object);
      return;
    }
    metadata.put("resourceVersion", now.version());
    ObjectNode annotations = metadata.putObject("annotations");
    now.stream()
        .specTag(place.tag())
        .ifPresent(spec -> spec.annotations().forEach(annotations::put));
    var _ = visit.objects().update(Kinds.IMAGE_STREAM_TAG, place.project(), object);
  }
}
