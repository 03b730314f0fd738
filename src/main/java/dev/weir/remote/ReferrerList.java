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
import java.util.function.Function;

/** Asks what refers to a manifest (registry.md 1.6). */
final class ReferrerList {
  private static final String REFERRERS = "referrers";

  /** What those answer who do not know the question. */
  private static final Set<Integer> UNSUPPORTED = Set.of(400, 404, 405, 501);

  private static final int TAG_ALGORITHM = 32;
  private static final int TAG_HEX = 64;

  private final RegistrySession session;
  private final Retries retries;
  private final Function<String, RemoteManifest> byTag;

  /**
   * In a repository.
   *
   * @param byTag fetches a manifest
   */
  ReferrerList(RegistrySession session, Retries retries, Function<String, RemoteManifest> byTag) {
    this.session = session;
    this.retries = retries;
    this.byTag = byTag;
  }

  /** As {@link RemoteRegistry#referrers}. */
  List<Descriptor> of(Digest subject) {
    URI first = retries.run(() -> session.uri("referrers/" + subject));
    Map<Digest, Descriptor> found = new LinkedHashMap<>();
    Page page = retries.run(() -> page(first, found));
    if (!page.known()) {
      return tagged(subject);
    }
    if (page.next().isPresent()) {
      Pages.readAll(
          page.next().get(), REFERRERS, more -> retries.run(() -> page(more, found)).next());
    }
    return List.copyOf(found.values());
  }

  /**
   * What came of a page beside what it lists.
   *
   * @param known false if the registry does not know the question
   */
  private record Page(boolean known, Optional<URI> next) {}

  private Page page(URI page, Map<Digest, Descriptor> found) {
    try (OutboundAnswer answer = session.send(session.request("GET", page))) {
      return UNSUPPORTED.contains(answer.status())
          ? new Page(false, Optional.empty())
          : new Page(true, read(answer, found));
    }
  }

  private Optional<URI> read(OutboundAnswer answer, Map<Digest, Descriptor> found) {
    if (!answer.isSuccess()) {
      throw session.failure(answer, Kind.REPOSITORY_UNKNOWN);
    }
    try {
      byte[] page = answer.read(ManifestReader.MAX_BYTES + 1);
      Optional<URI> next = Pages.next(answer, REFERRERS);
      add(listed(answer.uri().getRawAuthority(), MediaTypes.OCI_INDEX, page), found);
      return next;
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  private List<Descriptor> tagged(Digest subject) {
    Map<Digest, Descriptor> found = new LinkedHashMap<>();
    try {
      RemoteManifest list = byTag.apply(tag(subject));
      add(listed(session.host(), list.mediaType(), list.bytes()), found);
    } catch (RemoteException e) {
      if (e.kind() != Kind.MANIFEST_UNKNOWN && e.kind() != Kind.REPOSITORY_UNKNOWN) {
        throw e;
      }
    }
    return List.copyOf(found.values());
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

  private void add(Collection<Descriptor> more, Map<Digest, Descriptor> found) {
    more.forEach(descriptor -> found.putIfAbsent(descriptor.digest(), descriptor));
    if (found.size() > ManifestReader.MAX_DESCRIPTORS) {
      throw new RemoteException(
          Kind.REGISTRY_ERROR,
          "%s lists more than %d referrers of one image"
              .formatted(session.host(), ManifestReader.MAX_DESCRIPTORS));
    }
  }
}
