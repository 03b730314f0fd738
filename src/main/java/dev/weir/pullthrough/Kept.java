package dev.weir.pullthrough;

import dev.weir.reference.Digest;

/**
 * A blob that came whole, was compared with its digest, and stays.
 *
 * @param size bytes
 * @param from registry and path that all of it came from; empty if several gave parts of it
 */
public record Kept(Digest digest, long size, String from) {}
