package dev.weir.registry.upload;

import dev.weir.blob.BlobWriter;
import dev.weir.registry.request.Action;
import dev.weir.streams.RepositoryLinks;

/** What can be done with an upload; all of it takes the right to push. */
public final class Uploads {
  private final UploadSessions sessions;
  private final Mountable mountable;

  public Uploads(BlobWriter blobs, RepositoryLinks links, Mountable mountable) {
    this.sessions = new UploadSessions(blobs, links, mountable);
    this.mountable = mountable;
  }

  /** Begins one, takes a whole blob or mounts one. */
  public Action.OnRepository start() {
    return new StartUpload(sessions, mountable);
  }

  /** Says how far one got. */
  public Action.OnRepository get() {
    return new GetUpload(sessions);
  }

  /** Takes more bytes. */
  public Action.OnRepository patch() {
    return new PatchUpload(sessions);
  }

  /** Takes the last bytes and the digest. */
  public Action.OnRepository finish() {
    return new FinishUpload(sessions);
  }

  /** Forgets one. */
  public Action.OnRepository cancel() {
    return new CancelUpload(sessions);
  }
}
