package dev.weir.remote.append;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.ImageReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What to make (cli.md 6, "append").
 *
 * @param to where the image goes; an empty tag is {@code latest}
 * @param from the image that it starts from; empty for nothing
 * @param layers tar files, plain or gzip-compressed, lowest first
 * @param platform of an image made from nothing, and the one chosen of a list if there is no filter
 * @param filter which image of a list is meant, by {@code os/arch[/variant]}
 * @param list whether a list stays one, and the layers go to each of its images that is meant
 * @param force whether also what is there is sent
 * @param dry whether nothing is sent
 */
public record AppendRequest(
    ImageReference to,
    Optional<ImageReference> from,
    List<Path> layers,
    Changes changes,
    Descriptor.Platform platform,
    Optional<Predicate<String>> filter,
    boolean list,
    boolean force,
    boolean dry) {
  public AppendRequest {
    layers = List.copyOf(layers);
  }
}
