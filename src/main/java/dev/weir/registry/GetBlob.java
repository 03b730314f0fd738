package dev.weir.registry;

import dev.weir.blob.Blob;
import dev.weir.http.Exchange;
import dev.weir.pullthrough.stream.Came;
import dev.weir.reference.Digest;
import dev.weir.registry.body.BlobBody;
import dev.weir.registry.body.BlobParts;
import dev.weir.registry.body.NotModified;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.ByteRanges;
import dev.weir.registry.request.Conditions;
import dev.weir.registry.request.EntityTags;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET} and {@code HEAD /v2/<name>/blobs/<digest>} (registry.md 1.3, 2.5). How their bytes
 * are sent is {@link BlobBody}'s, and {@link BlobParts}'s of several ranges.
 */
final class GetBlob implements Action.OnRepository {
  private final RepositoryContent content;
  private final Leases leases;

  GetBlob(RepositoryContent content, Leases leases) {
    this.content = content;
    this.leases = leases;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    Exchange http = call.http();
    Digest digest = call.digest();
    Conditions conditions = Conditions.of(http);
    if (http.method().equals("HEAD")) {
      Came<Long> size =
          content.size(call.repository(), digest).orElseThrow(() -> unknown(call, digest));
      if (size.isOwn() && !leases.holdsFor(call, digest)) {
        throw unknown(call, digest);
      }
      ThroughWords.tell(http, size.how());
      if (isWanted(http, digest, conditions)) {
        begin(http, 200, BlobBody.CONTENT_TYPE, size.content());
      }
      return;
    }
    if (isAnsweredBySize(call, digest, conditions)) {
      return;
    }
    Came<Blob> found =
        content.open(call.repository(), digest).orElseThrow(() -> unknown(call, digest));
    try (Blob blob = found.content()) {
      ThroughWords.tell(http, found.how());
      if (isWanted(http, digest, conditions)) {
        send(http, blob, conditions.ranges(digest, blob.size()));
      }
    }
  }

  /** Answers at once what needs no bytes, so that none are fetched of another registry for it. */
  private boolean isAnsweredBySize(RepositoryCall call, Digest digest, Conditions conditions)
      throws IOException {
    Exchange http = call.http();
    boolean goesOn = conditions.on(digest) == Conditions.Verdict.GO_ON;
    if (goesOn && conditions.range().isEmpty()) {
      return false;
    }
    Optional<Came<Long>> known = content.size(call.repository(), digest).filter(c -> !c.isOwn());
    if (known.isEmpty()) {
      return false;
    }
    long size = known.get().content();
    if (goesOn && !(conditions.ranges(digest, size) instanceof ByteRanges.Unsatisfiable)) {
      return false;
    }
    ThroughWords.tell(http, known.get().how());
    if (isWanted(http, digest, conditions)) {
      throw unsatisfiable(size);
    }
    return true;
  }

  /** Says what it is; false if the client has it and wants no more. */
  private static boolean isWanted(Exchange http, Digest digest, Conditions conditions)
      throws IOException {
    http.setHeader("Cache-Control", "max-age=31536000");
    return switch (conditions.on(digest)) {
      case NOT_MODIFIED -> {
        NotModified.send(http, digest);
        yield false;
      }
      case FAILED -> throw Conditions.failed(digest);
      case GO_ON -> {
        http.setHeader("ETag", EntityTags.of(digest));
        http.setHeader("Docker-Content-Digest", digest.toString());
        yield true;
      }
    };
  }

  private static void send(Exchange http, Blob blob, ByteRanges ranges) throws IOException {
    long size = blob.size();
    switch (ranges) {
      case ByteRanges.Whole _ -> {
        begin(http, 200, BlobBody.CONTENT_TYPE, size);
        BlobBody.send(blob, 0, size, http);
      }
      case ByteRanges.Parts(List<ByteRanges.Part> parts) when parts.size() == 1 -> {
        ByteRanges.Part part = parts.getFirst();
        http.setHeader("Content-Range", part.contentRange(size));
        begin(http, 206, BlobBody.CONTENT_TYPE, part.length());
        BlobBody.send(blob, part.start(), part.length(), http);
      }
      case ByteRanges.Parts parts -> {
        BlobParts several = new BlobParts(blob, parts);
        begin(http, 206, several.contentType(), several.length());
        several.send(http);
      }
      case ByteRanges.Unsatisfiable _ -> throw unsatisfiable(size);
    }
  }

  private static void begin(Exchange http, int status, String type, long length) {
    http.setHeader("Accept-Ranges", "bytes").setHeader("X-Content-Type-Options", "nosniff");
    http.setHeader("Content-Type", type).setHeader("Content-Length", Long.toString(length));
    http.status(status);
  }

  private static Refusal unsatisfiable(long size) {
    return RegistryErrors.RANGE_INVALID
        .refuse("the blob has " + size + " bytes")
        .header("Content-Range", "bytes */" + size);
  }

  private static Refusal unknown(RepositoryCall call, Digest digest) {
    return RegistryErrors.BLOB_UNKNOWN.refuse(
        "repository " + call.repository() + " has no blob " + digest);
  }
}
