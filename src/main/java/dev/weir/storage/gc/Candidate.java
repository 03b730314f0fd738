package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import java.time.Instant;

/**
 * Something that is to go.
 *
 * @param bytes on the disk; 0 for an Image whose bytes are not here
 * @param kind {@code blob}, {@code manifest} or {@code image}
 * @param why in a few words, for people
 * @param due when it goes, if nothing holds it then
 */
public record Candidate(Digest digest, long bytes, String kind, String why, Instant due) {}
