package dev.weir.console.stream;

import dev.weir.console.doing.Actions;
import dev.weir.console.visit.Brief;
import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Sizes;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The image streams of a project. Only those that a page shows are read. */
public final class StreamsPage implements Page {
  private static final int MOST = 50;

  private final StreamHeads heads;
  private final Clock clock;

  public StreamsPage(StreamHeads heads, Clock clock) {
    this.heads = heads;
    this.clock = clock;
  }

  /** The order of the streams. */
  public enum Order {
    NAME("name", "by name"),
    CHANGED("changed", "last changed first"),
    NAME_DOWN("-name", "by name, backwards"),
    CHANGED_DOWN("-changed", "last changed last");

    private final String word;
    private final String title;

    Order(String word, String title) {
      this.word = word;
      this.title = title;
    }

    /** In addresses. */
    public String word() {
      return word;
    }

    public String title() {
      return title;
    }

    static Order of(String word) {
      for (Order order : values()) {
        if (order.word.equals(word)) {
          return order;
        }
      }
      return NAME;
    }

    private Comparator<StreamHeads.Named> comparator() {
      Comparator<StreamHeads.Named> names = Comparator.comparing(StreamHeads.Named::name);
      Comparator<StreamHeads.Named> changes =
          Comparator.comparingLong(StreamHeads.Named::revision).thenComparing(names);
      return switch (this) {
        case NAME -> names;
        case NAME_DOWN -> names.reversed();
        case CHANGED -> changes.reversed();
        case CHANGED_DOWN -> changes;
      };
    }
  }

  /**
   * The tag of a stream that moved last.
   *
   * @param size of its image; empty if it is not known
   */
  public record Newest(
      String tag, String target, When when, String image, String imageTarget, String size) {}

  /**
   * An image stream.
   *
   * @param newest empty if no tag has an image
   */
  public record Row(
      String name,
      String target,
      int tags,
      Optional<Newest> newest,
      TagOrigin origin,
      ImportState.Sum imports) {}

  /**
   * The labels that streams have to have.
   *
   * @param text as it was asked for, a selector
   * @param unread what of it cannot be read; empty if all can
   */
  public record Labels(String text, LabelSelector selector, String unread) {
    static Labels of(String text) {
      try {
        return new Labels(text, LabelSelector.parse(text), "");
      } catch (IllegalArgumentException e) {
        return new Labels(text, LabelSelector.EVERYTHING, String.valueOf(e.getMessage()));
      }
    }
  }

  /** The page. */
  public record View(
      Shell shell,
      String project,
      String search,
      Labels labels,
      Order order,
      int found,
      int page,
      List<Row> rows,
      Actions actions) {
    public View {
      rows = List.copyOf(rows);
    }

    public boolean hasMore() {
      return (long) page * MOST < found;
    }

    /** Why there is no row. */
    public String none() {
      if (labels.text().isEmpty()) {
        return search.isEmpty()
            ? "There is no image stream here yet: push an image, or import one."
            : "There is no image stream of that name.";
      }
      return search.isEmpty()
          ? "There is no image stream with these labels."
          : "There is no image stream of that name with these labels.";
    }

    public String at(int number) {
      String path = Paths.with(Paths.labelled(project, labels.text()), "q", search);
      return Paths.with(Paths.with(path, "sort", order.word()), "page", Integer.toString(number));
    }
  }

  @Override
  public void answer(Visit visit) throws IOException {
    String project = visit.name(0);
    ApiObject _ = visit.objects().get(Kinds.PROJECT, "", project);
    Labels labels = Labels.of(visit.query("label"));
    StreamHeads.Listing listing = heads.list(visit.viewer().user(), project, labels.selector());
    String search = visit.query("q").toLowerCase(Locale.ROOT);
    Order order = Order.of(visit.query("sort"));
    List<StreamHeads.Named> found =
        listing.streams().stream()
            .filter(stream -> stream.name().contains(search))
            .filter(_ -> labels.unread().isEmpty())
            .sorted(order.comparator())
            .toList();
    Instant now = clock.instant();
    int page = visit.page(found.size(), MOST);
    boolean sizes = heads.showsImages(visit.viewer().user(), project);
    List<Row> rows =
        found.stream()
            .skip((page - 1L) * MOST)
            .limit(MOST)
            .flatMap(named -> heads.listed(project, named).stream())
            .map(stream -> row(stream, sizes, now))
            .toList();
    Shell shell =
        visit.live(
            project,
            Section.PROJECTS,
            Paths.live("streams", project, "", visit.revision()),
            new Crumb("Projects", Paths.HOME),
            new Crumb(project));
    visit.show(
        "streams.jte",
        new View(
            shell,
            project,
            search,
            labels,
            order,
            found.size(),
            page,
            rows,
            Actions.ofProject(visit, project)));
  }

  private Row row(ImageStream stream, boolean sizes, Instant now) {
    Optional<String> newest =
        stream.tags().keySet().stream()
            .filter(tag -> stream.newest(tag).isPresent() && !TagsAbout.has(stream, tag))
            .max(Comparator.comparing(tag -> time(stream, tag)));
    Optional<String> any = newest.or(() -> ImportState.tags(stream).stream().findFirst());
    return new Row(
        stream.name().name(),
        Paths.stream(stream.name().namespace(), stream.name().name()),
        TagsAbout.others(stream).size(),
        newest.map(tag -> newest(stream, tag, sizes, now)),
        any.map(tag -> shown(TagOrigin.of(stream, tag))).orElse(new TagOrigin("", "", "")),
        ImportState.of(stream));
  }

  private TagOrigin shown(TagOrigin origin) {
    return new TagOrigin(origin.words(), heads.shown(origin.name()), origin.target());
  }

  private Newest newest(ImageStream stream, String tag, boolean sizes, Instant now) {
    TagEvent event = stream.newest(tag).orElseThrow();
    String project = stream.name().namespace();
    String name = stream.name().name();
    OptionalLong size = sizes ? heads.size(stream.name(), event.image()) : OptionalLong.empty();
    return new Newest(
        tag,
        Paths.tag(project, name, tag),
        When.of(event.time(), now),
        Brief.of(event.image()),
        event.image().isEmpty() ? "" : Paths.image(project, name, event.image()),
        size.isPresent() ? Sizes.binary(size.getAsLong()) : "");
  }

  private static Instant time(ImageStream stream, String tag) {
    return stream.newest(tag).map(TagEvent::time).orElse(Instant.MIN);
  }
}
