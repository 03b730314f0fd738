package dev.weir.registry;

import dev.weir.blob.Blob;
import dev.weir.http.Exchange;
import dev.weir.pullthrough.stream.Came;
import dev.weir.reference.Digest;
import dev.weir.registry.body.BlobBody;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.ByteRange;
import dev.weir.registry.request.Refusal;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code GET} and {@code HEAD /v2/<name>/blobs/<digest>} (registry.md 1.3, 2.5). How their bytes
 * are sent is {@link BlobBody}'s.
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
    Digest digest = call.digest();
    if (call.http().method().equals("HEAD")) {
      Came<Long> size =
          content.size(call.repository(), digest).orElseThrow(() -> unknown(call, digest));
      if (size.isOwn() && !leases.holdsFor(call, digest)) {
        throw unknown(call, digest);
      }
      ThroughWords.tell(call.http(), size.how());
      answer(call, digest, size.content(), (_, _) -> {});
      return;
    }
    if (isAnsweredBySize(call, digest)) {
      return;
    }
    Came<Blob> found =
        content.open(call.repository(), digest).orElseThrow(() -> unknown(call, digest));
    try (Blob blob = found.content()) {
      ThroughWords.tell(call.http(), found.how());
      answer(
          call,
          digest,
          blob.size(),
          (start, length) -> BlobBody.send(blob, start, length, call.http()));
    }
  }

  /** Answers at once what needs no bytes, so that none are fetched of another registry for it. */
  private boolean isAnsweredBySize(RepositoryCall call, Digest digest) throws IOException {
    Exchange http = call.http();
    String etag = etag(digest);
    boolean known = http.header("If-None-Match").filter(etag::equals).isPresent();
    if (!known && http.header("Range").isEmpty()) {
      return false;
    }
    Optional<Came<Long>> size = content.size(call.repository(), digest).filter(c -> !c.isOwn());
    boolean answered =
        size.isPresent()
            && (known
                || range(http, etag, size.get().content()) instanceof ByteRange.Unsatisfiable);
    if (answered) {
      ThroughWords.tell(http, size.get().how());
      answer(call, digest, size.get().content(), (_, _) -> {});
    }
    return answered;
  }

  private static String etag(Digest digest) {
    return "\"" + digest + "\"";
  }

  /** Sends bytes after the headers. */
  private interface Body {
    void send(long start, long length) throws IOException;
  }

  private static void answer(RepositoryCall call, Digest digest, long size, Body body)
      throws IOException {
    Exchange http = call.http();
    String etag = etag(digest);
    http.setHeader("ETag", etag).setHeader("Docker-Content-Digest", digest.toString());
    http.setHeader("Cache-Control", "max-age=31536000");
    if (http.header("If-None-Match").filter(etag::equals).isPresent()) {
      http.status(304);
      return;
    }
    http.setHeader("Accept-Ranges", "bytes").setHeader("X-Content-Type-Options", "nosniff");
    http.setHeader("Content-Type", "application/octet-stream");
    switch (range(http, etag, size)) {
      case ByteRange.Whole _ -> {
        http.status(200).setHeader("Content-Length", Long.toString(size));
        body.send(0, size);
      }
      case ByteRange.Part(long start, long length) -> {
        http.status(206).setHeader("Content-Length", Long.toString(length));
        http.setHeader("Content-Range", "bytes " + start + "-" + (start + length - 1) + "/" + size);
        body.send(start, length);
      }
      case ByteRange.Unsatisfiable _ ->
          throw RegistryErrors.RANGE_INVALID
              .refuse("the blob has " + size + " bytes")
              .header("Content-Range", "bytes */" + size);
    }
  }

  private static ByteRange range(Exchange http, String etag, long size) {
    Optional<String> range = http.header("Range");
    boolean same = http.header("If-Range").filter(e -> !e.equals(etag)).isEmpty();
    return range.isPresent() && same ? ByteRange.of(range.get(), size) : new ByteRange.Whole();
  }

  private static Refusal unknown(RepositoryCall call, Digest digest) {
    return RegistryErrors.BLOB_UNKNOWN.refuse(
        "repository " + call.repository() + " has no blob " + digest);
  }
}
