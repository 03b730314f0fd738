package dev.weir.apiserver.caller;

import dev.weir.access.ClientCertificates;
import dev.weir.access.Recognition;
import dev.weir.http.Exchange;
import java.util.List;
import java.util.Optional;

/**
 * Callers with a certificate of one of some authorities.
 *
 * @param authorities asked in turn
 */
public record CertificateCallers(List<ClientCertificates> authorities) implements CallerSource {
  public CertificateCallers {
    authorities = List.copyOf(authorities);
  }

  @Override
  public Optional<Recognition> of(Exchange exchange) {
    return exchange
        .peerCertificate()
        .map(
            shown ->
                Recognition.of(
                    authorities.stream()
                        .flatMap(authority -> authority.user(shown).stream())
                        .findFirst()));
  }
}
