package dev.weir.registry;

import dev.weir.blob.BlobWriter;
import dev.weir.reference.Digest;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import java.io.IOException;

/**
 * What clients who push are told to be there, they do not send: it has to stay until they make use
 * of it (registry.md 4.5). Each answer renews the blob, which no sweep takes before a grace period.
 */
final class Leases {
  private final BlobWriter blobs;
  private final Access access;

  Leases(BlobWriter blobs, Access access) {
    this.blobs = blobs;
    this.access = access;
  }

  /** False if the blob has gone since it was found; what is told to others renews nothing. */
  boolean holdsFor(RepositoryCall call, Digest digest) throws IOException {
    return !access.may(call.user(), Right.PUSH.on(call.repository())) || renew(digest);
  }

  /** False if the blob has gone since it was found. */
  boolean renew(Digest digest) throws IOException {
    return blobs.renew(digest).isPresent();
  }
}
