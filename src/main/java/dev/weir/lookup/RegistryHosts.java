package dev.weir.lookup;

import dev.weir.image.OwnRegistry;
import java.util.function.Predicate;

/**
 * How clients call the integrated registry.
 *
 * @param now {@code host[:port]}
 * @param any whether a host is, or was, the integrated registry's
 */
public record RegistryHosts(String now, Predicate<String> any) {
  /** A pull spec with the host of {@link OwnRegistry} as clients see it. */
  String shown(String pullSpec) {
    return pullSpec.replace(OwnRegistry.HOST, now);
  }
}
