package dev.weir.console.stream;

import dev.weir.access.User;
import dev.weir.console.visit.Brief;
import dev.weir.console.visit.Paths;
import dev.weir.console.workload.FollowedTags;
import dev.weir.imagestream.HoldWords;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceName;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes the lanes of a stream, each of what its tag was. */
final class Lanes {
  /** Most events of a lane. */
  private static final int EVENTS = 8;

  /** Most followers that are named. */
  private static final int FOLLOWERS = 10;

  private final StreamHeads heads;
  private final FollowedTags.Reading runs;
  private final User user;
  private final StreamHeads.Head head;
  private final ImageStream stream;
  private final Instant now;
  private final Map<String, List<String>> followers;

  Lanes(
      StreamHeads heads, FollowedTags.Reading runs, User user, StreamHeads.Head head, Instant now) {
    this.heads = heads;
    this.runs = runs;
    this.user = user;
    this.head = head;
    this.stream = head.stream();
    this.now = now;
    this.followers = followers(stream);
  }

  static Lane.State state(ImageStream stream, String tag) {
    boolean wanted = stream.specTag(tag).isPresent();
    boolean there = stream.newest(tag).isPresent();
    return wanted && there ? Lane.State.BOTH : wanted ? Lane.State.SPEC : Lane.State.STATUS;
  }

  private static Map<String, List<String>> followers(ImageStream stream) {
    Map<String, List<String>> found = new HashMap<>();
    for (SpecTag tag : stream.spec().values()) {
      tag.from()
          .filter(from -> from.kind().equals(TagSource.STREAM_TAG) && !tag.reference())
          .flatMap(from -> SourceName.of(stream.name(), from))
          .filter(source -> source.stream().equals(stream.name()))
          .ifPresent(
              source ->
                  found.computeIfAbsent(source.item(), _ -> new ArrayList<>()).add(tag.name()));
    }
    return found;
  }

  Lane of(String tag, Map<String, Lane.Schedule> schedules) {
    StreamName name = stream.name();
    TagOrigin origin = TagOrigin.of(stream, tag);
    StreamHeads.Past past = heads.past(user, head, tag, EVENTS);
    return new Lane(
        tag,
        Paths.tag(name.namespace(), name.name(), tag),
        Paths.with(Paths.workloads(name.namespace()), "tag", name.name() + ":" + tag),
        state(stream, tag),
        new TagOrigin(origin.words(), heads.shown(origin.name()), origin.target()),
        stream
            .specTag(tag)
            .filter(SpecTag::isHeld)
            .map(spec -> HoldWords.standing(name.name(), spec))
            .orElse(""),
        ImportState.of(stream, tag),
        Optional.ofNullable(schedules.get(tag)),
        followers.getOrDefault(tag, List.of()).stream()
            .limit(FOLLOWERS)
            .map(other -> new Lane.Link(other, Paths.tag(name.namespace(), name.name(), other)))
            .toList(),
        runs.of(tag),
        past.events().stream().map(this::event).toList(),
        past.older());
  }

  private Lane.Event event(TagEvent event) {
    Origin origin = event.origin();
    StreamName name = stream.name();
    String image = event.image();
    return new Lane.Event(
        origin.how().name().toLowerCase(Locale.ROOT),
        words(origin.how()),
        origin.user(),
        Brief.of(heads.shown(origin.from())),
        When.of(event.time(), now),
        image.isEmpty() ? heads.shown(event.reference()) : Brief.of(image),
        image.isEmpty() ? "" : Paths.image(name.namespace(), name.name(), image));
  }

  private static String words(Origin.How how) {
    return switch (how) {
      case PUSH -> "pushed";
      case IMPORT -> "imported";
      case TAG -> "tagged";
      case ROLLBACK -> "rolled back";
      case EARLY -> "taken early";
      case UNKNOWN -> "moved";
    };
  }
}
