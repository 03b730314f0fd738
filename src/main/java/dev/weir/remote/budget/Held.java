package dev.weir.remote.budget;

import java.time.Instant;

/**
 * That an account is not asked now, for people who want to know.
 *
 * @param why in a sentence that names the registry
 * @param until when it may be asked again, if nothing else happens
 */
public record Held(String why, Instant until) {}
