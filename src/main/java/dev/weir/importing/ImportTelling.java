package dev.weir.importing;

import dev.weir.image.Images;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImportedTag;
import dev.weir.importing.StreamImports.Listed;
import dev.weir.importing.lists.ListChoices;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Meta;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StoredImages;
import dev.weir.streams.StreamId;
import dev.weir.streams.Streams;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Tells what has to know of an import once its stream is written. */
final class ImportTelling {
  private final KeptImages kept;
  private final Listed listed;
  private final ListChoices choices;
  private final StoredImages images;
  private final PublishedHost host;

  ImportTelling(Streams streams, KeptImages kept, Listed listed, ListChoices choices) {
    this.kept = kept;
    this.listed = listed;
    this.choices = choices;
    this.images = streams.images();
    this.host = streams.published();
  }

  /**
   * Tells of all that was found.
   *
   * @param tags what the tags took of it: what waits is shown to nobody
   */
  void tell(StreamId stream, Findings findings, List<ImportedTag> tags) {
    Set<String> taken = new LinkedHashSet<>();
    tags.forEach(
        tag -> {
          if (tag.result() instanceof ImportedTag.Result.Found found) {
            taken.add(found.image());
          }
        });
    Map<Digest, String> manifests = new LinkedHashMap<>();
    findings
        .imported()
        .filter(imported -> taken.remove(imported.digest().toString()))
        .filter(imported -> !OwnRegistry.owns(host.strip(imported.pullSpec())))
        .forEach(
            imported ->
                add(
                    imported.pullSpec(),
                    imported.children().stream().map(Meta::name).toList(),
                    manifests));
    came(stream, manifests);
    choices.learned(stream, findings.chosen());
    kept.written(
        stream.name(),
        findings
            .imported()
            .flatMap(i -> Stream.concat(Stream.of(i.image()), i.children().stream())));
  }

  /** Tells of an image that waited and that a tag took now. */
  void tell(StreamId stream, String reference, String image) {
    if (!OwnRegistry.owns(reference)) {
      Map<Digest, String> manifests = new LinkedHashMap<>();
      add(reference, below(image), manifests);
      came(stream, manifests);
    }
  }

  private void came(StreamId stream, Map<Digest, String> manifests) {
    if (!manifests.isEmpty()) {
      listed.came(stream, manifests);
    }
  }

  private static void add(String pullSpec, Collection<String> children, Map<Digest, String> into) {
    String from = ImageReference.parse(pullSpec).withClientDefaults().repository();
    children.stream()
        .flatMap(name -> Digest.tryParse(name).stream())
        .forEach(digest -> into.putIfAbsent(digest, from));
  }

  /** What an image lists, at any depth, as far as it came with it. */
  private Set<String> below(String image) {
    Set<String> all = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(image));
    while (!open.isEmpty()) {
      images.find(open.removeFirst()).stream()
          .flatMap(found -> Images.children(found).stream())
          .filter(images::has)
          .filter(all::add)
          .forEach(open::addLast);
    }
    return all;
  }
}
