package dev.weir.imagestream;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.age.MinimumAge;
import dev.weir.imagestream.history.HistoryBounds;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An image stream as a value.
 *
 * @param metadata ObjectMeta; never changed
 * @param localLookup short names in the namespace's workloads may mean this stream
 * @param dockerImageRepository whole repository to import from; mostly empty
 * @param spec what each tag should be
 * @param tags what each tag is and was
 */
public record ImageStream(
    ObjectNode metadata,
    boolean localLookup,
    String dockerImageRepository,
    SortedMap<String, SpecTag> spec,
    SortedMap<String, TagHistory> tags) {
  public ImageStream {
    spec = Collections.unmodifiableSortedMap(new TreeMap<>(spec));
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }

  /** A stream with nothing in it. */
  public static ImageStream empty(StreamName name) {
    ObjectNode metadata = Json.object();
    metadata.put("name", name.name()).put("namespace", name.namespace());
    return new ImageStream(metadata, false, "", new TreeMap<>(), new TreeMap<>());
  }

  public StreamName name() {
    return new StreamName(Json.string(metadata, "namespace"), Json.string(metadata, "name"));
  }

  public long generation() {
    return metadata.path("generation").asLong(0);
  }

  /** One annotation, empty if absent. */
  public String annotation(String key) {
    return Json.string(Json.objectAt(metadata, "annotations"), key);
  }

  /** When it was made; empty if that is not known. */
  public Optional<Instant> created() {
    try {
      return Optional.of(Instant.parse(Json.string(metadata, "creationTimestamp")));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** Labels, none if there are none. */
  public Map<String, String> labels() {
    Map<String, String> found = new TreeMap<>();
    Json.objectAt(metadata, "labels")
        .forEachEntry((key, value) -> found.put(key, value.asString("")));
    return found;
  }

  /** What the user wants of a tag; empty for tags that were only pushed. */
  public Optional<SpecTag> specTag(String tag) {
    return Optional.ofNullable(spec.get(tag));
  }

  /**
   * True if what has this policy may be fetched over plain HTTP and from an unknown certificate:
   * the stream's annotation allows it for all (image-api.md 5.4).
   */
  public boolean allowsInsecure(ImportPolicy policy) {
    return policy.insecure() || allowsInsecure();
  }

  /** True if that is so whatever the policy of a tag is. */
  public boolean allowsInsecure() {
    return annotation(ImportedTags.INSECURE).equals("true");
  }

  /** For how long an image must have been seen before the tag takes it from another registry. */
  public MinimumAge minimumAge(String tag) {
    String own =
        specTag(tag)
            .map(spec -> spec.annotations().getOrDefault(MinimumAge.ANNOTATION, ""))
            .orElse("");
    return MinimumAge.of(own, annotation(MinimumAge.ANNOTATION));
  }

  /** The newest event of a tag. */
  public Optional<TagEvent> newest(String tag) {
    return Optional.ofNullable(tags.get(tag)).flatMap(TagHistory::newest);
  }

  /** Tags behind that one, or all, whose newest event has an image, sorted. */
  public Stream<String> tagsWithImage(String after) {
    return tags.tailMap(after).keySet().stream()
        .filter(tag -> !tag.equals(after))
        .filter(tag -> newest(tag).filter(event -> !event.image().isEmpty()).isPresent());
  }

  /** The history of a tag, empty if there is none. */
  public TagHistory history(String tag) {
    TagHistory history = tags.get(tag);
    return history == null ? TagHistory.EMPTY : history;
  }

  /** How much of its past a tag keeps. */
  public HistoryBounds historyBounds(String tag) {
    return HistoryBounds.of(keep(spec.get(tag)), annotation(HistoryBounds.KEEP));
  }

  private static String keep(@Nullable SpecTag tag) {
    return tag == null ? "" : tag.annotations().getOrDefault(HistoryBounds.KEEP, "");
  }

  /** True if tags of another form of the stream keep as much of their past, whatever they are. */
  public boolean hasBoundsOf(ImageStream other) {
    return annotation(HistoryBounds.KEEP).equals(other.annotation(HistoryBounds.KEEP))
        && keepsAs(other)
        && other.keepsAs(this);
  }

  @SuppressWarnings("ReferenceEquality") // most tags of a large stream stay as they are
  private boolean keepsAs(ImageStream other) {
    return spec.values().stream()
        .allMatch(
            tag -> {
              SpecTag old = other.spec.get(tag.name());
              return old == tag || keep(old).equals(keep(tag));
            });
  }

  /**
   * Pull spec that consumers of a tag get: the integrated registry's for reference policy Local,
   * else where the image came from (image-api.md 3.9). Empty if the tag has no event.
   */
  public Optional<String> pullSpec(String tag) {
    SpecTag wanted = spec.get(tag);
    String policy = wanted == null ? SpecTag.SOURCE : wanted.referencePolicy();
    return newest(tag)
        .map(
            event ->
                PullSpecs.of(
                    policy, event.reference(), event.image(), OwnRegistry.repository(name())));
  }

  public ImageStream withMetadata(ObjectNode newMetadata) {
    return new ImageStream(newMetadata, localLookup, dockerImageRepository, spec, tags);
  }

  public ImageStream withAnnotation(String key, String value) {
    ObjectNode changed = metadata.deepCopy();
    Json.ensureObject(changed, "annotations").put(key, value);
    return withMetadata(changed);
  }

  ImageStream withGeneration(long generation) {
    if (generation == generation()) {
      return this;
    }
    return withMetadata(metadata.deepCopy().put("generation", generation));
  }

  public ImageStream withSpec(Map<String, SpecTag> newSpec) {
    return new ImageStream(
        metadata, localLookup, dockerImageRepository, new TreeMap<>(newSpec), tags);
  }

  public ImageStream withSpecTag(SpecTag tag) {
    var changed = new TreeMap<>(spec);
    changed.put(tag.name(), tag);
    return withSpec(changed);
  }

  public ImageStream withoutSpecTag(String tag) {
    var changed = new TreeMap<>(spec);
    changed.remove(tag);
    return withSpec(changed);
  }

  public ImageStream withTags(Map<String, TagHistory> newTags) {
    return new ImageStream(
        metadata, localLookup, dockerImageRepository, spec, new TreeMap<>(newTags));
  }

  public ImageStream withTag(String tag, TagHistory history) {
    var changed = new TreeMap<>(tags);
    changed.put(tag, history);
    return withTags(changed);
  }

  public ImageStream withoutTag(String tag) {
    var changed = new TreeMap<>(tags);
    changed.remove(tag);
    return withTags(changed);
  }

  /**
   * With what is known of who made each event: of those that the form before had what it says, of
   * all others that. Tags that are the same objects stay so.
   */
  @SuppressWarnings("ReferenceEquality") // most tags of a large stream stay as they are
  public ImageStream madeBy(Origin origin, ImageStream before) {
    Map<String, TagHistory> changed = new TreeMap<>();
    tags.forEach(
        (tag, history) -> {
          TagHistory old = before.history(tag);
          TagHistory told = old == history ? history : history.madeBy(origin, old);
          if (told != history) {
            changed.put(tag, told);
          }
        });
    if (changed.isEmpty()) {
      return this;
    }
    Map<String, TagHistory> all = new TreeMap<>(tags);
    all.putAll(changed);
    return withTags(all);
  }

  /** With every event's pull spec changed. */
  public ImageStream mapReferences(UnaryOperator<String> change) {
    Map<String, TagHistory> changed = new TreeMap<>();
    tags.forEach(
        (tag, history) ->
            changed.put(
                tag,
                new TagHistory(
                    history.items().stream()
                        .map(e -> e.withReference(change.apply(e.reference())))
                        .toList(),
                    history.conditions())));
    return withTags(changed);
  }

  boolean sameSpec(ImageStream other) {
    return localLookup == other.localLookup
        && dockerImageRepository.equals(other.dockerImageRepository)
        && spec.equals(other.spec);
  }
}
