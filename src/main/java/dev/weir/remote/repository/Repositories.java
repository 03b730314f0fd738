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
}
