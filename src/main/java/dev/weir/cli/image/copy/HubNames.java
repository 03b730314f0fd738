package dev.weir.cli.image.copy;

import dev.weir.reference.ImageReference;
import dev.weir.remote.mirror.Mapping;
import dev.weir.remote.repository.Location;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names of Docker Hub in which {@code library} was left out, as other programs allow (cli.md 5).
 */
final class HubNames {
  private HubNames() {}

  /** What to write instead of the first such source. */
  static Optional<String> hint(List<Mapping> mappings) {
    return mappings.stream().flatMap(mapping -> hint(mapping.source()).stream()).findFirst();
  }

  /** What to write instead of one name. */
  static Optional<String> hint(Location source) {
    return Stream.of(source)
        .filter(Location.InRegistry.class::isInstance)
        .map(location -> ((Location.InRegistry) location).reference())
        .filter(HubNames::isWithoutLibrary)
        .map(
            reference ->
                source.text()
                    + " is asked for as it is written; an image of Docker Hub itself is"
                    + " docker.io/library/"
                    + reference.name())
        .findFirst();
  }

  private static boolean isWithoutLibrary(ImageReference reference) {
    return reference.namespace().isEmpty()
        && reference.v2Host().equals(new ImageReference("", "", "x", "", "").v2Host());
  }
}
