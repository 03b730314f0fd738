package dev.weir.server;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the TLS listeners show.
 *
 * @param chain the server's certificate first
 * @param trustPem what a client must trust to believe the chain, as PEM
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ServerIdentity(PrivateKey key, List<X509Certificate> chain, byte[] trustPem) {
  ServerIdentity {
    chain = List.copyOf(chain);
  }

  @Override
  public String toString() {
    return "ServerIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
