package dev.weir.remote.repository;

/** Opens what locations name; the one place that knows all sorts of them. */
public interface Repositories {
  /** To read from. */
  SourceRepository source(Location location);

  /** To write to. */
  TargetRepository target(Location location);

  /**
   * A name for the place of a location, the same for all repositories between which blobs can be
   * mounted: {@code host[:port]} of a registry, {@code <dir>} of directories.
   */
  String place(Location location);

  /** The place of a source, which may be another where a target of that name would be. */
  default String sourcePlace(Location location) {
    return place(location);
  }
}
