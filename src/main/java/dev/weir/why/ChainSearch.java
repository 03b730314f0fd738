package dev.weir.why;

import dev.weir.follower.Trigger.TagKey;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceName;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin.How;
import dev.weir.imagestream.TagSource;
import dev.weir.imagestream.age.MinimumAge;
import dev.weir.reference.StreamName;
import dev.weir.streams.encoded.PastEvent;
import dev.weir.why.Chain.Ending;
import dev.weir.why.Chain.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Follows an image from a tag back to where it came from. Pure, for the facts given. */
final class ChainSearch {
  /** Longest chain. */
  static final int MOST = 12;

  private final TagFacts facts;

  ChainSearch(TagFacts facts) {
    this.facts = facts;
  }

  /** What stands behind an event. */
  private sealed interface Next {
    /** Nothing: it is the beginning. */
    record Nothing() implements Next {}

    /** The chain ends all the same. */
    record Ends(Ending ending) implements Next {}

    /**
     * A tag.
     *
     * @param wanted which of its events may be meant
     */
    record Place(TagKey tag, Predicate<TagEvent> wanted) implements Next {}
  }

  /** How an image came to a tag that has it, or had it. */
  Chain from(TagKey start, ImageId image) {
    List<TagMove> moves = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Next next = new Next.Place(start, _ -> true);
    ImageId wanted = image;
    while (next instanceof Next.Place(TagKey at, Predicate<TagEvent> meant)) {
      Optional<TagMove> move = Optional.empty();
      Optional<Ending> ending = obstacle(at, moves.size());
      if (ending.isEmpty()) {
        move = move(at, wanted, meant);
        ending = move.isEmpty() ? Optional.of(gone(at, moves.isEmpty())) : Optional.empty();
      }
      if (ending.isEmpty() && !seen.add(at + " " + move.orElseThrow().event())) {
        ending = Optional.of(new Ending(Reason.CIRCLE, at + " was made from itself"));
      }
      if (ending.isPresent()) {
        return new Chain(moves, ending);
      }
      moves.add(move.orElseThrow());
      wanted = ImageId.of(move.orElseThrow().event());
      next = next(move.orElseThrow());
    }
    return new Chain(
        moves, next instanceof Next.Ends(Ending ending) ? Optional.of(ending) : Optional.empty());
  }

  private Optional<Ending> obstacle(TagKey at, int length) {
    if (length == MOST) {
      return Optional.of(new Ending(Reason.LONG, "the chain goes on from " + at));
    }
    return facts.mayBeSeen(at) ? Optional.empty() : Optional.of(hidden(at));
  }

  static Ending hidden(TagKey tag) {
    return hidden(tag.toString(), tag.namespace());
  }

  private static Ending hidden(String what, String namespace) {
    return new Ending(
        Reason.HIDDEN,
        "what " + what + " is may not be seen: that takes get on imagestreams in " + namespace);
  }

  private Ending gone(TagKey at, boolean first) {
    Optional<ImageStream> stream = facts.stream(at.streamName());
    boolean there =
        stream
            .filter(s -> s.specTag(at.tag()).isPresent() || s.newest(at.tag()).isPresent())
            .isPresent();
    if (!there) {
      return new Ending(Reason.GONE, at + (first ? " is not there" : " is not there any more"));
    }
    return new Ending(Reason.GONE, "the history of " + at + " does not hold this image");
  }

  private Optional<TagMove> move(TagKey at, ImageId image, Predicate<TagEvent> wanted) {
    Optional<ImageStream> stream = facts.stream(at.streamName());
    Optional<SpecTag> spec = stream.flatMap(found -> found.specTag(at.tag()));
    String age =
        stream
            .map(found -> found.minimumAge(at.tag()))
            .filter(MinimumAge::isSet)
            .map(MinimumAge::toString)
            .orElse("");
    return facts
        .past(at, image, wanted)
        .map(
            past -> {
              String from = from(at, past, spec);
              boolean followed = isFollowed(at, past, from);
              return new TagMove(at, past, from, followed, hold(spec), age);
            });
  }

  /** An image of another registry may be named as a tag of the stream is. */
  private boolean isFollowed(TagKey at, PastEvent past, String from) {
    return from.indexOf('/') < 0
        && !past.event().reference().equals(from)
        && Source.of(from, at) instanceof Source.OfTag(TagKey tag)
        && (!isBrought(past.event()) || cameBy(tag, at, past.event()));
  }

  private static String hold(Optional<SpecTag> spec) {
    return spec.flatMap(SpecTag::hold).orElse("");
  }

  /** As it was written down; of what earlier builds wrote, what the spec tag says now. */
  private String from(TagKey at, PastEvent past, Optional<SpecTag> spec) {
    String written = past.event().origin().from();
    if (!written.isEmpty()) {
      return written;
    }
    Optional<TagSource> source = past.newest() ? spec.flatMap(SpecTag::from) : Optional.empty();
    How how = past.event().origin().how();
    return source
        .flatMap(
            from ->
                switch (from.kind()) {
                  case TagSource.STREAM_TAG -> ofTag(at, from, past.event());
                  case TagSource.STREAM_IMAGE ->
                      how == How.PUSH ? Optional.empty() : ofImage(at, from);
                  default -> how == How.PUSH ? Optional.empty() : Optional.of(from.name());
                })
        .orElse("");
  }

  private Optional<String> ofTag(TagKey at, TagSource from, TagEvent event) {
    return SourceName.of(at.streamName(), from)
        .map(name -> new TagKey(name.stream().namespace(), name.stream().name(), name.item()))
        .filter(tag -> event.origin().how() == How.TAG || cameBy(tag, at, event))
        .map(tag -> event.origin().how() == How.TAG ? tag.toString() : tag.nameInNamespace());
  }

  private static Optional<String> ofImage(TagKey at, TagSource from) {
    return SourceName.of(at.streamName(), from).map(name -> name.stream() + "@" + name.item());
  }

  /** True if a tag of the same stream has the very event, as one that is followed has. */
  private boolean cameBy(TagKey tag, TagKey at, TagEvent event) {
    return !tag.equals(at)
        && tag.streamName().equals(at.streamName())
        && facts
            .past(tag, ImageId.of(event), other -> other.created().equals(event.created()))
            .isPresent();
  }

  private Next next(TagMove move) {
    TagEvent event = move.event();
    if (move.from().isEmpty()) {
      return withoutSource(move);
    }
    if (event.reference().equals(move.from()) || (isBrought(event) && !move.followed())) {
      return new Next.Nothing();
    }
    return switch (Source.of(move.from(), move.tag())) {
      case Source.Elsewhere() -> new Next.Nothing();
      case Source.OfTag(TagKey tag) -> new Next.Place(tag, notAfter(event));
      case Source.OfStream(StreamName stream, String _) ->
          inStream(stream, move)
              .<Next>map(place -> place)
              .orElseGet(() -> new Next.Ends(notIn(stream)));
    };
  }

  /** What a tag was pointed at may not be known, but another one may tell how the image came. */
  private Next withoutSource(TagMove move) {
    return switch (move.event().origin().how()) {
      case UNKNOWN ->
          new Next.Ends(
              new Ending(Reason.UNKNOWN, "how " + move.tag() + " came to it was not written down"));
      case TAG, ROLLBACK ->
          inStream(move.tag().streamName(), move)
              .<Next>map(place -> place)
              .orElseGet(Next.Nothing::new);
      default -> new Next.Nothing();
    };
  }

  private Ending notIn(StreamName stream) {
    return facts.mayBeSeen(new TagKey(stream.namespace(), stream.name(), ""))
        ? new Ending(Reason.GONE, "no tag of " + stream + " has it in its history any more")
        : hidden(stream.toString(), stream.namespace());
  }

  /** True if the image came from another registry, and no tag here was named for it. */
  private static boolean isBrought(TagEvent event) {
    return switch (event.origin().how()) {
      case PUSH, TAG, ROLLBACK, UNKNOWN -> false;
      default -> true;
    };
  }

  private static Predicate<TagEvent> notAfter(TagEvent event) {
    return other -> !other.created().isAfter(event.created());
  }

  /** The tag of a stream that had the image first; of the same stream, another time. */
  private Optional<Next.Place> inStream(StreamName stream, TagMove move) {
    ImageId image = ImageId.of(move.event());
    Predicate<TagEvent> earlier = notAfter(move.event()).and(other -> !other.equals(move.event()));
    return facts.tagsThatHad(stream, image).stream()
        .map(tag -> new TagKey(stream.namespace(), stream.name(), tag))
        .filter(facts::mayBeSeen)
        .flatMap(
            tag -> {
              Predicate<TagEvent> wanted =
                  tag.equals(move.tag()) ? earlier : notAfter(move.event());
              return facts.past(tag, image, wanted).map(past -> new Found(tag, past)).stream();
            })
        .min(Comparator.comparing(Found::time).thenComparing(Found::isCopied))
        .map(found -> new Next.Place(found.tag(), found.past().event()::equals));
  }

  private record Found(TagKey tag, PastEvent past) {
    Instant time() {
      return past.event().time();
    }

    /** From a tag or an image of this server, which then had it before. */
    boolean isCopied() {
      String from = past.event().origin().from();
      return !from.isEmpty() && !(Source.of(from, tag) instanceof Source.Elsewhere);
    }
  }
}
