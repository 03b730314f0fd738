package dev.weir.cli.image.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.manifest.Descriptor;
import dev.weir.reference.Digest;
import dev.weir.remote.mirror.MirrorPlan;
import dev.weir.remote.repository.Location;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TransfersTest {
  private static final Location TARGET = new Location.InDirectory("team/app", "v1", "");

  private final Transfers transfers = new Transfers();

  private static Digest blob(int number) {
    return Digest.of(new byte[] {(byte) number});
  }

  private void expect(int blobs, long size) {
    List<MirrorPlan.BlobPlan> all =
        IntStream.range(0, blobs)
            .mapToObj(
                i ->
                    new MirrorPlan.BlobPlan(
                        Descriptor.of("a/b", blob(i), size), TARGET, Optional.empty()))
            .toList();
    transfers.expect(
        new MirrorPlan(
            List.of(
                new MirrorPlan.PlacePlan(
                    "<dir>", List.of(new MirrorPlan.RepositoryPlan(TARGET, 0, all, List.of())))),
            List.of()));
  }

  @Test
  void aBlobOnItsWayHasABarAndAllHaveOneTogether() {
    expect(4, 1000);
    transfers.begin(TARGET, blob(0), 1000);
    transfers.sent(TARGET, blob(0), 500);
    transfers.end(TARGET, blob(1), 1000);
    assertThat(transfers.bars())
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .isEqualTo(
                        " 50% [##########----------] 500B of 1kB "
                            + blob(0).toString().substring(0, 19)
                            + " file://team/app"),
            all ->
                assertThat(all)
                    .startsWith(" 37% [#######-------------] 1.5kB of 4kB, 1 of 4 blobs"));
    assertThat(transfers.line()).startsWith("progress: 37% 1.5kB of 4kB, 1 of 4 blobs");
  }

  @Test
  void whatHasToBeSentAgainIsCountedAsSentAndNotAsThrough() {
    expect(1, 1000);
    transfers.begin(TARGET, blob(0), 1000);
    transfers.sent(TARGET, blob(0), 800);
    transfers.sent(TARGET, blob(0), -800);
    transfers.sent(TARGET, blob(0), 200);
    assertThat(transfers.bars().getFirst()).startsWith(" 20% ");
    assertThat(transfers.bytes()).isEqualTo(1000);
  }

  @Test
  void whatWasGivenUpHasNoBarAndIsNotDone() {
    expect(2, 1000);
    transfers.begin(TARGET, blob(0), 1000);
    transfers.sent(TARGET, blob(0), 400);
    transfers.abandon(TARGET, blob(0));
    assertThat(transfers.bars())
        .satisfiesExactly(all -> assertThat(all).startsWith("  0% ").contains("0 of 2 blobs"));
  }

  @Test
  void onlySomeHaveABar() {
    expect(100, 10);
    IntStream.range(0, 100).forEach(i -> transfers.begin(TARGET, blob(i), 10));
    assertThat(transfers.bars()).hasSize(9);
  }

  @Test
  void untilThereIsAPlanNobodyKnowsHowMuchItIs() {
    assertThat(transfers.bars()).containsExactly("looking at what is there");
    assertThat(transfers.line()).isEqualTo("progress: looking at what is there");
  }

  @Test
  void nothingToDoIsNoTrouble() {
    expect(0, 0);
    transfers.sent(TARGET, blob(7), 5);
    transfers.end(TARGET, blob(7), -1);
    assertThat(transfers.bars()).hasSize(1);
    assertThat(transfers.line()).contains("0B of 0B");
  }
}
