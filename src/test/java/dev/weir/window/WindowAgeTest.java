package dev.weir.window;

import static dev.weir.window.WindowServer.PULLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.reference.Digest;
import dev.weir.remote.fake.TestImages;
import dev.weir.window.WindowServer.Answer;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pulls from a window whose images have to wait until they are old enough. */
@Timeout(60)
class WindowAgeTest {
  private static final String BUSYBOX = "/v2/aged/library/busybox/manifests/";

  @AutoClose private final WindowServer weir = new WindowServer();

  WindowAgeTest() throws Exception {
    weir.project(
        "aged",
        Window.UPSTREAM,
        weir.upstream.host(),
        Window.INSECURE,
        "true",
        "weir.dev/minimum-age",
        "7d");
  }

  private Digest image() {
    return TestImages.single(weir.upstream.repository("library/busybox"), "1");
  }

  @Test
  void aPullNeitherByTagNorByDigestGetsWhatIsNotOldEnoughAndIsToldWhen() throws Exception {
    Digest digest = image();
    for (String reference : new String[] {"1", digest.toString()}) {
      Answer answer = weir.get(PULLER, BUSYBOX + reference);
      assertThat(answer.status()).as(answer.text()).isEqualTo(404);
      assertThat(answer.text())
          .contains("MANIFEST_UNKNOWN", digest + " was seen first at ", "when it is 7d old");
    }
  }

  @Test
  void whoPullsAgainMeanwhileAsksNobodyMore() throws Exception {
    Digest _ = image();
    assertThat(weir.get(PULLER, BUSYBOX + "1").status()).isEqualTo(404);
    long asked = weir.upstream.count("/manifests/");
    assertThat(weir.get(PULLER, BUSYBOX + "1").status()).isEqualTo(404);
    assertThat(weir.upstream.count("/manifests/")).isEqualTo(asked);
    weir.pass(Duration.ofHours(2));
    assertThat(weir.get(PULLER, BUSYBOX + "1").status()).isEqualTo(404);
    assertThat(weir.upstream.count("/manifests/")).isGreaterThan(asked);
  }

  @Test
  void anAgeThatIsNoneIsRefusedAtTheProject() {
    assertThatThrownBy(
            () -> weir.project("bad", Window.UPSTREAM, "quay.io", "weir.dev/minimum-age", "a week"))
        .hasMessageContaining("weir.dev/minimum-age");
  }
}
