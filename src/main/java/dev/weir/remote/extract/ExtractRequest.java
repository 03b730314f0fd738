package dev.weir.remote.extract;

import java.util.List;

/**
 * What is written where (cli.md 6).
 *
 * @param layers of which layers
 * @param paths which files, and where to; an entry may go to several places
 * @param onlyFiles whether links are left out
 * @param preserve whether files keep their owners, and rights such as setuid
 * @param maxBytes most bytes that all layers may hold when they are unpacked
 */
public record ExtractRequest(
    LayerSelector layers,
    List<PathMapping> paths,
    boolean onlyFiles,
    boolean preserve,
    long maxBytes) {
  public ExtractRequest {
    paths = List.copyOf(paths);
  }
}
