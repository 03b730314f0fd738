package dev.weir.remote.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.weir.clients.RealClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {
  /** {@code TYPE NAME[ -> TARGET][ = TEXT]}. */
  private static List<String> read(byte[] tar) throws IOException {
    TarReader reader = new TarReader(new ByteArrayInputStream(tar));
    List<String> found = new ArrayList<>();
    for (Optional<TarEntry> at = reader.next(); at.isPresent(); at = reader.next()) {
      TarEntry entry = at.get();
      String line = entry.type() + " " + entry.name();
      line += entry.target().isEmpty() ? "" : " -> " + entry.target();
      found.add(entry.type() == TarEntry.Type.FILE ? line + " = " + text(reader) : line);
    }
    return found;
  }

  private static String text(TarReader reader) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] some = new byte[7];
    for (int n = reader.read(some); n >= 0; n = reader.read(some)) {
      out.write(some, 0, n);
    }
    return out.toString(UTF_8);
  }

  @Test
  void eachKindOfEntryIsRead() throws IOException {
    byte[] tar =
        new TarMaker()
            .directory("a")
            .file("a/b", "some text")
            .link("l", "a/b")
            .hardLink("h", "a/b")
            .device("null")
            .file("last", "")
            .tar();
    assertThat(read(tar))
        .containsExactly(
            "DIRECTORY a",
            "FILE a/b = some text",
            "SYMBOLIC_LINK l -> a/b",
            "HARD_LINK h -> a/b",
            "SPECIAL null",
            "FILE last = ");
  }

  @Test
  void whatIsNotReadIsPassedOver() throws IOException {
    byte[] tar = new TarMaker().file("a", "x".repeat(1300)).file("b", "b").tar();
    TarReader reader = new TarReader(new ByteArrayInputStream(tar));
    assertThat(reader.next()).map(TarEntry::size).contains(1300L);
    assertThat(reader.next()).map(TarEntry::name).contains("b");
    assertThat(reader.next()).isEmpty();
  }

  @Test
  void rightsOwnersAndTimesAreRead() throws IOException {
    byte[] tar = new TarMaker().mode(04755).owner(1234).file("a", "").tar();
    assertThat(new TarReader(new ByteArrayInputStream(tar)).next())
        .contains(
            new TarEntry(
                "a",
                TarEntry.Type.FILE,
                04755,
                0,
                "",
                1234,
                1234,
                Instant.ofEpochSecond(1_000_000_000)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "pax", "ustar", "v7"})
  void whatTarMakesIsRead(String format, @TempDir Path directory) throws Exception {
    boolean any = format.equals("gnu") || format.equals("pax");
    String name = any ? "n".repeat(200) + "/ü" : "n".repeat(80) + "/x";
    Path file = directory.resolve("in").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "text");
    String target = any ? "t".repeat(180) : "t";
    Files.createSymbolicLink(directory.resolve("in/link"), Path.of(target));
    Path tar = directory.resolve("x.tar");
    RealClient.required(Map.of("LC_ALL", "C.UTF-8"), "tar")
        .run("--format=" + format, "-cf", tar.toString(), "-C", directory + "/in", ".");
    assertThat(read(Files.readAllBytes(tar)))
        .containsExactlyInAnyOrder(
            "DIRECTORY .",
            "DIRECTORY ./" + Path.of(name).getParent(),
            "FILE ./" + name + " = text",
            "SYMBOLIC_LINK ./link -> " + target);
  }

  @Test
  void namesAndSizesOfExtendedHeadersCount() throws IOException {
    byte[] tar =
        new TarMaker()
            .entry('g', "global", "", "17 uname=somebody\n".replace("17", "18").getBytes(UTF_8))
            .entry('x', "pax", "", "15 path=long/er\n".replace("15", "16").getBytes(UTF_8))
            .file("short", "text")
            .file("next", "text")
            .tar();
    assertThat(read(tar)).containsExactly("FILE long/er = text", "FILE next = text");
  }

  @Test
  void aTarThatIsCutOffIsNoShorterTar() {
    byte[] tar = new TarMaker().file("a", "x".repeat(1000)).tar();
    for (int length : new int[] {100, 600, 1400}) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> read(Arrays.copyOf(tar, length)))
          .satisfies(
              e ->
                  assertThat(e instanceof EOFException || e instanceof TarException)
                      .as(e.toString())
                      .isTrue());
    }
  }

  @Test
  void whatIsNoTarIsToldSo() {
    assertThatExceptionOfType(TarException.class)
        .isThrownBy(() -> read("x".repeat(2000).getBytes(UTF_8)))
        .withMessage("it is no tar file, or a damaged one");
    byte[] changed = new TarMaker().file("a", "text").tar();
    changed[3]++;
    assertThatExceptionOfType(TarException.class).isThrownBy(() -> read(changed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9999999 path=x\n",
        "0 path=x\n",
        "x path=x\n",
        "5\n",
        "13 path=abcde",
        "20 size=99999999999\n",
        "13 size=-100\n"
      })
  void anExtendedHeaderMaySayAnything(String text) {
    byte[] tar =
        new TarMaker().entry('x', "pax", "", text.getBytes(UTF_8)).file("short", "text").tar();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(tar));
  }

  @Test
  void aNameOfAMillionSlashesIsReadAtOnce() {
    byte[] name = "/".repeat(1_000_000).concat("x").getBytes(UTF_8);
    byte[] tar = new TarMaker().entry('L', "long", "", name).file("short", "").tar();
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThat(read(tar)).singleElement().asString().endsWith("/x = "));
  }

  @Test
  void ofExtendedHeadersOnlyWhatIsUsedIsKept() throws IOException {
    String records =
        "12 path=abc\n17 vendor.x=abcd\n25 GNU.sparse.realsize=1\n22 GNU.sparse.major=1\n";
    assertThat(PaxRecords.parse(records.getBytes(UTF_8)))
        .containsOnly(Map.entry("path", "abc"), Map.entry(PaxRecords.SPARSE, ""));
  }

  @Test
  void whereLinksLeadIsBounded() {
    byte[] tar =
        new TarMaker()
            .entry('K', "long", "", "t".repeat(5000).getBytes(UTF_8))
            .link("link", "short")
            .tar();
    assertThatExceptionOfType(TarException.class)
        .isThrownBy(() -> read(tar))
        .withMessage("\"link\" is a link to a name of 5000 characters");
  }

  @Test
  void namesAreBounded() {
    byte[] tar = new TarMaker().entry('L', "long", "", new byte[2 * 1024 * 1024]).tar();
    assertThatExceptionOfType(TarException.class)
        .isThrownBy(() -> read(tar))
        .withMessage("the tar file has a name or header of 2097152 bytes");
  }
}
