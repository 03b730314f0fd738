package dev.weir.console.stream;

import dev.weir.client.Resources;
import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.ShortTime;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.node.ObjectNode;

/** The image streams of a project. */
public final class StreamsPage implements Page {
  private static final int MOST = 50;

  private final Clock clock;

  public StreamsPage(Clock clock) {
    this.clock = clock;
  }

  /**
   * An image stream.
   *
   * @param newest tag that moved last; empty if none has an image
   * @param age of its newest event, such as {@code 3h}
   */
  public record Row(String name, int tags, String newest, String age, String target) {}

  /** The page. */
  public record View(
      Shell shell, String project, String search, int found, int page, List<Row> rows) {
    public boolean hasMore() {
      return page * MOST < found;
    }

    public String at(int number) {
      return Paths.with(
          Paths.with(Paths.project(project), "q", search), "page", Integer.toString(number));
    }
  }

  @Override
  public void answer(Visit visit) throws IOException {
    String project = visit.name(0);
    String search = visit.query("q").toLowerCase(Locale.ROOT);
    ApiObject _ = visit.objects().get(Kinds.PROJECT, "", project);
    Resources.Listing listing =
        visit.objects().list(Kinds.IMAGE_STREAM, project, Resources.Query.ALL);
    List<ApiObject> found =
        StreamSupport.stream(listing.objects().spliterator(), false)
            .filter(stream -> search.isEmpty() || name(stream).contains(search))
            .toList();
    Instant now = clock.instant();
    List<Row> rows =
        found.stream()
            .skip((visit.page() - 1L) * MOST)
            .limit(MOST)
            .map(stream -> row(StreamJson.read(stream.tree()), now))
            .toList();
    Shell shell =
        visit.live(
            project,
            Section.PROJECTS,
            Paths.with(
                Paths.with("/console/live?of=streams", "in", project),
                "since",
                listing.resourceVersion()),
            new Crumb("Projects", Paths.HOME),
            new Crumb(project));
    visit.show("streams.jte", new View(shell, project, search, found.size(), visit.page(), rows));
  }

  private static String name(ApiObject stream) {
    ObjectNode metadata = stream.metadata();
    return metadata.path("name").asString("");
  }

  private static Row row(ImageStream stream, Instant now) {
    Optional<String> newest =
        stream
            .tagsWithImage("")
            .max(Comparator.comparing(tag -> stream.newest(tag).map(TagEvent::time).orElseThrow()));
    return new Row(
        stream.name().name(),
        stream.tags().size(),
        newest.orElse(""),
        newest.flatMap(stream::newest).map(event -> age(event.time(), now)).orElse(""),
        Paths.stream(stream.name().namespace(), stream.name().name()));
  }

  private static String age(Instant time, Instant now) {
    return ShortTime.between(time, now);
  }
}
