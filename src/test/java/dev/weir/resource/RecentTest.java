package dev.weir.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentTest {
  private final Recent<String, Integer> recent = new Recent<>(2);

  @Test
  void remembersWhatItWasTold() {
    recent.keep("a", 1);
    recent.keep("a", 2);
    assertThat(recent.find("a")).contains(2);
    assertThat(recent.find("b")).isEmpty();
  }

  @Test
  void forgetsWhatWasUnusedLongest() {
    recent.keep("a", 1);
    recent.keep("b", 2);
    assertThat(recent.find("a")).contains(1);
    recent.keep("c", 3);
    assertThat(recent.find("b")).isEmpty();
    assertThat(recent.find("a")).contains(1);
    assertThat(recent.find("c")).contains(3);
  }

  @Test
  void makesWhatIsNotThereOnce() {
    assertThat(recent.find("a", _ -> 1)).isEqualTo(1);
    assertThat(recent.find("a", _ -> 2)).isEqualTo(1);
  }

  @Test
  void whatIsForgottenIsMadeAnew() {
    recent.keep("a", 1);
    recent.forget("a");
    assertThat(recent.find("a")).isEmpty();
    assertThat(recent.find("a", _ -> 2)).isEqualTo(2);
  }

  @Test
  void keepsWhatIsNoHeavierThanTheLimitTogether() {
    Recent<String, Integer> heavy = new Recent<>(10, value -> value);
    heavy.keep("a", 4);
    heavy.keep("b", 4);
    heavy.keep("c", 4);
    assertThat(heavy.find("a")).isEmpty();
    heavy.keep("c", 2);
    heavy.keep("d", 4);
    assertThat(heavy.find("b")).contains(4);
    heavy.forget("b");
    heavy.keep("e", 4);
    assertThat(heavy.find("c")).contains(2);
    assertThat(heavy.find("f", _ -> 11)).isEqualTo(11);
    assertThat(heavy.find("f")).isEmpty();
  }

  @Test
  void keepsTheBetterOfTwoValuesWhereItIsToldWhich() {
    Recent<String, Integer> recent = new Recent<>(10);

    recent.keep("a", 2, Math::max);
    recent.keep("a", 1, Math::max);
    recent.keep("b", 1, Math::max);
    recent.keep("b", 2, Math::max);

    assertThat(recent.find("a")).contains(2);
    assertThat(recent.find("b")).contains(2);
  }
}
