package dev.weir.server.tls;

import dev.weir.http.HostName;
import dev.weir.pem.PemException;
import dev.weir.server.config.StartException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the TLS listeners show.
 *
 * @param chain the server's certificate first
 * @param trustPem what a client must trust to believe the chain, as PEM
 * @param clientAuthorities whose certificates let clients in: Weir's own, or none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ServerIdentity(
    PrivateKey key,
    List<X509Certificate> chain,
    byte[] trustPem,
    List<X509Certificate> clientAuthorities) {
  public ServerIdentity {
    chain = List.copyOf(chain);
    clientAuthorities = List.copyOf(clientAuthorities);
  }

  /** What clients may call the server: what the certificate covers, and more. */
  public Set<HostName> names(Collection<String> more) {
    try {
      return Stream.concat(more.stream(), Certificates.names(chain.getFirst()).stream())
          .map(HostName::new)
          .collect(Collectors.toUnmodifiableSet());
    } catch (GeneralSecurityException e) {
      throw new StartException(
          "The server's certificate cannot be read: " + PemException.reason(e), e);
    }
  }

  /** What to say where the certificate is not valid yet, as by a clock that is years off. */
  public Optional<String> tooEarly(Instant now) {
    Instant begins = chain.getFirst().getNotBefore().toInstant();
    return now.isBefore(begins)
        ? Optional.of(
            "the server's certificate is valid from "
                + begins
                + ", and this machine's clock says "
                + now.truncatedTo(ChronoUnit.SECONDS)
                + ": clients refuse it; set the clock right and start again")
        : Optional.empty();
  }

  /** When its certificates end, by what each is; of those between, the first one that does. */
  public Map<String, Instant> ends() {
    Map<String, Instant> ends = new TreeMap<>();
    chain.forEach(one -> first(ends, ends.isEmpty() ? "server" : "intermediate", one));
    clientAuthorities.forEach(one -> first(ends, "authority", one));
    return ends;
  }

  private static void first(Map<String, Instant> ends, String what, X509Certificate certificate) {
    Instant _ =
        ends.merge(
            what,
            certificate.getNotAfter().toInstant(),
            (one, other) -> one.isBefore(other) ? one : other);
  }

  @Override
  public String toString() {
    return "ServerIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
