package dev.weir.apiserver.caller;

import dev.weir.access.Recognition;
import dev.weir.http.Exchange;
import java.util.Optional;

/** One way to know who calls. */
public interface CallerSource {
  /** Who it is; empty if the request shows nothing that is known this way. */
  Optional<Recognition> of(Exchange exchange);
}
