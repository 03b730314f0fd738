package dev.weir.remote.mirror;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.FirstSchema;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.SourceRepository;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads images of one repository, with their lists and what refers to them. */
final class ImageReader {
  /** Deeper than any list of lists, or signature of a signature, that somebody means. */
  private static final int MAX_DEPTH = 8;

  /** More than any list has, with all that refers to it. */
  private static final int MAX_PARTS = 2 * ManifestReader.MAX_DESCRIPTORS;

  private final Location source;
  private final SourceRepository repository;
  private final MirrorRequest request;
  private final MirrorProgress progress;
  private final Gates gates;
  private final String place;
  private final List<String> tags;
  private final PlanMemory memory;

  /**
   * For one repository.
   *
   * @param source without tag and digest
   * @param place of it
   * @param tags of it, among which those of signatures are looked for
   * @param memory is told of all manifests that are kept
   */
  ImageReader(
      Location source,
      SourceRepository repository,
      String place,
      List<String> tags,
      MirrorRequest request,
      MirrorProgress progress,
      Gates gates,
      PlanMemory memory) {
    this.source = source;
    this.repository = repository;
    this.place = place;
    this.tags = tags;
    this.request = request;
    this.progress = progress;
    this.gates = gates;
    this.memory = memory;
  }

  /**
   * Reads an image.
   *
   * @param called what users know it by
   * @return empty if nothing of it is wanted, which has been said then
   * @throws RemoteException if a part of it cannot be had or read
   */
  Optional<SourceImage> read(RemoteManifest root, String called) {
    Map<Digest, SourceImage.Part> parts = new LinkedHashMap<>();
    Optional<Digest> found = root(ReadManifest.typed(root), called, parts);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Digest> signatures = new LinkedHashMap<>();
    if (request.referrers()) {
      addReferrers(List.copyOf(parts.keySet()), parts, 0);
      addSignatures(List.copyOf(parts.keySet()), parts, signatures);
    }
    return Optional.of(
        new SourceImage(source, found.get(), List.copyOf(parts.values()), signatures));
  }

  /** What says of a manifest that it is about it by its tag alone: {@code sha256-HEX.sig}. */
  private void addSignatures(
      Collection<Digest> subjects,
      Map<Digest, SourceImage.Part> parts,
      Map<String, Digest> signatures) {
    Set<String> names =
        subjects.stream().map(d -> d.toString().replace(':', '-')).collect(Collectors.toSet());
    for (String tag : tags) {
      int dot = tag.indexOf('.');
      if (dot > 0 && names.contains(tag.substring(0, dot))) {
        ReadManifest manifest = gates.through(place, () -> known(repository.manifest(tag)));
        if (addIfWhole(manifest, parts)) {
          signatures.put(tag, manifest.manifest().digest());
        }
      }
    }
  }

  private Optional<Digest> root(
      RemoteManifest root, String called, Map<Digest, SourceImage.Part> parts) {
    if (!(ReadManifest.parse(root) instanceof Manifest.IndexManifest index)) {
      add(known(root), parts, 0);
      return Optional.of(root.digest());
    }
    return switch (PlatformFilter.choose(root, index, request.platforms(), request.keepList())) {
      case PlatformFilter.Choice.Nothing() -> {
        progress.info("Filtered all images from " + called + ", skipping");
        yield Optional.empty();
      }
      case PlatformFilter.Choice.Single(Descriptor image) -> {
        add(fetch(image.digest()), parts, 0);
        yield Optional.of(image.digest());
      }
      case PlatformFilter.Choice.ListOf(RemoteManifest list, List<Descriptor> children) -> {
        boolean made = !list.digest().equals(root.digest());
        addList(ReadManifest.of(list, source, made, memory).manifest(), children, parts, 0);
        yield Optional.of(list.digest());
      }
    };
  }

  private ReadManifest known(RemoteManifest manifest) {
    return ReadManifest.of(ReadManifest.typed(manifest), source, false, memory);
  }

  private void add(ReadManifest read, Map<Digest, SourceImage.Part> parts, int depth) {
    MirrorPlan.KnownManifest manifest = read.manifest();
    if (read.children().isPresent()) {
      addList(manifest, read.children().get(), parts, depth);
    } else {
      parts.putIfAbsent(manifest.digest(), new SourceImage.Part(manifest, read.blobs()));
    }
    if (parts.size() > MAX_PARTS) {
      throw new RemoteException(
          RemoteException.Kind.REGISTRY_ERROR,
          "it consists of more than %d manifests".formatted(MAX_PARTS));
    }
  }

  /** A list, after what it lists: manifests, and what is none, such as layers of a build cache. */
  private void addList(
      MirrorPlan.KnownManifest list,
      List<Descriptor> children,
      Map<Digest, SourceImage.Part> parts,
      int depth) {
    if (depth == MAX_DEPTH) {
      throw new RemoteException(
          RemoteException.Kind.REGISTRY_ERROR,
          "it has lists in lists, more than %d deep".formatted(MAX_DEPTH));
    }
    Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
    Map<Digest, Descriptor> manifests = new LinkedHashMap<>();
    for (Descriptor child : children) {
      boolean manifest =
          MediaTypes.isManifest(child.mediaType()) || FirstSchema.isType(child.mediaType());
      if (!parts.containsKey(child.digest())) {
        (manifest ? manifests : blobs).putIfAbsent(child.digest(), child);
      }
    }
    Together.map(manifests.keySet(), this::fetch).forEach(child -> add(child, parts, depth + 1));
    parts.putIfAbsent(list.digest(), new SourceImage.Part(list, memory.hold(blobs.values())));
  }

  /** Whatever refers to these, and to that; each manifest once, so that circles end. */
  private void addReferrers(
      Collection<Digest> subjects, Map<Digest, SourceImage.Part> parts, int depth) {
    if (subjects.isEmpty() || depth == MAX_DEPTH) {
      return;
    }
    List<Digest> more =
        Together.map(subjects, this::referrers).stream()
            .flatMap(List::stream)
            .map(Descriptor::digest)
            .distinct()
            .filter(digest -> !parts.containsKey(digest))
            .toList();
    Set<Digest> before = Set.copyOf(parts.keySet());
    Together.map(more, this::fetchIfThere)
        .forEach(one -> one.ifPresent(manifest -> addIfWhole(manifest, parts)));
    List<Digest> added = parts.keySet().stream().filter(one -> !before.contains(one)).toList();
    addReferrers(added, parts, depth + 1);
  }

  private List<Descriptor> referrers(Digest subject) {
    return gates.through(place, () -> repository.referrers(subject));
  }

  /**
   * What refers to an image, which the image does without.
   *
   * @return false if a part of it is missing and may be: then nothing of it is copied
   */
  private boolean addIfWhole(ReadManifest manifest, Map<Digest, SourceImage.Part> parts) {
    int before = parts.size();
    try {
      add(manifest, parts, 0);
      return true;
    } catch (ReadManifest.PartException e) {
      requireMissingAllowed(e, manifest.manifest().digest());
      List.copyOf(parts.keySet()).stream().skip(before).forEach(parts::remove);
      return false;
    }
  }

  /** What refers to an image; empty where it is missing and may be. */
  private Optional<ReadManifest> fetchIfThere(Digest digest) {
    try {
      return Optional.of(fetch(digest));
    } catch (ReadManifest.PartException e) {
      requireMissingAllowed(e, digest);
      return Optional.empty();
    }
  }

  private void requireMissingAllowed(ReadManifest.PartException e, Digest whole) {
    if (!request.skipMissing() || !Missing.is(e.reason())) {
      throw e;
    }
    String reference = source.text() + "@" + whole;
    progress.warning(
        e.digest().equals(whole)
            ? Missing.warning(reference)
            : "Image %s lists %s, which does not exist, and will not be mirrored"
                .formatted(reference, e.digest()));
  }

  /** Through the gate with all that is done with its bytes, so that few are held at once. */
  private ReadManifest fetch(Digest digest) {
    try {
      return gates.through(place, () -> known(repository.manifest(digest.toString())));
    } catch (RemoteException e) {
      throw new ReadManifest.PartException(digest, e);
    }
  }
}
