package dev.weir.remote.outbound;

import java.io.IOException;

/** No answer came. The message names the host and the reason, never a header or a query. */
public final class OutboundException extends IOException {
  private final Kind kind;

  public OutboundException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** What went wrong on the way. */
  public enum Kind {
    /** The {@link AddressPolicy} forbids the address. */
    ADDRESS_REFUSED,
    UNKNOWN_HOST,
    /** Nobody listens, or no route. */
    CONNECT,
    CONNECT_TIMEOUT,
    /** The handshake was refused: protocol, cipher. */
    TLS,
    /** The certificate is not to be trusted, or for another name. */
    CERTIFICATE,
    /** The handshake broke or got no answer, as servers of plain HTTP may do. */
    HANDSHAKE,
    /** TLS was spoken to a server of plain HTTP. */
    PLAIN_TEXT,
    /** The other side went silent. */
    TIMEOUT,
    /** The connection ended in the middle. */
    BROKEN,
    /** The proxy on the way is not there, or refuses. */
    PROXY,
    /** A redirect that must not be followed. */
    REDIRECT,
    INTERRUPTED;

    /** No TLS session was ever established. */
    public boolean beforeConnection() {
      return switch (this) {
        case CONNECT, CONNECT_TIMEOUT, TLS, CERTIFICATE, HANDSHAKE, PLAIN_TEXT, PROXY -> true;
        case ADDRESS_REFUSED, UNKNOWN_HOST, TIMEOUT, BROKEN, REDIRECT, INTERRUPTED -> false;
      };
    }
  }
}
