package dev.weir.server;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the TLS listeners show.
 *
 * @param chain the server's certificate first
 * @param trustPem what a client must trust to believe the chain, as PEM
 * @param clientAuthorities whose certificates let clients in: Weir's own, or none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ServerIdentity(
    PrivateKey key,
    List<X509Certificate> chain,
    byte[] trustPem,
    List<X509Certificate> clientAuthorities) {
  ServerIdentity {
    chain = List.copyOf(chain);
    clientAuthorities = List.copyOf(clientAuthorities);
  }

  @Override
  public String toString() {
    return "ServerIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
