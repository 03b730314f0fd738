package dev.weir.remote.budget;

import java.time.Duration;

/**
 * That an account is not to be asked now.
 *
 * @param cause how it answered when it was asked last
 * @param left until it may be asked again
 */
public record Hold<F>(F cause, Duration left) {}
