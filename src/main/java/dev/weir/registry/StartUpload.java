package dev.weir.registry;

import dev.weir.blob.BlobUpload;
import dev.weir.http.Exchange;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.registry.request.Right;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code POST /v2/<name>/blobs/uploads/} (registry.md 1.4): begins an upload, takes a whole blob at
 * once, or mounts one that another repository shows the caller. A mount that cannot be is an
 * ordinary upload and tells nothing about the other repository.
 */
final class StartUpload implements Action.OnRepository {
  private final UploadSessions uploads;
  private final RepositoryContent content;
  private final Leases leases;
  private final Access access;

  StartUpload(UploadSessions uploads, RepositoryContent content, Leases leases, Access access) {
    this.uploads = uploads;
    this.content = content;
    this.leases = leases;
    this.access = access;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    Exchange http = call.http();
    requireKnownAlgorithm(http);
    if (http.hasQuery("mount")) {
      Digest digest = RepositoryCall.parseDigest(http.query("mount"));
      Optional<Long> size = mountable(call, digest);
      if (size.isPresent() && leases.renew(digest)) {
        uploads.created(call, digest, size.get());
        return;
      }
    } else if (http.hasQuery("digest")) {
      takeWhole(call, RepositoryCall.parseDigest(http.query("digest")));
      return;
    }
    try (BlobUpload upload = uploads.start(call)) {
      uploads.progress(call, upload, 202);
    }
  }

  private void takeWhole(RepositoryCall call, Digest digest) throws IOException {
    BlobUpload upload = uploads.start(call);
    try {
      uploads.append(call, upload);
      uploads.finish(call, upload, digest);
    } finally {
      upload.cancel();
      upload.close();
    }
  }

  /** Size of the blob if the caller could pull it from {@code from}, or it is here already. */
  private Optional<Long> mountable(RepositoryCall call, Digest digest) throws IOException {
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

  private static void requireKnownAlgorithm(Exchange http) {
    String algorithm = http.query("digest-algorithm");
    if (http.hasQuery("digest-algorithm")
        && !algorithm.equals("sha256")
        && !algorithm.equals("sha512")) {
      throw RegistryErrors.DIGEST_INVALID.refuse(
          "unsupported digest algorithm: \"" + algorithm + "\"; use sha256 or sha512");
    }
  }
}
