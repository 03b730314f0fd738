package dev.weir.registry;

import dev.weir.blob.BlobStore;
import dev.weir.pullthrough.stream.Came;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import dev.weir.registry.upload.Mountable;
import dev.weir.window.WindowNames;
import java.io.IOException;
import java.util.Optional;

/**
 * Blobs that the caller may mount: those that they could pull, and whose bytes are here. What has
 * to be fetched first is an ordinary upload.
 */
final class Mounts implements Mountable {
  private final RepositoryContent pushed;
  private final PullThrough through;
  private final BlobStore blobs;
  private final Leases leases;
  private final Access access;
  private final WindowNames names;

  Mounts(
      RepositoryContent pushed,
      PullThrough through,
      BlobStore blobs,
      Leases leases,
      Access access,
      WindowNames names) {
    this.pushed = pushed;
    this.through = through;
    this.blobs = blobs;
    this.leases = leases;
    this.access = access;
    this.names = names;
  }

  @Override
  public Optional<Long> size(RepositoryCall call, Digest digest) throws IOException {
    Optional<Long> here = held(call.repository(), digest);
    if (here.isPresent() || !call.http().hasQuery("from")) {
      return here;
    }
    Optional<StreamName> named = names.stream(call.http().query("from"));
    if (named.isEmpty()) {
      return Optional.empty();
    }
    StreamName from = named.get();
    return access.may(call.user(), Right.PULL.on(from)) ? held(from, digest) : Optional.empty();
  }

  private Optional<Long> held(StreamName repository, Digest digest) throws IOException {
    Optional<Long> size = pushed.size(repository, digest).map(Came::content);
    return size.isPresent() && leases.renew(digest)
        ? size
        : through.adoptMirrored(repository, digest, blobs);
  }
}
