package dev.weir.registry.upload;

import dev.weir.blob.BlobUpload;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.RepositoryCall;
import java.io.IOException;

/** {@code GET /v2/<name>/blobs/uploads/<id>}: how far the upload got. */
final class GetUpload implements Action.OnRepository {
  private final UploadSessions uploads;

  GetUpload(UploadSessions uploads) {
    this.uploads = uploads;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    try (BlobUpload upload = uploads.find(call)) {
      uploads.progress(call, upload, 204);
    }
  }
}
