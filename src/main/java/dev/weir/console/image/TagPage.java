package dev.weir.console.image;

import dev.weir.console.doing.Actions;
import dev.weir.console.doing.Notices;
import dev.weir.console.stream.StreamHeads;
import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.HoldWords;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A tag: the image that it has, how to pull it, and what it was before. */
public final class TagPage implements Page {
  private static final int MOST = 10;

  private final StreamHeads heads;
  private final Repositories repositories;
  private final Clock clock;

  public TagPage(StreamHeads heads, Repositories repositories, Clock clock) {
    this.heads = heads;
    this.repositories = repositories;
    this.clock = clock;
  }

  /**
   * The page.
   *
   * @param from what the tag is to be, as its definition says; empty of a tag that was only pushed
   * @param held who holds it, and why; empty if nobody does
   * @param problems what went wrong with it last, or waits
   * @param shown its image; empty if it has none
   * @param missing why its image cannot be shown; empty if it can, or there is none
   * @param pull its pull spec, such as {@code HOST/shop/app:live}; empty if it cannot be pulled
   * @param moves of this page, newest first
   * @param found how many there are, as far as one answer of the API goes
   * @param older how many there are besides
   */
  public record View(
      Shell shell,
      Actions actions,
      StreamName stream,
      String tag,
      String from,
      String held,
      List<Notices> problems,
      Optional<Shown> shown,
      String missing,
      String pull,
      List<Moves.Move> moves,
      int found,
      long older,
      int page) {
    public boolean hasMore() {
      return page * MOST < found;
    }

    public String at(int number) {
      return Paths.with(
          Paths.tag(stream.namespace(), stream.name(), tag), "page", Integer.toString(number));
    }

    /** What shows the events that the page does not. */
    public String rest() {
      return "weir tag history %s:%s --all -n %s".formatted(stream.name(), tag, stream.namespace());
    }

    /** Where the tag goes back to what a move made it; empty if it is that, or may not. */
    public String back(Moves.Move move) {
      boolean now = shown.filter(image -> image.facts().digest().equals(move.image())).isPresent();
      return now ? "" : actions.back(move.image());
    }

    /** {@code REPOSITORY@DIGEST}, which stays what it is. */
    public String byDigest() {
      String repository = pull.substring(0, pull.lastIndexOf(':'));
      return shown.map(image -> repository + "@" + image.facts().digest()).orElse("");
    }
  }

  @Override
  public void answer(Visit visit) throws IOException {
    StreamName name = new StreamName(visit.name(0), visit.name(1));
    String tag = visit.name(2);
    ImageStream stream = heads.get(visit.viewer().user(), name.namespace(), name.name()).stream();
    if (stream.specTag(tag).isEmpty() && !stream.tags().containsKey(tag)) {
      throw ApiStatus.notFound(Kinds.IMAGE_STREAM_TAG, name.name() + ":" + tag).exception();
    }
    Moves.Past past = moves(visit, name, tag);
    List<Moves.Move> moves = past.moves();
    int page = visit.page(moves.size(), MOST);
    String image = moves.isEmpty() ? "" : moves.getFirst().image();
    Optional<Shown> shown = Optional.empty();
    String missing = "";
    if (!image.isEmpty()) {
      try {
        shown = Optional.of(Shown.of(visit, repositories, name, image));
      } catch (StatusException refused) {
        missing = refused.status().message();
      }
    }
    Optional<SpecTag> spec = stream.specTag(tag);
    Shell shell =
        visit.live(
            name.name() + ":" + tag,
            Section.PROJECTS,
            Paths.live("streams", name.namespace(), name.name(), visit.revision()),
            new Crumb("Projects", Paths.HOME),
            new Crumb(name.namespace(), Paths.project(name.namespace())),
            new Crumb(name.name(), Paths.stream(name.namespace(), name.name())),
            new Crumb(tag));
    visit.show(
        "tag.jte",
        new View(
            shell,
            Actions.ofTag(
                visit,
                name.namespace(),
                name.name(),
                tag,
                spec.filter(SpecTag::isHeld).isPresent()),
            name,
            tag,
            spec.map(it -> source(it, name)).orElse(""),
            spec.filter(SpecTag::isHeld).map(it -> HoldWords.standing(name.name(), it)).orElse(""),
            Notices.of(stream, tag),
            shown,
            missing,
            image.isEmpty() ? "" : heads.repository(name) + ":" + tag,
            moves.stream().skip((page - 1L) * MOST).limit(MOST).toList(),
            moves.size(),
            past.older(),
            page));
  }

  /** Who moved the tag, and how, is for those who may read its history. */
  private Moves.Past moves(Visit visit, StreamName name, String tag) {
    try {
      ApiObject history =
          visit
              .objects()
              .get(Kinds.IMAGE_STREAM_TAG, name.namespace(), name.name() + ":" + tag, "history");
      return Moves.past(history, name, clock.instant());
    } catch (StatusException refused) {
      if (refused.status().code() != 403) {
        throw refused;
      }
      ApiObject stream = visit.objects().get(Kinds.IMAGE_STREAM, name.namespace(), name.name());
      return Moves.Past.of(Moves.of(StreamJson.read(stream.tree()), tag, clock.instant()));
    }
  }

  /** What a tag is to be, in words. */
  private static String source(SpecTag spec, StreamName stream) {
    return spec.from()
        .map(
            from -> {
              String place =
                  from.namespace().isEmpty() || from.namespace().equals(stream.namespace())
                      ? from.name()
                      : from.namespace() + "/" + from.name();
              String how = spec.reference() ? "refers to " : "follows ";
              return from.kind().equals("DockerImage") && !spec.reference()
                  ? (spec.importPolicy().scheduled()
                          ? "imported again and again from "
                          : "imported from ")
                      + place
                  : how + place;
            })
        .orElse("");
  }
}
