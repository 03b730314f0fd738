package dev.weir.remote.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.remote.extract.HardLinks.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What layers make a reader remember ends before its memory does. */
class HeldTest {
  private static final int MOST = 10_000;

  private final Held held = new Held(MOST);

  /** Puts something else in each time. */
  private interface Step {
    void take(int i) throws IOException;
  }

  /** How many of them go in. */
  private static int fits(Step step) {
    int[] taken = new int[1];
    assertThatExceptionOfType(TarException.class)
        .isThrownBy(
            () -> {
              for (; taken[0] < MOST; taken[0]++) {
                step.take(taken[0]);
              }
            })
        .withMessage("the layers have more names than are held here, which is 10000 bytes");
    return taken[0];
  }

  @Test
  void namesOfFilesAreCounted() {
    Shadow shadow = new Shadow(held);
    assertThat(fits(i -> shadow.saw("file" + i, false))).isBetween(80, 100);
  }

  @Test
  void directoriesThatAreNamedOnTheWayAreCounted() {
    Shadow shadow = new Shadow(held);
    assertThat(fits(i -> shadow.saw(i + "/a".repeat(20), false))).isBetween(3, 5);
  }

  @Test
  void marksOfWhatIsGoneAreCounted() {
    Shadow shadow = new Shadow(held);
    assertThat(fits(i -> shadow.saw("d/.wh." + i, false))).isBetween(80, 100);
    Shadow other = new Shadow(new Held(MOST));
    assertThat(fits(i -> other.saw(i + "/.wh..wh..opq", false))).isBetween(80, 100);
  }

  @Test
  void whatIsKnownIsNotCountedAgain() throws IOException {
    Shadow shadow = new Shadow(held);
    for (int i = 0; i < MOST; i++) {
      shadow.saw("some/file", false);
      shadow.saw("some/.wh.other", false);
    }
    assertThat(shadow.isOwnFile("some/file")).isTrue();
  }

  @Test
  void wideCharactersCountTwice() {
    Shadow narrow = new Shadow(held);
    Shadow wide = new Shadow(new Held(MOST));
    int many = fits(i -> narrow.saw(i + "x".repeat(200), false));
    assertThat(fits(i -> wide.saw(i + "\u4e00".repeat(200), false))).isLessThan(many * 7 / 10);
  }

  @Test
  void hardLinksThatWaitAreCounted(@TempDir Path directory) throws IOException {
    Destination destination = new Destination(directory, Modes.OURS, held);
    HardLinks links = new HardLinks(held);
    assertThat(fits(i -> links.want("file", new Wanted(destination, "link" + i))))
        .isBetween(40, 50);
  }

  @Test
  void directoriesThatWaitForTheirRightsAreCounted(@TempDir Path directory) throws IOException {
    Destination destination = new Destination(directory, Modes.OURS, held);
    assertThat(
            fits(
                i -> {
                  TarEntry.Type type = TarEntry.Type.DIRECTORY;
                  String name = "d" + i;
                  destination.directory(
                      name, new TarEntry(name, type, 0755, 0, "", 0, 0, Instant.EPOCH), false);
                }))
        .isBetween(40, 50);
  }
}
