package dev.weir.remote.mirror;

import java.util.List;
import java.util.function.Predicate;

/**
 * What is copied, and how (cli.md 5).
 *
 * @param mappings in the order they were given
 * @param platforms which images of lists are wanted, by {@code os/arch[/variant]}
 * @param keepList whether a list stays what it is, with only the wanted images sent ("sparse")
 *     where these are not all
 * @param referrers whether what refers to the images comes along, such as signatures
 * @param force whether also what is there is sent
 * @param skipMount whether nothing is mounted
 * @param skipMissing whether a missing source is a warning
 * @param goOn whether all else is done after a failure
 * @param perRegistry most requests with bodies at once for a registry
 * @param registries most registries written to at once
 */
public record MirrorRequest(
    List<Mapping> mappings,
    Predicate<String> platforms,
    boolean keepList,
    boolean referrers,
    boolean force,
    boolean skipMount,
    boolean skipMissing,
    boolean goOn,
    int perRegistry,
    int registries) {
  public MirrorRequest {
    mappings = List.copyOf(mappings);
  }
}
