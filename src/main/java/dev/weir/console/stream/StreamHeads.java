package dev.weir.console.stream;

import dev.weir.access.Attributes;
import dev.weir.access.User;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.ResourceKind;
import dev.weir.store.ExpiredException;
import dev.weir.store.RangeQuery;
import dev.weir.streams.StoredStream;
import dev.weir.streams.Streams;
import dev.weir.streams.encoded.HistoryPages;
import dev.weir.streams.encoded.StreamLabels;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Image streams as pages need them, with the rights of who looks: of many streams no more than the
 * names is read, and of one what its tags are, not what they were.
 */
public final class StreamHeads {
  private final Streams streams;

  public StreamHeads(Streams streams) {
    this.streams = streams;
  }

  /**
   * A stream of a list.
   *
   * @param revision of its last change
   */
  public record Named(String name, long revision) {}

  /** The streams of a project by name, as of a revision. */
  public record Listing(List<Named> streams, long revision) {
    public Listing {
      streams = List.copyOf(streams);
    }
  }

  /** A stream with the newest event of each tag, as of a revision. */
  public record Head(ImageStream stream, long revision) {}

  /** All streams of a project, as {@link #list(User, String, LabelSelector)}. */
  public Listing list(User user, String project) {
    return list(user, project, LabelSelector.EVERYTHING);
  }

  /**
   * The streams of a project with such labels. The labels are all that is read for it, and only if
   * some are asked for.
   *
   * @throws dev.weir.resource.StatusException 403 to who may not list them
   */
  public Listing list(User user, String project, LabelSelector labels) {
    require(user, "list", Kinds.IMAGE_STREAM, project, "");
    long _ = streams.context().store().sync();
    String prefix = ObjectKey.prefix(Kinds.IMAGE_STREAM, project);
    var page = streams.context().store().range(RangeQuery.all(prefix));
    return new Listing(
        page.entries().stream()
            .filter(e -> labels.isEmpty() || labels.matches(StreamLabels.of(e.value())))
            .map(e -> new Named(e.key().substring(prefix.length()), e.modRevision()))
            .toList(),
        page.revision());
  }

  /** A stream of a list that was read; empty if it is gone since. */
  public Optional<ImageStream> listed(String project, Named named) {
    return Optional.of(streams.store().glance(new StreamName(project, named.name())))
        .filter(StoredStream::exists)
        .map(StoredStream::stream);
  }

  /**
   * One stream.
   *
   * @throws dev.weir.resource.StatusException 403 to who may not get it, 404 if there is none
   */
  public Head get(User user, String project, String name) {
    require(user, "get", Kinds.IMAGE_STREAM, project, name);
    long revision = streams.context().store().sync();
    StreamName stream = new StreamName(project, name);
    var _ = streams.store().newest(stream); // is remembered, so that it is parsed once
    StoredStream stored = atRevision(() -> streams.store().at(stream, revision));
    if (!stored.exists()) {
      throw ApiStatus.notFound(Kinds.IMAGE_STREAM, name).exception();
    }
    return new Head(stored.stream(), revision);
  }

  /**
   * What a tag was.
   *
   * @param events newest first
   * @param older how many others there are
   */
  public record Past(List<TagEvent> events, long older) {
    public Past {
      events = List.copyOf(events);
    }
  }

  /**
   * What a tag was, at the cost of what is shown of it. Who may not see that sees what it is, and
   * not by whom.
   *
   * @param most how many events
   */
  public Past past(User user, Head head, String tag, int most) {
    StreamName name = head.stream().name();
    Attributes history =
        new Attributes(
            "get",
            Kinds.IMAGE_STREAM_TAG.group(),
            Kinds.IMAGE_STREAM_TAG.plural(),
            "history",
            name.namespace(),
            name.name() + ":" + tag,
            "");
    Optional<TagEvent> newest = head.stream().newest(tag);
    if (!streams.authorizer().allows(user, history)) {
      return new Past(
          newest.map(event -> event.withOrigin(TagEvent.Origin.UNKNOWN)).stream().toList(), 0);
    }
    HistoryPages.Asked asked = new HistoryPages.Asked(name, tag, newest, head.revision());
    HistoryPages.Page page =
        atRevision(() -> streams.store().historyPages().page(asked, HistoryPages.NEWEST, most));
    return new Past(
        page.events().stream().map(HistoryPages.Numbered::event).toList(), page.remaining());
  }

  /** Whether a tag of the stream is an image, or was. */
  public boolean had(Head head, String tag, String image) {
    return head.stream().newest(tag).filter(event -> event.image().equals(image)).isPresent()
        || streams.store().had(head.stream().name(), tag, image);
  }

  private static <T> T atRevision(Supplier<T> read) {
    try {
      return read.get();
    } catch (ExpiredException _) {
      throw ApiStatus.expired("The stream changes too fast to be shown; try again.").exception();
    }
  }

  /** Whether somebody may see the images of a project's streams. */
  public boolean showsImages(User user, String project) {
    return streams
        .authorizer()
        .allows(user, attributes("get", Kinds.IMAGE_STREAM_IMAGE, project, ""));
  }

  /** The size of an image that a stream has; empty if it is not known. */
  public OptionalLong size(StreamName stream, String image) {
    if (image.isEmpty() || streams.claims().find(stream, image).isPresent()) {
      return OptionalLong.empty();
    }
    long size =
        streams
            .images()
            .find(image)
            .map(found -> Json.objectAt(found, "dockerImageMetadata").path("Size").asLong(0))
            .orElse(0L);
    return size > 0 ? OptionalLong.of(size) : OptionalLong.empty();
  }

  /** A stored pull spec as clients know it. */
  public String shown(String pullSpec) {
    return streams.published().fill(pullSpec);
  }

  /** What clients push to and pull from, {@code host:port/project/stream}. */
  public String repository(StreamName stream) {
    return shown(OwnRegistry.repository(stream));
  }

  private void require(User user, String verb, ResourceKind kind, String project, String name) {
    streams.authorizer().require(user, attributes(verb, kind, project, name));
  }

  private static Attributes attributes(
      String verb, ResourceKind kind, String project, String name) {
    return Attributes.resource(verb, kind.group(), kind.plural(), project, name);
  }
}
