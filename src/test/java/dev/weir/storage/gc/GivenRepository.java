package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import dev.weir.storage.gc.Repository.Made;
import dev.weir.storage.gc.Repository.Subject;
import dev.weir.storage.gc.Repository.Tag;
import dev.weir.streams.RepositoryLinks.Link;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A repository in words: each thing is the digest of its name. */
final class GivenRepository {
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  static final Duration WEEK = Duration.ofDays(7);

  private final Map<Digest, String> names = new HashMap<>();
  private final Map<Digest, Link> links = new HashMap<>();
  private final List<Tag> tags = new ArrayList<>();
  private final Map<Digest, Made> made = new HashMap<>();
  private final Set<Digest> unread = new HashSet<>();
  private final Map<Digest, Set<Digest>> gaps = new HashMap<>();
  private final Set<Digest> withoutImage = new HashSet<>();
  private final Map<Digest, Instant> leases = new HashMap<>();
  private final Set<Digest> inUse = new HashSet<>();

  static Digest digest(String name) {
    return Digest.of(name.getBytes(StandardCharsets.UTF_8));
  }

  private Digest named(String name) {
    Digest digest = digest(name);
    names.put(digest, name);
    return digest;
  }

  private Set<Digest> named(String... all) {
    Set<Digest> digests = new LinkedHashSet<>();
    for (String name : all) {
      digests.add(named(name));
    }
    return digests;
  }

  GivenRepository blobs(String... all) {
    named(all).forEach(d -> links.put(d, new Link("", 1, NOW, Optional.empty())));
    return this;
  }

  /** A manifest of these blobs, all of them linked. */
  GivenRepository image(String name, String... blobs) {
    made.put(named(name), new Made(Set.of(), named(blobs)));
    return blobs(blobs).linked(name, Optional.empty());
  }

  /** A manifest that lists others, which are linked or not. */
  GivenRepository index(String name, String... children) {
    made.put(named(name), new Made(named(children), Set.of()));
    return linked(name, Optional.empty());
  }

  /** A manifest of one blob that says something about another one. */
  GivenRepository about(String subject, String name, String blob) {
    made.put(named(name), new Made(Set.of(), Set.of(named(blob))));
    return blobs(blob).linked(name, Optional.of(named(subject)));
  }

  private GivenRepository linked(String name, Optional<Digest> subject) {
    links.put(named(name), new Link("application/json", 1, NOW, subject));
    return this;
  }

  /** What is shown without having been pushed here. */
  GivenRepository notLinked(String... all) {
    links.keySet().removeAll(named(all));
    return this;
  }

  /** A manifest that was last pushed by its digest, or pulled, so long ago. */
  GivenRepository untagged(String name, Duration age) {
    links.computeIfPresent(
        digest(name), (_, link) -> link.withUntagged(Optional.of(NOW.minus(age))));
    return this;
  }

  /** A tag whose events are these images, newest first. */
  GivenRepository tag(String tag, String... images) {
    tags.add(new Tag(tag, named(images), Optional.empty()));
    return this;
  }

  /** A tag whose image tells of another one only. */
  GivenRepository fallback(String subject, String tag, String image) {
    return fallback(tag, image, new Subject(digest(subject), Optional.empty(), false));
  }

  /** One whose subject was there, and left. */
  GivenRepository left(String subject, String tag, String image) {
    return fallback(tag, image, new Subject(digest(subject), Optional.of(NOW), false));
  }

  /** One whose subject left, and is in another stream still. */
  GivenRepository leftForAnother(String subject, String tag, String image) {
    return fallback(tag, image, new Subject(digest(subject), Optional.of(NOW), true));
  }

  private GivenRepository fallback(String tag, String image, Subject subject) {
    tags.add(new Tag(tag, Set.of(named(image)), Optional.of(subject)));
    return this;
  }

  GivenRepository gap(String manifest, String... missing) {
    gaps.put(digest(manifest), named(missing));
    return this;
  }

  GivenRepository unread(String... manifests) {
    unread.addAll(named(manifests));
    return this;
  }

  GivenRepository withoutImage(String... manifests) {
    withoutImage.addAll(named(manifests));
    return this;
  }

  GivenRepository leased(String name, Duration more) {
    leases.put(digest(name), NOW.plus(more));
    return this;
  }

  GivenRepository inUse(String... all) {
    inUse.addAll(named(all));
    return this;
  }

  RepositoryPlan planned() {
    return RepositoryPlan.of(
        new Repository(links, tags, made, unread, gaps, withoutImage, leases, inUse), NOW, WEEK);
  }

  /** Names of the links that nothing needs. */
  Set<String> unused() {
    Set<String> all = new TreeSet<>();
    planned().unused().forEach(digest -> all.add(names.get(digest)));
    return all;
  }

  /** Why each thing is kept, by its name. */
  Map<String, RepositoryPlan.Reason> kept() {
    Map<String, RepositoryPlan.Reason> all = new TreeMap<>();
    planned().kept().forEach((digest, why) -> all.put(names.get(digest), why));
    return all;
  }
}
