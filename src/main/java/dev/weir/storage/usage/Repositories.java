package dev.weir.storage.usage;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.streams.StreamNames;
import dev.weir.streams.StreamStore;
import dev.weir.streams.Streams;
import dev.weir.streams.parts.Composition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** All that has content: streams, and repositories into which only blobs were pushed so far. */
final class Repositories {
  static final String LINKS = "/links/";
  private static final int PAGE = 500;
  private static final Comparator<StreamName> ORDER =
      Comparator.comparing(StreamName::namespace).thenComparing(StreamName::name);

  private final Streams streams;

  Repositories(Streams streams) {
    this.streams = streams;
  }

  /** In order: those of a project after each other. */
  List<StreamName> names(String namespace) {
    Set<StreamName> all = new TreeSet<>(ORDER);
    all.addAll(linked(namespace));
    String last = namespace.isEmpty() ? "" : namespace + "/";
    boolean more = true;
    while (more) {
      StreamNames.Names page = streams.names().after(last, PAGE);
      for (StreamName name : page.names()) {
        if (namespace.isEmpty() || name.namespace().equals(namespace)) {
          all.add(name);
        } else {
          return List.copyOf(all);
        }
        last = name.toString();
      }
      more = page.more();
    }
    return List.copyOf(all);
  }

  /** Those with links. */
  private List<StreamName> linked(String namespace) {
    String prefix = namespace.isEmpty() ? LINKS : LINKS + namespace + "/";
    List<StreamName> found = new ArrayList<>();
    Page page = first(prefix, "");
    while (!page.entries().isEmpty()) {
      String key = page.entries().getFirst().key();
      String name = key.substring(LINKS.length(), key.lastIndexOf('/'));
      found.add(StreamName.parse(name));
      page = first(prefix, LINKS + name + "/~"); // behind all digests
    }
    return found;
  }

  private Page first(String prefix, String after) {
    return streams.context().store().range(RangeQuery.some(prefix, after, 1));
  }

  /** A stream with all its events; empty if there is none, or only a repository. */
  Optional<ImageStream> stream(StreamName name) {
    StreamStore store = streams.store();
    return store.glance(name).exists() ? Optional.of(store.whole(name).stream()) : Optional.empty();
  }

  /** Images of the integrated registry in the events of a stream. */
  static Set<Digest> images(ImageStream stream) {
    Set<Digest> images = new LinkedHashSet<>();
    stream.tags().values().stream()
        .flatMap(history -> history.items().stream())
        .filter(event -> OwnRegistry.owns(event.reference()))
        .map(TagEvent::image)
        .forEach(image -> Digest.tryParse(image).ifPresent(images::add));
    return images;
  }

  /**
   * What a repository holds by its tags and not by a link: images that were pushed elsewhere, and
   * all that they are made of.
   *
   * @param stream what its tags say, if there is a stream
   */
  Set<Digest> promoted(StreamName name, Optional<ImageStream> stream) {
    Set<Digest> found = new HashSet<>();
    Deque<Digest> open = new ArrayDeque<>();
    stream.map(Repositories::images).orElse(Set.of()).stream()
        .filter(image -> streams.links().find(name, image).isEmpty())
        .forEach(open::add);
    while (!open.isEmpty()) {
      Digest image = open.removeFirst();
      if (found.add(image)) {
        Optional<Composition> made = streams.content().composition(image);
        made.stream().flatMap(Composition::children).forEach(open::add);
        made.stream()
            .flatMap(all -> Stream.concat(all.config().stream(), all.blobs().stream()))
            .forEach(part -> found.add(part.digest()));
      }
    }
    return found;
  }
}
