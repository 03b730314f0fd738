package dev.weir.server.report;

import dev.weir.remote.budget.Account;
import dev.weir.remote.budget.AccountState;
import dev.weir.remote.budget.Allowance;
import dev.weir.remote.budget.Held;
import dev.weir.resource.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How other registries answer, as JSON. Members are added and never change their meaning. */
public final class UpstreamText {
  /** A name of a login says which it is, and nothing of it; so much tells them apart. */
  private static final int LOGIN = 8;

  private static final String HUB = "registry-1.docker.io";

  /** Those that are left alone first, then those that answer nothing, the newest first. */
  private static final Comparator<AccountState> WORST_FIRST =
      Comparator.comparing((AccountState one) -> one.looks().isEmpty())
          .thenComparing(one -> one.unanswered().isEmpty())
          .thenComparing(
              one -> one.unanswered().map(none -> none.last()).orElse(Instant.MIN),
              Comparator.reverseOrder())
          .thenComparing(one -> one.account().host())
          .thenComparing(one -> one.account().login());

  private UpstreamText() {}

  /** The worst first. */
  static List<AccountState> sorted(List<AccountState> states) {
    return states.stream().sorted(WORST_FIRST).toList();
  }

  /**
   * In that order.
   *
   * @param words whether it says what registries said, which may tell what others asked them for
   */
  public static ArrayNode write(List<AccountState> states, boolean words) {
    ArrayNode all = Json.object().putArray("upstreams");
    sorted(states).forEach(one -> write(all.addObject(), one, words));
    return all;
  }

  private static void write(ObjectNode page, AccountState state, boolean words) {
    Account account = state.account();
    page.put("host", host(account));
    if (!account.login().isEmpty()) {
      page.put("login", account.login().substring(0, Math.min(LOGIN, account.login().length())));
    }
    state
        .unanswered()
        .ifPresent(
            none -> {
              ObjectNode told = page.putObject("unanswered");
              told.put("since", time(none.since())).put("last", time(none.last()));
              if (words) {
                told.put("message", none.why());
              }
            });
    state.looks().ifPresent(held -> held(page.putObject("held"), held, words));
    if (state.looks().isEmpty()) {
      state.pulls().ifPresent(held -> held(page.putObject("pullsHeld"), held, words));
    }
    state.allowance().ifPresent(left -> granted(page.putObject("granted"), left));
  }

  /** As people name it. */
  private static String host(Account account) {
    return account.host().equals(HUB) ? "docker.io" : account.host();
  }

  private static void held(ObjectNode page, Held held, boolean words) {
    page.put("reason", reason(held.reason())).put("until", time(held.until()));
    if (words) {
      page.put("message", held.why());
    }
  }

  private static String reason(Held.Reason reason) {
    return reason.name().charAt(0) + reason.name().substring(1).toLowerCase(Locale.ROOT);
  }

  private static void granted(ObjectNode page, Allowance left) {
    left.limit().ifPresent(all -> page.put("limit", all));
    page.put("remaining", left.remaining())
        .put("pullsOnly", left.pullsOnly())
        .put("resetTime", time(left.until()));
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
