package dev.weir.storage.gc;

import dev.weir.blob.PushLeases;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.storage.gc.Repository.Made;
import dev.weir.storage.gc.Repository.Subject;
import dev.weir.storage.gc.Repository.Tag;
import dev.weir.streams.RepositoryLinks.Link;
import dev.weir.streams.RepositoryLinks.Stored;
import dev.weir.streams.StoredStream;
import dev.weir.streams.Streams;
import dev.weir.streams.linked.DueLooks.Due;
import dev.weir.streams.parts.Composition;
import dev.weir.streams.parts.Telling;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads repositories of the store, as a collector needs them. */
final class RepositoryReader {
  private final Streams streams;
  private final PushLeases leases;
  private final InstantSource clock;
  private final InstantSource steady;

  RepositoryReader(Streams streams, PushLeases leases, InstantSource clock, InstantSource steady) {
    this.streams = streams;
    this.leases = leases;
    this.clock = clock;
    this.steady = steady;
  }

  /**
   * A repository as it was read.
   *
   * @param repository without what workloads use
   * @param links as they are stored
   * @param revision of the stream; 0 if there is none
   * @param due read before all else, so that what came later keeps it
   */
  record Read(Repository repository, Map<Digest, Stored> links, long revision, Optional<Due> due) {
    /** A link that is there. */
    Stored link(Digest digest) {
      return Objects.requireNonNull(links.get(digest));
    }

    boolean hasTag(String name) {
      return repository.tags().stream().anyMatch(tag -> tag.name().equals(name));
    }
  }

  /** The stream is read after the links, whose parts it may show by then. */
  Read read(StreamName name) {
    Optional<Due> due = streams.links().due().find(name);
    Map<Digest, Stored> stored = streams.links().all(name);
    Map<Digest, Instant> ends = leases(name, stored.keySet());
    Map<Digest, Set<Digest>> gaps = streams.links().gaps().all(name);
    StoredStream stream = streams.store().whole(name);
    Map<Digest, Link> links = new HashMap<>();
    stored.forEach((digest, one) -> links.put(digest, one.link()));
    Manifests manifests = new Manifests(name, links, gaps);
    manifests.read(stream);
    return new Read(
        new Repository(
            links,
            tags(stream, streams.links().due().looseTags(name), links.keySet()),
            manifests.made,
            manifests.unread,
            gaps,
            withoutImage(links),
            ends,
            Set.of()),
        stored,
        stream.revision(),
        due);
  }

  /** By the clock of the wall. */
  private Map<Digest, Instant> leases(StreamName name, Set<Digest> linked) {
    Duration later = Duration.between(steady.instant(), clock.instant());
    Map<Digest, Instant> open = new HashMap<>();
    for (Digest digest : linked) {
      if (leases.isOpen(name, digest)) {
        leases.until(digest).ifPresent(end -> open.put(digest, end.plus(later)));
      }
    }
    return open;
  }

  /** Of those that may be kept for a time of their own. */
  private Set<Digest> withoutImage(Map<Digest, Link> links) {
    return links.entrySet().stream()
        .filter(entry -> entry.getValue().untagged().isPresent())
        .map(Map.Entry::getKey)
        .filter(digest -> !streams.images().has(digest.toString()))
        .collect(Collectors.toSet());
  }

  private List<Tag> tags(StoredStream stored, Map<String, Instant> left, Set<Digest> linked) {
    Telling telling = new Telling(this::composition, linked::contains);
    List<Tag> tags = new ArrayList<>();
    stored.stream()
        .tags()
        .forEach(
            (name, history) -> {
              Optional<Subject> subject =
                  Optional.of(history)
                      .filter(_ -> isPushed(history) && stored.stream().specTag(name).isEmpty())
                      .flatMap(
                          _ ->
                              telling.subject(
                                  name, history.items().stream().map(TagEvent::image).toList()))
                      .map(image -> subject(image, Optional.ofNullable(left.get(name))));
              tags.add(new Tag(name, images(history), subject));
            });
    return tags;
  }

  private Subject subject(Digest image, Optional<Instant> left) {
    return new Subject(image, left, left.isPresent() && streams.images().has(image.toString()));
  }

  private static boolean isPushed(TagHistory history) {
    return history.newest().filter(event -> OwnRegistry.owns(event.reference())).isPresent();
  }

  private Optional<Composition> composition(Digest digest) {
    try {
      return streams.content().composition(digest);
    } catch (UncheckedIOException _) {
      return Optional.empty();
    }
  }

  private static Set<Digest> images(TagHistory history) {
    Set<Digest> images = new LinkedHashSet<>();
    history.items().forEach(event -> Digest.tryParse(event.image()).ifPresent(images::add));
    return images;
  }

  /** What the manifests of a repository are made of, with those that they list. */
  private final class Manifests {
    private final StreamName name;
    private final Map<Digest, Link> links;
    private final Map<Digest, Set<Digest>> gaps;
    private final Map<Digest, Made> made = new HashMap<>();
    private final Set<Digest> unread = new HashSet<>();
    private final Deque<Digest> open = new ArrayDeque<>();

    Manifests(StreamName name, Map<Digest, Link> links, Map<Digest, Set<Digest>> gaps) {
      this.name = name;
      this.links = links;
      this.gaps = gaps;
    }

    void read(StoredStream stream) {
      links.forEach(
          (digest, link) -> {
            if (link.isManifest()) {
              open.add(digest);
            }
          });
      Set<Digest> elsewhere = new LinkedHashSet<>();
      for (TagHistory history : stream.stream().tags().values()) {
        for (TagEvent event : history.items()) {
          Digest.tryParse(event.image())
              .ifPresent(OwnRegistry.owns(event.reference()) ? open::add : elsewhere::add);
        }
      }
      readOwn();
      open.addAll(elsewhere);
      readElsewhere();
    }

    private void readOwn() {
      while (!open.isEmpty()) {
        Digest digest = open.removeFirst();
        if (made.containsKey(digest) || unread.contains(digest)) {
          continue;
        }
        Optional<Composition> found = composition(digest);
        Set<Digest> missing = gaps.getOrDefault(digest, Set.of());
        found.ifPresent(composition -> made.put(digest, made(composition)));
        found.stream()
            .flatMap(Composition::children)
            .filter(child -> links.containsKey(child) || !missing.contains(child))
            .forEach(open::add);
        if (found.isEmpty() && !missing.contains(digest) && !isClaimed(digest)) {
          unread.add(digest);
        }
      }
    }

    /** By somebody's word only: nothing of it ever came. */
    private boolean isClaimed(Digest digest) {
      return !links.containsKey(digest)
          && streams.claims().holdsOnlyByWord(name, digest.toString());
    }

    /** What other registries have, and was not brought here, keeps nothing from being told. */
    private void readElsewhere() {
      while (!open.isEmpty()) {
        Digest digest = open.removeFirst();
        if (!made.containsKey(digest)) {
          Optional<Composition> found = imported(digest).or(() -> composition(digest));
          found.ifPresent(composition -> made.put(digest, made(composition)));
          found.stream().flatMap(Composition::children).forEach(open::add);
        }
      }
    }

    private Optional<Composition> imported(Digest digest) {
      try {
        return streams
            .images()
            .texts()
            .find(digest)
            .map(bytes -> Composition.of(ManifestReader.readStored(bytes)));
      } catch (ManifestException _) {
        return Optional.empty();
      }
    }

    private static Made made(Composition composition) {
      Set<Digest> children = composition.children().collect(Collectors.toSet());
      Set<Digest> blobs = new HashSet<>(composition.parts());
      blobs.removeAll(children);
      return new Made(children, blobs);
    }
  }
}
