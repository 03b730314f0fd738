package dev.weir.remote;

import dev.weir.reference.ImageReference;
import dev.weir.remote.budget.Account;
import dev.weir.remote.budget.AccountState;
import dev.weir.remote.budget.Allowance;
import dev.weir.remote.budget.Budgets;
import dev.weir.remote.budget.Caller;
import dev.weir.remote.budget.Limits;
import dev.weir.remote.budget.Load;
import dev.weir.remote.budget.LoginNames;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.Outbound;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.remote.outbound.Redirects;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Opens repositories of other registries. Made once for a process: connections, tokens and what was
 * learned about hosts are shared. Costs nothing until the first request.
 */
public final class Registries implements AutoCloseable {
  private final Outbound outbound;
  private final EndpointProbe probe;
  private final Authorizations authorizations;
  private final Retries retries;
  private final Budgets<RemoteException> budgets;
  private final LoginNames logins = new LoginNames();
  private final InstantSource clock;

  /** Over any way out, within the usual limits; closing this closes it. */
  public Registries(Outbound outbound, Retries retries, InstantSource clock) {
    this(outbound, retries, Limits.USUAL, clock);
  }

  /** Over any way out; closing this closes it. */
  Registries(Outbound outbound, Retries retries, Limits limits, InstantSource clock) {
    this.outbound = new Redirects(outbound);
    this.probe = new EndpointProbe(this.outbound, clock);
    this.authorizations = new Authorizations(this.outbound, new TokenCache(), clock);
    this.retries = retries;
    this.budgets = new Budgets<>(limits, clock);
    this.clock = clock;
  }

  /** With the usual way out, waits and clock. */
  public static Registries open(OutboundSettings settings) {
    return open(settings, InstantSource.system());
  }

  /**
   * With the usual way out and waits.
   *
   * @param clock tells how long something is remembered; it should never go back
   */
  public static Registries open(OutboundSettings settings, InstantSource clock) {
    return new Registries(new JettyOutbound(settings), Retries.sleeping(), clock);
  }

  /**
   * A repository to read from, for work in the background.
   *
   * @param repository any reference to it; tag and digest do not matter
   */
  public RemoteRegistry forPull(
      ImageReference repository, TransportPolicy policy, Keyring keyring) {
    return forPull(repository, policy, keyring, Caller.BACKGROUND);
  }

  /**
   * A repository to read much from: what may pass is tried again as usual, whoever waits for it.
   *
   * @param sign runs whenever the registry, or a server that it sends us to, says something
   */
  public RemoteRegistry forPull(
      ImageReference repository,
      TransportPolicy policy,
      Keyring keyring,
      Caller caller,
      Runnable sign) {
    return open(new Asking(repository, policy, keyring, "pull", sign, caller), retries);
  }

  /**
   * A repository to read from, for whoever it is: somebody who waits is told of a failure sooner,
   * and may ask again sooner.
   */
  public RemoteRegistry forPull(
      ImageReference repository, TransportPolicy policy, Keyring keyring, Caller caller) {
    return open(
        new Asking(repository, policy, keyring, "pull", () -> {}, caller),
        caller == Caller.PERSON ? retries.hasty() : retries);
  }

  /**
   * How a repository is asked for a stream.
   *
   * @param repository any reference to it; tag and digest do not matter
   * @param policy what the stream allows on the way there
   * @param logins of the stream's namespace, of which the address picks
   * @param caller for whom it is asked
   */
  public record Access(
      ImageReference repository, TransportPolicy policy, Keyring logins, Caller caller) {
    private Access anonymous() {
      return new Access(repository, policy, Keyring.EMPTY, caller);
    }
  }

  /**
   * Asks a repository, as imports, schedules, windows and pulls all do: with the logins, and where
   * one is given that does not hold, which is no worse than none, without any.
   *
   * @throws RemoteException as the question does; the first refusal, if there is no access without
   *     a login either
   */
  public <T> T ask(Access access, Function<RemoteRegistry, T> question) {
    return ask(
        access,
        new RefusedLogins(),
        one -> forPull(one.repository(), one.policy(), one.logins(), one.caller()),
        question);
  }

  /**
   * As above, for somebody who reads much, such as an import: what may pass is tried again as
   * usual, whoever waits for it.
   *
   * @param refused where the logins did not hold: they are not tried there again
   * @param sign runs whenever the registry, or a server that it sends us to, says something
   * @param question is asked once more, from the beginning, if the login does not hold
   */
  public <T> T ask(
      Access access, RefusedLogins refused, Runnable sign, Function<RemoteRegistry, T> question) {
    return ask(
        access,
        refused,
        one -> forPull(one.repository(), one.policy(), one.logins(), one.caller(), sign),
        question);
  }

  /**
   * Which repositories refused the logins that one piece of work has: a wrong password that is
   * tried for each of a thousand tags locks its account. Safe for threads.
   */
  public static final class RefusedLogins {
    private final Map<String, RemoteException> refusals = new ConcurrentHashMap<>();

    private void add(ImageReference repository, RemoteException refusal) {
      refusals.putIfAbsent(key(repository), refusal);
    }

    private Optional<RemoteException> of(ImageReference repository) {
      return Optional.ofNullable(refusals.get(key(repository)));
    }

    private static String key(ImageReference repository) {
      ImageReference full = repository.withClientDefaults();
      return full.v2Host() + "/" + full.repositoryPath();
    }
  }

  private static <T> T ask(
      Access access,
      RefusedLogins refused,
      Function<Access, RemoteRegistry> open,
      Function<RemoteRegistry, T> question) {
    Optional<RemoteException> before = refused.of(access.repository());
    if (before.isPresent()) {
      return askWithout(access, before.get(), open, question);
    }
    try {
      return question.apply(open.apply(access));
    } catch (RemoteException refusal) {
      if (refusal.kind() != RemoteException.Kind.BAD_CREDENTIALS || access.logins().isEmpty()) {
        throw refusal;
      }
      refused.add(access.repository(), refusal);
      return askWithout(access, refusal, open, question);
    }
  }

  private static <T> T askWithout(
      Access access,
      RemoteException refusal,
      Function<Access, RemoteRegistry> open,
      Function<RemoteRegistry, T> question) {
    try {
      return question.apply(open.apply(access.anonymous()));
    } catch (RemoteException again) {
      throw again.kind() == RemoteException.Kind.UNAUTHORIZED ? refusal : again;
    }
  }

  /** A repository to read from and write to for a person; nothing is implied of its path. */
  public RemoteRegistry forPush(
      ImageReference repository, TransportPolicy policy, Keyring keyring) {
    return open(
        new Asking(repository, policy, keyring, "pull,push", () -> {}, Caller.PERSON), retries);
  }

  /**
   * A repository to copy much from or to, for a person. Nothing is implied of its path, Docker
   * Hub's {@code library} neither; and what a registry asks to wait for is waited for, up to two
   * minutes.
   *
   * @param write whether it is written to
   */
  public RemoteRegistry forMirror(
      ImageReference repository, TransportPolicy policy, Keyring keyring, boolean write) {
    ImageReference exact =
        repository.withRegistry(
            repository.registry().isEmpty() ? "docker.io" : repository.registry());
    return open(
        exact,
        new Asking(exact, policy, keyring, write ? "pull,push" : "pull", () -> {}, Caller.PERSON),
        retries.patient());
  }

  private record Asking(
      ImageReference repository,
      TransportPolicy policy,
      Keyring keyring,
      String actions,
      Runnable sign,
      Caller caller) {}

  private RemoteRegistry open(Asking asking, Retries tries) {
    return open(asking.repository().withClientDefaults(), asking, tries);
  }

  private RemoteRegistry open(ImageReference repository, Asking asking, Retries tries) {
    Account account = account(repository, asking.keyring());
    Restraint restraint = restraint(account, asking.caller());
    RegistrySession.Target target =
        new RegistrySession.Target(
            repository,
            asking.policy(),
            asking.keyring(),
            asking.actions(),
            asking.sign(),
            restraint);
    return new RemoteRegistry(
        new RegistrySession(outbound, probe, authorizations, target, clock), tries);
  }

  private Restraint restraint(Account account, Caller caller) {
    return new Restraint(budgets.of(account), caller, account.host(), clock);
  }

  /** Whom the registry of a repository takes us for with this keyring; says nothing secret. */
  public Account account(ImageReference repository, Keyring keyring) {
    ImageReference full = repository.withClientDefaults();
    return new Account(
        full.v2Host(),
        keyring.find(full.registry(), full.repositoryPath()).stream()
            .findFirst()
            .map(login -> logins.of(login.parts()))
            .orElse(""));
  }

  /**
   * A name for all logins of a keyring, which says nothing secret. Any of them may be the one that
   * a registry's answers hang on: it names its token service itself, and that is shown its own.
   */
  public String loginsOf(Keyring keyring) {
    return keyring.named(logins);
  }

  /** What goes on towards all other registries. */
  public Load load() {
    return budgets.load();
  }

  /** What goes on towards each, by host; of a bounded number of hosts, and the rest as one. */
  public SortedMap<String, Load> loads() {
    return budgets.byHost();
  }

  /** What a registry said is left of what it grants an account; empty if it said nothing of it. */
  public Optional<Allowance> allowance(Account account) {
    return budgets.allowance(account);
  }

  /** What they said is left of what they grant us, by host as in {@link #loads}. */
  public SortedMap<String, Allowance> allowances() {
    return budgets.allowances();
  }

  /**
   * What work in the background may ask of a repository's registry now with this keyring, and how
   * that answered lately. Nothing is kept for asking.
   */
  public AccountState state(ImageReference repository, Keyring keyring) {
    Account account = account(repository, keyring);
    return state(account).orElseGet(() -> AccountState.unknown(account));
  }

  private Optional<AccountState> state(Account account) {
    return budgets
        .find(account)
        .map(
            budget ->
                new Restraint(budget, Caller.BACKGROUND, account.host(), clock).state(account));
  }

  /** The same of all registries that were asked lately, whoever asked. */
  public List<AccountState> states() {
    return budgets.accounts().stream().flatMap(account -> state(account).stream()).toList();
  }

  @Override
  public void close() {
    outbound.close();
  }
}
