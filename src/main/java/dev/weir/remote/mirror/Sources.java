package dev.weir.remote.mirror;

import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.Repositories;
import dev.weir.remote.repository.SourceRepository;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Asks the sources of mappings what they have. */
final class Sources {
  private final Repositories repositories;
  private final MirrorRequest request;
  private final MirrorProgress progress;
  private final Gates gates;
  private final Gates readers;
  private final PlanMemory memory = new PlanMemory();
  private final Queue<MirrorFailure> failures = new ConcurrentLinkedQueue<>();
  private final Map<Location, SourceRepository> opened = new HashMap<>();

  /** All tags, of those repositories whose tags are wanted. */
  private final Map<Location, List<String>> listed = new ConcurrentHashMap<>();

  Sources(Repositories repositories, MirrorRequest request, MirrorProgress progress, Gates gates) {
    this.repositories = repositories;
    this.request = request;
    this.progress = progress;
    this.gates = gates;
    this.readers = new Gates(2 * request.perRegistry());
    for (Mapping mapping : request.mappings()) {
      opened.computeIfAbsent(mapping.source().withTag(""), repositories::source);
    }
  }

  /**
   * One tag or digest of a source.
   *
   * @param repository without tag and digest
   */
  private record Wanted(Location repository, String tagOrDigest) {
    boolean isDigest() {
      return Digest.tryParse(tagOrDigest).isPresent();
    }

    String text() {
      return repository.text() + (isDigest() ? "@" : ":") + tagOrDigest;
    }
  }

  /**
   * What is there.
   *
   * @param manifest empty as long as only its digest is known
   */
  private record Found(Wanted wanted, Digest digest, Optional<RemoteManifest> manifest) {}

  private record Key(Location repository, Digest digest) {}

  /** All that is copied, in the order of mappings and tags. */
  List<Copy> copies() {
    Map<Mapping, List<String>> tags = tags();
    LinkedHashSet<Wanted> wanted = new LinkedHashSet<>();
    tags.forEach((mapping, all) -> all.forEach(tag -> wanted.add(wanted(mapping, tag))));
    Map<Wanted, Found> found = new HashMap<>();
    Map<Key, Found> distinct = new LinkedHashMap<>();
    for (Optional<Found> one : Together.map(wanted, this::resolve)) {
      one.ifPresent(
          it -> {
            found.put(it.wanted(), it);
            distinct.putIfAbsent(new Key(it.wanted().repository(), it.digest()), it);
          });
    }
    Map<Key, SourceImage> images = images(distinct);
    List<Copy> copies = new ArrayList<>();
    tags.forEach(
        (mapping, all) -> {
          for (String tag : all) {
            Wanted one = wanted(mapping, tag);
            Optional.ofNullable(found.get(one))
                .map(it -> images.get(new Key(one.repository(), it.digest())))
                .ifPresent(image -> copies.add(new Copy(image, target(mapping, one))));
          }
        });
    return copies;
  }

  /** All that went wrong. */
  List<MirrorFailure> failures() {
    return failures.stream().distinct().toList();
  }

  private static Wanted wanted(Mapping mapping, String tagOrDigest) {
    return new Wanted(mapping.source().withTag(""), tagOrDigest);
  }

  private static Location target(Mapping mapping, Wanted wanted) {
    boolean named = !mapping.target().tag().isEmpty() || wanted.isDigest();
    return named ? mapping.target() : mapping.target().withTag(wanted.tagOrDigest());
  }

  /** The tags of each mapping, or its digest. */
  private Map<Mapping, List<String>> tags() {
    LinkedHashSet<Location> open = new LinkedHashSet<>();
    for (Mapping mapping : request.mappings()) {
      if (isOpen(mapping.source())) {
        open.add(mapping.source().withTag(""));
      }
    }
    Together.map(open, repository -> listed.put(repository, list(repository)));
    if (request.referrers()) {
      Together.map(
          opened.keySet().stream().filter(repository -> !listed.containsKey(repository)).toList(),
          repository -> listed.put(repository, listIfPossible(repository)));
    }
    Map<Mapping, List<String>> tags = new LinkedHashMap<>();
    for (Mapping mapping : request.mappings()) {
      tags.put(mapping, tags(mapping, listed));
    }
    return tags;
  }

  private static boolean isOpen(Location source) {
    return source.digest().isEmpty()
        && (source.tag().isEmpty() || TagPattern.isPattern(source.tag()));
  }

  private List<String> tags(Mapping mapping, Map<Location, List<String>> known) {
    Location source = mapping.source();
    if (!isOpen(source)) {
      return List.of(source.digest().isEmpty() ? source.tag() : source.digest());
    }
    List<String> all = known.getOrDefault(source.withTag(""), List.of());
    List<String> matching = TagPattern.matching(source.tag(), all);
    if (matching.size() > 1 && !mapping.target().tag().isEmpty()) {
      throw new IllegalArgumentException(mapping.written() + MappingRules.WILDCARDS);
    }
    if (matching.isEmpty() && !all.isEmpty()) {
      missing(source.text(), unableTo(source, "by tag " + source.tag()), "no tag matches");
    }
    return matching;
  }

  private List<String> list(Location repository) {
    String what = unableTo(repository, "by its tags");
    try {
      List<String> tags = gates.through(place(repository), () -> of(repository).tags());
      if (tags.isEmpty()) {
        missing(repository.text(), what, "it has no tags");
      }
      return tags;
    } catch (RemoteException e) {
      fail(repository.text(), repository, what, e);
      return List.of();
    }
  }

  /** For tags of signatures, where only some images are copied. */
  private List<String> listIfPossible(Location repository) {
    try {
      return gates.through(place(repository), () -> of(repository).tags());
    } catch (RemoteException e) {
      if (e.kind() == RemoteException.Kind.STOPPED) {
        throw e;
      }
      progress.warning(
          "signatures that are known by their tags are left out of %s: %s"
              .formatted(repository.text(), Connecting.reason(e)));
      return List.of();
    }
  }

  private Optional<Found> resolve(Wanted wanted) {
    Optional<Digest> digest = Digest.tryParse(wanted.tagOrDigest());
    if (digest.isPresent()) {
      return Optional.of(new Found(wanted, digest.get(), Optional.empty()));
    }
    SourceRepository repository = of(wanted.repository());
    try {
      return Optional.of(
          gates.through(
              place(wanted.repository()),
              () ->
                  repository
                      .resolve(wanted.tagOrDigest())
                      .map(known -> new Found(wanted, known, Optional.empty()))
                      .orElseGet(
                          () -> {
                            RemoteManifest whole = repository.manifest(wanted.tagOrDigest());
                            return new Found(wanted, whole.digest(), memory.keep(whole));
                          })));
    } catch (RemoteException e) {
      String what = unableTo(wanted.repository(), "by tag " + wanted.tagOrDigest());
      fail(wanted.text(), wanted.repository(), what, e);
      return Optional.empty();
    }
  }

  private Map<Key, SourceImage> images(Map<Key, Found> distinct) {
    Map<Key, SourceImage> images = new HashMap<>();
    List<Key> order = List.copyOf(distinct.keySet());
    List<Optional<SourceImage>> read =
        Together.map(
            distinct.values(),
            one -> readers.through(place(one.wanted().repository()), () -> read(one)));
    for (int i = 0; i < order.size(); i++) {
      Key key = order.get(i);
      read.get(i).ifPresent(image -> images.put(key, image));
    }
    return images;
  }

  private Optional<SourceImage> read(Found found) {
    Location repository = found.wanted().repository();
    String place = place(repository);
    ImageReader reader =
        new ImageReader(
            repository,
            of(repository),
            place,
            listed.getOrDefault(repository, List.of()),
            request,
            progress,
            gates,
            memory);
    try {
      RemoteManifest root =
          found
              .manifest()
              .orElseGet(
                  () ->
                      gates.through(
                          place, () -> of(repository).manifest(found.digest().toString())));
      return reader.read(root, found.wanted().text());
    } catch (ReadManifest.PartException e) {
      // a list without what it lists is damaged, not missing
      failures.add(Connecting.failure(e.reason(), repository, unableTo(repository, e.digest())));
    } catch (RemoteException e) {
      fail(found.wanted().text(), repository, unableTo(repository, found.digest()), e);
    }
    return Optional.empty();
  }

  private void fail(String called, Location repository, String what, RemoteException e) {
    if (e.kind() == RemoteException.Kind.STOPPED) {
      throw e;
    }
    if (Missing.is(e)) {
      missing(called, what, Connecting.reason(e));
    } else {
      failures.add(Connecting.failure(e, repository, what));
    }
  }

  private void missing(String called, String what, String reason) {
    if (request.skipMissing()) {
      progress.warning(Missing.warning(called));
    } else {
      failures.add(new MirrorFailure(what, reason));
    }
  }

  private static String unableTo(Location repository, Digest manifest) {
    return unableTo(repository, "manifest " + manifest);
  }

  private static String unableTo(Location repository, String how) {
    return "unable to retrieve source image " + repository.withTag("").text() + " " + how;
  }

  private SourceRepository of(Location repository) {
    SourceRepository open = opened.get(repository);
    if (open == null) {
      throw new IllegalStateException(repository.text());
    }
    return open;
  }

  private String place(Location repository) {
    return repositories.sourcePlace(repository);
  }
}
