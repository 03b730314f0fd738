package dev.weir.importing;

import dev.weir.image.Images;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.RemoteTagOrder;
import dev.weir.imagestream.TagEvent;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.importing.lists.ImportMode;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.PlatformChoice;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StoredImages;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamTags;
import dev.weir.streams.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at images of the integrated registry where they are: Weir neither calls itself through the
 * network nor needs a login for that. Callers have checked that the source may be pulled.
 */
final class OwnImages {
  private final StreamStore streams;
  private final StreamTags tags;
  private final StreamContent content;
  private final StoredImages images;
  private final PublishedHost host;
  private final TagLimit limit;

  OwnImages(Streams streams, TagLimit limit) {
    this.limit = limit;
    this.streams = streams.store();
    this.tags = streams.tags();
    this.content = streams.content();
    this.images = streams.images();
    this.host = streams.published();
  }

  /** Stream that a pull spec names, if it names one of the integrated registry. */
  Optional<StreamName> source(String pullSpec) {
    try {
      ImageReference parsed = ImageReference.parse(pullSpec);
      return parsed.registry().equals(host.host())
          ? Optional.of(new StreamName(parsed.namespace(), parsed.name()))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Why somebody does not get what a stream has. */
  ImportFailure notYours(StreamName source) {
    return new ImportFailure.NotYours(host.host(), source);
  }

  /** The image of a pull spec that has a {@link #source}. */
  ImportOutcome image(String pullSpec, ImportMode mode, Descriptor.Platform platform) {
    ImageReference asked = ImageReference.parse(pullSpec);
    ImageReference full = asked.withClientDefaults().mostSpecific();
    StreamName source = new StreamName(asked.namespace(), asked.name());
    ImportOutcome.Failed unknown =
        new ImportOutcome.Failed(new ImportFailure.NotHere(full), full.tag());
    ImageStream stream = streams.newest(source).stream();
    String name = full.id();
    if (name.isEmpty()) {
      Optional<TagEvent> newest = stream.newest(full.tag());
      if (newest.filter(event -> !OwnRegistry.owns(event.reference())).isPresent()) {
        String at = newest.get().reference();
        return new ImportOutcome.Failed(
            new ImportFailure.Elsewhere(source, full.tag(), at), full.tag());
      }
      name = newest.map(TagEvent::image).orElse("");
    } else if (!holds(source, name)) {
      return unknown;
    }
    Optional<ObjectNode> found = images.find(name);
    if (found.isPresent() && mode == ImportMode.LEGACY) {
      found = single(found.get(), platform).filter(single -> holds(source, Meta.name(single)));
    }
    return found
        .map(image -> outcome(image, asked, source, full.tag(), mode))
        .map(ImportOutcome.class::cast)
        .orElse(unknown);
  }

  private boolean holds(StreamName source, String name) {
    return Digest.tryParse(name).filter(d -> content.canBePulled(source, d)).isPresent();
  }

  /** Of an index the child that fits, as importing from another registry would take it. */
  private Optional<ObjectNode> single(ObjectNode image, Descriptor.Platform platform) {
    List<Descriptor> children = new ArrayList<>();
    for (JsonNode child : Json.arrayAt(image, "dockerImageManifests")) {
      children.add(
          new Descriptor(
              Json.string(child, "mediaType"),
              Digest.parse(Json.string(child, "digest")),
              child.path("manifestSize").asLong(0),
              Optional.of(
                  new Descriptor.Platform(
                      Json.string(child, "os"),
                      Json.string(child, "architecture"),
                      Json.string(child, "variant"))),
              List.of(),
              "",
              Map.of()));
    }
    if (children.isEmpty()) {
      return Optional.of(image);
    }
    var index =
        new Manifest.IndexManifest(
            "", children, Optional.empty(), Images.artifactType(image), Map.of());
    if (PlatformChoice.isNoneOf(index)) {
      return Optional.of(image);
    }
    return PlatformChoice.of(index, platform).flatMap(c -> images.find(c.digest().toString()));
  }

  private ImportOutcome.Imported outcome(
      ObjectNode image, ImageReference asked, StreamName source, String tag, ImportMode mode) {
    Digest digest = Digest.parse(Json.string(Json.objectAt(image, "metadata"), "name"));
    List<ObjectNode> children =
        mode != ImportMode.LIST_ALONE
            ? Images.children(image).stream()
                .filter(child -> holds(source, child))
                .flatMap(child -> images.find(child).stream())
                .map(child -> at(child, asked))
                .toList()
            : List.of();
    return new ImportOutcome.Imported(
        at(image, asked),
        digest,
        asked.withId(digest.toString()).exact(),
        tag,
        children,
        Optional.empty());
  }

  private static ObjectNode at(ObjectNode image, ImageReference asked) {
    String digest = Json.string(Json.objectAt(image, "metadata"), "name");
    return image.put("dockerImageReference", asked.withId(digest).exact());
  }

  /** Tags of a repository, as many as an import brings. */
  RepositoryOutcome repository(String pullSpec, ImportMode mode, ImportMemory.Part memory) {
    ImageReference asked = ImageReference.parse(pullSpec);
    StreamName source = new StreamName(asked.namespace(), asked.name());
    if (!tags.exists(source)) {
      return new RepositoryOutcome.Unlisted(new ImportFailure.NotHere(asked));
    }
    List<String> all = RemoteTagOrder.sort(tags.tags(source));
    int imported = limit.of(all.size());
    List<ImportOutcome> found =
        all.subList(0, imported).stream()
            .map(tag -> image(asked.withTag(tag).exact(), mode, PlatformChoice.USUAL))
            .map(image -> KeptImages.stored(memory, image))
            .toList();
    return new RepositoryOutcome.Listed(found, all.subList(imported, all.size()));
  }
}
