package dev.weir.remote;

import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.budget.Lane;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.OutboundBody;
import dev.weir.remote.outbound.OutboundRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;

/** Uploads of blobs: start, send, commit (registry.md 1.4), the way most clients do. */
final class BlobPush {
  private final RegistrySession session;

  BlobPush(RegistrySession session) {
    this.session = session;
  }

  void upload(Digest digest, long size, BlobSource source) {
    URI started = start("blobs/uploads/");
    URI received = send(started, size, source);
    commit(received, digest);
  }

  /** True if the registry made the blob known here without an upload. */
  boolean mount(Digest digest, String from) {
    OutboundRequest request =
        session.request("POST", session.uri("blobs/uploads/?mount=" + digest + "&from=" + from));
    URI session202;
    try (OutboundAnswer answer =
        session.send(
            request.withBody(nothing()), List.of("repository:" + from + ":pull"), Lane.REQUEST)) {
      if (answer.status() == 201) {
        return true;
      }
      if (answer.status() != 202) {
        throw session.failure(answer, Kind.REPOSITORY_UNKNOWN);
      }
      session202 = location(answer);
    }
    // it opened an upload instead, which nobody will use
    session.send(session.request("DELETE", session202)).close();
    return false;
  }

  private URI start(String rest) {
    OutboundRequest request = session.request("POST", session.uri(rest)).withBody(nothing());
    try (OutboundAnswer answer = session.send(request)) {
      if (answer.status() != 202) {
        throw session.failure(answer, Kind.REPOSITORY_UNKNOWN);
      }
      return location(answer);
    }
  }

  private URI send(URI upload, long size, BlobSource source) {
    OutboundRequest request =
        session
            .request("PATCH", upload)
            .withHeader("content-type", "application/octet-stream")
            .withBody(body(size, source));
    try (OutboundAnswer answer = session.send(request, Lane.BODY)) {
      if (!answer.isSuccess()) {
        throw session.failure(answer, Kind.REGISTRY_ERROR);
      }
      return location(answer);
    }
  }

  private void commit(URI upload, Digest digest) {
    String separator = upload.getRawQuery() == null ? "?" : "&";
    URI commit = URI.create(upload + separator + "digest=" + digest.toString().replace(":", "%3A"));
    try (OutboundAnswer answer = session.send(session.request("PUT", commit).withBody(nothing()))) {
      if (!answer.isSuccess()) {
        throw session.failure(answer, Kind.REGISTRY_ERROR);
      }
    }
  }

  /** Where to go on; may be a path only. Never from TLS to plain HTTP. */
  private static URI location(OutboundAnswer answer) {
    String text = answer.header("location");
    try {
      URI location = answer.uri().resolve(URI.create(text));
      boolean downgrade =
          answer.uri().getScheme().equals("https") && !"https".equals(location.getScheme());
      if (!text.isEmpty() && location.getHost() != null && !downgrade) {
        return location;
      }
    } catch (IllegalArgumentException _) {
      // told below
    }
    throw new RemoteException(
        Kind.REGISTRY_ERROR,
        answer.uri().getRawAuthority()
            + " names no usable place to upload to; its own address may be configured wrongly");
  }

  private static OutboundBody nothing() {
    return OutboundBody.of(new byte[0]);
  }

  private static OutboundBody body(long size, BlobSource source) {
    return new OutboundBody() {
      @Override
      public long length() {
        return size;
      }

      @Override
      public InputStream open() throws IOException {
        return source.open();
      }
    };
  }
}
