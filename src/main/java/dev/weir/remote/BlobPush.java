package dev.weir.remote;

import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.budget.Lane;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.OutboundBody;
import dev.weir.remote.outbound.OutboundRequest;
import java.net.URI;
import java.util.List;

/** Uploads and mounts of blobs (registry.md 1.4). */
final class BlobPush {
  private final RegistrySession session;
  private final Retries retries;

  BlobPush(RegistrySession session, Retries retries) {
    this.session = session;
    this.retries = retries;
  }

  void upload(Digest digest, long size, BlobSource source) {
    new BlobUpload(session, retries, digest, size, source).run();
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

  /** Where to go on; may be a path only. Over HTTP, never from TLS to plain; nobody's login. */
  static URI location(OutboundAnswer answer) {
    String text = answer.header("location");
    try {
      URI location = answer.uri().resolve(URI.create(text));
      boolean downgrade =
          answer.uri().getScheme().equals("https") && !"https".equals(location.getScheme());
      boolean http = "https".equals(location.getScheme()) || "http".equals(location.getScheme());
      boolean plain = location.getHost() != null && location.getRawUserInfo() == null;
      if (!text.isEmpty() && http && plain && !downgrade) {
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

  static OutboundBody nothing() {
    return OutboundBody.of(new byte[0]);
  }
}
