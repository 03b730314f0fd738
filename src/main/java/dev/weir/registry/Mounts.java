package dev.weir.registry;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import dev.weir.registry.upload.Mountable;
import java.io.IOException;
import java.util.Optional;

/** Blobs that the caller may mount: those that they could pull. */
final class Mounts implements Mountable {
  private final RepositoryContent content;
  private final Leases leases;
  private final Access access;

  Mounts(RepositoryContent content, Leases leases, Access access) {
    this.content = content;
    this.leases = leases;
    this.access = access;
  }

  @Override
  public Optional<Long> size(RepositoryCall call, Digest digest) throws IOException {
    Optional<Long> size = shown(call, digest);
    return size.isPresent() && leases.renew(digest) ? size : Optional.empty();
  }

  private Optional<Long> shown(RepositoryCall call, Digest digest) throws IOException {
    Optional<Long> here = content.size(call.repository(), digest);
    if (here.isPresent() || !call.http().hasQuery("from")) {
      return here;
    }
    StreamName from;
    try {
      from = StreamName.parse(call.http().query("from"));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    return access.may(call.user(), Right.PULL.on(from))
        ? content.size(from, digest)
        : Optional.empty();
  }
}
