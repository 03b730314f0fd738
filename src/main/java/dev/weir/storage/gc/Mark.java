package dev.weir.storage.gc;

import java.time.Instant;

/**
 * That nothing holds a digest.
 *
 * @param since when that was first seen
 * @param due when it is looked at again, and goes if nothing holds it then
 */
public record Mark(Instant since, Instant due) {}
