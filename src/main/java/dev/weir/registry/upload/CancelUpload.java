package dev.weir.registry.upload;

import dev.weir.blob.BlobUpload;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.RepositoryCall;
import java.io.IOException;

/** {@code DELETE /v2/<name>/blobs/uploads/<id>}: forgets the upload. */
final class CancelUpload implements Action.OnRepository {
  private final UploadSessions uploads;

  CancelUpload(UploadSessions uploads) {
    this.uploads = uploads;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    try (BlobUpload upload = uploads.find(call)) {
      uploads.cancel(call, upload);
    }
    call.http().status(204);
  }
}
