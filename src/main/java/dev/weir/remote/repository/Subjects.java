package dev.weir.remote.repository;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.ReferrerDescriptor;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.RemoteManifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What refers to manifests in files: those whose subject they are, and those that clients listed
 * under a tag (registry.md 1.6). All manifests are read once, when somebody first asks.
 */
final class Subjects {
  private final Supplier<List<Digest>> all;
  private final Function<String, RemoteManifest> read;
  private Optional<Map<Digest, List<Descriptor>>> known = Optional.empty();

  /**
   * @param all manifests that there are
   * @param read gives the manifest of a tag or digest
   */
  Subjects(Supplier<List<Digest>> all, Function<String, RemoteManifest> read) {
    this.all = all;
    this.read = read;
  }

  /** A manifest came, or another one has the tag. */
  synchronized void forget() {
    known = Optional.empty();
  }

  /** What refers to one, each once. */
  synchronized List<Descriptor> of(Digest subject) {
    if (known.isEmpty()) {
      known = Optional.of(readAll());
    }
    Map<Digest, Descriptor> found = new LinkedHashMap<>();
    known.get().getOrDefault(subject, List.of()).forEach(one -> found.put(one.digest(), one));
    tagged(subject).forEach(one -> found.putIfAbsent(one.digest(), one));
    return List.copyOf(found.values());
  }

  private Map<Digest, List<Descriptor>> readAll() {
    Map<Digest, List<Descriptor>> found = new HashMap<>();
    for (Digest digest : all.get()) {
      manifest(digest.toString())
          .ifPresent(
              one ->
                  one.parsed()
                      .subject()
                      .ifPresent(
                          subject ->
                              found
                                  .computeIfAbsent(subject.digest(), _ -> new ArrayList<>())
                                  .add(one.descriptor())));
    }
    return found;
  }

  private Collection<Descriptor> tagged(Digest subject) {
    String tag = subject.algorithm() + "-" + subject.hex().substring(0, 64);
    return manifest(tag).map(Read::parsed).orElse(null) instanceof Manifest.IndexManifest index
        ? index.manifests()
        : List.of();
  }

  private record Read(RemoteManifest manifest, Manifest parsed) {
    Descriptor descriptor() {
      return ReferrerDescriptor.of(parsed, manifest.digest(), manifest.bytes().length);
    }
  }

  /** Empty if there is none, or what is there is none. */
  private Optional<Read> manifest(String tagOrDigest) {
    try {
      RemoteManifest manifest = read.apply(tagOrDigest);
      return Optional.of(
          new Read(manifest, ManifestReader.readStored(manifest.mediaType(), manifest.bytes())));
    } catch (ManifestException _) {
      return Optional.empty();
    } catch (RemoteException e) {
      if (e.kind() == Kind.MANIFEST_UNKNOWN
          || e.kind() == Kind.FIRST_SCHEMA
          || e.kind() == Kind.REPOSITORY_UNKNOWN) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
