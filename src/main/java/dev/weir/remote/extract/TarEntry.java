package dev.weir.remote.extract;

import java.time.Instant;

/**
 * One entry of a tar file, as it says of itself.
 *
 * @param name as written, without a slash at the end
 * @param mode permission bits with setuid, setgid and sticky
 * @param size bytes of content, of files
 * @param target of links, as written
 */
record TarEntry(
    String name,
    Type type,
    int mode,
    long size,
    String target,
    long owner,
    long group,
    Instant modified) {

  /** What it is. */
  enum Type {
    FILE,
    DIRECTORY,
    SYMBOLIC_LINK,
    HARD_LINK,
    /** A device, pipe or whatever else. */
    SPECIAL
  }
}
