package dev.weir.remote;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.outbound.OutboundAnswer;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/** Asks what refers to a manifest (registry.md 1.6). */
final class ReferrerList {
  private static final String REFERRERS = "referrers";

  /** What those answer who do not know the question. */
  private static final Set<Integer> UNSUPPORTED = Set.of(400, 404, 405, 501);

  private static final int TAG_ALGORITHM = 32;
  private static final int TAG_HEX = 64;

  private final RegistrySession session;
  private final Retries retries;
  private final ByTag byTag;

  /** Fetches a manifest, and tells how many bytes have come. */
  @FunctionalInterface
  interface ByTag {
    RemoteManifest fetch(String tag, LongConsumer came);
  }

  /**
   * In a repository.
   *
   * @param byTag fetches a manifest
   */
  ReferrerList(RegistrySession session, Retries retries, ByTag byTag) {
    this.session = session;
    this.retries = retries;
    this.byTag = byTag;
  }

  /** As {@link RemoteRegistry#referrers}. */
  List<Descriptor> of(Digest subject, int most, LongConsumer came) {
    Listing listing = new Listing(most, came);
    URI first = retries.run(() -> session.uri("referrers/" + subject));
    Page page = retries.run(() -> page(first, listing));
    if (!page.known()) {
      tagged(subject, listing);
    } else if (page.next().isPresent()) {
      Pages.readAll(
          page.next().get(), REFERRERS, more -> retries.run(() -> page(more, listing)).next());
    }
    return listing.found.values().stream().limit(most).toList();
  }

  /** What came of one question, in however many pages. */
  private static final class Listing {
    private final Map<Digest, Descriptor> found = new LinkedHashMap<>();
    private final int most;
    private final LongConsumer came;
    private long bytes;

    Listing(int most, LongConsumer came) {
      this.most = most;
      this.came = came;
    }

    void add(String host, Collection<Descriptor> more, int size) {
      more.forEach(descriptor -> found.putIfAbsent(descriptor.digest(), descriptor));
      bytes += size;
      if (bytes > ManifestReader.MAX_BYTES) {
        throw new RemoteException(
            Kind.REGISTRY_ERROR,
            "%s lists what refers to an image in more than %d bytes"
                .formatted(host, ManifestReader.MAX_BYTES));
      }
    }

    boolean isFull() {
      return found.size() >= most;
    }
  }

  /**
   * What came of a page beside what it lists.
   *
   * @param known false if the registry does not know the question
   */
  private record Page(boolean known, Optional<URI> next) {}

  private Page page(URI page, Listing listing) {
    try (OutboundAnswer answer = session.send(session.request("GET", page))) {
      return UNSUPPORTED.contains(answer.status())
          ? new Page(false, Optional.empty())
          : new Page(true, read(answer, listing));
    }
  }

  private Optional<URI> read(OutboundAnswer answer, Listing listing) {
    if (!answer.isSuccess()) {
      throw session.failure(answer, Kind.REPOSITORY_UNKNOWN);
    }
    try {
      byte[] page =
          new CountedStream(answer.body(), listing.came).readNBytes(ManifestReader.MAX_BYTES + 1);
      Optional<URI> next = Pages.next(answer, REFERRERS);
      listing.add(
          session.host(),
          listed(answer.uri().getRawAuthority(), MediaTypes.OCI_INDEX, page),
          page.length);
      return listing.isFull() ? Optional.empty() : next;
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  private void tagged(Digest subject, Listing listing) {
    try {
      RemoteManifest list = byTag.fetch(tag(subject), listing.came);
      listing.add(
          session.host(),
          listed(session.host(), list.mediaType(), list.bytes()),
          list.bytes().length);
    } catch (RemoteException e) {
      if (e.kind() != Kind.MANIFEST_UNKNOWN && e.kind() != Kind.REPOSITORY_UNKNOWN) {
        throw e;
      }
    }
  }

  private static String tag(Digest subject) {
    return cut(subject.algorithm(), TAG_ALGORITHM) + "-" + cut(subject.hex(), TAG_HEX);
  }

  private static String cut(String text, int most) {
    return text.substring(0, Math.min(text.length(), most));
  }

  private static Collection<Descriptor> listed(String host, String mediaType, byte[] bytes) {
    try {
      if (bytes.length <= ManifestReader.MAX_BYTES
          && ManifestReader.read(mediaType, bytes) instanceof Manifest.IndexManifest index) {
        return index.manifests();
      }
    } catch (ManifestException _) {
      // told below
    }
    throw new RemoteException(
        Kind.REGISTRY_ERROR, host + " sent a list of referrers that is no index of usual size");
  }
}
