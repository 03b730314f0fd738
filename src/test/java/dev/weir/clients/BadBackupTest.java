package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.backup.Item;
import dev.weir.backup.ItemReader;
import dev.weir.backup.ItemWriter;
import dev.weir.backup.Summary;
import dev.weir.backup.TarWriter;
import dev.weir.clients.RealClient.Output;
import dev.weir.reference.Digest;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Backups that are not what they should be make no data directory, and say why. */
@WeirServer
@Timeout(120)
class BadBackupTest {
  private static final String LINES = "\n";

  private final ServerProcess server;
  private final Path good;
  private final BackupCalls calls;

  @TempDir Path directory;

  BadBackupTest(Path work, ServerProcess server, ApiCaller api) throws Exception {
    this.server = server;
    this.calls = new BackupCalls(server, work);
    this.good = work.resolve("good");
    if (!Files.exists(good)) {
      JsonNode _ =
          api.create(
              "/apis/project.openshift.io/v1/projectrequests", "{'metadata':{'name':'demo'}}");
      TestPushes.Pushed _ = new TestPushes(api).image(api.administrator(), "demo/app", "v1", "one");
      Path phrase = Files.writeString(work.resolve("phrase"), "long enough\n");
      String _ =
          calls.backup(good.toString(), "--with-keys", "--passphrase-file", phrase.toString());
      String _ = calls.backup(work.resolve("good.tar").toString());
    }
  }

  private Path backup;

  @BeforeEach
  void copy() throws IOException {
    backup = directory.resolve("backup");
    try (Stream<Path> files = Files.walk(good)) {
      for (Path file : files.toList()) {
        Files.copy(file, backup.resolve(good.relativize(file).toString()));
      }
    }
  }

  private Path file(String start) throws IOException {
    try (Stream<Path> files = Files.walk(backup)) {
      return files
          .filter(Files::isRegularFile)
          .filter(path -> backup.relativize(path).toString().startsWith(start))
          .min(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }

  private void change(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).containsPattern(from);
    Files.writeString(file, text.replaceFirst(from, to));
  }

  /** What may be wrong with a directory, and what is said then. */
  enum Fault {
    NO_SUMMARY("holds no backup, or one that was cut short"),
    CUT_SUMMARY("is no JSON document, or one that is cut off"),
    OTHER_SUMMARY("it is of no backup of Weir's"),
    NEWER("has format 99, and this Weir reads formats up to 1; use a newer Weir"),
    CHANGED_SUMMARY("its sum does not fit to what it says"),
    NO_STORE("lacks store-"),
    CUT_STORE("is not what was written"),
    CHANGED_STORE("is not what was written"),
    NO_BLOB("lacks the blob sha256:"),
    CUT_BLOB("is damaged: its bytes are not those of its digest"),
    CHANGED_BLOB("is damaged: its bytes are not those of its digest"),
    LINKED_BLOB("has files that are none of it (blobs/sha256/"),
    STRANGER("has files that are none of it (holidays.txt); move them away");

    private final String words;

    Fault(String words) {
      this.words = words;
    }
  }

  private void spoil(Fault fault) throws IOException {
    Path summary = backup.resolve(Summary.FILE);
    switch (fault) {
      case NO_SUMMARY -> Files.delete(summary);
      case CUT_SUMMARY -> cut(summary);
      case OTHER_SUMMARY -> Files.writeString(summary, "{}");
      case NEWER -> change(summary, "\"format\" : 1", "\"format\" : 99");
      case CHANGED_SUMMARY -> change(summary, "\"revision\" : ", "\"revision\" : 1");
      case NO_STORE -> Files.delete(file("store-"));
      case CUT_STORE -> cut(file("store-"));
      case CHANGED_STORE -> flip(file("store-"));
      case NO_BLOB -> Files.delete(file("blobs"));
      case CUT_BLOB -> cut(file("blobs"));
      case CHANGED_BLOB -> flip(file("blobs"));
      case LINKED_BLOB -> {
        Path blob = file("blobs");
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(blob, elsewhere);
        Files.createSymbolicLink(blob, elsewhere);
      }
      case STRANGER -> Files.writeString(backup.resolve("holidays.txt"), "Rome");
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void isNamedAndLeavesNothing(Fault fault) throws Exception {
    spoil(fault);
    Path data = directory.resolve("data");
    String said = calls.failsToRestore(backup.toString(), "--data", data.toString());
    assertThat(said).startsWith("error: ").contains(fault.words, backup.toString());
    assertThat(said.strip().split(LINES)).as("one sentence").hasSize(1);
    assertThat(data).doesNotExist();
    assertThat(calls.failsToRestore(backup.toString(), "--check")).contains(fault.words);
  }

  @Test
  void whatIsDamagedLeavesAnEmptyDirectoryEmpty() throws Exception {
    spoil(Fault.CHANGED_BLOB);
    Path data = Files.createDirectories(directory.resolve("data"));
    String _ = calls.failsToRestore(backup.toString(), "--data", data.toString());
    try (Stream<Path> left = Files.list(data)) {
      assertThat(left.map(path -> path.getFileName().toString())).isSubsetOf("lock");
    }
    copyAgain();
    String _ = calls.restore(backup.toString(), "--data", data.toString());
    assertThat(data.resolve("weir.db")).exists();
  }

  private void copyAgain() throws IOException {
    try (Stream<Path> files = Files.walk(good)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(
            file,
            backup.resolve(good.relativize(file).toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** The backup as another build could have written it. */
  private void rewrite(String file, String content) throws IOException {
    Path store = file("store-");
    Summary summary =
        Summary.read(Files.readAllBytes(backup.resolve(Summary.FILE)), "the good one");
    try (ItemReader in =
            new ItemReader(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(store))), "it");
        GZIPOutputStream out =
            new GZIPOutputStream(Files.newOutputStream(directory.resolve("rewritten")))) {
      ItemWriter writer = new ItemWriter(out);
      writer.begin(in.revision());
      for (Optional<Item> next = in.next(); next.isPresent(); next = in.next()) {
        boolean is = next.get().kind() == Item.Kind.FILE && next.get().key().equals("formats");
        writer.write(
            is ? Item.file(file, content.getBytes(StandardCharsets.US_ASCII)) : next.get());
      }
      writer.end();
    }
    byte[] bytes = Files.readAllBytes(directory.resolve("rewritten"));
    Files.write(store, bytes);
    Summary.Part part =
        new Summary.Part(summary.store().name(), bytes.length, Digest.of(bytes).hex());
    Files.write(
        backup.resolve(Summary.FILE),
        new Summary(
                "9.9.9",
                summary.made(),
                summary.revision(),
                part,
                summary.items(),
                summary.blobs(),
                summary.blobBytes(),
                summary.missing(),
                summary.keys())
            .bytes());
  }

  @Test
  void dataOfANewerBuildIsLeftToThatBuild() throws Exception {
    rewrite("formats", "data 1\nstore 99\n");
    assertThat(calls.failsToRestore(backup.toString(), "--check"))
        .contains(
            "it is of data of format 1 and a store of format 99, and this Weir reads 1 and 3",
            "use the Weir that took it, 9.9.9, or a newer one");
    copyAgain();
    rewrite("plans.yaml", "");
    assertThat(calls.failsToRestore(backup.toString(), "--check"))
        .contains("it has the file plans.yaml, which this Weir does not know");
  }

  @Test
  void changedKeysAndOtherPassphrasesOpenNothing() throws Exception {
    Path data = directory.resolve("data");
    String[] arguments = {backup.toString(), "--data", data.toString(), "--with-keys"};
    assertThat(calls.typing("wrong passphrase").failsToRestore(arguments))
        .contains("the passphrase does not open the keys");
    assertThat(calls.failsToRestore(arguments)).contains("there is no terminal to ask for it");
    flip(file("keys-"));
    assertThat(calls.typing("long enough").failsToRestore(arguments))
        .contains("keys-", "is not what was written");
    assertThat(
            calls
                .typing("long enough")
                .failsToRestore(
                    good.resolveSibling("good.tar").toString(),
                    "--data",
                    data.toString(),
                    "--with-keys"))
        .contains("was taken without the server's keys; restore it without --with-keys");
    assertThat(data).doesNotExist();
  }

  @Test
  void nothingIsWrittenIntoABackupOrIntoAServersData() throws Exception {
    Path inside = backup.resolve("inside");
    assertThat(calls.failsToRestore(backup.toString(), "--data", inside.toString()))
        .contains(inside + " is inside the backup " + backup.toRealPath());
    assertThat(calls.fails(inside.toString())).contains("is inside the backup");
    assertThat(calls.fails(inside + ".tar")).contains("is inside the backup");
    assertThat(calls.restore(backup.toString(), "--check")).contains("is sound");

    Path data = Files.createDirectories(directory.resolve("served"));
    Path _ = Files.createFile(data.resolve("weir.db"));
    Path into = data.resolve("deep/inner");
    assertThat(calls.fails(into.toString()))
        .contains(into + " is inside the data directory " + data.toRealPath());
    assertThat(into.getParent()).doesNotExist();
  }

  @Test
  void aDirectoryWithSomethingInItIsNotRestoredInto() throws Exception {
    Path data = Files.createDirectories(directory.resolve("full"));
    Files.writeString(data.resolve("letter"), "Dear");
    assertThat(calls.failsToRestore(backup.toString(), "--data", data.toString()))
        .contains("holds something else than Weir's data (letter)");
    assertThat(data.resolve("letter")).hasContent("Dear");
    assertThat(calls.failsToRestore(backup.toString(), "--data", server.data().toString()))
        .contains("holds the data of a Weir server already");
    assertThat(server.data().resolve("weir.db")).exists();
    assertThat(calls.fails(data.toString())).contains("holds something else than a backup");
    assertThat(calls.failsToRestore(directory.resolve("nowhere").toString(), "--check"))
        .contains("there is no backup");
    assertThat(calls.failsToRestore(backup.toString())).contains("--data DIR must say where");
  }

  /** Tar files that nobody should trust. */
  private interface Content {
    void write(OutputStream tar) throws IOException;
  }

  private Path tar(Content content) throws IOException {
    Path file = directory.resolve("bad.tar");
    try (OutputStream out = Files.newOutputStream(file)) {
      content.write(out);
    }
    return file;
  }

  private static byte[] entry(String name, char type) throws IOException {
    var bytes = new ByteArrayOutputStream();
    TarWriter tar = new TarWriter(bytes);
    tar.add(name, 1, new ByteArrayInputStream(new byte[1]));
    byte[] all = bytes.toByteArray();
    all[156] = (byte) type;
    int sum = 8 * ' ';
    for (int i = 0; i < 512; i++) {
      sum += i >= 148 && i < 156 ? 0 : all[i] & 0xff;
    }
    byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, all, 148, 8);
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"../backup.json", "/etc/passwd", "blobs/../../x", "./../x"})
  void aTarFileThatLeadsOutsideIsNotTrusted(String name) throws Exception {
    Path bad = tar(out -> out.write(entry(name, '0')));
    assertThat(calls.failsToRestore(bad.toString(), "--check"))
        .contains("names a file outside of the backup, " + name);
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', '2', '3', '6'})
  void aTarFileWithLinksIsNotTrusted(char type) throws Exception {
    Path bad = tar(out -> out.write(entry("backup.json", type)));
    assertThat(calls.failsToRestore(bad.toString(), "--check"))
        .contains("holds backup.json, which is no file");
  }

  @Test
  void aFileThatIsNoBackupIsNotWrittenOver() throws Exception {
    Path letter = Files.writeString(directory.resolve("letter.tar"), "Dear".repeat(1_000));
    Path photos = directory.resolve("photos.tar");
    try (OutputStream out = Files.newOutputStream(photos)) {
      TarWriter tar = new TarWriter(out);
      tar.add("photo.jpg", 5, new ByteArrayInputStream(new byte[5]));
      tar.end();
    }
    for (Path precious : List.of(letter, photos)) {
      byte[] content = Files.readAllBytes(precious);
      assertThat(calls.fails(precious.toString()))
          .contains(precious + " is there already and holds something else than a whole backup");
      assertThat(precious).hasBinaryContent(content);
    }
    Path download = Files.writeString(directory.resolve("new.tar.part"), "half of it");
    assertThat(calls.fails(directory.resolve("new.tar").toString()))
        .contains(download + " is there already");
    assertThat(download).hasContent("half of it");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .contains("letter.tar", "photos.tar", "new.tar.part")
          .doesNotContain("new.tar", "letter.tar.part", "photos.tar.part");
    }
  }

  @Test
  void anEarlierBackupAndWhatOneLeftThatWasCutShortAreWrittenOver() throws Exception {
    Path tar = Files.copy(good.resolveSibling("good.tar"), directory.resolve("again.tar"));
    byte[] whole = Files.readAllBytes(tar);
    Path part = directory.resolve("again.tar.part");
    Files.write(part, Arrays.copyOf(whole, whole.length / 2));
    String _ = calls.backup(tar.toString());
    assertThat(part).doesNotExist();
    String _ = calls.restore(tar.toString(), "--check");
    Path empty = Files.createFile(directory.resolve("empty.tar"));
    String _ = calls.backup(empty.toString());
    assertThat(empty).isNotEmptyFile();
  }

  @Test
  void aTarFileThatIsCutOffOrNoneIsSaidToBe() throws Exception {
    byte[] whole = Files.readAllBytes(good.resolveSibling("good.tar"));
    List<Integer> lengths = new ArrayList<>(List.of(700, whole.length / 2, whole.length - 1024));
    for (int length : lengths) {
      Path bad = tar(out -> out.write(whole, 0, length));
      assertThat(calls.failsToRestore(bad.toString(), "--check"))
          .as("%d bytes", length)
          .contains("is cut off");
    }
    Path twice =
        tar(
            out -> {
              out.write(entry("backup.json", '0'));
              out.write(entry("backup.json", '0'));
            });
    assertThat(calls.failsToRestore(twice.toString(), "--check"))
        .contains("holds backup.json twice");
    Path none =
        tar(
            out ->
                out.write("something else entirely".repeat(99).getBytes(StandardCharsets.UTF_8)));
    assertThat(calls.failsToRestore(none.toString(), "--check"))
        .contains("is no tar file, or a damaged one");
    Path stranger =
        tar(
            out -> {
              out.write(whole, 0, whole.length - 1024);
              out.write(entry("holidays.txt", '0'));
              out.write(new byte[1024]);
            });
    assertThat(calls.failsToRestore(stranger.toString(), "--check"))
        .contains("files that are none of it (holidays.txt)");
  }

  @Test
  void aBackupThatAnotherTarMadeIsRead() throws Exception {
    RealClient tar = RealClient.required(Map.of(), "tar");
    Path file = directory.resolve("by-hand.tar");
    String _ = tar.run("-cf", file.toString(), "-C", backup.toString(), ".");
    assertThat(calls.restore(file.toString(), "--check")).contains("is sound");
    Path unpacked = Files.createDirectories(directory.resolve("unpacked"));
    String _ =
        tar.run("-xf", good.resolveSibling("good.tar").toString(), "-C", unpacked.toString());
    assertThat(calls.restore(unpacked.toString(), "--check")).contains("is sound");
  }

  @Test
  void aBackupIsTakenIntoNoPlaceThatAnotherIsBeingWrittenTo() throws Exception {
    try (var channel = FileChannel.open(backup.resolve(".weir-backup"), StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThat(calls.fails(backup.toString())).contains("another backup is being written to");
    }
    cut(backup.resolve(Summary.FILE));
    assertThat(calls.fails(backup.toString())).contains("backup.json in", "is damaged");
    assertThat(calls.fails(backup.toString(), "--base", directory.toString()))
        .contains("which is no directory with a backup");
    Output none = calls.attempt();
    assertThat(none.err()).contains("one directory or FILE.tar must be named");
  }
}
