package dev.weir.remote.budget;

import java.time.Instant;

/**
 * That a registry gives no answer, or none of one that works.
 *
 * @param since when the first request failed
 * @param last when the newest one did
 * @param why it did, in a sentence that names the registry
 */
public record Unanswered(Instant since, Instant last, String why) {}
