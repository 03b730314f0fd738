package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code weir follow} with a server and with commands that run. */
@WeirServer
@Timeout(120)
class FollowCommandTest {
  private static final String NOTE = "echo \"$WEIR_IMAGE\" >> runs";

  /** Tells that it runs, and goes on until the test lets it. */
  private static final String SLOW =
      "echo $$ > slow; echo \"$WEIR_IMAGE\" >> runs; while [ ! -e go ]; do sleep 0.02; done";

  /** Arguments, and words of what is said of them. */
  private static final List<List<String>> NONSENSE =
      List.of(
          List.of("deploy/web true", "stands behind --"),
          List.of("deploy/web --", "there is no command behind --"),
          List.of("-- true", "name the object to follow"),
          List.of("deploy -- true", "name the object to follow, such as deploy/NAME"),
          List.of("deploy/web deploy/other -- true", "one object is followed at a time"),
          List.of("deploy/other -- true", "(NotFound): deployments.apps \"other\" not found"),
          List.of("deploy/web -n nowhere -- true", "namespaces \"nowhere\" not found"),
          List.of("cm/web -- true", "configmaps run no containers"),
          List.of("is/app -- true", "istag/app:TAG"),
          List.of("istag/app -- true", "names no tag"),
          List.of("nothing/web -- true", "resource type \"nothing\""),
          List.of("deploy/web -c other -- true", "has no container \"other\"; it has app"),
          List.of("deploy/web --stdin xml -- true", "it is yaml or json"),
          List.of("deploy/web --timeout soon -- true", "\"--timeout\" flag"),
          List.of("deploy/web --grace -1s -- true", "\"--grace\" flag"),
          List.of("deploy/web --retries many -- true", "\"--retries\" flag"),
          List.of("deploy/web --state . -- true", "is a directory"),
          List.of("deploy/web --state missing/file -- true", "--state FILE"),
          List.of("deploy/web --once --as bob -- true", "(Forbidden)"),
          List.of("deploy/web --unknown -- true", "unknown flag: --unknown"));

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;
  private final ApiCaller caller;
  private int projects;
  private String project = "";
  private Path here;
  private Map<String, String> environment = Map.of();

  FollowCommandTest(Path work, ServerProcess server, WeirCalls weir, ApiCaller caller) {
    this.work = work;
    this.here = work;
    this.server = server;
    this.weir = weir;
    this.caller = caller;
  }

  /** Of each test its own: a project, a directory, and a home with what was done. */
  @BeforeEach
  void ownPlace() throws IOException {
    projects++;
    project = "f" + projects;
    weir.says("new-project", project);
    weir.says("create", "deployment", "web", "--image=r/app:1");
    here = Files.createDirectory(work.resolve(project));
    environment = new HashMap<>(server.environment(here));
    environment.put("PATH", System.getenv("PATH"));
  }

  private Following follow(String... arguments) {
    return Following.start(environment, here, arguments);
  }

  /** Of a follow that ends by itself. */
  private RealClient.Output ended(String... arguments) throws Exception {
    try (Following following = follow(arguments)) {
      return new RealClient.Output(following.exit(), "", following.said());
    }
  }

  /** As a process of its own, whose output is a file. */
  private Process process(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(RealClient.weirCommand());
    line.add("follow");
    line.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(here.toFile())
            .redirectErrorStream(true)
            .redirectOutput(here.resolve("output").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private void image(String image) {
    weir.says("set", "image", "deploy/web", "app=" + image);
  }

  private void go() throws IOException {
    Files.createFile(here.resolve("go"));
  }

  private String text(String file) throws IOException {
    Path path = here.resolve(file);
    return Files.exists(path) ? Files.readString(path) : "";
  }

  private List<String> runs() throws IOException {
    return text("runs").lines().toList();
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }

  private void awaitRuns(String... images) {
    patiently().untilAsserted(() -> assertThat(runs()).containsExactly(images));
  }

  private static void awaitSaid(Following following, String... texts) {
    patiently().untilAsserted(() -> assertThat(following.said()).contains(texts));
  }

  private ProcessHandle awaitProcess(String file) {
    patiently().until(() -> text(file).endsWith("\n"));
    try {
      return ProcessHandle.of(Long.parseLong(text(file).strip())).orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWorkloadThatFollowsATagIsRunAtEachImageWithItsCause() throws Exception {
    TestPushes pushes = new TestPushes(caller);
    String app = server.registry() + "/" + project + "/app";
    pushes.image(caller.administrator(), project + "/app", "live", "one");
    weir.says("set", "triggers", "deploy/web", "--from-image=app:live", "-c", "app");
    String one = app + "@" + pushes.imageDigest("one");
    String two = app + "@" + pushes.imageDigest("two");
    String told =
        "cat > \"$WEIR_CAUSE_HOW.yaml\"; echo $WEIR_KIND/$WEIR_NAME.$WEIR_NAMESPACE $WEIR_IMAGE_APP"
            + " before $WEIR_PREVIOUS_IMAGE by $WEIR_CAUSE_TAG $WEIR_CAUSE_HOW $WEIR_CAUSE_BY"
            + " >> told; "
            + NOTE;
    weir.says(
        "wait", "deploy/web", "--for=jsonpath={.spec.template.spec.containers[0].image}=" + one);
    try (Following following = follow("deploy/web", "--stdin", "yaml", "--", "sh", "-c", told)) {
      awaitRuns(one);
      pushes.image(caller.administrator(), project + "/app", "live", "two");
      awaitRuns(one, two);
      awaitSaid(
          following, " deployment.apps/web has " + two + " (" + project + "/app:live, push by");
    }
    String cause = " by " + project + "/app:live push system:admin";
    String name = "Deployment/web." + project + " ";
    assertThat(text("told").lines())
        .containsExactly(name + one + " before" + cause, name + two + " before " + one + cause);
    assertThat(text("push.yaml"))
        .contains("kind: Deployment\n", "image: " + two, "weir.dev/cause: ")
        .doesNotContain("managedFields");
  }

  @Test
  void aTagIsFollowedWithoutAWorkload() throws Exception {
    TestPushes pushes = new TestPushes(caller);
    String app = server.registry() + "/" + project + "/app@";
    pushes.image(caller.administrator(), project + "/app", "live", "one");
    pushes.image(caller.administrator(), project + "/app", "other", "three");
    try (Following _ = follow("istag/app:live", "--", "sh", "-c", NOTE)) {
      awaitRuns(app + pushes.imageDigest("one"));
      pushes.image(caller.administrator(), project + "/app", "other", "four");
      pushes.image(caller.administrator(), project + "/app", "live", "two");
      awaitRuns(app + pushes.imageDigest("one"), app + pushes.imageDigest("two"));
    }
  }

  @Test
  void otherEditsAreNoReasonToRunAndInitContainersAre() throws Exception {
    String init =
        "{\"spec\":{\"template\":{\"spec\":{\"initContainers\":[{\"name\":\"setup\",\"image\":\"r/setup:%d\"}]}}}}";
    String both = "echo $WEIR_IMAGE $WEIR_IMAGE_SETUP >> runs";
    try (Following _ = follow("deploy/web", "--", "sh", "-c", both)) {
      awaitRuns("r/app:1");
      weir.says("label", "deploy/web", "a=b");
      weir.says("scale", "deploy/web", "--replicas=3");
      weir.says("patch", "deploy/web", "-p", init.formatted(1));
      awaitRuns("r/app:1", "r/app:1 r/setup:1");
    }
    try (Following _ = follow("deploy/web", "-c", "app", "--", "sh", "-c", both)) {
      weir.says("patch", "deploy/web", "-p", init.formatted(2));
      image("r/app:2");
      patiently().until(() -> runs().getLast().equals("r/app:2 r/setup:2"));
    }
    // of another choice of images nothing was done yet
    assertThat(runs()).hasSizeBetween(3, 4).doesNotContain("r/app:1 r/setup:2");
  }

  @Test
  void whatCameWhileOneRanIsRunAfterItAndOnlyTheNewest() throws Exception {
    try (Following following = follow("deploy/web", "--", "sh", "-c", SLOW)) {
      awaitRuns("r/app:1");
      image("r/app:2");
      image("r/app:3");
      awaitSaid(following, "has r/app:2", "has r/app:3");
      assertThat(runs()).containsExactly("r/app:1");
      go();
      awaitRuns("r/app:1", "r/app:3");
      awaitSaid(following, "sh ended well");
    }
  }

  @Test
  void aFailureIsTriedAgainUntilItEndsWellAndANewImageDoesNotWait() throws Exception {
    String failing = NOTE + "; [ -e go ] || exit 3";
    try (Following following = follow("deploy/web", "--", "sh", "-c", failing)) {
      awaitSaid(following, "sh failed with exit 3 after ", "; trying again in ");
      go();
      awaitSaid(following, "sh ended well");
      assertThat(runs()).hasSizeGreaterThan(1).containsOnly("r/app:1");
      Files.delete(here.resolve("go"));
      image("r/app:2");
      patiently().until(() -> runs().stream().filter("r/app:2"::equals).count() >= 2);
      image("r/app:3");
      patiently().until(() -> runs().getLast().equals("r/app:3"));
    }
  }

  @Test
  void afterSoManyRetriesAnotherImageIsWaitedFor() throws Exception {
    try (Following following =
        follow("deploy/web", "--retries=0", "--", "sh", "-c", NOTE + "; exit 3")) {
      awaitSaid(following, "sh failed with exit 3", "; waiting for another image");
      image("r/app:2");
      awaitRuns("r/app:1", "r/app:2");
    }
  }

  @Test
  void aCommandThatHangsIsEndedWithAllThatItStarted() throws Exception {
    String deaf = "trap '' TERM; sleep 600 & echo $! > child; wait; wait";
    try (Following following =
        follow(
            "deploy/web", "--once", "--timeout=1500ms", "--grace=200ms", "--", "sh", "-c", deaf)) {
      ProcessHandle child = awaitProcess("child");
      assertThat(following.exit()).isEqualTo(124);
      assertThat(following.said()).contains("ran for longer than 1.5s (--timeout) and was ended");
      patiently().until(() -> !child.isAlive());
    }
  }

  @Test
  void onceEndsAsTheCommandEnds() throws Exception {
    Map<String, Integer> ends =
        Map.of("exit 0", 0, "exit 7", 7, "kill -9 $$", 137, "nowhere-to-be 2>/dev/null", 127);
    for (Map.Entry<String, Integer> end : ends.entrySet()) {
      String[] once = {"deploy/web", "--once", "--again", "--", "sh", "-c", end.getKey()};
      assertThat(ended(once).exit()).as(end.getKey()).isEqualTo(end.getValue());
    }
  }

  @Test
  void onceWaitsForTheNextImageIfThePresentOneWasDone() throws Exception {
    String[] once = {"deploy/web", "--once", "--", "sh", "-c", NOTE};
    assertThat(ended(once).exit()).isZero();
    try (Following second = follow(once)) {
      awaitSaid(second, "sh ran for that before; waiting for another image");
      image("r/app:2");
      assertThat(second.exit()).isZero();
    }
    assertThat(ended("deploy/web", "--once", "--again", "--", "sh", "-c", NOTE).exit()).isZero();
    assertThat(runs()).containsExactly("r/app:1", "r/app:2", "r/app:2");
  }

  @Test
  void whatMovedWhileNobodyFollowedIsRunAtTheStart() throws Exception {
    String[] once = {"deploy/web", "--once", "--state", "done.json", "--", "sh", "-c", NOTE};
    assertThat(ended(once).exit()).isZero();
    image("r/app:2");
    image("r/app:3");
    assertThat(ended(once).exit()).isZero();
    assertThat(runs()).containsExactly("r/app:1", "r/app:3");
    assertThat(text("done.json")).contains("\"done\":{\"container app\":\"r/app:3\"}");
  }

  /** What the follower keeps where nobody said where. */
  private String state() throws IOException {
    try (var files = Files.list(here.resolve(".local/state/weir/follow"))) {
      Path state =
          files.filter(file -> file.toString().endsWith(".json")).findFirst().orElseThrow();
      return Files.readString(state);
    }
  }

  @Test
  void aRunThatWasKilledTogetherWithItsFollowerIsEndedAndRunAgain() throws Exception {
    Process first = process("deploy/web", "--", "sh", "-c", SLOW);
    ProcessHandle orphan = awaitProcess("slow");
    String pid = String.valueOf(first.pid());
    RealClient.Output second = ended("deploy/web", "--", "true");
    assertThat(second.exit()).isEqualTo(1);
    assertThat(second.err())
        .startsWith(
            "error: deployment.apps/web in " + project + " is followed already, by process ")
        .contains(" " + pid + ";", "--state FILE");
    assertThat(ended("deploy/web", "--state=other.json", "--once", "--", "true").exit()).isZero();

    patiently().untilAsserted(() -> assertThat(state()).contains(String.valueOf(orphan.pid())));
    first.destroyForcibly().waitFor();
    assertThat(orphan.isAlive()).isTrue();
    try (Following again = follow("deploy/web", "--", "sh", "-c", NOTE)) {
      awaitRuns("r/app:1", "r/app:1");
      awaitSaid(again, "still goes on as process " + orphan.pid());
    }
    assertThat(orphan.isAlive()).isFalse();
  }

  @Test
  void aSignalEndsTheCommandAndThenTheFollower() throws Exception {
    String told = "echo out of the command; trap 'echo told > told; exit 0' TERM; " + SLOW;
    Process following = process("deploy/web", "--", "sh", "-c", told);
    ProcessHandle command = awaitProcess("slow");
    following.destroy();
    assertThat(following.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(following.exitValue()).isEqualTo(143);
    assertThat(command.isAlive()).isFalse();
    assertThat(text("told")).isEqualTo("told\n");
    assertThat(text("output"))
        .contains("out of the command\n", "Z running sh\n", "Z stopped\n")
        .doesNotContain("error", "echo");
    try (Following _ = follow("deploy/web", "--", "sh", "-c", NOTE)) {
      awaitRuns("r/app:1", "r/app:1");
    }
  }

  @Test
  void whatMovedWhileTheConnectionWasBrokenIsFound() throws Exception {
    try (CuttingRelay relay = new CuttingRelay(server.api());
        Following following =
            follow("deploy/web", "--server=https://" + relay.host(), "--", "sh", "-c", NOTE)) {
      awaitRuns("r/app:1");
      relay.cut(3, 0);
      image("r/app:2");
      awaitSaid(following, "the server is not heard (", "; trying again in ");
      image("r/app:3");
      patiently().until(() -> runs().getLast().equals("r/app:3"));
      awaitSaid(following, "the server is heard again");
    }
  }

  @Test
  void aLoginThatDoesNotHoldAnyMoreEndsItAfterTheRun() throws Exception {
    weir.says("create", "sa", "ci");
    weir.says("policy", "add-role-to-user", "view", "-z", "ci");
    String token = weir.says("create", "token", "ci").strip();
    try (CuttingRelay relay = new CuttingRelay(server.api());
        Following following =
            follow(
                "deploy/web",
                "--server=https://" + relay.host(),
                "--token=" + token,
                "--",
                "sh",
                "-c",
                SLOW)) {
      awaitRuns("r/app:1");
      weir.says("delete", "sa", "ci");
      relay.cut(1, 0);
      image("r/app:2");
      awaitSaid(following, "nothing more is heard; this ends when sh has ended");
      go();
      assertThat(following.exit()).isEqualTo(1);
      assertThat(following.said())
          .contains("sh ended well")
          .containsPattern("error: the server does not know this login any more \\(.*log in again")
          .doesNotContain(token);
    }
    assertThat(runs()).containsExactly("r/app:1");
  }

  @Test
  void anObjectThatIsDeletedEndsItOrIsWaitedFor() throws Exception {
    try (Following waiting = follow("deploy/web", "--wait", "--state=w", "--", "sh", "-c", NOTE);
        Following ending = follow("deploy/web", "--", "true")) {
      awaitRuns("r/app:1");
      awaitSaid(ending, "true ended well");
      weir.says("delete", "deploy/web");
      assertThat(ending.exit()).isEqualTo(1);
      assertThat(ending.said())
          .endsWith("web in " + project + " was deleted; with --wait it is waited for\n");
      awaitSaid(waiting, "web in " + project + " is not there; waiting for it");
      weir.says("create", "deployment", "web", "--image=r/app:2");
      awaitRuns("r/app:1", "r/app:2");
    }
  }

  @Test
  void aTagThatIsNotThereYetIsWaitedFor() throws Exception {
    String[] tag = {"istag/new:live", "--once", "--", "sh", "-c", NOTE};
    assertThat(ended(tag).err())
        .isEqualTo(
            "Error from server (NotFound): imagestreamtags.image.openshift.io \"new:live\" not"
                + " found\n");
    try (Following following = follow("istag/new:live", "--wait", "--once", "--", "true")) {
      awaitSaid(following, "is not there; waiting for it");
      new TestPushes(caller).image(caller.administrator(), project + "/new", "live", "one");
      assertThat(following.exit()).isZero();
    }
  }

  @Test
  void aContainerWithoutImageIsWaitedFor() throws Exception {
    String waiting =
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n"
            + "  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n"
            + "    spec: {containers: [{name: app, image: ' '}]}\n";
    weir.says("create", "-f", weir.file("db.yaml", waiting));
    try (Following following = follow("sts/db", "--once", "--", "sh", "-c", NOTE)) {
      awaitSaid(following, "statefulset.apps/db waits for the image of container app");
      weir.says("set", "image", "sts/db", "app=r/db:1");
      assertThat(following.exit()).isZero();
    }
    assertThat(runs()).containsExactly("r/db:1");
  }

  @Test
  void whatMakesNoSenseIsSaidAtTheStart() throws Exception {
    for (List<String> row : NONSENSE) {
      RealClient.Output output = ended(row.getFirst().split(" "));
      assertThat(output.err()).as(row.getFirst()).contains(row.getLast());
      assertThat(output.exit()).as(row.getFirst()).isEqualTo(1);
    }
  }

  @Test
  void aCommandThatIsNotThereIsSaidAtTheStart() throws Exception {
    Files.writeString(here.resolve("text"), "no program");
    for (Map.Entry<String, Integer> command :
        Map.of("nowhere-to-be-found", 127, "./nowhere", 127, "./text", 126, "/", 126).entrySet()) {
      RealClient.Output output = ended("deploy/web", "--", command.getKey());
      assertThat(output.exit()).as(command.getKey()).isEqualTo(command.getValue());
      assertThat(output.err()).startsWith("error: " + command.getKey() + ": ");
    }
  }

  @Test
  void aFileOfSomethingElseIsNotWrittenOver() throws Exception {
    Files.writeString(here.resolve("notes"), "mine");
    assertThat(ended("deploy/web", "--state", "notes", "--", "true").err())
        .contains("notes is no state of weir follow");
    assertThat(text("notes")).isEqualTo("mine");
    assertThat(ended("deploy/web", "--once", "--state", "of-web", "--", "true").exit()).isZero();
    weir.says("create", "deployment", "other", "--image=r/other:1");
    assertThat(ended("deploy/other", "--state", "of-web", "--", "true").err())
        .contains("of-web is about deployments.apps " + project + "/web on ");
  }

  @Test
  void aDamagedStateOfItsOwnMeansOneRunMore() throws Exception {
    String[] once = {"deploy/web", "--once", "--", "sh", "-c", NOTE};
    assertThat(ended(once).exit()).isZero();
    try (var files = Files.list(here.resolve(".local/state/weir/follow"))) {
      Optional<Path> state = files.filter(file -> file.toString().endsWith(".json")).findFirst();
      Files.writeString(state.orElseThrow(), "{");
    }
    assertThat(ended(once).exit()).isZero();
    assertThat(runs()).containsExactly("r/app:1", "r/app:1");
  }
}
