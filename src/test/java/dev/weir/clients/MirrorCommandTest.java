package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.clients.RealClient.Output;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeBlob;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code weir image mirror} between registries of several kinds, and what goes wrong on the way.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class MirrorCommandTest {
  private static final int CTRL_C = 3;

  @TempDir static Path work;
  private final FakeRegistry source = FakeRegistry.plain().pageReferrers(10);
  private final FakeRepository app = source.repository("team/app");
  private String from = "";
  private ServerProcess server;
  private WeirCalls weir;

  @BeforeAll
  void start() throws Exception {
    server = ServerProcess.start(work.resolve("data"));
    weir = new WeirCalls(Map.of("KUBECONFIG", server.kubeconfig().toString()), work);
    weir.says("new-project", "demo");
    from = source.host() + "/team/app";
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
    source.close();
  }

  private static FakeBlob layer(int seed, int size) {
    return FakeBlob.generated(size, seed);
  }

  private String here(String name) {
    return server.registry() + "/demo/" + name;
  }

  private String[] mirror(String... arguments) {
    return Stream.concat(Stream.of("image", "mirror", "--insecure"), Stream.of(arguments))
        .toArray(String[]::new);
  }

  private String digestOf(WeirCalls calls, String image, String... more) {
    String[] info =
        Stream.concat(Stream.of("image", "info", "--insecure", image), Stream.of(more))
            .toArray(String[]::new);
    return calls.says(info).replaceAll("(?s).*Digest: +(\\S+).*", "$1");
  }

  @Test
  void anImageGoesFromRegistryToRegistryToDirectoryAndBack() throws Exception {
    Digest image = TestImages.layered(app, "tour", layer(1, 100_000), layer(2, 3));
    weir.file("debians.json", "{}");
    try (PrivateRegistry debians =
        PrivateRegistry.plain(work.resolve("debians"), server.environment(work))) {
      weir.file("debians.json", PrivateRegistry.logins(debians.host()));
      String there = debians.host() + "/a/b/c:1";
      assertThat(weir.says(mirror("-a", "debians.json", from + ":tour", there)))
          .isEqualTo(image + " " + there + "\n");
      assertThat(weir.says(mirror("-a", "debians.json", there, here("tour:1"))))
          .isEqualTo(image + " " + here("tour:1") + "\n");
    }
    assertThat(weir.says(mirror(here("tour:1"), "file://tour", "--dir=disk")))
        .isEqualTo(image + " file://tour:1\n");
    assertThat(weir.says(mirror("file://tour:1", here("back:1"), "--from-dir=disk"))).isNotEmpty();
    weir.says(mirror(here("back:1"), "oci:layout:1"));
    weir.says(mirror("oci:layout:1", here("again:1")));
    assertThat(digestOf(weir, here("again:1"))).isEqualTo(image.toString());
    assertThat(digestOf(weir, "oci:layout:1")).isEqualTo(image.toString());
    assertThat(weir.says("get", "is", "-o", "name")).contains("/again", "/back", "/tour");
  }

  @Test
  void aTeamsRegistryTakesImagesOverTlsByTheSessionsToken() throws Exception {
    TestImages.index(app, "list", "linux/amd64", "linux/arm64");
    String name = InetAddress.getLocalHost().getHostName();
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String host = name + ":" + port;
    try (ServerProcess team =
        ServerProcess.start(
            work.resolve("team"), "--registry", "0.0.0.0:" + port, "--registry-host", host)) {
      WeirCalls admin = new WeirCalls(Map.of("KUBECONFIG", team.kubeconfig().toString()), work);
      admin.says("new-project", "team");
      weir.says(mirror(from + ":list", "file://list:1", "--keep-manifest-list", "--dir=teams"));
      String[] command = {
        "image",
        "mirror",
        "file://list:*",
        host + "/team/list",
        "--dir=teams",
        "--keep-manifest-list"
      };
      assertThat(admin.says(command)).contains(host + "/team/list:1");
      assertThat(admin.says(command).lines()).as("again").hasSize(3);
      assertThat(admin.says("image", "info", host + "/team/list:1", "--filter-by-os=linux/arm64"))
          .contains("Arch:          arm64");
    }
  }

  @Test
  void signaturesComeAlongWhenTheyAreAskedFor() {
    Digest image = TestImages.single(app, "signed");
    Digest signature = TestImages.referrer(app, image, "application/vnd.example.signature");
    assertThat(weir.says(mirror(from + ":signed", here("plain:1"))))
        .doesNotContain(signature.toString());
    assertThat(weir.says(mirror("--referrers", from + ":signed", here("signed:1"))))
        .contains(signature.toString(), image + " " + here("signed:1"));
  }

  @Test
  void whatWasKilledIsRunAgainAndSendsOnlyWhatIsMissing() throws Exception {
    FakeBlob last = layer(13, 3_000_000);
    List<FakeBlob> first = List.of(layer(11, 900_000), layer(12, 800_000));
    TestImages.layered(app, "killed", first.get(0), first.get(1), last);
    CountDownLatch never = new CountDownLatch(1);
    source.failNext("blobs/" + last.digest(), new Fault.HoldAt(1_000_000, never), 1);
    Process mirroring =
        RealClient.weir(Map.of("KUBECONFIG", server.kubeconfig().toString()))
            .start(mirror("--max-per-registry=1", from + ":killed", here("killed:1")));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> source.count("GET /v2/team/app/blobs/" + last.digest()) == 1);
    mirroring.destroyForcibly().waitFor();
    never.countDown();
    assertThat(weir.fails("image", "info", "--insecure", here("killed:1"))).contains("not found");

    Output output = weir.attempt("", mirror(from + ":killed", here("killed:1")));

    assertThat(output.exit()).as(output.err()).isZero();
    assertThat(output.out()).contains(here("killed:1"));
    first.forEach(
        blob ->
            assertThat(source.count("GET /v2/team/app/blobs/" + blob.digest()))
                .as("sent once")
                .isEqualTo(1));
  }

  @Test
  void layersThatADirectoryLacksAreSentAlthoughTheirImageIsThere() throws Exception {
    FakeBlob whole = layer(51, 3000);
    FakeBlob cut = layer(52, 3000);
    FakeBlob gone = layer(53, 3000);
    Digest image = TestImages.layered(app, "carried", whole, cut, gone);
    String[] carry = mirror(from + ":carried", "file://carried:1", "--dir=halves");
    weir.says(carry);
    Path blobs = work.resolve("halves/v2/carried/blobs");
    Files.write(blobs.resolve(cut.digest().toString()), new byte[5]);
    Files.delete(blobs.resolve(gone.digest().toString()));

    weir.says(carry);

    assertThat(blobs.resolve(cut.digest().toString())).hasSize(3000);
    assertThat(blobs.resolve(gone.digest().toString())).hasSize(3000);
    assertThat(weir.says(mirror("file://carried:1", here("carried:1"), "--from-dir=halves")))
        .isEqualTo(image + " " + here("carried:1") + "\n");
  }

  @Test
  void anImageOfDockersFormatIsKeptInALayoutWithAWarning() throws Exception {
    Digest oci = TestImages.layered(app, "oci", layer(61, 3000));
    String document = new String(app.findManifest("oci").orElseThrow(), StandardCharsets.UTF_8);
    String docker =
        document
            .replace(MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST)
            .replace(MediaTypes.OCI_CONFIG, MediaTypes.DOCKER_CONFIG)
            .replace(MediaTypes.OCI_LAYER_GZIP, MediaTypes.DOCKER_LAYER);
    Digest digest =
        app.manifest(MediaTypes.DOCKER_MANIFEST, docker.getBytes(StandardCharsets.UTF_8));
    app.tag("docker", digest);

    Output output = weir.attempt("", mirror(from + ":docker", "oci:formats"));

    assertThat(output.exit()).isZero();
    assertThat(output.out()).isEqualTo(digest + " oci:" + work.resolve("formats") + ":docker\n");
    assertThat(output.err())
        .contains(
            "warning: oci:%s:docker gets an image of Docker's format, which skopeo and podman do not read"
                .formatted(work.resolve("formats")));
    RealClient skopeo = RealClient.required(Map.of("HOME", work.toString()), "skopeo");
    assertThat(
            skopeo.attempt("inspect", "--raw", "oci:" + work.resolve("formats") + ":docker").exit())
        .as("the warning is still needed")
        .isNotZero();
    assertThat(digestOf(weir, "oci:formats:docker")).isEqualTo(digest.toString());
    assertThat(weir.attempt("", mirror(from + ":oci", "oci:formats")).err())
        .doesNotContain("warning");
    assertThat(digestOf(weir, "oci:formats:oci")).isEqualTo(oci.toString());
  }

  @Test
  void severalAtOnceToOnePlaceAllSucceed() throws Exception {
    TestImages.layered(app, "crowd", layer(21, 700_000), layer(22, 600_000), layer(23, 10));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Output>> all =
          IntStream.range(0, 4)
              .mapToObj(
                  _ ->
                      threads.submit(
                          () -> weir.attempt("", mirror(from + ":crowd", here("crowd:1")))))
              .toList();
      for (Future<Output> one : all) {
        assertThat(one.get().exit()).as(one.get().err()).isZero();
        assertThat(one.get().out()).endsWith(here("crowd:1") + "\n");
      }
    }
  }

  @Test
  void aDeadRegistryIsNamedAndAllElseIsDone() {
    TestImages.single(app, "alive");
    String dead = "127.0.0.1:1/demo/dead:1";
    Output output =
        weir.attempt("", mirror("--continue-on-error", from + ":alive", dead, here("alive:1")));
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.out()).endsWith(here("alive:1") + "\n");
    assertThat(output.err())
        .containsPattern("(?m)^error: unable to connect to 127\\.0\\.0\\.1:1/demo/dead: .*refused")
        .containsPattern("(?m)^not mirrored:\n  unable to connect to 127\\.0\\.0\\.1:1/demo/dead: ")
        .endsWith("error: one or more errors occurred\n")
        .doesNotContainPattern("(java|dev\\.weir)\\.|Exception");
    assertThat(weir.fails(mirror(from + ":alive", dead, here("never:1"))))
        .contains("error: an error occurred during planning");
    assertThat(weir.fails("image", "info", "--insecure", here("never:1"))).contains("not found");
    assertThat(
            weir.fails(
                mirror("--dry-run", "--continue-on-error", from + ":alive", dead, here("dry:1"))))
        .contains("info: Dry run complete", "not mirrored:");
  }

  @Test
  void aWrongLoginIsSaidAndNotShown() throws Exception {
    TestImages.single(app, "login");
    try (PrivateRegistry debians =
        PrivateRegistry.plain(work.resolve("wrong"), server.environment(work))) {
      String pair =
          Base64.getEncoder().encodeToString("ann:hunter2".getBytes(StandardCharsets.UTF_8));
      weir.file(
          "wrong.json", "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(debians.host(), pair));
      Output output =
          weir.attempt(
              "", mirror("-v=9", "-a", "wrong.json", from + ":login", debians.host() + "/a/b:1"));
      assertThat(output.exit()).isEqualTo(1);
      assertThat(output.err())
          .contains(debians.host(), "incorrect username or password")
          .doesNotContain("hunter2", pair);
      weir.file("none.json", "{}");
      assertThat(weir.fails(mirror("-a", "none.json", from + ":login", debians.host() + "/a/b:1")))
          .contains(debians.host());
    }
  }

  @Test
  void barsMoveOnATerminalAndOnlyThere() throws Exception {
    FakeBlob slow = layer(31, 400_000);
    TestImages.layered(app, "slow", slow);
    source.failNext("blobs/" + slow.digest(), new Fault.Trickle(20_000, Duration.ofMillis(100)), 1);
    Path result = work.resolve("result");
    String command =
        "stty cols 48 rows 12; TERM=xterm "
            + String.join(" ", RealClient.weirCommand())
            + " "
            + String.join(" ", mirror(from + ":slow", here("slow:1")))
            + " >"
            + result;
    Output shown =
        RealClient.required(server.environment(work), "script")
            .attempt("", "-qec", command, "/dev/null");
    assertThat(shown.exit()).as(shown.out()).isZero();
    assertThat(result).content().matches("sha256:[0-9a-f]{64} " + here("slow:1") + "\n");
    String bars = shown.out().replaceFirst("(?s).*?Planning completed in [^\n]*\n", "");
    assertThat(bars)
        .containsPattern("\\d+% \\[#*-*\\] [0-9.]+kB of 400kB sha")
        .containsPattern("\\d+% \\[#*-*\\] [0-9.]+k?B of 400\\.\\dkB,")
        .doesNotContain("uploading:")
        .containsPattern("\u001b\\[Jinfo: Mirroring completed in [^\n]*\r\n$");
    assertThat(bars.lines().map(line -> line.replaceAll("\u001b\\[[?0-9]*[A-Za-z]|\r", "")))
        .filteredOn(line -> line.contains("%"))
        .allSatisfy(line -> assertThat(line.length()).isLessThan(48));
    assertThat(weir.attempt("", mirror("--force", from + ":slow", here("lines:1"))).err())
        .contains("uploading: " + here("lines") + " " + slow.digest() + " 390.6KiB")
        .doesNotContain("\u001b", "\r");
  }

  @Test
  void anInterruptLeavesATerminalToGoOnWith() throws Exception {
    FakeBlob held = layer(41, 400_000);
    TestImages.layered(app, "held", held);
    CountDownLatch never = new CountDownLatch(1);
    source.failNext("blobs/" + held.digest(), new Fault.HoldAt(100_000, never), 1);
    String command =
        "trap : INT; TERM=xterm "
            + String.join(" ", RealClient.weirCommand())
            + " "
            + String.join(" ", mirror(from + ":held", here("held:1")))
            + "; echo ended $?; stty -a";
    ProcessBuilder script =
        // whoever runs the tests in the background lets its children ignore interrupts
        new ProcessBuilder("env", "--default-signal=INT", "script", "-qec", command, "/dev/null")
            .redirectErrorStream(true);
    script.environment().put("KUBECONFIG", server.kubeconfig().toString());
    Process shown = script.start();
    StringBuilder text = new StringBuilder();
    try (var lines = shown.inputReader(StandardCharsets.UTF_8);
        var keys = shown.getOutputStream()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        text.append(line).append('\n');
        if (line.contains("of 400kB")) {
          keys.write(CTRL_C);
          keys.flush();
        }
      }
    } finally {
      shown.destroyForcibly();
      never.countDown();
    }
    assertThat(text.toString())
        .containsPattern("\u001b\\[J\u001b\\[\\?7h(\\^C)*ended 130\\s")
        .contains(" icanon ", " echo ");
  }

  @Test
  void mappingsMayComeFromStandardInputAndSeveralFilesBesideArguments() throws Exception {
    for (String tag : List.of("in", "one", "two", "argument")) {
      TestImages.single(app, tag);
    }
    weir.file("one.txt", from + ":one=" + here("mapped:one") + "\n");
    weir.file("two.txt", "# a table\n" + from + ":two\t" + here("mapped:two") + "\r\n");
    Output output =
        weir.attempt(
            from + ":in=" + here("mapped:in") + " # typed\n",
            mirror(
                "-f",
                "-",
                "-f",
                "one.txt",
                "-f",
                "two.txt",
                from + ":argument=" + here("mapped:argument")));
    assertThat(output.exit()).as(output.err()).isZero();
    assertThat(output.out().lines().map(line -> line.replaceAll(".*:", "")))
        .containsExactlyInAnyOrder("in", "one", "two", "argument");
    assertThat(weir.attempt("\nBAD=x\n", mirror("-f", "-")).err())
        .isEqualTo(
            "error: file -, line 2: \"BAD\" is not a valid image reference: repository name must"
                + " be lowercase\n");
  }

  @Test
  void whatWouldBeIgnoredOrCannotBeDoneIsRefusedWithWhatToDoInstead() {
    assertThat(weir.fails(mirror(from + ":v1=" + here("a:1"), here("loose:1"))))
        .contains("nothing would come of: " + here("loose:1"));
    assertThat(weir.fails(mirror(from + ":v1", "s3://s3.amazonaws.com/region/bucket/a:1")))
        .contains("s3://s3.amazonaws.com/region/bucket/a:1", "S3 is not supported", "--dir");
    assertThat(weir.fails(mirror("--s3-source-bucket=b/p", from + ":v1", here("a:1"))))
        .contains("--s3-source-bucket is not supported", "--dir");
    TestImages.index(app, "patterns", "a".repeat(150) + "/amd64", "linux/amd64");
    assertThat(weir.fails(mirror("--filter-by-os=(a+a+)+\\1b", from + ":patterns", here("a:1"))))
        .contains("--filter-by-os takes too long to compare");
    TestImages.single(app, "unverified");
    assertThat(
            weir.attempt("", mirror("--skip-verification", from + ":unverified", here("u:1")))
                .err())
        .contains("warning: --skip-verification is ignored");
  }

  @Test
  void namesOfDockerHubWithoutLibraryAreExplained() {
    Output output = weir.attempt("", "image", "mirror", "docker.io/busybox:1", here("b:1"));
    assertThat(output.exit()).isEqualTo(1);
    assertThat(output.err()).contains("docker.io/library/busybox");
  }
}
