package dev.weir.registry.upload;

import dev.weir.blob.BlobUpload;
import dev.weir.reference.Digest;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import java.io.IOException;

/** {@code PUT /v2/<name>/blobs/uploads/<id>?digest=}: the last bytes, if any, and the digest. */
final class FinishUpload implements Action.OnRepository {
  private final UploadSessions uploads;

  FinishUpload(UploadSessions uploads) {
    this.uploads = uploads;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    try (BlobUpload upload = uploads.find(call)) {
      if (!call.http().hasQuery("digest")) {
        throw RegistryErrors.DIGEST_INVALID.refuse("the query must have a digest");
      }
      Digest digest = RepositoryCall.parseDigest(call.http().query("digest"));
      uploads.append(call, upload);
      uploads.finish(call, upload, digest);
    }
  }
}
