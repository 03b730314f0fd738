package dev.weir.remote.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class BudgetsTest {
  private static final Account ACCOUNT = new Account("hub.example", "");

  private Instant now = Instant.EPOCH;
  private final Budgets<String> budgets =
      new Budgets<>(new Limits(2, 1, Duration.ofMillis(20)), () -> now);

  private Turn turn(Budget<String> budget, Lane lane) throws InterruptedException {
    return budget.turn(Caller.PERSON, lane).orElseThrow();
  }

  @Test
  void oneAccountHasOneBudgetAndAnotherLoginAnother() {
    Budget<String> budget = budgets.of(ACCOUNT);
    budget.busy("429", Cost.PULL, Optional.of(Duration.ofSeconds(9)));

    assertThat(budgets.of(new Account("hub.example", "")).hold(Caller.PERSON, Cost.PULL))
        .contains(new Hold.Refused<>("429", Duration.ofSeconds(9)));
    assertThat(budgets.of(new Account("hub.example", "a1")).hold(Caller.PERSON, Cost.PULL))
        .isEmpty();
    assertThat(budgets.of(new Account("quay.example", "")).hold(Caller.PERSON, Cost.PULL))
        .isEmpty();
  }

  @Test
  void bodiesTakeNothingFromRequestsAndATurnThatDoesNotComeIsNotWaitedForLong()
      throws InterruptedException {
    Budget<String> budget = budgets.of(ACCOUNT);
    Turn body = turn(budget, Lane.BODY);
    assertThat(budget.turn(Caller.PERSON, Lane.BODY)).isEmpty();
    turn(budget, Lane.REQUEST);
    turn(budget, Lane.REQUEST);
    assertThat(budget.turn(Caller.PERSON, Lane.REQUEST)).isEmpty();
    assertThat(budgets.of(new Account("other.example", "")).turn(Caller.PERSON, Lane.BODY))
        .isPresent();

    body.close();
    body.close();
    turn(budget, Lane.BODY);
    assertThat(budget.turn(Caller.PERSON, Lane.BODY)).isEmpty();
  }

  @Test
  void turnsComeInTheOrderInWhichTheyWereAskedFor() throws InterruptedException {
    Budget<String> budget =
        new Budgets<String>(new Limits(1, 1, Duration.ofSeconds(30)), () -> now).of(ACCOUNT);
    Turn first = turn(budget, Lane.REQUEST);
    List<Integer> came = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      int number = n;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Turn _ = turn(budget, Lane.REQUEST)) {
                      came.add(number);
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  }));
      int waiting = n + 1;
      await().until(() -> budget.load().waiting() == waiting);
      await().until(() -> threads.getLast().getState() == Thread.State.TIMED_WAITING);
    }
    first.close();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(came).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void saysInNumbersWhatGoesOn() throws InterruptedException {
    turn(budgets.of(ACCOUNT), Lane.REQUEST);
    turn(budgets.of(new Account("other.example", "")), Lane.BODY);
    budgets.of(new Account("third.example", "")).busy("429", Cost.PULL, Optional.empty());

    assertThat(budgets.load()).isEqualTo(new Load(1, 1, 0, 1));
    now = now.plusSeconds(2);
    assertThat(budgets.load()).isEqualTo(new Load(1, 1, 0, 0));
  }

  @Test
  void saysSoOfEachHostWhateverTheLogin() throws InterruptedException {
    turn(budgets.of(ACCOUNT), Lane.BODY);
    turn(budgets.of(new Account("hub.example", "a1")), Lane.REQUEST);
    budgets.of(new Account("quay.example", "a1")).busy("429", Cost.PULL, Optional.empty());

    assertThat(budgets.byHost())
        .containsExactly(
            entry("hub.example", new Load(1, 1, 0, 0)),
            entry("other", Load.NONE),
            entry("quay.example", new Load(0, 0, 0, 1)));
  }

  @Test
  void tellsOnlySoManyHostsApartAndAlwaysTheSame() throws InterruptedException {
    turn(budgets.of(ACCOUNT), Lane.BODY);
    Set<String> first = Set.copyOf(budgets.byHost().keySet());
    for (int n = 0; n < 50; n++) {
      turn(budgets.of(new Account("host-" + n, "")), Lane.REQUEST);
    }
    Map<String, Load> many = budgets.byHost();

    assertThat(many).hasSize(21).containsKeys(first.toArray(String[]::new));
    assertThat(many.get("other")).isEqualTo(new Load(31, 0, 0, 0));
    assertThat(budgets.byHost()).isEqualTo(many);
  }

  private Allowance left(long remaining, Duration span) {
    return new Allowance(OptionalLong.of(100), remaining, false, span, now);
  }

  @Test
  void whatIsRefusedToAnAddressIsRefusedToAllItsLogins() {
    Budget<String> known = budgets.of(new Account("hub.example", "a1"));
    budgets.of(ACCOUNT).addressBusy("429", Optional.of(Duration.ofMinutes(3)));

    for (Budget<String> budget : List.of(known, budgets.of(new Account("hub.example", "later")))) {
      assertThat(budget.hold(Caller.PERSON, Cost.LOOK))
          .contains(new Hold.Refused<>("429", Duration.ofMinutes(3)));
    }
    assertThat(budgets.of(new Account("quay.example", "a1")).hold(Caller.PERSON, Cost.PULL))
        .isEmpty();
  }

  @Test
  void oneAnswerMakesUpForAllFailures() {
    Budget<String> budget = budgets.of(ACCOUNT);
    for (int n = 0; n < 10; n++) {
      budget.failing("503", Optional.empty());
    }
    assertThat(budget.hold(Caller.BACKGROUND, Cost.LOOK)).isPresent();
    budget.answered(Cost.LOOK);
    assertThat(budget.hold(Caller.BACKGROUND, Cost.LOOK)).isEmpty();
    budget.failing("503", Optional.empty());
    assertThat(budget.hold(Caller.BACKGROUND, Cost.LOOK)).isEmpty();
  }

  @Test
  void whoIsRefusedIsToldOfThatWhateverFailedBefore() {
    Budget<String> budget = budgets.of(ACCOUNT);
    budget.busy("429", Cost.PULL, Optional.of(Duration.ofHours(1)));
    budget.failing("503", Optional.of(Duration.ofMinutes(1)));

    assertThat(budget.hold(Caller.BACKGROUND, Cost.LOOK))
        .contains(new Hold.Refused<>("429", Duration.ofHours(1)));
  }

  @Test
  void wherePullsAloneCountARefusalWithoutATimeLeavesLooksAlone() {
    Budget<String> budget = budgets.of(ACCOUNT);
    budget.told(
        Optional.of(new Allowance(OptionalLong.of(100), 0, true, Duration.ofHours(6), now)));
    budget.busy("429", Cost.PULL, Optional.empty());
    assertThat(budget.hold(Caller.BACKGROUND, Cost.LOOK)).isEmpty();
    assertThat(budget.hold(Caller.PERSON, Cost.PULL))
        .contains(new Hold.Refused<>("429", Duration.ofSeconds(2)));

    budget.busy("429", Cost.LOOK, Optional.empty());
    assertThat(budget.hold(Caller.BACKGROUND, Cost.LOOK))
        .as("a look was refused")
        .contains(new Hold.Refused<>("429", Duration.ofSeconds(2)));
    now = now.plusSeconds(2);
    assertThat(budget.hold(Caller.BACKGROUND, Cost.LOOK)).isEmpty();
    budget.busy("429", Cost.PULL, Optional.of(Duration.ofMinutes(5)));
    assertThat(budget.hold(Caller.BACKGROUND, Cost.LOOK)).isPresent();
  }

  @Test
  void saysOfEachHostWhatIsLeftToTheLoginThatHasLeast() {
    budgets.of(ACCOUNT).told(Optional.of(left(90, Duration.ofHours(1))));
    budgets.of(new Account("hub.example", "a1")).told(Optional.of(left(30, Duration.ofHours(1))));
    budgets.of(new Account("quay.example", "")).told(Optional.of(left(9, Duration.ofMinutes(1))));
    budgets.of(new Account("silent.example", "")).told(Optional.empty());

    assertThat(budgets.allowances())
        .containsExactly(
            entry("hub.example", left(30, Duration.ofHours(1))),
            entry("quay.example", left(9, Duration.ofMinutes(1))));
    now = now.plus(Duration.ofMinutes(1));
    assertThat(budgets.allowances()).containsOnlyKeys("hub.example");
  }

  @Test
  void whatIsLeftToAnAccountIsToldAndAskingKeepsNothing() {
    budgets.of(ACCOUNT).told(Optional.of(left(30, Duration.ofHours(1))));

    assertThat(budgets.allowance(ACCOUNT)).contains(left(30, Duration.ofHours(1)));
    assertThat(budgets.allowance(new Account("hub.example", "robot"))).isEmpty();
    assertThat(budgets.size()).isEqualTo(1);
    now = now.plus(Duration.ofHours(1));
    assertThat(budgets.allowance(ACCOUNT)).isEmpty();
  }

  @Test
  void thoseOfWhomNothingIsKnownAreForgottenWhenThereAreMany() throws InterruptedException {
    budgets.of(ACCOUNT).busy("429", Cost.PULL, Optional.of(Duration.ofHours(1)));
    turn(budgets.of(new Account("used.example", "")), Lane.BODY);
    Account poor = new Account("poor.example", "");
    budgets.of(poor).told(Optional.of(left(5, Duration.ofHours(1))));
    for (int n = 0; n < 5000; n++) {
      Budget<String> rich = budgets.of(new Account("host-" + n, ""));
      rich.told(Optional.of(left(90, Duration.ofHours(1))));
      rich.answered(Cost.PULL);
    }
    assertThat(budgets.of(poor).hold(Caller.BACKGROUND, Cost.PULL)).isPresent();
    assertThat(budgets.size()).isLessThanOrEqualTo(1001);
    assertThat(budgets.of(ACCOUNT).hold(Caller.PERSON, Cost.PULL)).isPresent();
    assertThat(budgets.load().bodies()).isEqualTo(1);
  }

  @Test
  void loginsHaveNamesThatSayNothingOfThem() {
    LoginNames names = new LoginNames();
    String name = names.of("robot", "right");

    assertThat(names.of("robot", "right")).isEqualTo(name);
    assertThat(names.of("robot", "wrong")).isNotEqualTo(name);
    assertThat(names.of("robotr", "ight")).isNotEqualTo(name);
    assertThat(new LoginNames().of("robot", "right")).isNotEqualTo(name);
    assertThat(new Account("hub.example", name))
        .hasToString("hub.example with login " + name)
        .asString()
        .doesNotContain("robot", "right");
  }
}
