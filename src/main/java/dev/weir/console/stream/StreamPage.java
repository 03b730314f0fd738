package dev.weir.console.stream;

import dev.weir.console.doing.Actions;
import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.console.workload.FollowedTags;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.StreamName;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An image stream: a lane for each of its tags, and what is wrong with them. */
public final class StreamPage implements Page {
  /** Most lanes of a page. */
  static final int MOST = 20;

  private final StreamHeads heads;
  private final FollowedTags followed;
  private final Clock clock;

  public StreamPage(StreamHeads heads, FollowedTags followed, Clock clock) {
    this.heads = heads;
    this.followed = followed;
    this.clock = clock;
  }

  /**
   * What is said of the whole stream.
   *
   * @param description in its maker's words; empty if there are none
   * @param created empty if that is not known
   * @param repository what clients push to and pull from
   * @param whole repository of another registry that is imported as a whole; empty if none is
   * @param tags without those about images
   * @param about tags of signatures and the like
   * @param labels each leads to the streams of the project that have it
   * @param yaml what to type to see the whole object
   */
  public record Facts(
      String description,
      Optional<When> created,
      String repository,
      String whole,
      boolean localLookup,
      List<Lane.Link> labels,
      int tags,
      int about,
      String yaml) {
    public Facts {
      labels = List.copyOf(labels);
    }
  }

  /**
   * The page.
   *
   * @param actions what the reader may do to the stream
   * @param troubles why tags are not what they should be
   * @param found how many tags there are of what was asked for
   */
  public record View(
      Shell shell,
      Actions actions,
      String path,
      Facts facts,
      List<Trouble> troubles,
      List<Commands> commands,
      AskedLanes asked,
      int found,
      List<Lane> lanes) {
    public View {
      troubles = List.copyOf(troubles);
      commands = List.copyOf(commands);
      lanes = List.copyOf(lanes);
    }

    public boolean hasMore() {
      return (long) asked.page() * MOST < found;
    }

    /** The lanes of what is about images. */
    public String about() {
      return Paths.with(path, "only", AskedLanes.Only.ABOUT.word());
    }

    /** A page of the same lanes. */
    public String at(int number) {
      String search = Paths.with(path, "q", asked.search());
      String sorted = Paths.with(search, "sort", asked.order().word());
      String only = Paths.with(sorted, "only", asked.only().word());
      return Paths.with(only, "page", Integer.toString(number));
    }
  }

  @Override
  public void answer(Visit visit) throws IOException {
    StreamName name = new StreamName(visit.name(0), visit.name(1));
    String runs = followed.version(name); // before they are read
    StreamHeads.Head head = heads.get(visit.viewer().user(), name.namespace(), name.name());
    ImageStream stream = head.stream();
    Instant now = clock.instant();
    AskedLanes wanted = AskedLanes.of(visit);
    List<String> tags = wanted.of(stream);
    AskedLanes asked = wanted.on(visit.page(tags.size(), MOST));
    List<String> shown = tags.stream().skip((asked.page() - 1L) * MOST).limit(MOST).toList();
    Map<String, Lane.Schedule> schedules = schedules(visit, stream, shown, now);
    Lanes lanes =
        new Lanes(
            heads, followed.read(visit.viewer().user(), name), visit.viewer().user(), head, now);
    Shell shell =
        visit.live(
            name.name(),
            Section.PROJECTS,
            Paths.liveWithFollowers(
                name.namespace(), name.name(), Long.toString(visit.revision()), runs),
            new Crumb("Projects", Paths.HOME),
            new Crumb(name.namespace(), Paths.project(name.namespace())),
            new Crumb(name.name()));
    visit.show(
        "stream.jte",
        new View(
            shell,
            Actions.ofStream(visit, name.namespace(), name.name()),
            Paths.stream(name.namespace(), name.name()),
            facts(stream, now),
            Trouble.of(stream, now),
            Commands.of(name, heads.repository(name), pulled(stream)),
            asked,
            tags.size(),
            shown.stream().map(tag -> lanes.of(tag, schedules)).toList()));
  }

  private static Map<String, Lane.Schedule> schedules(
      Visit visit, ImageStream stream, List<String> shown, Instant now) {
    boolean any =
        shown.stream()
            .flatMap(tag -> stream.specTag(tag).stream())
            .anyMatch(spec -> spec.importPolicy().scheduled());
    StreamName name = stream.name();
    return any ? Schedules.of(visit.objects(), name.namespace(), name.name(), now) : Map.of();
  }

  private Facts facts(ImageStream stream, Instant now) {
    StreamName name = stream.name();
    return new Facts(
        stream.annotation("description"),
        stream.created().map(time -> When.of(time, now)),
        heads.repository(stream.name()),
        stream.dockerImageRepository(),
        stream.localLookup(),
        stream.labels().entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .map(label -> new Lane.Link(label, Paths.labelled(name.namespace(), label)))
            .toList(),
        TagsAbout.others(stream).size(),
        TagsAbout.count(stream),
        "oc get imagestream %s -n %s -o yaml".formatted(name.name(), name.namespace()));
  }

  /** The tag that moved last; what clients mean by themselves if none has an image. */
  private static String pulled(ImageStream stream) {
    return stream
        .tagsWithImage("")
        .filter(tag -> !TagsAbout.has(stream, tag))
        .max(
            Comparator.comparing(tag -> stream.newest(tag).map(TagEvent::time).orElse(Instant.MIN)))
        .orElse("latest");
  }
}
