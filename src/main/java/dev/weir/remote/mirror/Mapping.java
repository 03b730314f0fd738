package dev.weir.remote.mirror;

import dev.weir.remote.repository.Location;

/** One source and one of its targets. */
public record Mapping(Location source, Location target) {}
