package dev.weir.registry;

import dev.weir.blob.Blob;
import dev.weir.manifest.Descriptor;
import dev.weir.pullthrough.stream.Arrival;
import dev.weir.pullthrough.stream.Came;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.pullthrough.stream.PullThroughException;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.reference.TagName;
import dev.weir.registry.request.Reference;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.resource.Recent;
import dev.weir.streams.StreamTags;
import dev.weir.streams.parts.TagContent;
import java.io.IOException;
import java.util.Optional;

/**
 * What was pushed, and besides what the stream shows of other registries. That is looked for only
 * where nothing was pushed, so that an answer from here costs what it did.
 */
final class ThroughContent implements RepositoryContent {
  private final RepositoryContent pushed;
  private final PullThrough through;
  private final StreamTags tags;

  /** Those of other registries alone: what was pushed is shown by other rules. */
  private final Recent<Digest, StoredManifest> recent;

  /**
   * Both together.
   *
   * @param cached bytes of manifests of other registries that are kept at hand
   */
  ThroughContent(RepositoryContent pushed, PullThrough through, StreamTags tags, long cached) {
    this.recent = ManifestCache.recent(cached);
    this.pushed = pushed;
    this.through = through;
    this.tags = tags;
  }

  @Override
  public Optional<Came<Blob>> open(StreamName repository, Digest digest) throws IOException {
    Optional<Came<Blob>> own = pushed.open(repository, digest);
    try {
      return own.isPresent() ? own : through.open(repository, digest);
    } catch (PullThroughException e) {
      throw ThroughWords.refusal(e, RegistryErrors.BLOB_UNKNOWN);
    }
  }

  @Override
  public Optional<Came<Long>> size(StreamName repository, Digest digest) throws IOException {
    Optional<Came<Long>> own = pushed.size(repository, digest);
    try {
      return own.isPresent() ? own : through.size(repository, digest);
    } catch (PullThroughException e) {
      throw ThroughWords.refusal(e, RegistryErrors.BLOB_UNKNOWN);
    }
  }

  @Override
  public Optional<Came<StoredManifest>> manifest(StreamName repository, Reference reference)
      throws IOException {
    Optional<Came<StoredManifest>> own = pushed.manifest(repository, reference);
    Optional<Digest> digest = own.isPresent() ? Optional.empty() : digest(repository, reference);
    if (digest.isEmpty()) {
      return own.isPresent() ? own : pushed.manifest(repository, reference); // pushed meanwhile
    }
    try {
      return through(repository, digest.get());
    } catch (PullThroughException e) {
      throw ThroughWords.refusal(e, RegistryErrors.MANIFEST_UNKNOWN);
    }
  }

  @Override
  public Optional<Descriptor> known(StreamName repository, Digest digest) throws IOException {
    Optional<Descriptor> own = pushed.known(repository, digest);
    return own.isPresent() ? own : through.known(repository, digest);
  }

  private Optional<Came<StoredManifest>> through(StreamName repository, Digest digest)
      throws IOException {
    Optional<Came<StoredManifest>> known = atHand(repository, digest);
    if (known.isPresent()) {
      return known;
    }
    Optional<Came<StoredManifest>> found =
        through
            .manifest(repository, digest)
            .map(came -> came.map(bytes -> new StoredManifest(digest, bytes)));
    found.ifPresent(came -> recent.keep(digest, came.content()));
    return found;
  }

  private Optional<Came<StoredManifest>> atHand(StreamName repository, Digest digest) {
    return recent
        .find(digest)
        .filter(_ -> through.mayShow(repository, digest))
        .map(manifest -> new Came<>(manifest, new Arrival.Kept()));
  }

  @Override
  public Optional<Came<ManifestHeaders>> headers(StreamName repository, Reference reference)
      throws IOException {
    Optional<Came<ManifestHeaders>> own = pushed.headers(repository, reference);
    Optional<Digest> digest = own.isPresent() ? Optional.empty() : digest(repository, reference);
    if (digest.isEmpty()) {
      return own.isPresent() ? own : pushed.headers(repository, reference); // pushed meanwhile
    }
    Optional<Came<StoredManifest>> known = atHand(repository, digest.get());
    if (known.isPresent()) {
      return known.map(came -> came.map(StoredManifest::described));
    }
    try {
      return through
          .describe(repository, digest.get())
          .map(came -> came.map(d -> ManifestHeaders.of(d.digest(), d.mediaType(), d.size())));
    } catch (PullThroughException e) {
      throw ThroughWords.refusal(e, RegistryErrors.MANIFEST_UNKNOWN);
    }
  }

  /** A tag is what the stream says, whatever its image's registry has under that name by now. */
  private Optional<Digest> digest(StreamName repository, Reference reference) {
    return switch (reference) {
      case Reference.Exact(Digest digest) -> Optional.of(digest);
      case Reference.Tag(String name) ->
          TagName.isValid(name)
                  && tags.newest(repository, name) instanceof TagContent.Elsewhere elsewhere
              ? Optional.of(elsewhere.digest())
              : Optional.empty();
    };
  }
}
