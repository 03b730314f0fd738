package dev.weir.registry.upload;

import dev.weir.access.Shares;
import dev.weir.access.User;
import dev.weir.blob.BlobUpload;
import dev.weir.blob.BlobWriter;
import dev.weir.blob.PushLeases;
import dev.weir.http.Exchange;
import dev.weir.reference.Digest;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.streams.RepositoryLinks;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What upload actions share: a session belongs to one user in one repository (registry.md 6.2) and
 * takes bytes only where the last ones ended.
 */
final class UploadSessions {
  /** Bytes that an upload gathers before it writes them, and holds while it waits for more. */
  private static final int GATHERED = 128 * 1024;

  /** Uploads that were begun and have not ended; one user alone may have half of them. */
  private static final int MOST = 16 * 1024;

  private static final String RETRY_AFTER_SECONDS = "60";
  private static final Pattern CHUNK = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  private final BlobWriter blobs;
  private final RepositoryLinks links;
  private final Mountable mountable;

  UploadSessions(BlobWriter blobs, RepositoryLinks links, Mountable mountable) {
    this.blobs = blobs;
    this.links = links;
    this.mountable = mountable;
  }

  /** A new session, if the repository's project takes something new. */
  BlobUpload start(RepositoryCall call) throws IOException {
    links.requireActive(call.repository());
    requireRoom(call);
    BlobUpload upload = blobs.start(owner(call));
    mountable.uploading(call.repository(), upload.id());
    return upload;
  }

  /** Fair as {@link Shares} are: whoever comes when one has begun many finds room for some. */
  private void requireRoom(RepositoryCall call) {
    String party = Shares.party(call.user());
    int all = blobs.unfinished(_ -> true);
    int own = blobs.unfinished(owner -> party.equals(Shares.party(User.named(nameIn(owner)))));
    if (all + own >= MOST) {
      throw RegistryErrors.TOOMANYREQUESTS
          .refuse(
              "too many uploads are unfinished, %d of them yours; finish or cancel some, or wait until"
                      .formatted(own)
                  + " those that rest are removed, a day after their last byte or sooner")
          .header("Retry-After", RETRY_AFTER_SECONDS);
    }
  }

  /** The caller's session; another's is as unknown as one that never was. */
  BlobUpload find(RepositoryCall call) throws IOException {
    Optional<BlobUpload> upload = blobs.resume(call.reference());
    if (upload.filter(u -> u.owner().equals(owner(call))).isEmpty()) {
      throw unknown(call);
    }
    return upload.get();
  }

  private static Refusal unknown(RepositoryCall call) {
    return RegistryErrors.BLOB_UPLOAD_UNKNOWN.refuse(
        "repository " + call.repository() + " has no such upload; begin a new one");
  }

  /** The user's name in what {@link #owner} says; empty if that says something else. */
  private static String nameIn(String owner) {
    String[] parts = owner.split(" ", 3);
    return parts.length == 3 ? parts[2] : "";
  }

  /** A project that was deleted takes its uploads along, also from a later one of its name. */
  private String owner(RepositoryCall call) {
    return call.repository()
        + " "
        + links.namespaceUid(call.repository())
        + " "
        + call.user().name();
  }

  /** Takes the request's body, if it goes on where the session is; the session survives if not. */
  void append(RepositoryCall call, BlobUpload upload) throws IOException {
    Optional<String> range = call.http().header("Content-Range");
    if (range.isPresent()) {
      requireNext(call, upload, range.get());
    }
    if (call.http().contentLength() != 0) {
      call.http().hold(GATHERED);
    }
    try (PushLeases.Sending _ = mountable.sending(call.repository(), upload.id())) {
      upload.append(call.http().body());
    }
  }

  private static void requireNext(RepositoryCall call, BlobUpload upload, String range) {
    Matcher chunk = CHUNK.matcher(range);
    if (!chunk.matches()) {
      throw outOfOrder(call, upload, "Content-Range must be START-END, not \"" + range + "\"");
    }
    long start = Long.parseLong(chunk.group(1));
    long length = Long.parseLong(chunk.group(2)) - start + 1;
    if (start != upload.offset()) {
      throw outOfOrder(
          call, upload, "the next byte is " + upload.offset() + ", the chunk begins at " + start);
    }
    long announced = call.http().contentLength();
    if (announced >= 0 && announced != length) {
      throw RegistryErrors.SIZE_INVALID.refuse(
          "Content-Range names " + length + " bytes, Content-Length " + announced);
    }
  }

  private static Refusal outOfOrder(RepositoryCall call, BlobUpload upload, String message) {
    return RegistryErrors.RANGE_INVALID
        .refuse(message)
        .header("Location", location(call, upload))
        .header("Range", received(upload))
        .header("Docker-Upload-UUID", upload.id());
  }

  /** Verifies and keeps the blob, shows it in the repository and answers 201. */
  void finish(RepositoryCall call, BlobUpload upload, Digest digest) throws IOException {
    String begunBy = upload.owner();
    mountable.coming(call.repository(), digest);
    long size = upload.commit(digest);
    mountable.uploaded(call.repository(), upload.id(), digest);
    if (!begunBy.equals(owner(call))) {
      throw unknown(call); // another project of the name came while the bytes did
    }
    created(call, digest, size);
  }

  /** Forgets the session. */
  void cancel(RepositoryCall call, BlobUpload upload) throws IOException {
    upload.cancel();
    mountable.cancelled(call.repository(), upload.id());
  }

  /** Shows a blob that is already kept in the repository and answers 201. */
  void created(RepositoryCall call, Digest digest, long size) {
    links.add(call.repository(), digest, links.blob(size));
    mountable.came(call.repository(), digest);
    Exchange http = call.http();
    http.setHeader("Location", call.path("/blobs/" + digest));
    http.setHeader("Docker-Content-Digest", digest.toString());
    http.setHeader("Content-Length", "0").status(201);
  }

  /** Says where the session is and how far it got. */
  void progress(RepositoryCall call, BlobUpload upload, int status) {
    Exchange http = call.http();
    http.setHeader("Location", location(call, upload));
    http.setHeader("Range", received(upload));
    http.setHeader("Docker-Upload-UUID", upload.id());
    if (status != 204) {
      http.setHeader("Content-Length", "0");
    }
    http.status(status);
  }

  private static String location(RepositoryCall call, BlobUpload upload) {
    return call.path("/blobs/uploads/" + upload.id());
  }

  /** Inclusive; nothing received looks like one byte, as everywhere (registry.md 1.4). */
  private static String received(BlobUpload upload) {
    return "0-" + Math.max(0, upload.offset() - 1);
  }
}
