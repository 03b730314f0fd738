package dev.weir.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.reference.Digest;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.extract.TarMaker;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.remote.repository.Locations;
import dev.weir.remote.repository.OpenRepositories;
import dev.weir.remote.repository.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir image extract}, over images in directories, layouts and registries. */
class ExtractTest {
  private static final String IMAGE = "file://team/app:v1";

  private static final byte[] OLDEST =
      new TarMaker()
          .mode(0755)
          .directory("etc")
          .mode(0644)
          .file("etc/a.repo", "a0")
          .file("etc/b.repo", "b0")
          .file("etc/c.conf", "c0")
          .directory("etc/sub")
          .file("etc/sub/deep.repo", "deep")
          .mode(04755)
          .file("bin/tool", "run")
          .mode(0777)
          .link("bin/link", "tool")
          .link("bin/elsewhere", "/etc/passwd")
          .mode(04755)
          .hardLink("bin/hard", "bin/tool")
          .mode(0644)
          .file("opaque/old", "old")
          .file("gone/x", "x")
          .gzip();

  private static final byte[] MIDDLE =
      new TarMaker()
          .file("etc/.wh.b.repo", "")
          .file("etc/a.repo", "a1")
          .file("opaque/new", "new")
          .file("opaque/.wh..wh..opq", "")
          .file(".wh.gone", "")
          .gzip();

  private static final byte[] NEWEST =
      new TarMaker().file("./etc/d.repo", "d2").file("/opt/x", "x").gzip();

  @TempDir Path home;
  private Path out;
  private WeirCalls weir;

  @BeforeEach
  void makeImage() throws IOException {
    out = Files.createDirectory(home.resolve("out"));
    weir = new WeirCalls(Map.of("HOME", home.toString()), home);
    image("v1", OLDEST, MIDDLE, NEWEST);
  }

  private RemoteManifest image(String tag, byte[]... layers) {
    return Pictures.layered(Pictures.directory(home.resolve("disk"), "team/app"), tag, layers);
  }

  /** Files and links that were written, with their text or where they lead. */
  private List<String> written() throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      return files
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(this::line)
          .sorted()
          .toList();
    }
  }

  private String line(Path file) {
    try {
      String name = out.relativize(file).toString();
      return Files.isSymbolicLink(file)
          ? name + " -> " + Files.readSymbolicLink(file)
          : name + " = " + Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void extract(String image, String... flags) {
    Output output = attempt(image, flags);
    assertThat(output.err()).isEmpty();
    assertThat(output.exit()).isZero();
    assertThat(output.out()).isEmpty();
  }

  private Output attempt(String image, String... flags) {
    List<String> words = new ArrayList<>(List.of("image", "extract", image, "--dir=disk"));
    words.addAll(List.of(flags));
    if (words.stream().noneMatch(word -> word.startsWith("--path") || word.startsWith("--file"))) {
      words.add("--path=/:out");
    }
    return weir.attempt("", words.toArray(String[]::new));
  }

  private String fails(String image, String... flags) {
    Output output = attempt(image, flags);
    assertThat(output.exit()).isEqualTo(1);
    return output.err();
  }

  private String mode(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve(file)));
  }

  @Test
  void allLayersTogetherAreWrittenAsTheNewestHaveIt() throws IOException {
    extract(IMAGE);
    assertThat(written())
        .containsExactly(
            "bin/elsewhere -> /etc/passwd",
            "bin/hard = run",
            "bin/link -> tool",
            "bin/tool = run",
            "etc/a.repo = a1",
            "etc/c.conf = c0",
            "etc/d.repo = d2",
            "etc/sub/deep.repo = deep",
            "opaque/new = new",
            "opt/x = x");
    assertThat(Files.isSameFile(out.resolve("bin/hard"), out.resolve("bin/tool"))).isTrue();
    assertThat(Files.getLastModifiedTime(out.resolve("etc/a.repo")).toMillis())
        .isEqualTo(1_000_000_000_000L);
  }

  @ParameterizedTest
  @CsvSource({
    "[0],      etc/b.repo, opt/x",
    "[-1],     etc/d.repo, etc/a.repo",
    "[1:],     etc/a.repo, etc/c.conf",
    "[:-1],    etc/c.conf, etc/d.repo",
  })
  void layersCanBePicked(String selector, String there, String missing) {
    extract(IMAGE + selector);
    assertThat(out.resolve(there)).exists();
    assertThat(out.resolve(missing)).doesNotExist();
  }

  @Test
  void aLayerCanBePickedByItsDigest() throws IOException {
    extract(IMAGE + "[~" + Digest.of(NEWEST).hex().substring(0, 12) + "]");
    assertThat(written()).containsExactly("etc/d.repo = d2", "opt/x = x");
  }

  @Test
  void filesDirectoriesAndPatternsGoWhereTheyShould() throws IOException {
    Files.createDirectory(out.resolve("conf"));
    extract(
        IMAGE,
        "--confirm",
        "--path=/etc/*.repo:out",
        "--path=/etc/c.conf:out/conf",
        "--path=/opaque/:out",
        "--path=/bin/hard:out");
    assertThat(written())
        .containsExactly(
            "a.repo = a1", "conf/c.conf = c0", "d.repo = d2", "hard = run", "new = new");
  }

  @Test
  void aFileThatGoesToTwoPlacesIsInBoth() throws IOException {
    Files.createDirectory(out.resolve("a"));
    extract(IMAGE, "--confirm", "--path=/etc/a.repo:out", "--path=/etc/a.repo:out/a");
    assertThat(written()).containsExactly("a.repo = a1", "a/a.repo = a1");
  }

  @Test
  void filesGoToTheCurrentDirectory() throws IOException {
    WeirCalls there = new WeirCalls(Map.of("HOME", home.toString()), out);
    Files.writeString(out.resolve("other"), "stays");
    there.says("image", "extract", IMAGE, "--dir=../disk", "--file=/etc/a.repo", "--file=opt/x");
    assertThat(written()).containsExactly("a.repo = a1", "other = stays", "x = x");
  }

  @Test
  void whatIsNotInTheImageIsTold() {
    Output output = attempt(IMAGE, "--path=/etc/nothing:out", "--path=/etc:out");
    assertThat(output.exit()).isZero();
    assertThat(output.err())
        .isEqualTo(
            """
            warning: nothing in the image is like /etc/nothing
            warning: nothing in the image is like /etc
            """);
  }

  @Test
  void rightsAreOursUnlessTheyArePreserved() throws IOException {
    extract(IMAGE, "--path=/bin/:out");
    assertThat(mode("tool")).isEqualTo("rwxr-x---");
    assertThat(Files.getAttribute(out.resolve("tool"), "unix:mode")).isEqualTo(0100750);
    extract(IMAGE, "--confirm", "--path=/etc/:out");
    assertThat(mode("a.repo")).isEqualTo("rw-r-----");
    assertThat(mode("sub")).isEqualTo("rwxr-xr-x");
  }

  @Test
  void preservedRightsAreThoseOfTheImage() throws IOException {
    int own = (int) Files.getAttribute(home, "unix:uid");
    int group = (int) Files.getAttribute(home, "unix:gid");
    Missing.here().unless(own == group, "the user and the group of this user have one number");
    image("own", new TarMaker().owner(own).mode(04711).file("tool", "run").gzip());
    extract("file://team/app:own", "-p");
    assertThat(Files.getAttribute(out.resolve("tool"), "unix:mode")).isEqualTo(0104711);
  }

  @Test
  void aDirectoryWithFilesIsWrittenToOnlyIfThatWasConfirmed() throws IOException {
    Files.createDirectory(out.resolve("gone"));
    Files.writeString(out.resolve("gone/mine"), "mine");
    assertThat(fails(IMAGE))
        .isEqualTo(
            "error: directory "
                + out
                + " must be empty, pass --confirm to overwrite contents of directory\n");
    extract(IMAGE, "--confirm");
    assertThat(written()).contains("etc/a.repo = a1", "gone/mine = mine");
  }

  @Test
  void devicesAreLeftOutAndCounted() throws IOException {
    image(
        "dev",
        new TarMaker().device("null").entry('6', "fifo", "", new byte[0]).file("a", "a").gzip());
    Output output = attempt("file://team/app:dev");
    assertThat(output.exit()).isZero();
    assertThat(output.err()).isEqualTo("warning: devices and pipes are not written: left out 2\n");
    assertThat(written()).containsExactly("a = a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/../../evil", "/../evil", ".."})
  void noNameLeadsOut(String name) {
    image("evil", new TarMaker().file(name, "evil").gzip());
    assertThat(fails("file://team/app:evil"))
        .startsWith("error: unable to extract layer sha256:")
        .endsWith(" from file://team/app:evil: \"" + name + "\" is outside of the image\n");
    assertThat(home.resolve("evil")).doesNotExist();
  }

  @Test
  void nothingIsWrittenThroughALinkOfTheImage() {
    image("evil", new TarMaker().link("l", home.toString()).file("l/evil", "evil").gzip());
    assertThat(fails("file://team/app:evil"))
        .endsWith("\"l/evil\" is not written: " + out + "/l is a link\n");
    assertThat(home.resolve("evil")).doesNotExist();
    image("last", new TarMaker().link("evil", home + "/evil").file("evil", "evil").gzip());
    extract("file://team/app:last", "--confirm");
    assertThat(home.resolve("evil")).doesNotExist();
  }

  @Test
  void nothingIsWrittenThroughALinkThatWasThere() throws IOException {
    Path etc = Files.createDirectory(home.resolve("etc"));
    Files.createSymbolicLink(out.resolve("etc"), etc);
    assertThat(fails(IMAGE, "--confirm")).contains(" is not written: " + out + "/etc is a link\n");
    assertThat(etc).isEmptyDirectory();
    Files.delete(out.resolve("etc"));
    Path mine = Files.writeString(home.resolve("mine"), "mine");
    Files.createDirectory(out.resolve("opt"));
    Files.createLink(out.resolve("opt/x"), mine);
    extract(IMAGE, "--confirm");
    assertThat(mine).content().isEqualTo("mine");
    assertThat(out.resolve("opt/x")).content().isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "/../secret"})
  void noHardLinkLeadsOut(String target) throws IOException {
    Files.writeString(home.resolve("secret"), "secret");
    image("evil", new TarMaker().hardLink("h", target).gzip());
    assertThat(fails("file://team/app:evil")).contains("is outside of the image");
    assertThat(written()).isEmpty();
  }

  @Test
  void aHardLinkLeadsToFilesOfTheImageAlone() throws IOException {
    Path secret = Files.writeString(home.resolve("secret"), "secret");
    image("evil", new TarMaker().link("l", home.toString()).hardLink("h", "l/secret").gzip());
    assertThat(fails("file://team/app:evil"))
        .endsWith("\"h\" is a hard link to \"l/secret\", which no layer has\n");
    image("abs", new TarMaker().hardLink("h", secret.toString()).gzip());
    assertThat(fails("file://team/app:abs", "--confirm")).contains("which no layer has");
    assertThat(written()).containsExactly("l -> " + home);
  }

  @Test
  void aHardLinkToAFileOfAnOlderLayerIsThatFile() throws IOException {
    image(
        "old",
        new TarMaker().file("a", "old").hardLink("b", "a").gzip(),
        new TarMaker().hardLink("c", "a").file("a", "new").gzip(),
        new TarMaker().file("a", "newest").gzip());
    extract("file://team/app:old");
    assertThat(written()).containsExactly("a = newest", "b = old", "c = new");
  }

  @Test
  void aDirectoryInANewerLayerCountsMoreThanALinkInAnOlder() throws IOException {
    image(
        "merged",
        new TarMaker().link("bin", "usr/bin").file("usr/bin/a", "a").gzip(),
        new TarMaker().file("bin/b", "b").gzip());
    Output output = attempt("file://team/app:merged");
    assertThat(output.exit()).isZero();
    assertThat(output.err())
        .isEqualTo(
            "warning: bin is a link to usr/bin in a layer, and a directory in a newer one: the"
                + " directory counts\n");
    assertThat(written()).containsExactly("bin/b = b", "usr/bin/a = a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--path=/:out", "--path=/nothing/:out"})
  void aFileDeeperThanAnybodyLooksIsRefused(String path) throws IOException {
    image(
        "deep",
        new TarMaker()
            .entry('L', "x", "", ("a/".repeat(300) + "x").getBytes(UTF_8))
            .file("x", "")
            .gzip());
    assertThat(fails("file://team/app:deep", path))
        .contains("a/a/a/")
        .contains("is in more than 254 directories")
        .doesNotContain("Exception");
    assertThat(written()).isEmpty();
  }

  @Test
  void aLayerWithOtherBytesThanItsDigestFails() throws IOException {
    byte[] layer = new TarMaker().file("a", "good").file("b", "more").tar();
    image("damaged", OLDEST, layer);
    byte[] other = layer.clone();
    other[512] = 'G';
    Files.write(home.resolve("disk/v2/team/app/blobs/" + Digest.of(layer)), other);
    assertThat(fails("file://team/app:damaged"))
        .startsWith("error: unable to extract layer " + Digest.of(layer) + " from file://team/app")
        .contains("hash to " + Digest.of(other));
  }

  @Test
  void layersOfManyGzipMembersAndPlainOnesAreRead() throws IOException {
    byte[] tar = new TarMaker().file("a", "a".repeat(2000)).file("b", "b").tar();
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int at = 0; at < tar.length; at += 512) {
      members.writeBytes(Pictures.gzip(Arrays.copyOfRange(tar, at, at + 512)));
    }
    image("members", members.toByteArray(), new TarMaker().file("plain", "plain").tar());
    extract("file://team/app:members");
    assertThat(written()).containsExactly("a = " + "a".repeat(2000), "b = b", "plain = plain");
  }

  @Test
  void aLayerOfAnotherCompressionIsNamed() {
    image("zstd", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0, 0, 0});
    assertThat(fails("file://team/app:zstd"))
        .contains("it is compressed with zstd, which is not read here; copy the image with gzip");
    image("text", "no tar, but longer than a block of one".repeat(20).getBytes(UTF_8));
    assertThat(fails("file://team/app:text")).contains("it is no tar file, or a damaged one");
  }

  @Test
  void whatUnpacksToMoreThanIsAllowedEnds() throws IOException {
    image("bomb", new TarMaker().file("bomb", "0".repeat(5_000_000)).gzip());
    assertThat(fails("file://team/app:bomb", "--max-size=1000000"))
        .endsWith(
            "the layers hold more than 1000000 bytes when they are unpacked; --max-size allows"
                + " more\n");
    assertThat(written()).isEmpty();
    extract("file://team/app:bomb", "--max-size=0");
    assertThat(out.resolve("bomb")).hasSize(5_000_000);
  }

  @Test
  void aDryRunShowsWhatWouldBeWritten() throws IOException {
    String listed = attempt(IMAGE, "--dry-run", "--path=/etc/:out").out();
    assertThat(listed)
        .isEqualTo(
            """
             2 -rw-r-----            2 OUT/d.repo
             1 -rw-r-----            2 OUT/a.repo
             0 -rw-r-----            2 OUT/c.conf
             0 drwxr-xr-x            0 OUT/sub
             0 -rw-r-----            4 OUT/sub/deep.repo
            """
                .replace("OUT", out.toString()));
    assertThat(attempt(IMAGE, "--dry-run", "--all-layers", "--path=/etc/*.repo:out").out())
        .isEqualTo(
            """
             0 -rw-r-----            2 OUT/a.repo
             0 -rw-r-----            2 OUT/b.repo
             1 -rw-r-----            0 OUT/.wh.b.repo
             1 -rw-r-----            2 OUT/a.repo
             2 -rw-r-----            2 OUT/d.repo
            """
                .replace("OUT", out.toString()));
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void layoutsAreReadAndListsByPlatform() throws IOException {
    Pictures.list(Pictures.layout(home.resolve("layout")), "multi", "for ");
    extract("oci:layout:multi", "--filter-by-os=linux/arm64");
    assertThat(written()).containsExactly("message = for arm64");
    assertThat(fails("oci:layout:multi", "--confirm", "--filter-by-os=windows"))
        .endsWith(
            "it is a list, and none of its images is for windows - use --filter-by-os to select"
                + " from: linux/amd64, linux/arm64\n");
  }

  @Test
  void registriesAreRead() throws IOException {
    try (FakeRegistry registry = FakeRegistry.plain();
        Registries registries =
            Registries.open(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of()))) {
      String image = registry.host() + "/team/app:v1";
      OpenRepositories repositories =
          new OpenRepositories(
              registries, _ -> TransportPolicy.INSECURE, Keyring.EMPTY, home, home);
      Pictures.layered(
          repositories.target(Locations.parse(image, home)), "v1", OLDEST, MIDDLE, NEWEST);
      extract(image, "--insecure", "--path=/etc/:out");
      assertThat(written()).contains("a.repo = a1", "d.repo = d2");
      assertThat(fails(registry.host() + "/team/app:v2", "--insecure", "--confirm"))
          .startsWith("error: unable to read image " + registry.host() + "/team/app:v2: ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file://team/app:v1[3] | --path=/:out    | unable to filter layers for file://team/app:v1:"
            + " tried to select layer 3, but image only has 3 layers",
        "file://team/app:v1[a] | --path=/:out    | the layer selector [a] is not valid, must be"
            + " [from:to], [index], or [~digest]",
        "file://team/app       | --path=/:out    | source image must point to an image ID or image"
            + " tag",
        "file://team/app:v1    | --path=/        | --path must be of the form SRC:DST",
        "file://team/app:v1    | --path=/:disk/x | destination path does not exist: HOME/disk/x",
        "file://team/app:v1    | --path=/../a:out | \"/../a\" is no path or pattern: \"/../a\" is"
            + " outside of the image",
        "file://team/app:v1    | --file=/etc/    | --file must name a file; for a directory use"
            + " --path /etc/:DST",
        "BAD:v1                | --path=/:out    | \"BAD:v1\" is not a valid image reference:"
            + " repository name must be lowercase",
        "file://nope:v1        | --path=/:out    | unable to read image file://nope:v1: HOME/disk"
            + " has no manifest v1 of nope",
      })
  void whatCannotBeDoneIsTold(String image, String flag, String message) {
    assertThat(fails(image, flag))
        .isEqualTo("error: " + message.replace("HOME", home.toString()) + "\n");
  }

  @Test
  void anImageMustBeNamed() {
    assertThat(weir.fails("image", "extract"))
        .startsWith("error: you must specify at least one image to extract as an argument");
  }

  @Test
  void ocWritesTheSame() throws Exception {
    RealClient oc = RealClient.oc(Map.of("HOME", home.toString()));
    oc.in(home).run("image", "extract", IMAGE, "--dir=disk", "--path=/:out");
    List<String> theirs = written();
    out = Files.createDirectory(home.resolve("ours"));
    extract(IMAGE, "--path=/:ours");
    assertThat(written()).isEqualTo(theirs);
    assertThat(mode("etc/a.repo")).isEqualTo("rw-r-----");
  }
}
