package dev.weir.registry.upload;

import dev.weir.blob.BlobUpload;
import dev.weir.http.Exchange;
import dev.weir.reference.Digest;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code POST /v2/<name>/blobs/uploads/} (registry.md 1.4): begins an upload, takes a whole blob at
 * once, or mounts one that another repository shows the caller, which need not be named. A mount
 * that cannot be is an ordinary upload and tells nothing about other repositories.
 */
final class StartUpload implements Action.OnRepository {
  private final UploadSessions uploads;
  private final Mountable mountable;

  StartUpload(UploadSessions uploads, Mountable mountable) {
    this.uploads = uploads;
    this.mountable = mountable;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    Exchange http = call.http();
    requireKnownAlgorithm(http);
    if (http.hasQuery("mount")) {
      Digest digest = RepositoryCall.parseDigest(http.query("mount"));
      Optional<Long> size = mountable.size(call, digest);
      if (size.isPresent()) {
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
      uploads.cancel(call, upload);
      upload.close();
    }
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
