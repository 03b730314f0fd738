package dev.weir.storage.usage;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.streams.RepositoryLinks.Link;
import dev.weir.streams.Streams;
import dev.weir.streams.parts.Composition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What of a repository holds a digest: links, manifests, and events of its tags. */
final class Holders {
  /** A tag may have been at the image thousands of times. */
  private static final int MOST_EVENTS = 50;

  private final Streams streams;
  private final Repositories repositories;
  private final WaitingHolders waiting;

  Holders(Streams streams) {
    this.streams = streams;
    this.repositories = new Repositories(streams);
    this.waiting = new WaitingHolders(streams.context().store());
  }

  static ObjectNode row(String kind, StreamName name) {
    return Json.object()
        .put("kind", kind)
        .put("namespace", name.namespace())
        .put("name", name.name());
  }

  /** The holders, each with a {@code detail} for people. */
  List<ObjectNode> of(StreamName name, Digest digest) {
    Optional<Link> link = streams.links().find(name, digest);
    Optional<ImageStream> stream = repositories.stream(name);
    Set<Digest> images = new LinkedHashSet<>(stream.map(Repositories::images).orElse(Set.of()));
    Map<Digest, String> linked = new LinkedHashMap<>();
    if (link.isPresent()) {
      streams
          .links()
          .each(
              name,
              (manifest, known) -> {
                if (known.isManifest() && !manifest.equals(digest)) {
                  linked.put(manifest, times(known));
                }
              });
    } else {
      images.removeIf(image -> streams.links().find(name, image).isPresent());
    }
    images.addAll(linked.keySet());
    Map<Digest, String> makers = makers(images, digest);
    List<ObjectNode> rows = new ArrayList<>();
    stream.ifPresent(present -> rows.addAll(events(present, digest, makers)));
    rows.addAll(waiting.of(name, digest));
    link.ifPresent(
        known -> {
          known
              .subject()
              .ifPresent(
                  subject ->
                      rows.add(row("subject", name).put("detail", "it refers to " + subject)));
          makers.forEach(
              (manifest, how) -> {
                if (linked.containsKey(manifest)) {
                  rows.add(row("manifest", name).put("detail", how + linked.get(manifest)));
                }
              });
          rows.add(link(name, known));
        });
    return rows;
  }

  private static ObjectNode link(StreamName name, Link link) {
    ObjectNode row = row("link", name).put("since", StreamJson.time(link.since()));
    link.unused().ifPresent(since -> row.put("unusedSince", StreamJson.time(since)));
    link.untagged().ifPresent(since -> row.put("untaggedSince", StreamJson.time(since)));
    return row.put("detail", "pushed or mounted into the repository" + times(link));
  }

  private static String times(Link link) {
    return link.unused().map(since -> ", not needed since " + StreamJson.time(since)).orElse("")
        + link.untagged()
            .map(since -> ", untagged, last pushed or pulled " + StreamJson.time(since))
            .orElse("");
  }

  /** Manifests that have the digest, and how; the digest itself, if it is an image of a tag. */
  private Map<Digest, String> makers(Set<Digest> images, Digest digest) {
    Map<Digest, List<Digest>> parents = new HashMap<>();
    Map<Digest, String> makers = new LinkedHashMap<>();
    Set<Digest> seen = new HashSet<>(images);
    Deque<Digest> open = new ArrayDeque<>(images);
    while (!open.isEmpty()) {
      Digest image = open.removeFirst();
      Optional<Composition> found = streams.content().composition(image);
      if (found.isPresent()) {
        how(found.get(), digest).ifPresent(how -> makers.put(image, how + image));
        found
            .get()
            .children()
            .forEach(
                child -> {
                  parents.computeIfAbsent(child, _ -> new ArrayList<>()).add(image);
                  if (seen.add(child)) {
                    open.addLast(child);
                  }
                });
      }
    }
    open.addAll(makers.keySet());
    while (!open.isEmpty()) {
      Digest child = open.removeFirst();
      for (Digest parent : parents.getOrDefault(child, List.of())) {
        String how = makers.getOrDefault(child, "");
        if (makers.putIfAbsent(parent, how + ", listed by " + parent) == null) {
          open.addLast(parent);
        }
      }
    }
    return makers;
  }

  private static Optional<String> how(Composition made, Digest digest) {
    if (made.config().filter(config -> config.digest().equals(digest)).isPresent()) {
      return Optional.of("configuration of ");
    }
    if (made.children().anyMatch(digest::equals)) {
      return Optional.of("listed by ");
    }
    return made.blobs().stream().anyMatch(blob -> blob.digest().equals(digest))
        ? Optional.of("layer of ")
        : Optional.empty();
  }

  private static List<ObjectNode> events(
      ImageStream stream, Digest digest, Map<Digest, String> makers) {
    List<ObjectNode> rows = new ArrayList<>();
    stream
        .tags()
        .forEach(
            (tag, history) -> {
              int revision = 0;
              for (TagEvent event : history.items()) {
                Optional<Digest> image = Digest.tryParse(event.image());
                Optional<String> how =
                    image.map(
                        at -> at.equals(digest) ? "the tag's image" : makers.getOrDefault(at, ""));
                if (how.filter(text -> !text.isEmpty()).isPresent() && rows.size() < MOST_EVENTS) {
                  rows.add(
                      row("tag", stream.name())
                          .put("tag", tag)
                          .put("revision", revision)
                          .put("since", StreamJson.time(event.created()))
                          .put("detail", how.get() + (revision == 0 ? "" : ", an older revision")));
                }
                revision++;
              }
            });
    return rows;
  }
}
