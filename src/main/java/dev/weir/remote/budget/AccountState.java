package dev.weir.remote.budget;

import java.util.Optional;

/**
 * What work in the background may ask of an account now.
 *
 * @param allowance what the registry said is left; empty if it does not say, or long ago
 * @param looks why nothing may be asked; empty if tags may be looked at
 * @param pulls why no manifest may be fetched; empty if it may be
 */
public record AccountState(
    Account account, Optional<Allowance> allowance, Optional<Held> looks, Optional<Held> pulls) {}
