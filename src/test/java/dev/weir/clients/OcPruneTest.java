package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.clients.TestPushes.Pushed;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code oc adm prune images}, from its ping to the last byte. */
@Timeout(180)
class OcPruneTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String[] PRUNE = {
    "adm", "prune", "images", "--keep-younger-than=0s", "--keep-tag-revisions=1", "--confirm"
  };

  @TempDir static Path work;

  private static String[] with(String... more) {
    return Stream.concat(Stream.of(PRUNE), Stream.of(more)).toArray(String[]::new);
  }

  private static boolean hasBytes(PruneTwin twin, String digest) throws IOException {
    String hex = digest.substring(digest.indexOf(':') + 1);
    try (Stream<Path> files = Files.walk(twin.server().data().resolve("blobs"))) {
      return files.anyMatch(file -> file.getFileName().toString().contains(hex));
    }
  }

  /** Who may prune and nothing else. */
  private static String pruner(PruneTwin twin) {
    twin.weir().says("create", "serviceaccount", "pruner", "-n", "shop");
    twin.weir()
        .says(
            "adm",
            "policy",
            "add-cluster-role-to-user",
            "system:image-pruner",
            "system:serviceaccount:shop:pruner");
    return twin.weir().says("create", "token", "pruner", "-n", "shop").strip();
  }

  @Test
  void aPrunerTakesWhatIsOldAndItsBytesAreGoneAGraceLater() throws Exception {
    try (PruneTwin twin =
        PruneTwin.start(work.resolve("plain"), "--gc-grace", "1s", "--push-lease", "1s")) {
      twin.project("shop");
      List<Pushed> pushed = new ArrayList<>();
      for (String build : List.of("1", "2", "3")) {
        pushed.add(twin.image("shop/app", "v", build));
      }
      Output output = twin.oc(with("--token=" + pruner(twin), "--server=" + twin.server().api()));
      assertThat(output.exit()).as(output.err()).isZero();
      assertThat(output.out())
          .endsWith(
              "Summary: deleted 2 image object(s), deleted 2 image stream tag item(s), updated 1"
                  + " image stream(s), deleted 4 layer link(s), deleted 2 manifest link(s), deleted"
                  + " 6 blob(s)\n");
      assertThat(twin.state().get("images")).containsExactly(pushed.getLast().digest());
      assertThat(twin.state().get("shop/app:v")).containsExactly(pushed.getLast().digest());
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                for (Pushed gone : pushed.subList(0, 2)) {
                  for (String part : gone.parts()) {
                    assertThat(hasBytes(twin, part)).as(part).isFalse();
                  }
                }
              });
      for (String part : pushed.getLast().parts()) {
        assertThat(hasBytes(twin, part)).as(part).isTrue();
      }
      assertThat(twin.pushes().pull(twin.token(), "shop/app", "v")).isEqualTo(200);
    }
  }

  @Test
  void anImageForWhichATagWaitsSurvivesWhateverPrunes() throws Exception {
    try (FakeRegistry upstream = FakeRegistry.plain();
        PruneTwin twin = PruneTwin.start(work.resolve("waits"))) {
      twin.project("shop");
      for (String build : List.of("1", "2")) {
        Pushed _ = twin.image("shop/app", "v", build);
      }
      FakeRepository images = upstream.repository("team/app");
      String waits = TestImages.single(images, "waits", "linux", "amd64").toString();
      images.tag("1", Digest.parse(waits));
      twin.weir().says("create", "imagestream", "aged", "-n", "shop");
      twin.weir().says("annotate", "is/aged", "weir.dev/minimum-age=7d", "-n", "shop");
      String from = "--from=" + upstream.host() + "/team/app:1";
      twin.weir().says("import-image", "aged:live", from, "--insecure", "-n", "shop", "--confirm");
      String token = "--token=" + pruner(twin);

      Output pruned = twin.oc(with(token, "--server=" + twin.server().api()));

      assertThat(pruned.out()).contains("Summary: ");
      assertThat(pruned.out() + pruned.err()).contains("tag shop/aged:live waits for it");
      assertThat(twin.state().get("images")).contains(waits).hasSize(2);
      assertThat(twin.weir(with(token)).out()).doesNotContain(waits);
      assertThat(twin.weir().says("tag", "take", "aged:live", waits, "--early", "-n", "shop"))
          .contains("took " + waits);
    }
  }

  @Test
  void whoMayNotPruneIsToldByWhatItMayNotList() throws Exception {
    try (PruneTwin twin = PruneTwin.start(work.resolve("refused"))) {
      twin.project("shop");
      twin.weir().says("create", "serviceaccount", "somebody", "-n", "shop");
      String token = twin.weir().says("create", "token", "somebody", "-n", "shop").strip();
      for (Output output :
          List.of(twin.oc(with("--token=" + token)), twin.weir(with("--token=" + token)))) {
        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.err()).startsWith("Error from server (Forbidden): pods is forbidden: ");
      }
    }
  }

  @Test
  void aRegistryThatSpeaksTlsIsTrustedAsItsServerOrByAFileOrNotAtAll() throws Exception {
    try (FakeRegistry upstream = FakeRegistry.plain();
        PruneTwin twin = PruneTwin.start(work.resolve("tls"), "--registry-tls", "on")) {
      twin.project("art");
      FakeRepository images = upstream.repository("team/app");
      String authority = "--certificate-authority=" + twin.server().data().resolve("ca.crt");
      String registry = twin.server().registry();
      List<String[]> ways =
          List.of(
              new String[] {},
              new String[] {authority},
              new String[] {"--force-insecure"},
              new String[] {"--registry-url=" + registry},
              new String[] {"--registry-url=https://" + registry, authority});
      int build = 0;
      for (String[] way : ways) {
        for (boolean weir : List.of(true, false)) {
          images.tag("newest", TestImages.single(images, "b" + build++, "linux", "amd64"));
          twin.imports(upstream.host() + "/team/app:newest");
          if (build > 1) {
            Output output = weir ? twin.weir(with(way)) : twin.oc(with(way));
            assertThat(output.exit()).as("%s %s", List.of(way), output.err()).isZero();
            assertThat(output.out()).contains("Summary: deleted 1 image object(s), ");
            assertThat(twin.state().get("art/imported:all")).hasSize(1);
          }
        }
      }
      assertThat(twin.weir(with("--registry-url=http://" + registry)).err())
          .startsWith("error: failed to ping registry http://" + registry + ": ");
    }
  }
}
