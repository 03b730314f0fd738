package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody pushes an old image again between the lists of who prunes and the image's delete. */
@Timeout(180)
class PruneRaceTest {
  @TempDir static Path work;

  private interface Prune {
    Output run(String... arguments) throws Exception;
  }

  private static void theImageStays(PruneTwin twin, Prune prune) throws Exception {
    twin.project("shop");
    String old = twin.image("shop/app", "v", "1").digest();
    String newest = twin.image("shop/app", "v", "2").digest();
    Runnable pushedAgain =
        () -> {
          try {
            twin.image("shop/app", "again", "1");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    try (TlsProxy gate = new TlsProxy(false)) {
      gate.leadTo(URI.create(twin.server().api()).getAuthority(), true);
      gate.hear(
          request -> {
            if (request.startsWith("DELETE ") && request.contains("/images/")) {
              pushedAgain.run();
            }
          });
      Output output =
          prune.run(
              "adm",
              "prune",
              "images",
              "--keep-younger-than=0s",
              "--keep-tag-revisions=1",
              "--confirm",
              "--token=" + twin.token(),
              "--server=" + gate.url(),
              "--insecure-skip-tls-verify=true");

      assertThat(output.exit()).as(output.out() + output.err()).isEqualTo(1);
      assertThat(output.err())
          .contains(old)
          .contains("image stream shop/app got it within the last hour, perhaps after you looked");
      assertThat(output.out()).contains("updated 1 image stream(s)");
      assertThat(output.out()).doesNotContain("deleted 1 image object(s)");
    }
    assertThat(twin.state().get("images")).containsExactlyInAnyOrder(old, newest);
    assertThat(twin.state().get("shop/app:again")).isEqualTo(List.of(old));
    assertThat(twin.pushes().pull(twin.token(), "shop/app", "again")).isEqualTo(200);
  }

  @Test
  void ocTellsOfTheImageThatItCouldNotDeleteAndItStays() throws Exception {
    try (PruneTwin twin = PruneTwin.start(work.resolve("oc"))) {
      theImageStays(twin, twin::oc);
    }
  }

  @Test
  void weirTellsOfTheImageThatItCouldNotDeleteAndItStays() throws Exception {
    try (PruneTwin twin = PruneTwin.start(work.resolve("weir"))) {
      theImageStays(twin, twin::weir);
    }
  }
}
