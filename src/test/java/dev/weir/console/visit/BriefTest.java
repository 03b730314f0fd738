package dev.weir.console.visit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BriefTest {
  private static final String HEX = "0123456789abcdef";

  @Test
  void digestsAreShownByTwelveDigits() {
    assertThat(Brief.of("sha256:" + HEX.repeat(4))).isEqualTo("sha256:0123456789ab…");
    assertThat(Brief.of("sha512:" + HEX.repeat(8))).isEqualTo("sha512:0123456789ab…");
  }

  @Test
  void whatIsAroundADigestStays() {
    assertThat(Brief.of("quay.io:443/shop/app@sha256:" + HEX.repeat(4) + " and more"))
        .isEqualTo("quay.io:443/shop/app@sha256:0123456789ab… and more");
  }

  @Test
  void whatIsNoWholeDigestStays() {
    assertThat(Brief.of("")).isEmpty();
    assertThat(Brief.of("shop/app:sha256")).isEqualTo("shop/app:sha256");
    assertThat(Brief.of("sha256:" + HEX)).isEqualTo("sha256:" + HEX);
  }
}
