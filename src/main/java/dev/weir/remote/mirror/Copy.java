package dev.weir.remote.mirror;

import dev.weir.remote.repository.Location;

/**
 * One image and one place for it.
 *
 * @param target with the tag that it gets; without one it is known by its digest alone
 */
record Copy(SourceImage image, Location target) {}
