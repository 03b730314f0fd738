package dev.weir.console.doing;

import dev.weir.console.visit.Brief;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.console.workload.FollowedTags;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagSource;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a tag is after something was done, and what rolls because of it: as it is, not as told. */
public final class NowPage implements Page {
  /** Most tags of a whole stream whose images are said. */
  private static final int MOST = 10;

  private final Followers followers;
  private final FollowedTags followed;
  private final Clock clock;

  public NowPage(Followers followers, FollowedTags followed, Clock clock) {
    this.followers = followers;
    this.followed = followed;
    this.clock = clock;
  }

  /**
   * The page.
   *
   * @param problems what did not work, or waits
   * @param says how it is, in sentences
   * @param shown whether workloads are shown
   * @param next where to go from here
   */
  public record View(
      Shell shell,
      List<Notices> problems,
      List<String> says,
      boolean shown,
      Rolls rolls,
      String next,
      String nextText) {
    public View {
      problems = List.copyOf(problems);
      says = List.copyOf(says);
    }
  }

  @Override
  public void answer(Visit visit) throws IOException {
    Place place = Place.of(visit);
    String moving = followed.version(place.name()); // before workloads are read
    Seen seen = Seen.of(visit, place);
    List<String> says = new ArrayList<>();
    Set<String> tags = Set.of();
    boolean there = seen.object().isPresent() && seen.hasTag(place.tag());
    if (!there) {
      says.add(place.shown() + " is not there any more.");
    } else if (place.tag().isEmpty()) {
      tags = seen.stream().tags().keySet();
      says.add("%s has %d tags.".formatted(place.shown(), tags.size()));
      says.addAll(newest(seen.stream()));
    } else {
      tags = MovedTags.with(seen.stream(), place.tag());
      says.addAll(ofTag(visit, place, seen));
      says.addAll(MovedTags.said(seen.stream(), place.tag()));
    }
    Place next =
        there
            ? place
            : seen.object().isPresent() ? place.withTag("") : new Place(place.project(), "", "");
    String title = place.shown() + (there ? " now" : " is gone");
    visit.show(
        "now.jte",
        new View(
            visit.live(title, Section.PROJECTS, live(place, seen, moving), place.crumbs("Now")),
            Notices.of(seen.stream(), place.tag().isEmpty() ? tags : Set.of(place.tag())),
            says,
            true,
            followers.known(visit, seen.stream(), tags, followed),
            next.stream().isEmpty() ? Paths.project(next.project()) : next.page(),
            "Go to " + (next.stream().isEmpty() ? next.project() : next.shown())));
  }

  /** What moved last in a stream. */
  private static List<String> newest(ImageStream stream) {
    return stream.tags().keySet().stream()
        .flatMap(tag -> stream.newest(tag).stream().map(event -> Map.entry(tag, event)))
        .filter(one -> !one.getValue().image().isEmpty())
        .sorted(
            Map.Entry.<String, TagEvent>comparingByValue(Comparator.comparing(TagEvent::time))
                .reversed())
        .limit(MOST)
        .map(
            one ->
                "%s:%s is %s."
                    .formatted(
                        stream.name().name(), one.getKey(), Brief.of(one.getValue().image())))
        .toList();
  }

  private static String live(Place place, Seen seen, String moving) {
    return seen.object().isEmpty()
        ? ""
        : Paths.liveWithFollowers(place.project(), place.stream(), seen.version(), moving);
  }

  private List<String> ofTag(Visit visit, Place place, Seen seen) {
    List<String> says = new ArrayList<>();
    Instant now = clock.instant();
    String image = seen.image(place.tag());
    String origin = origin(visit, place, now);
    says.add(
        image.isEmpty()
            ? place.shown() + " has no image yet."
            : "%s is %s%s.".formatted(place.shown(), image, origin));
    seen.stream()
        .specTag(place.tag())
        .ifPresent(
            spec -> {
              spec.hold().ifPresent(note -> says.add("It is held: " + note + "."));
              says.addAll(follows(seen, place, spec));
            });
    return says;
  }

  /** Who made it that, in brackets; nothing for who may not read its history. */
  private static String origin(Visit visit, Place place, Instant now) {
    try {
      return History.of(visit, place).newest().map(it -> " (" + it.origin(now) + ")").orElse("");
    } catch (StatusException _) {
      return "";
    }
  }

  private static List<String> follows(Seen seen, Place place, SpecTag spec) {
    if (spec.isImportable()) {
      String often = spec.importPolicy().scheduled() ? ", on a schedule" : "";
      return List.of(
          "It is imported from " + spec.from().map(TagSource::name).orElse("") + often + ".");
    }
    return MovedTags.followed(seen.stream(), spec).stream()
        .map(
            other ->
                "It follows %s:%s%s."
                    .formatted(place.stream(), other, spec.isHeld() ? " once it is released" : ""))
        .toList();
  }
}
