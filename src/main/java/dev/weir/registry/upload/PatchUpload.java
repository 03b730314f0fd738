package dev.weir.registry.upload;

import dev.weir.blob.BlobUpload;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.RepositoryCall;
import java.io.IOException;

/** {@code PATCH /v2/<name>/blobs/uploads/<id>}: more bytes, as one stream or in ordered chunks. */
final class PatchUpload implements Action.OnRepository {
  private final UploadSessions uploads;

  PatchUpload(UploadSessions uploads) {
    this.uploads = uploads;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    try (BlobUpload upload = uploads.find(call)) {
      uploads.append(call, upload);
      uploads.progress(call, upload, 202);
    }
  }
}
