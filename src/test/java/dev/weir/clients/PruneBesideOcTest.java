package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code adm prune images} by the real {@code oc} and by Weir, each at a server of its own with the
 * same images.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class PruneBesideOcTest {
  private static final String NOW = "--keep-younger-than=0s";

  @TempDir static Path work;
  @AutoClose private FakeRegistry upstream;
  @AutoClose private PruneTwin ocs;
  @AutoClose private PruneTwin weirs;

  @BeforeAll
  void start() throws Exception {
    upstream = FakeRegistry.plain();
    ocs = PruneTwin.start(work.resolve("ocs"));
    weirs = PruneTwin.start(work.resolve("weirs"));
    for (PruneTwin twin : List.of(ocs, weirs)) {
      twin.fill();
    }
    FakeRepository others = upstream.repository("team/app");
    for (String build : List.of("1", "2", "3", "4", "5")) {
      others.tag("newest", TestImages.single(others, build, "linux", "amd64"));
      for (PruneTwin twin : List.of(ocs, weirs)) {
        twin.imports(upstream.host() + "/team/app:newest");
      }
    }
  }

  /** What both said. */
  private record Both(String command, Output oc, Output weir) {
    Both agree() {
      assertThat(lines(weir.out())).as(command).isEqualTo(lines(oc.out()));
      assertThat(weir.exit()).as(command + "\n" + weir.err()).isEqualTo(oc.exit());
      return this;
    }

    /** They also complain alike. */
    Both alike() {
      agree();
      assertThat(lines(weir.err()))
          .as(command)
          .isEqualTo(lines(oc.err().replace("'oc ", "'weir ")));
      return this;
    }

    Both succeed() {
      agree();
      assertThat(weir.exit()).as(weir.err()).isZero();
      return this;
    }

    Both failAlike(String beginning) {
      agree();
      assertThat(oc.exit()).as(command).isEqualTo(1);
      assertThat(oc.err()).as(command).startsWith(beginning);
      assertThat(weir.err()).as(command).startsWith(beginning);
      return this;
    }

    /** In any order, as oc does several things at once, and without the reasons that Weir gives. */
    private static List<String> lines(String text) {
      return text.lines().map(Both::withoutWhy).sorted().toList();
    }

    private static String withoutWhy(String line) {
      return line.startsWith("Deleting ") ? line.replaceFirst(" \\(.*\\)$", "") : line;
    }
  }

  private Both prune(String... flags) throws Exception {
    List<String> command = new ArrayList<>(List.of("adm", "prune", "images"));
    command.addAll(Arrays.asList(flags));
    String[] arguments = command.toArray(String[]::new);
    return new Both(String.join(" ", command), ocs.oc(arguments), weirs.weir(arguments));
  }

  @Test
  @Order(1)
  void dryRunsListTheSameAndChangeNothing() throws Exception {
    Map<String, List<String>> before = weirs.state();
    for (String[] flags :
        new String[][] {
          {},
          {NOW},
          {NOW, "--keep-tag-revisions=0"},
          {NOW, "--keep-tag-revisions=1"},
          {NOW, "--all=false"},
          {NOW, "--prune-registry=false"},
          {NOW, "-n", "shop"},
          {NOW, "-n", "nowhere"},
          {NOW, "--num-workers=1"},
          {NOW, "--registry-url=nowhere.example.com"},
          {"--prune-over-size-limit"},
          {"--prune-over-size-limit=false"},
          {"--keep-younger-than=1.5h"}
        }) {
      prune(flags).alike().succeed();
    }
    assertThat(prune(NOW).weir().out())
        .contains("Summary: deleted ")
        .contains(" (no image that stays has it)\n");
    assertThat(weirs.state()).isEqualTo(before);
    assertThat(ocs.state()).isEqualTo(before);
  }

  @Test
  @Order(1)
  void badInputIsRefusedInTheSameWords() throws Exception {
    for (String[] flags :
        new String[][] {
          {"--keep-younger-than=-1s"},
          {"--keep-younger-than=x"},
          {"--keep-younger-than=60"},
          {"--keep-younger-than=1d"},
          {"--keep-younger-than=99999999h"},
          {"--keep-younger-than="},
          {"--keep-tag-revisions=-1"},
          {"--keep-tag-revisions=x"},
          {"--num-workers=x"},
          {"--confirm=maybe"},
          {"--all=maybe"},
          {"--prune-registry=2"},
          {"--prune-over-size-limit", "--keep-tag-revisions=2"},
          {"--prune-over-size-limit", "--keep-younger-than=1h"},
          {"--prune-over-size-limit=false", "--keep-younger-than=1h"},
          {"--registry-url=ftp://x"},
          {"--registry-url=http://x/y"},
          {"--registry-url=x?y"},
          {"--registry-url=https://"},
          {"--force-insecure", "--certificate-authority=x"},
          {"--certificate-authority=x", "--registry-url=http://x"},
          {"some"},
          {"--nothing"},
          {"--token=wrong"}
        }) {
      prune(flags).alike();
    }
    String nobody = "127.0.0.1:1";
    prune("--confirm", "--registry-url=" + nobody)
        .failAlike("error: failed to ping registry " + nobody + ": ");
    prune("--confirm", "--certificate-authority=/nowhere")
        .failAlike("error: failed to read registry ca bundle: open /nowhere: no such file");
  }

  @Test
  @Order(1)
  void aTokenIsNeededWhereTheRegistryIsAsked() throws Exception {
    String anonymous =
        Files.readString(weirs.server().kubeconfig()).replaceAll("token: .*", "token: \"\"");
    Path file = Files.writeString(work.resolve("anonymous"), anonymous);
    String[] arguments = {"adm", "prune", "images", "--confirm", "--kubeconfig", file.toString()};
    for (Output output : List.of(weirs.oc(arguments), weirs.weir(arguments))) {
      assertThat(output.exit()).isEqualTo(1);
      assertThat(output.err()).startsWith("error: you must use a client config with a token");
    }
  }

  @Test
  @Order(2)
  void whatIsUsedStaysAlike() throws Exception {
    for (PruneTwin twin : List.of(ocs, weirs)) {
      String image = "10.0.0.1:5000/shop/app@" + twin.digest("app 1");
      String pod = "'spec':{'containers':[{'name':'c','image':'%s'}]}";
      twin.workload(
          "/apis/apps/v1/namespaces/art/deployments",
          ("{'metadata':{'name':'web'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{"
                  + "'metadata':{'labels':{'a':'b'}},%s}}}")
              .formatted(pod.formatted(image)));
      twin.workload(
          "/api/v1/namespaces/art/pods",
          "{'metadata':{'name':'one'},%s}".formatted(pod.formatted("r:1/art/app:w")));
      twin.workload(
          "/apis/batch/v1/namespaces/art/jobs",
          "{'metadata':{'name':'job'},'spec':{'template':{%s}}}"
              .formatted(
                  pod.formatted("r:1/art/app@" + twin.digest("app 0"))
                      .replace("'spec':{", "'spec':{'restartPolicy':'Never',")));
    }
    String out = prune(NOW).succeed().weir().out();
    assertThat(out).contains("Deleting 2 items from image stream shop/app (v: 2 beyond");
    prune(NOW, "--keep-tag-revisions=0").succeed();
  }

  @Test
  @Order(2)
  void limitsOfSizesAreHeldAlike() throws Exception {
    for (PruneTwin twin : List.of(ocs, weirs)) {
      twin.project("small");
      twin.image(
          "small/app", "v", "much too large for this project, as it is longer than it may be");
      twin.image("small/app", "w", "s");
      twin.caller()
          .create(
              "/api/v1/namespaces/small/limitranges",
              "{'metadata':{'name':'images'},'spec':{'limits':[{'type':'openshift.io/Image',"
                  + "'max':{'storage':'200'}}]}}");
    }
    String out = prune("--prune-over-size-limit").succeed().weir().out();
    assertThat(out)
        .contains(
            "Deleting 1 items from image stream small/app (v: 1 larger than 200, the limit of"
                + " small)");
  }

  @Test
  @Order(3)
  void namesThatCannotBeReadStopEverythingUnlessTheyAreToBeIgnored() throws Exception {
    for (PruneTwin twin : List.of(ocs, weirs)) {
      twin.workload(
          "/api/v1/namespaces/art/pods",
          "{'metadata':{'name':'bad'},'spec':{'containers':[{'name':'c','image':'BAD//NAME'}]}}");
    }
    Both both = prune(NOW, "--confirm");
    assertThat(both.oc().exit()).isEqualTo(1);
    assertThat(both.weir().exit()).isEqualTo(1);
    String sentence =
        "\n  pod/bad namespace=art: container c: invalid image reference \"BAD//NAME\": ";
    for (Output output : List.of(both.oc(), both.weir())) {
      assertThat(output.err())
          .startsWith("Failed to build graph!\n\nThe following objects have invalid references:\n")
          .contains(sentence)
          .contains("\nEither fix the references or delete the objects to make the pruner proceed.")
          .endsWith("error: failed to build graph - no changes made\n");
    }
    prune(NOW, "--ignore-invalid-refs").succeed();
  }

  @Test
  @Order(4)
  void theRealRunListsWhatTheDryRunListedAndBothLeaveTheSame() throws Exception {
    real("--prune-over-size-limit", "--ignore-invalid-refs");
    real(NOW, "--ignore-invalid-refs", "-n", "shop");
    real(NOW, "--ignore-invalid-refs");
    assertThat(prune(NOW, "--ignore-invalid-refs").succeed().weir().out())
        .as("nothing is left to do")
        .isEqualTo("Summary: deleted 0 objects\n");
    real(NOW, "--ignore-invalid-refs", "--prune-registry=false", "--keep-tag-revisions=1");
    real(NOW, "--ignore-invalid-refs", "-n", "shop", "--keep-tag-revisions=0");
  }

  private void real(String... flags) throws Exception {
    String[] confirmed = Arrays.copyOf(flags, flags.length + 1);
    confirmed[flags.length] = "--confirm";
    Both dry = prune(flags).succeed();
    Both real = prune(confirmed).succeed();
    assertThat(real.weir().out()).as("line by line").isEqualTo(dry.weir().out());
    assertThat(Both.lines(real.oc().out())).isEqualTo(Both.lines(dry.oc().out()));
    assertThat(weirs.state()).isEqualTo(ocs.state());
  }
}
