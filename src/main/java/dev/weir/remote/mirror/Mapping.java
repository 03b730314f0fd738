package dev.weir.remote.mirror;

import dev.weir.remote.repository.Location;

/**
 * A source to copy, and where to.
 *
 * @param written where users wrote it, as it stands before what is wrong with it; empty for
 *     arguments
 */
public record Mapping(Location source, Location target, String written) {
  /** As an argument. */
  public Mapping(Location source, Location target) {
    this(source, target, "");
  }
}
