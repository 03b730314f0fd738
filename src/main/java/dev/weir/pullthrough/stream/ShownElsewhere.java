package dev.weir.pullthrough.stream;

import dev.weir.blob.BlobReader;
import dev.weir.manifest.ManifestReader;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.streams.StreamId;
import dev.weir.streams.StreamSources;
import dev.weir.streams.StreamSources.Elsewhere;
import java.io.IOException;
import java.util.Optional;

/**
 * What streams show of other registries: what their images are made of, and what was said there
 * about these.
 */
final class ShownElsewhere {
  private final StreamSources sources;
  private final Referred referred;
  private final Mirrors mirrors;
  private final BlobReader mirror;

  ShownElsewhere(PullThrough.Parts parts, Referred referred) {
    this.sources = parts.sources();
    this.referred = referred;
    this.mirrors = parts.mirrors();
    this.mirror = parts.mirror();
  }

  /** An image, one that it lists, or one that says something about it. */
  Optional<Elsewhere> manifest(StreamName stream, Digest digest) {
    Optional<Elsewhere> found = sources.manifest(stream, digest);
    return found.isPresent() ? found : besides(stream, digest, true);
  }

  /** A configuration or a layer; no registry gives manifests where its blobs are. */
  Optional<Elsewhere> blob(StreamName stream, Digest digest) {
    Optional<Elsewhere> found = sources.blob(stream, digest);
    if (found.isEmpty()) {
      return besides(stream, digest, false);
    }
    return found.filter(
        _ -> mirrors.has(stream, digest) || sources.manifest(stream, digest).isEmpty());
  }

  private Optional<Elsewhere> besides(StreamName stream, Digest digest, boolean isManifest) {
    return referred
        .part(stream, digest)
        .filter(part -> part.isManifest() == isManifest)
        .flatMap(
            part ->
                sources
                    .manifest(stream, part.subject())
                    .map(
                        subject ->
                            new Elsewhere(
                                subject.stream(),
                                digest,
                                part.size(),
                                part.mediaType(),
                                subject.places())));
  }

  /** The bytes of a manifest that are here and that the stream may be shown. */
  Optional<byte[]> text(StreamName stream, Digest digest) throws IOException {
    Optional<byte[]> text = sources.text(stream, digest);
    return text.isPresent() || !mirrors.has(stream, digest)
        ? text
        : mirror.read(digest, ManifestReader.MAX_BYTES);
  }

  /** True if {@link #text} would give an image's manifest, or one that it lists. */
  boolean mayShow(StreamName stream, Digest digest) {
    return sources.mayShow(stream, digest);
  }

  /**
   * The bytes of a manifest came for a stream, and with them what it is made of.
   *
   * @return false if that could not be written
   */
  boolean came(StreamId stream, Digest digest, byte[] manifest) {
    return referred.came(stream, digest, manifest);
  }
}
