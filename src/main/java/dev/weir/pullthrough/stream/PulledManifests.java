package dev.weir.pullthrough.stream;

import dev.weir.blob.BlobStore;
import dev.weir.failure.FileProblem;
import dev.weir.lock.KeyedLock;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.ManifestReader;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.remote.RemoteException;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamSources.Elsewhere;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manifests of other registries: those that imports brought, and those that clients ask for
 * besides, by their digests. They stay here always, since what they name is shown by their bytes.
 */
final class PulledManifests {
  private static final Logger LOG = LoggerFactory.getLogger(PulledManifests.class);

  private final ShownElsewhere shown;
  private final Mirrors mirrors;
  private final BlobStore mirror;
  private final Origins origins;
  private final Outcomes outcomes;
  private final KeyedLock<Wanted> turns = new KeyedLock<>();

  PulledManifests(PullThrough.Parts parts, ShownElsewhere shown, Outcomes outcomes) {
    this.shown = shown;
    this.mirrors = parts.mirrors();
    this.mirror = parts.mirror();
    this.origins = parts.origins();
    this.outcomes = outcomes;
  }

  /** Streams do not wait for one another: each asks with its own logins. */
  private record Wanted(StreamName stream, Digest digest) {}

  /** As {@link PullThrough#manifest}. */
  Optional<Came<byte[]>> manifest(StreamName stream, Digest digest) throws IOException {
    Optional<Elsewhere> part = shown.manifest(stream, digest);
    if (part.isEmpty()) {
      return Optional.empty();
    }
    Optional<Came<byte[]>> here = here(stream, digest);
    if (here.isPresent()) {
      return here;
    }
    try (KeyedLock.Turn _ = turns.take(new Wanted(stream, digest))) {
      Optional<Came<byte[]>> come = here(stream, digest);
      return come.isPresent()
          ? come
          : Optional.of(new Came<>(fetch(stream, part.get()), new Arrival.Fetched(true)));
    }
  }

  /** As {@link PullThrough#mayShow}. */
  boolean mayShow(StreamName stream, Digest digest) {
    boolean may = shown.mayShow(stream, digest);
    if (may) {
      outcomes.figures().hit();
      mirrors.pulled(stream, digest);
    }
    return may;
  }

  private Optional<Came<byte[]>> here(StreamName stream, Digest digest) throws IOException {
    Optional<byte[]> bytes = shown.text(stream, digest);
    if (bytes.isPresent()) {
      outcomes.figures().hit();
      mirrors.pulled(stream, digest);
    }
    return bytes.map(found -> new Came<>(found, new Arrival.Kept()));
  }

  private byte[] fetch(StreamName stream, Elsewhere part) {
    outcomes.figures().fetched();
    try {
      byte[] bytes = fetch(part, origins.of(stream, part.places()));
      outcomes.came(stream, part);
      return bytes;
    } catch (PullThroughException e) {
      throw outcomes.failed(stream, part, e);
    }
  }

  private byte[] fetch(Elsewhere part, List<Origin> ways) {
    Digest digest = part.digest();
    Optional<RemoteException> first = Optional.empty();
    for (Origin origin : ways) {
      byte[] bytes;
      try {
        bytes = origin.ask(registry -> registry.fetchManifest(digest.toString())).bytes();
      } catch (RemoteException e) {
        first = first.isPresent() ? first : Optional.of(e);
        continue;
      }
      keep(part, bytes, origin);
      return bytes;
    }
    throw PullThroughException.of(first.orElseThrow(), Outcomes.places(part));
  }

  /** Where it cannot be kept, whoever asked has it all the same, and the next one asks again. */
  private void keep(Elsewhere part, byte[] bytes, Origin from) {
    StreamId stream = part.stream();
    Digest digest = part.digest();
    try {
      long size = mirror.put(digest, new ByteArrayInputStream(bytes));
      mirrors.add(stream, digest, size, from.repository());
      shown.came(stream, digest, bytes);
    } catch (IOException e) {
      LOG.warn(
          "stream={} manifest {} is not kept: {}", stream.name(), digest, FileProblem.named(e));
    }
  }

  /** As {@link PullThrough#describe}. */
  Optional<Came<Descriptor>> describe(StreamName stream, Digest digest) throws IOException {
    Optional<Elsewhere> part = shown.manifest(stream, digest);
    if (part.isEmpty()) {
      return Optional.empty();
    }
    Elsewhere found = part.get();
    boolean known = found.size().isPresent() && !found.mediaType().isEmpty();
    if (!known || shown.text(stream, digest).isPresent()) {
      return manifest(stream, digest).map(came -> came.map(bytes -> described(digest, bytes)));
    }
    List<Origin> _ = origins.of(stream, found.places());
    return Optional.of(
        new Came<>(
            Descriptor.of(found.mediaType(), digest, found.size().getAsLong()),
            new Arrival.Awaited()));
  }

  private static Descriptor described(Digest digest, byte[] bytes) {
    return Descriptor.of(ManifestReader.typeOf(bytes), digest, bytes.length);
  }
}
