package dev.weir.registry;

import dev.weir.blob.BlobWriter;
import dev.weir.blob.PushLeases;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import java.io.IOException;
import java.util.Set;

/**
 * What clients who push are told to be there, they do not send: it has to stay until they make use
 * of it (registry.md 4.5). Each answer renews the blob, which no sweep takes before a grace period,
 * and is a lease until a manifest of the repository takes the blob up.
 */
final class Leases {
  private final BlobWriter blobs;
  private final PushLeases leases;
  private final Access access;

  Leases(BlobWriter blobs, PushLeases leases, Access access) {
    this.blobs = blobs;
    this.leases = leases;
    this.access = access;
  }

  /** False if the blob has gone since it was found; what is told to others renews nothing. */
  boolean holdsFor(RepositoryCall call, Digest digest) throws IOException {
    return !access.may(call.user(), Right.PUSH.on(call.repository()))
        || renew(call.repository(), digest);
  }

  /**
   * What is about to come, or be found, is there until somebody who pushes into the repository
   * makes use of it.
   */
  void grant(StreamName repository, Digest digest) {
    leases.grant(repository, digest);
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
}
