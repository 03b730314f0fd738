package dev.weir.storage.check;

import dev.weir.client.Resources;
import dev.weir.client.UnansweredException;
import dev.weir.controller.EventRecorder;
import dev.weir.failure.Reason;
import dev.weir.image.Images;
import dev.weir.imagestream.ImageStream;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.BytePattern;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.resource.patch.ObjectPatch;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.encoded.EncodedStream;
import dev.weir.streams.parts.Composition;
import dev.weir.streams.parts.PushedManifests;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says on Images that blobs which they are made of are lost, and on streams which of their tags
 * hold such images, by an annotation each; takes it back when the blobs are there again.
 */
final class DamagedImages {
  /** On an Image: the blobs that are lost, with commas between; on a stream: tags and images. */
  static final String ANNOTATION = "weir.dev/damaged";

  private static final Logger LOG = LoggerFactory.getLogger(DamagedImages.class);
  private static final String REASON = "DamagedImage";

  /** Longest list of digests or tags; who reads more than that restores a backup. */
  private static final int MOST_NAMED = 20;

  private static final BytePattern SAID = BytePattern.of(ANNOTATION);

  private final Store store;
  private final PushedManifests manifests;
  private final Resources resources;
  private final EventRecorder events;

  DamagedImages(Store store, PushedManifests manifests, Resources resources, EventRecorder events) {
    this.store = store;
    this.manifests = manifests;
    this.resources = resources;
    this.events = events;
  }

  /**
   * Brings what is said up to date.
   *
   * @param lost blobs that are not there and should be
   * @return those that some image is made of
   */
  Set<Digest> say(Set<Digest> lost) {
    Map<String, NavigableSet<Digest>> damaged = new TreeMap<>();
    Map<String, String> changed = new LinkedHashMap<>();
    Users.each(store, StreamKeys.image(""), entry -> look(entry, lost, damaged, changed));
    changed.forEach((name, value) -> annotate(Kinds.IMAGE, "", name, value));
    Users.each(store, streams(), entry -> look(entry, damaged));
    return damaged.values().stream()
        .flatMap(Collection::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String streams() {
    String some = StreamKeys.stream(new StreamName("n", "s"));
    return some.substring(0, some.length() - "n/s".length());
  }

  private void look(
      Entry entry,
      Set<Digest> lost,
      Map<String, NavigableSet<Digest>> damaged,
      Map<String, String> changed) {
    boolean said = SAID.indexIn(entry.value(), 0) >= 0;
    if (lost.isEmpty() && !said) {
      return;
    }
    String name = entry.key().substring(StreamKeys.image("").length());
    NavigableSet<Digest> missing = new TreeSet<>(DamagedImages::compare);
    ObjectNode image = Json.parseObject(entry.value());
    Digest.tryParse(name)
        .filter(_ -> Images.isManaged(image))
        .ifPresent(digest -> collect(digest, lost, image, missing));
    if (!missing.isEmpty()) {
      damaged.put(name, missing);
    }
    String value = list(missing.stream().map(Digest::toString).toList());
    if (!value.equals(Meta.annotation(image, ANNOTATION))) {
      changed.put(name, value);
    }
  }

  private static int compare(Digest one, Digest other) {
    return one.toString().compareTo(other.toString());
  }

  /** Parts of a manifest that are lost, at any depth; of one that is lost, by its Image. */
  private void collect(
      Digest manifest, Set<Digest> lost, ObjectNode image, NavigableSet<Digest> missing) {
    if (lost.contains(manifest)) {
      missing.add(manifest);
      Json.arrayAt(image, "dockerImageLayers")
          .forEach(
              layer ->
                  Digest.tryParse(Json.string(layer, "name"))
                      .filter(lost::contains)
                      .ifPresent(missing::add));
      return;
    }
    Optional<Composition> made = manifests.find(manifest);
    if (made.isPresent()) {
      made.get().parts().stream().filter(lost::contains).forEach(missing::add);
      made.get().children().forEach(child -> collect(child, lost, Json.object(), missing));
    }
  }

  private static String list(Collection<String> names) {
    String some = names.stream().limit(MOST_NAMED).collect(Collectors.joining(","));
    return names.size() > MOST_NAMED ? some + ",…" : some;
  }

  /** Tags whose newest image is damaged. */
  private void look(Entry entry, Map<String, NavigableSet<Digest>> damaged) {
    boolean said = SAID.indexIn(entry.value(), 0) >= 0;
    if (damaged.isEmpty() && !said) {
      return;
    }
    ImageStream stream = EncodedStream.read(entry.value());
    Map<String, String> tags = new TreeMap<>();
    stream
        .tags()
        .forEach(
            (tag, history) ->
                history
                    .newest()
                    .filter(event -> damaged.containsKey(event.image()))
                    .ifPresent(event -> tags.put(tag, event.image())));
    String value =
        list(tags.entrySet().stream().map(e -> e.getKey() + "@" + e.getValue()).toList());
    StreamName name = stream.name();
    if (!value.equals(Json.string(Json.objectAt(stream.metadata(), "annotations"), ANNOTATION))
        && annotate(Kinds.IMAGE_STREAM, name.namespace(), name.name(), value)
        && !value.isEmpty()) {
      tell(stream, tags, damaged);
    }
  }

  private void tell(
      ImageStream stream, Map<String, String> tags, Map<String, NavigableSet<Digest>> damaged) {
    tags.forEach(
        (tag, image) -> {
          String message =
              "the image of tag %s is damaged: %s is lost on the disk; push the image again to heal it"
                  .formatted(
                      tag,
                      list(
                          damaged.getOrDefault(image, Collections.emptyNavigableSet()).stream()
                              .map(Digest::toString)
                              .toList()));
          LOG.error("stream={} {}: {}", stream.name(), REASON, message);
          boolean _ = events.warn(Kinds.IMAGE_STREAM, stream.metadata(), REASON, message);
        });
  }

  /** True if it is written. */
  private boolean annotate(ResourceKind kind, String namespace, String name, String value) {
    ObjectNode patch = Json.object();
    ObjectNode annotations = patch.putObject("metadata").putObject("annotations");
    if (value.isEmpty()) {
      annotations.putNull(ANNOTATION);
    } else {
      annotations.put(ANNOTATION, value);
    }
    try {
      var _ = resources.patch(kind, namespace, name, ObjectPatch.MERGE, Json.bytes(patch));
      return true;
    } catch (StatusException | UnansweredException e) {
      LOG.warn("{} {} does not say yet what is lost of it: {}", kind.kind(), name, Reason.of(e));
      return false;
    }
  }
}
