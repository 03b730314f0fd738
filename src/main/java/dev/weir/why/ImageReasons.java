package dev.weir.why;

import dev.weir.follower.Cause;
import dev.weir.follower.NotedCause;
import dev.weir.follower.Trigger;
import dev.weir.follower.Trigger.TagKey;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.TagEvent;
import dev.weir.resource.Meta;
import dev.weir.why.Chain.Ending;
import dev.weir.why.Chain.Reason;
import dev.weir.why.Followed.Behind;
import dev.weir.why.Followed.State;
import dev.weir.why.ImageReason.Moved;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Why single images are what they are; of those that are alike only once. Pure, for the facts. */
final class ImageReasons {
  /** Most images that are looked for among all tags of a namespace. */
  private static final int MOST_LOOKED_FOR = 20;

  private final TagFacts facts;
  private final ShownTags tags;
  private final Instant now;
  private final TagStates states;
  private final ChainSearch chains;
  private final Map<String, Chain> known = new HashMap<>();
  private final Map<ImageId, List<TagKey>> having = new HashMap<>();

  ImageReasons(TagFacts facts, ShownTags tags, Instant now) {
    this.facts = facts;
    this.tags = tags;
    this.now = now;
    this.states = new TagStates(facts, tags);
    this.chains = new ChainSearch(facts);
  }

  TagFacts facts() {
    return facts;
  }

  ShownTags tags() {
    return tags;
  }

  /**
   * Of an image that a trigger moves.
   *
   * @param noted objects whose annotation may say when it was moved; the trigger stands on the last
   * @param behind what to say of an image that is not there yet
   */
  ImageReason followed(
      String where,
      String image,
      Trigger trigger,
      Following following,
      List<ObjectNode> noted,
      Behind behind) {
    ImageId id = tags.stored(image);
    Followed followed = states.of(trigger, id, following, noted.getLast(), behind);
    if (followed.state() == State.HIDDEN) {
      return new ImageReason(
          where,
          image,
          Optional.empty(),
          Optional.empty(),
          Optional.of(followed),
          false,
          Optional.empty(),
          List.of(),
          Chain.NONE);
    }
    Chain chain = id.isNone() ? Chain.NONE : chain(trigger.from(), id);
    return new ImageReason(
        where,
        image,
        Optional.empty(),
        Optional.empty(),
        Optional.of(followed),
        false,
        moved(noted, trigger, id, chain),
        List.of(),
        chain);
  }

  private Chain chain(TagKey tag, ImageId image) {
    return known.computeIfAbsent(tag + " " + image, _ -> chains.from(tag, image));
  }

  /** What an object says of its last move, if that fits what is stored. */
  private Optional<Moved> moved(
      List<ObjectNode> objects, Trigger trigger, ImageId image, Chain chain) {
    Instant came =
        chain.moves().isEmpty() ? Instant.MIN : chain.moves().getFirst().event().created();
    return objects.stream()
        .flatMap(object -> NotedCause.read(Meta.annotation(object, Cause.ANNOTATION)).stream())
        .filter(noted -> noted.tag().equals(trigger.from().toString()))
        .filter(noted -> tags.stored(noted.to()).equals(image))
        .filter(noted -> !noted.when().isBefore(came) && !noted.when().isAfter(now))
        .findFirst()
        .map(noted -> new Moved(noted.when(), noted.from()));
  }

  /**
   * Of an image that nothing moves.
   *
   * @param namespace whose tags are looked at
   */
  ImageReason unmoved(String where, String image, String namespace, boolean lookedUp) {
    ImageId id = tags.stored(image);
    Optional<TagKey> named = tags.named(id);
    if (named.isPresent()) {
      return named(where, image, named.get());
    }
    List<TagKey> have = having(id, namespace);
    Chain chain =
        have.stream().findFirst().or(() -> had(id)).map(tag -> chain(tag, id)).orElse(Chain.NONE);
    return new ImageReason(
        where,
        image,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        lookedUp,
        Optional.empty(),
        have,
        chain);
  }

  private ImageReason named(String where, String image, TagKey tag) {
    Chain chain = ofTag(where, tag).chain();
    return new ImageReason(
        where,
        image,
        Optional.empty(),
        Optional.of(tag),
        Optional.empty(),
        false,
        Optional.empty(),
        List.of(),
        chain);
  }

  private List<TagKey> having(ImageId image, String namespace) {
    if (image.isNone() || (having.size() == MOST_LOOKED_FOR && !having.containsKey(image))) {
      return List.of();
    }
    return having.computeIfAbsent(
        image,
        _ -> facts.tagsThatHave(namespace, image).stream().filter(facts::mayBeSeen).toList());
  }

  /** A tag of the stream that the image names which had it before. */
  private Optional<TagKey> had(ImageId image) {
    return OwnRegistry.stream(image.pullSpec()).stream()
        .flatMap(
            stream ->
                facts.tagsThatHad(stream, image).stream()
                    .map(tag -> new TagKey(stream.namespace(), stream.name(), tag)))
        .filter(facts::mayBeSeen)
        .findFirst();
  }

  /** Of a tag itself, as it is now. */
  ImageReason ofTag(String where, TagKey tag) {
    if (!facts.mayBeSeen(tag)) {
      return bare(where, tag, "", Chain.ended(ChainSearch.hidden(tag)));
    }
    Optional<TagEvent> newest =
        facts.stream(tag.streamName()).flatMap(stream -> stream.newest(tag.tag()));
    if (newest.isEmpty()) {
      String why = states.empty(tag);
      String text = tag + " has no image" + (why.isEmpty() ? "" : ": " + why);
      return bare(where, tag, "", Chain.ended(new Ending(Reason.EMPTY, text)));
    }
    return bare(where, tag, tags.newest(tag).orElse(""), chain(tag, ImageId.of(newest.get())));
  }

  /** Of an image that something was made with as a tag was then. */
  ImageReason from(String where, TagKey tag, String image) {
    return facts.mayBeSeen(tag)
        ? bare(where, tag, image, chain(tag, tags.stored(image)))
        : bare(where, tag, image, Chain.ended(ChainSearch.hidden(tag)));
  }

  private static ImageReason bare(String where, TagKey tag, String image, Chain chain) {
    return new ImageReason(
        where,
        image,
        Optional.of(tag),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        List.of(),
        chain);
  }
}
