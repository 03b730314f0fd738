package dev.weir.remote;

import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.budget.Lane;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.OutboundRequest;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks for blobs (registry.md 1.3, 2.5); each method is one attempt. */
final class BlobPull {
  private final RegistrySession session;

  BlobPull(RegistrySession session) {
    this.session = session;
  }

  /** A whole blob that compares itself with its digest. */
  RemoteBlob open(Digest digest, Lane lane) {
    OutboundAnswer answer = successful(request("GET", digest), lane);
    return new RemoteBlob(answer, new VerifiedStream(answer.body(), digest));
  }

  /** As {@link RemoteRegistry#openBlob(Digest, long, Optional)}. */
  RemoteBlobPart open(Digest digest, long from, Optional<String> validator) {
    OutboundRequest request = request("GET", digest).withHeader("accept-encoding", "identity");
    if (from > 0) {
      request = request.withHeader("range", "bytes=" + from + "-");
      request = validator.isPresent() ? request.withHeader("if-range", validator.get()) : request;
    }
    OutboundAnswer answer = successful(request, Lane.BODY);
    try {
      return RemoteBlobPart.of(answer, digest, from);
    } catch (RemoteException e) {
      answer.close();
      throw e;
    }
  }

  /** Bytes of a blob, or empty if the repository does not have it; 0 if size is not told. */
  OptionalLong size(Digest digest) {
    try (OutboundAnswer answer = session.send(request("HEAD", digest))) {
      if (answer.status() == 404) {
        return OptionalLong.empty();
      }
      if (!answer.isSuccess()) {
        throw session.failure(answer, Kind.BLOB_UNKNOWN);
      }
      return OptionalLong.of(answer.length().orElse(0));
    }
  }

  private OutboundRequest request(String method, Digest digest) {
    return session.request(method, session.uri("blobs/" + digest));
  }

  private OutboundAnswer successful(OutboundRequest request, Lane lane) {
    OutboundAnswer answer = session.send(request, lane);
    if (answer.isSuccess()) {
      return answer;
    }
    try (answer) {
      throw session.failure(answer, Kind.BLOB_UNKNOWN);
    }
  }
}
