package dev.weir.remote.budget;

import java.util.Optional;

/**
 * What work in the background may ask of an account now.
 *
 * @param allowance what the registry said is left; empty if it does not say, or long ago
 * @param looks why nothing may be asked; empty if tags may be looked at
 * @param pulls why no manifest may be fetched; empty if it may be
 * @param unanswered that it gives no answer; empty if the newest request was answered
 */
public record AccountState(
    Account account,
    Optional<Allowance> allowance,
    Optional<Held> looks,
    Optional<Held> pulls,
    Optional<Unanswered> unanswered) {
  /** Nothing is known of it. */
  public static AccountState unknown(Account account) {
    return new AccountState(
        account, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** True if there is nothing to tell of it. */
  public boolean isPlain() {
    return allowance.isEmpty() && looks.isEmpty() && pulls.isEmpty() && unanswered.isEmpty();
  }
}
