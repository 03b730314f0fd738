package dev.weir.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Kinds;
import dev.weir.resource.Quantity;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.Yaml;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What goes and what stays, case by case (controllers-and-access.md 6.2). */
final class PruningTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant OLD = NOW.minus(Duration.ofDays(2));
  private static final Instant YOUNG = NOW.minus(Duration.ofMinutes(59));

  private final List<PrunableImage> images = new ArrayList<>();
  private final List<Workload> workloads = new ArrayList<>();
  private SizeLimits limits = SizeLimits.NONE;

  private static String digest(String name) {
    return "sha256:" + name.repeat(64).substring(0, 64);
  }

  private void image(String name, Instant created, String... blobs) {
    images.add(
        new PrunableImage(
            digest(name),
            created,
            true,
            Arrays.stream(blobs).map(PruningTest::digest).toList(),
            List.of(),
            100,
            "registry:5000/shop/app@" + digest(name)));
  }

  private void list(String name, String... children) {
    images.add(
        new PrunableImage(
            digest(name),
            OLD,
            true,
            List.of(),
            Arrays.stream(children).map(PruningTest::digest).toList(),
            0,
            ""));
  }

  private static StreamHistory.Tag tag(String name, Instant created, String... items) {
    return new StreamHistory.Tag(
        name,
        Arrays.stream(items).map(item -> new StreamHistory.Item(digest(item), created)).toList());
  }

  private static StreamHistory app(StreamHistory.Tag... tags) {
    return new StreamHistory("shop", "app", OLD, List.of(tags));
  }

  private Pruning pruning(PruneRules rules) {
    Map<String, PrunableImage> byName =
        images.stream().collect(Collectors.toMap(PrunableImage::name, Function.identity()));
    return new Pruning(rules, NOW, byName, References.of(workloads, rules, NOW), limits);
  }

  private PrunePlan plan(PruneRules rules, StreamHistory... streams) {
    return pruning(rules).plan(List.of(streams));
  }

  /** The items that go, such as {@code v@3}. */
  private static List<String> items(PrunePlan plan) {
    return plan.streams().stream()
        .flatMap(stream -> stream.items().stream())
        .map(item -> item.tag() + "@" + item.revision())
        .toList();
  }

  private static List<String> gone(Stream<Gone> gone) {
    return gone.map(Gone::digest).map(PruningTest::letter).toList();
  }

  private static String letter(String digest) {
    return digest.substring("sha256:".length(), "sha256:".length() + 1);
  }

  private static List<String> images(PrunePlan plan) {
    return plan.images().stream().map(image -> letter(image.image().name())).toList();
  }

  private static ObjectNode object(String yaml) {
    return (ObjectNode) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private void uses(ResourceKind kind, String yaml) {
    workloads.add(Workload.of(kind, object(yaml)));
  }

  private void pod(String image, String phase, Instant created) {
    uses(
        Kinds.POD,
        """
        metadata: {name: web, namespace: shop, creationTimestamp: %s}
        spec: {containers: [{name: web, image: "%s"}]}
        status: {phase: %s}
        """
            .formatted(created, image, phase));
  }

  private void fiveOldImages() {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      image(name, OLD, name);
    }
  }

  private static final StreamHistory.Tag FIVE = tag("v", OLD, "a", "b", "c", "d", "e");

  @Test
  void theNewestOfEachTagStayAndTheRestGoesWithItsLinksBlobsAndImage() {
    image("a", OLD, "0", "1");
    image("b", OLD, "0", "2");
    image("c", OLD, "0", "3");
    image("d", OLD, "0", "4");
    PrunePlan plan = plan(PruneRules.usual(), app(tag("v", OLD, "a", "b", "c", "d")));

    assertThat(items(plan)).containsExactly("v@3");
    StreamPlan stream = plan.streams().getFirst();
    assertThat(gone(stream.layerLinks().stream())).containsExactly("4");
    assertThat(gone(stream.manifestLinks().stream())).containsExactly("d");
    assertThat(images(plan)).containsExactly("d");
    assertThat(gone(plan.images().getFirst().blobs().stream())).containsExactly("4", "d");
    assertThat(stream.why()).isEqualTo("v: 1 beyond the newest 3 and older than 1h0m0s");
    assertThat(plan.images().getFirst().why())
        .isEqualTo("in no image stream and older than 1h0m0s");
  }

  @Test
  void keepTagRevisionsSaysHowManyStay() {
    fiveOldImages();
    for (int kept = 0; kept <= 6; kept++) {
      PrunePlan plan = plan(PruneRules.keeping(PruneRules.USUAL_AGE, kept), app(FIVE));
      assertThat(items(plan)).as("kept %s", kept).hasSize(Math.max(0, 5 - kept));
    }
  }

  @Test
  void aTagThatHasNothingLeftGoes() {
    fiveOldImages();
    StreamPlan plan = pruning(PruneRules.keeping(Duration.ZERO, 0)).of(app(FIVE));
    assertThat(plan.left().tags()).isEmpty();
    assertThat(plan.why()).isEqualTo("v: 5 unused");
  }

  @Test
  void whatIsYoungStays() {
    fiveOldImages();
    PruneRules none = PruneRules.keeping(PruneRules.USUAL_AGE, 0);
    StreamHistory young = new StreamHistory("shop", "app", YOUNG, List.of(FIVE));
    assertThat(plan(none, young).streams()).as("stream").isEmpty();
    assertThat(items(plan(none, app(tag("v", YOUNG, "a"), tag("w", OLD, "b")))))
        .as("item")
        .containsExactly("w@0");
    images.clear();
    image("f", YOUNG, "1");
    image("g", OLD, "2");
    assertThat(images(plan(none))).as("image").containsExactly("g");
  }

  @Test
  void exactlyAsOldAsTheLimitIsOldEnough() {
    image("a", NOW.minus(PruneRules.USUAL_AGE), "1");
    assertThat(images(plan(PruneRules.usual()))).containsExactly("a");
  }

  @Test
  void anItemWhoseImageIsGoneGoesWhereverItStandsUnlessItsTagIsUsedOrItIsYoung() {
    image("a", OLD, "1");
    assertThat(items(plan(PruneRules.usual(), app(tag("v", OLD, "x", "a", "y")))))
        .containsExactly("v@0", "v@2");
    assertThat(items(plan(PruneRules.usual(), app(tag("v", YOUNG, "x"))))).isEmpty();
    pod("registry:5000/shop/app:v", "Running", OLD);
    assertThat(items(plan(PruneRules.usual(), app(tag("v", OLD, "x", "a", "y")))))
        .containsExactly("v@2");
  }

  @Test
  void anImageThatAWorkloadNamesByDigestStaysInThatStreamAlone() {
    fiveOldImages();
    pod("somewhere.example.com/shop/app@" + digest("e"), "Pending", OLD);
    StreamHistory other = new StreamHistory("shop", "other", OLD, List.of(FIVE));
    PrunePlan plan = plan(PruneRules.usual(), app(FIVE), other);
    assertThat(items(plan)).containsExactly("v@3", "v@3", "v@4");
    assertThat(images(plan)).containsExactly("d");
  }

  @Test
  void theTagThatAWorkloadNamesKeepsItsNewest() {
    fiveOldImages();
    pod("registry:5000/shop/app", "Running", OLD);
    PruneRules none = PruneRules.keeping(PruneRules.USUAL_AGE, 0);
    assertThat(items(plan(none, app(tag("latest", OLD, "a", "b"), tag("v", OLD, "c")))))
        .containsExactly("latest@1", "v@0");
  }

  @Test
  void podsThatHaveEndedCountWhileTheyAreYoung() {
    fiveOldImages();
    String image = "registry/shop/app@" + digest("e"); // names no host
    for (String phase : List.of("Succeeded", "Failed", "Unknown", "")) {
      workloads.clear();
      pod("r:1/shop/app@" + digest("e"), phase, OLD);
      assertThat(items(plan(PruneRules.usual(), app(FIVE)))).as(phase).hasSize(2);
      workloads.clear();
      pod("r:1/shop/app@" + digest("e"), phase, YOUNG);
      assertThat(items(plan(PruneRules.usual(), app(FIVE)))).as(phase).containsExactly("v@3");
    }
    workloads.clear();
    pod(image, "Running", OLD);
    assertThat(items(plan(PruneRules.usual(), app(FIVE)))).as("no host").hasSize(2);
  }

  @Test
  void everyKindOfWorkloadCounts() {
    fiveOldImages();
    String template =
        """
        metadata: {name: web, namespace: shop}
        spec: {template: {spec: {initContainers: [{name: i, image: "r:1/shop/app@%s"}]}}}
        """
            .formatted(digest("e"));
    String cron =
        """
        metadata: {name: web, namespace: shop}
        spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: "r:1/shop/app@%s"}]}}}}}
        """
            .formatted(digest("e"));
    for (ResourceKind kind :
        List.of(
            Kinds.REPLICATION_CONTROLLER,
            Kinds.DEPLOYMENT,
            Kinds.DEPLOYMENT_CONFIG,
            Kinds.REPLICA_SET,
            Kinds.STATEFUL_SET,
            Kinds.DAEMON_SET,
            Kinds.JOB,
            Kinds.CRON_JOB)) {
      workloads.clear();
      uses(kind, kind.equals(Kinds.CRON_JOB) ? cron : template);
      assertThat(items(plan(PruneRules.usual(), app(FIVE)))).as(kind.kind()).containsExactly("v@3");
    }
  }

  @Test
  void anImageThatIsMountedAsAVolumeOrRunToLookIntoAPodCounts() {
    fiveOldImages();
    String volume = "volumes: [{name: v, image: {reference: \"r:1/shop/app@%s\"}}]";
    String looking = "ephemeralContainers: [{name: e, image: \"r:1/shop/app@%s\"}]";
    for (String named : List.of(volume, looking)) {
      workloads.clear();
      uses(
          Kinds.DEPLOYMENT,
          """
          metadata: {name: web, namespace: shop}
          spec: {template: {spec: {%s}}}
          """
              .formatted(named.formatted(digest("e"))));
      assertThat(items(plan(PruneRules.usual(), app(FIVE)))).as(named).containsExactly("v@3");
    }
  }

  @Test
  void buildsUseWhatTheyStartFrom() {
    fiveOldImages();
    for (String from :
        List.of(
            "{kind: DockerImage, name: 'r:1/shop/app@" + digest("e") + "'}",
            "{kind: ImageStreamImage, name: 'app@" + digest("e") + "'}",
            "{kind: ImageStreamImage, namespace: shop, name: 'app@" + digest("e") + "'}")) {
      for (String strategy : List.of("sourceStrategy", "dockerStrategy", "customStrategy")) {
        workloads.clear();
        uses(
            Kinds.BUILD,
            "{metadata: {name: b, namespace: shop}, spec: {strategy: {%s: {from: %s}}}}"
                .formatted(strategy, from));
        assertThat(items(plan(PruneRules.usual(), app(FIVE))))
            .as(strategy + from)
            .containsExactly("v@3");
      }
    }
    workloads.clear();
    uses(
        Kinds.BUILD_CONFIG,
        "{metadata: {name: b, namespace: ci}, spec: {strategy: {sourceStrategy: {from:"
            + " {kind: ImageStreamTag, namespace: shop, name: 'app:v'}}}}}");
    assertThat(items(plan(PruneRules.keeping(PruneRules.USUAL_AGE, 0), app(FIVE))))
        .containsExactly("v@1", "v@2", "v@3", "v@4");
  }

  @Test
  void whatATagWaitsForStaysAndTheRestGoes() {
    image("a", OLD, "x");
    image("b", OLD, "x");
    list("c", "a");
    PruneRules rules = PruneRules.usual();
    Pruning pruning = pruning(rules);
    Pruning beside =
        new Pruning(
            rules, NOW, pruning.images(), pruning.used(), limits, Set.of(digest("c"), "gone"));

    assertThat(images(pruning.plan(List.of()))).containsExactly("a", "b", "c");
    assertThat(images(beside.plan(List.of()))).containsExactly("b");
    assertThat(beside.plan(List.of()).images().getFirst().blobs())
        .extracting(Gone::digest)
        .doesNotContain(digest("x"));
  }

  @Test
  void whatAKeptListListsStaysAtAnyDepth() {
    list("a", "b");
    list("b", "c");
    image("c", OLD, "1");
    list("d", "e");
    image("e", OLD, "2");
    assertThat(images(plan(PruneRules.usual(), app(tag("v", OLD, "a"))))).containsExactly("d", "e");
  }

  @Test
  void aBlobGoesWithTheLastImageThatHasIt() {
    image("a", OLD, "0", "1");
    image("b", OLD, "0", "2");
    image("c", OLD, "0", "3");
    PrunePlan plan = plan(PruneRules.usual(), app(tag("v", OLD, "a")));
    assertThat(images(plan)).containsExactly("b", "c");
    assertThat(plan.images())
        .flatMap(image -> gone(image.blobs().stream()))
        .as("the first is in an image that stays")
        .containsExactly("2", "b", "3", "c");
    PrunePlan all = plan(PruneRules.usual());
    assertThat(all.images())
        .flatMap(image -> gone(image.blobs().stream()))
        .containsExactly("1", "a", "2", "b", "0", "3", "c");
  }

  @Test
  void linksStayThatAnotherItemOfTheStreamNeeds() {
    image("a", OLD, "0");
    image("b", OLD, "1");
    StreamPlan plan =
        pruning(PruneRules.keeping(PruneRules.USUAL_AGE, 1))
            .of(app(tag("v", OLD, "a", "b"), tag("w", OLD, "b", "a")));
    assertThat(plan.items()).hasSize(2);
    assertThat(plan.layerLinks()).isEmpty();
    assertThat(plan.manifestLinks()).isEmpty();
  }

  @Test
  void imagesOfOtherRegistriesStayWhereOnlyPushedOnesAreWanted() {
    image("a", OLD, "1");
    images.add(
        new PrunableImage(digest("b"), OLD, false, List.of(), List.of(), 1, "quay.io/x/y:1"));
    PruneRules pushed =
        new PruneRules(PruneRules.usual().keepYoungerThan(), 3, false, false, true, false, false);
    assertThat(images(plan(pushed))).containsExactly("a");
    assertThat(images(plan(PruneRules.usual()))).containsExactly("a", "b");
    assertThat(plan(PruneRules.usual()).images().getLast().why())
        .startsWith("of another registry, ");
  }

  @Test
  void withoutTheRegistryOnlyItemsAndImagesGo() {
    fiveOldImages();
    PruneRules objects =
        new PruneRules(PruneRules.usual().keepYoungerThan(), 3, false, true, false, false, false);
    PrunePlan plan = plan(objects, app(FIVE));
    assertThat(items(plan)).hasSize(2);
    assertThat(plan.streams().getFirst().layerLinks()).isEmpty();
    assertThat(plan.streams().getFirst().manifestLinks()).isEmpty();
    assertThat(images(plan)).hasSize(2);
    assertThat(plan.images()).allMatch(image -> image.blobs().isEmpty());
  }

  @Test
  void oneNamespaceLosesItemsAndNoImages() {
    fiveOldImages();
    PrunePlan plan = plan(PruneRules.usual().ofOneNamespace(), app(FIVE));
    assertThat(items(plan)).hasSize(2);
    assertThat(plan.images()).isEmpty();
  }

  @Test
  void overTheLimitGoesWhatIsTooLargeHoweverYoungAndNothingElse() {
    fiveOldImages();
    images.removeFirst();
    images.add(new PrunableImage(digest("a"), NOW, true, List.of(), List.of(), 2000, ""));
    limits = new SizeLimits(Map.of("shop", Quantity.parse("1k").orElseThrow()));
    StreamHistory elsewhere = new StreamHistory("other", "app", OLD, List.of(FIVE));
    PrunePlan plan = plan(PruneRules.overLimits(), app(tag("v", NOW, "a", "b")), elsewhere);
    assertThat(items(plan)).containsExactly("v@0");
    assertThat(plan.streams().getFirst().why()).isEqualTo("v: 1 larger than 1k, the limit of shop");
    assertThat(images(plan)).as("another namespace holds them").isEmpty();
    pod("r:1/shop/app@" + digest("a"), "Succeeded", OLD);
    assertThat(items(plan(PruneRules.overLimits(), app(tag("v", NOW, "a")))))
        .as("no age is asked for, so ended pods count")
        .isEmpty();
  }

  private static ObjectNode limitRange(String most) {
    return object(
        """
        metadata: {namespace: shop}
        spec: {limits: [{type: openshift.io/Image, max: {storage: %s}}, {type: Pod, max: {storage: 1}}]}
        """
            .formatted(most));
  }

  @Test
  void theSmallestLimitOfANamespaceCounts() {
    SizeLimits read =
        SizeLimits.of(Stream.of("2k", "1k", "3k").map(PruningTest::limitRange).toList());
    assertThat(read.exceeded("shop", 1001)).isPresent();
    assertThat(read.exceeded("shop", 1000)).isEmpty();
    assertThat(read.exceeded("other", 5000)).isEmpty();
  }

  @Test
  void namesThatCannotBeReadAreToldWithWhoSaysThem() {
    pod("BAD//name", "Running", OLD);
    uses(
        Kinds.BUILD,
        "{metadata: {name: b, namespace: ci}, spec: {strategy: {sourceStrategy: {from:"
            + " {kind: ImageStreamTag, name: nothing}}}}}");
    assertThat(References.of(workloads, PruneRules.usual(), NOW).invalid())
        .containsExactly(
            "pod/web namespace=shop: container web: invalid image reference \"BAD//name\":"
                + " invalid reference format",
            "build/b namespace=ci: invalid ImageStreamTag reference \"nothing\":"
                + " an image stream tag is NAME:TAG");
    PruneRules ignoring =
        new PruneRules(PruneRules.usual().keepYoungerThan(), 3, false, true, true, false, true);
    assertThat(References.of(workloads, ignoring, NOW).invalid()).isEmpty();
  }

  @Test
  void theSameInputsGiveTheSamePlanInTheSameOrder() {
    fiveOldImages();
    StreamHistory other = new StreamHistory("art", "app", OLD, List.of(FIVE));
    PrunePlan one = plan(PruneRules.usual(), app(FIVE), other);
    PrunePlan again = plan(PruneRules.usual(), other, app(FIVE));
    assertThat(one).isEqualTo(again);
    assertThat(one.streams())
        .extracting(it -> it.stream().path())
        .containsExactly("art/app", "shop/app");
  }

  @Test
  void nothingGoesTwice() {
    fiveOldImages();
    Pruning pruning = pruning(PruneRules.usual());
    StreamPlan first = pruning.of(app(FIVE));
    assertThat(pruning.of(first.left()).items()).isEmpty();
  }

  @Test
  void theSummaryLeavesOutWhatDidNotHappen() {
    assertThat(PruneCounts.NONE).hasToString("deleted 0 objects");
    assertThat(new PruneCounts(1, 2, 3, 4, 5, 6))
        .hasToString(
            "deleted 1 image object(s), deleted 2 image stream tag item(s), updated 3 image"
                + " stream(s), deleted 4 layer link(s), deleted 5 manifest link(s), deleted 6"
                + " blob(s)");
    assertThat(new PruneCounts(0, 2, 1, 0, 0, 0))
        .hasToString("deleted 2 image stream tag item(s), updated 1 image stream(s)");
  }
}
