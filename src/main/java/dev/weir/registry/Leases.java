package dev.weir.registry;

import dev.weir.blob.BlobWriter;
import dev.weir.blob.PushLeases;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import dev.weir.resource.Recent;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamContent;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * What clients who push are told to be there, they do not send: it has to stay until they make use
 * of it (registry.md 4.5). Each answer renews the blob, which no sweep takes before a grace period,
 * and is a lease until a manifest of the repository takes the blob up.
 */
final class Leases {
  private static final int UNLINKED = 4096;

  private final BlobWriter blobs;
  private final PushLeases leases;
  private final RepositoryLinks links;
  private final StreamContent content;
  private final Access access;

  /** What was deleted in repositories while it was leased there, and in which projects. */
  private final Recent<Told, String> unlinked = new Recent<>(UNLINKED);

  private record Told(StreamName repository, Digest digest) {}

  Leases(RegistryDoor.Parts parts, Access access) {
    this.blobs = parts.blobs();
    this.leases = parts.leases();
    this.links = parts.links();
    this.content = parts.content();
    this.access = access;
  }

  /**
   * False if the blob has gone since it was found, or the repository lost it; what is told to
   * others renews nothing.
   */
  boolean holdsFor(RepositoryCall call, Digest digest) throws IOException {
    StreamName repository = call.repository();
    return !access.may(call.user(), Right.PUSH.on(repository))
        || (renew(repository, digest)
            && (links.keep(repository, digest) || content.holds(repository, digest)));
  }

  /**
   * What is about to come, or be found, is there until somebody who pushes into the repository
   * makes use of it.
   */
  void grant(StreamName repository, Digest digest) {
    leases.grant(repository, digest);
  }

  /** What is on its way. */
  PushLeases pushes() {
    return leases;
  }

  /** A manifest of the repository names them now, which is recorded. */
  void takenUp(StreamName repository, Set<Digest> digests) {
    leases.takenUp(repository, digests);
  }

  /** False if the blob has gone since it was found for somebody who pushes into the repository. */
  boolean renew(StreamName repository, Digest digest) throws IOException {
    grant(repository, digest);
    return blobs.renew(digest).isPresent();
  }

  /** True if somebody who pushes into the repository was told of it, and waits with a manifest. */
  boolean isTold(StreamName repository, Digest digest) {
    return leases.isGranted(repository, digest);
  }

  /** True if the repository had it, and a collector took it lately. */
  boolean isLost(StreamName repository, Digest digest) {
    return links.gone().has(repository, digest);
  }

  /** Somebody deleted it in the repository: whoever was told of it before, pushes all the same. */
  void unlinked(StreamName repository, Digest digest) {
    if (isTold(repository, digest)) {
      unlinked.keep(new Told(repository, digest), links.namespaceUid(repository));
    }
  }

  /**
   * Size of what was deleted in the repository since somebody who pushes there was told of it;
   * empty if there is no such thing. A later project of that name was told nothing.
   */
  Optional<Long> renewUnlinked(StreamName repository, Digest digest) throws IOException {
    boolean same =
        isTold(repository, digest)
            && unlinked
                .find(new Told(repository, digest))
                .filter(links.namespaceUid(repository)::equals)
                .isPresent();
    return same ? blobs.renew(digest) : Optional.empty();
  }
}
