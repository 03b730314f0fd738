package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharesTest {
  private static final User ANN = User.named("ann");
  private static final User BOB = User.named("bob");
  private static final User ADMIN = User.named("admin", User.MASTERS);

  private final Shares shares = new Shares(160);

  private int all(User user) {
    int taken = 0;
    while (shares.take(user, 1)) {
      taken++;
    }
    return taken;
  }

  @Test
  void oneUserComesToHalfAndTheNextToHalfOfTheRest() {
    assertThat(all(ANN)).isEqualTo(70);
    assertThat(all(BOB)).isEqualTo(35);
  }

  @Test
  void theReserveIsForMastersWhoMayTakeEverything() {
    for (int i = 0; i < 100; i++) {
      int _ = all(User.named("user" + i));
    }
    assertThat(shares.taken()).isLessThanOrEqualTo(140);
    assertThat(all(ADMIN)).isGreaterThanOrEqualTo(20);
    assertThat(shares.taken()).isEqualTo(160);
  }

  @Test
  void allStrangersTogetherHaveASmallPart() {
    assertThat(all(User.ANONYMOUS)).isEqualTo(10);
    assertThat(all(ANN)).isEqualTo(65);
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    int taken = all(ANN);
    shares.giveBack(ANN, taken);
    assertThat(shares.taken()).isZero();
    assertThat(all(ANN)).isEqualTo(taken);
  }

  @Test
  void serviceAccountsOfANamespaceShareOnePartHoweverManyAreMade() {
    int taken = 0;
    for (int i = 0; i < 20; i++) {
      taken += all(User.named("system:serviceaccount:dev:a" + i));
    }
    assertThat(taken).isEqualTo(70);
    assertThat(all(User.named("system:serviceaccount:devs:a"))).isEqualTo(35);
  }

  @Test
  void whatOneServiceAccountGivesBackItsNeighbourMayTake() {
    User one = User.named("system:serviceaccount:dev:one");
    User other = User.named("system:serviceaccount:dev:other");
    int taken = all(one);
    assertThat(all(other)).isZero();
    shares.giveBack(one, taken);
    assertThat(all(other)).isEqualTo(taken);
  }
}
