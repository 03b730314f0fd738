package dev.weir.remote.budget;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The budgets of all accounts: whoever asks the same host with the same login has the same one, for
 * imports as for pulls. Safe for threads.
 *
 * @param <F> how failures are told
 */
public final class Budgets<F> {
  private static final int USUAL = 1000;

  /** Whoever may import names hosts, and each is one more line for whoever keeps the figures. */
  private static final int MOST_APART = 20;

  private static final String OTHERS = "other";

  private final Limits limits;
  private final InstantSource clock;
  private final Map<Account, Budget<F>> budgets = new ConcurrentHashMap<>();

  /** By host: what is true of whoever asks it from here. */
  private final Map<String, Trouble<F>> addresses = new ConcurrentHashMap<>();

  /** Hosts by name, those that were seen first. */
  private final Set<String> toldApart = ConcurrentHashMap.newKeySet();

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
    return made(account);
  }

  private synchronized Budget<F> made(Account account) {
    if (budgets.size() >= USUAL) {
      budgets.values().removeIf(Budget::isIdle);
      addresses
          .keySet()
          .retainAll(budgets.keySet().stream().map(Account::host).collect(Collectors.toSet()));
    }
    Trouble<F> address = addresses.computeIfAbsent(account.host(), _ -> new Trouble<>(clock));
    return budgets.computeIfAbsent(account, _ -> new Budget<>(limits, address, clock));
  }

  /** What is left to an account, as far as it is known; nothing is kept for asking. */
  public Optional<Allowance> allowance(Account account) {
    return Optional.ofNullable(budgets.get(account)).flatMap(Budget::allowance);
  }

  /** The budget of an account that was asked for lately; nothing is kept for asking. */
  public Optional<Budget<F>> find(Account account) {
    return Optional.ofNullable(budgets.get(account));
  }

  /** Accounts that were asked for lately. */
  public Set<Account> accounts() {
    return Set.copyOf(budgets.keySet());
  }

  /** What goes on in all of them together. */
  public Load load() {
    return budgets.values().stream().map(Budget::load).reduce(Load.NONE, Load::and);
  }

  /**
   * What goes on towards each host, with whichever login. So many hosts are told apart, and always
   * the same; the rest is together under {@value #OTHERS}.
   */
  public SortedMap<String, Load> byHost() {
    SortedMap<String, Load> loads = new TreeMap<>();
    loads.put(OTHERS, Load.NONE);
    toldApart.forEach(host -> loads.put(host, Load.NONE));
    budgets.forEach(
        (account, budget) -> loads.merge(word(account.host()), budget.load(), Load::and));
    return loads;
  }

  /**
   * What is left, by host as in {@link #byHost}: of several logins what is left to the one that has
   * least. Hosts that say nothing of it are left out.
   */
  public SortedMap<String, Allowance> allowances() {
    SortedMap<String, Allowance> tightest = new TreeMap<>();
    budgets.forEach(
        (account, budget) ->
            budget
                .allowance()
                .ifPresent(
                    left ->
                        tightest.merge(
                            word(account.host()), left, (a, b) -> b.isTighterThan(a) ? b : a)));
    return tightest;
  }

  private synchronized String word(String host) {
    if (toldApart.size() < MOST_APART) {
      toldApart.add(host);
    }
    return toldApart.contains(host) ? host : OTHERS;
  }

  /** How many are known. */
  int size() {
    return budgets.size();
  }
}
