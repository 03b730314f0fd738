package dev.weir.remote.budget;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The budgets of all accounts: whoever asks the same host with the same login has the same one, for
 * imports as for pulls. Safe for threads.
 *
 * @param <F> how failures are told
 */
public final class Budgets<F> {
  private static final int USUAL = 1000;

  private final Limits limits;
  private final InstantSource clock;
  private final Map<Account, Budget<F>> budgets = new ConcurrentHashMap<>();

  /**
   * With nothing known of anybody.
   *
   * @param clock should never go back
   */
  public Budgets(Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** The budget of an account. */
  public Budget<F> of(Account account) {
    Budget<F> known = budgets.get(account);
    if (known != null) {
      return known;
    }
    if (budgets.size() >= USUAL) {
      budgets.values().removeIf(Budget::isIdle);
    }
    return budgets.computeIfAbsent(account, _ -> new Budget<>(limits, clock));
  }

  /** What goes on in all of them together. */
  public Load load() {
    return budgets.values().stream().map(Budget::load).reduce(Load.NONE, Load::and);
  }

  /** How many are known. */
  int size() {
    return budgets.size();
  }
}
