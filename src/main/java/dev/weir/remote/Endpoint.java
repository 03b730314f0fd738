package dev.weir.remote;

import dev.weir.remote.outbound.Challenge;
import java.net.URI;
import java.util.List;

/**
 * Where a registry answers.
 *
 * @param base {@code scheme://host[:port]}
 * @param challenges what {@code /v2/} asked for; empty if nothing
 */
record Endpoint(URI base, List<Challenge> challenges) {
  Endpoint {
    challenges = List.copyOf(challenges);
  }
}
