package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.platform.core.KindsFixture;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tags are pushed, pointed elsewhere, held, rolled back and released, workloads made, edited,
 * paused and pointed at other tags, at random, and the loop is stopped and started in between; some
 * are edited just as the loop is about to write. At rest each image is the model's, and no object
 * was written more often than it had to be. {@code -Dweir.seed} repeats a run.
 */
@Timeout(120)
class RandomTriggersTest {
  private static final int STEPS = Integer.getInteger("weir.steps", 150);
  private static final List<String> TAGS = List.of("one", "two", "follows");
  private static final List<ResourceKind> KINDS =
      List.of(Kinds.DEPLOYMENT, Kinds.CRON_JOB, Kinds.POD, Kinds.JOB);

  private final long seed = Long.getLong("weir.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @AutoClose private final TaggedFixture fixture = new TaggedFixture();

  /** Where each tag is, what it had, and which are held. */
  private final TagModel tags = new TagModel();

  private final Map<String, Workload> workloads = new TreeMap<>();
  private int pushes;
  private int names;

  /** A container that follows a tag. */
  private static final class Entry {
    private String tag = "one";
    private boolean paused;
    private String image = "x/y:1";
  }

  /** A workload as it is to be: two containers, each with an entry. */
  private final class Workload {
    private final WorkloadKind kind;
    private final String name;
    private final List<Entry> entries = List.of(new Entry(), new Entry());

    Workload(ResourceKind kind, String name) {
      this.kind = PodPaths.workload(kind).orElseThrow();
      this.name = name;
    }

    private String plural() {
      return kind.kind().plural();
    }

    private boolean isJob() {
      return plural().equals("jobs");
    }

    private String annotation() {
      return Stream.of(0, 1)
          .map(
              i ->
                  LoopFixture.entry(
                          entries.get(i).tag,
                          kind.podSpecPath() + ".containers[?(@.name=='c" + i + "')].image")
                      .replaceFirst("\\{", "{\"paused\":" + entries.get(i).paused + ","))
          .toList()
          .toString();
    }

    void create() {
      String pods =
          "{restartPolicy: Never, containers: [{name: c0, image: '"
              + entries.get(0).image
              + "'}, {name: c1, image: '"
              + entries.get(1).image
              + "'}]}";
      String template = "{template: {metadata: {labels: {a: b}}, spec: " + pods + "}}";
      String spec =
          switch (plural()) {
            case "pods" -> pods;
            case "jobs" -> template;
            case "cronjobs" -> "{schedule: '@daily', jobTemplate: {spec: " + template + "}}";
            default ->
                "{selector: {matchLabels: {a: b}}, "
                    + template.substring(1).replace("Never", "Always");
          };
      String meta = "{name: %s, annotations: {weir.dev/recreate: 'true'}}".formatted(name);
      ObjectNode object = KindsFixture.yaml("metadata: " + meta + "\nspec: " + spec + "\n");
      Meta.setAnnotation(object, LoopFixture.ANNOTATION, annotation());
      fixture.loop.create(plural(), object);
    }

    /** Has the entries written as they are in the model. */
    void annotate() {
      edit(object -> Meta.setAnnotation(object, LoopFixture.ANNOTATION, annotation()));
    }

    void edit(Consumer<ObjectNode> change) {
      ObjectNode _ = fixture.loop.kinds.edit(plural(), name, change);
    }

    void setImage(int container, String image) {
      entries.get(container).image = image;
      edit(
          object ->
              ((ObjectNode) Json.arrayAt(kind.podSpec(object), "containers").get(container))
                  .put("image", image));
    }

    List<String> images() {
      ObjectNode object = fixture.loop.kinds.get(plural(), name);
      return Json.arrayAt(kind.podSpec(object), "containers")
          .valueStream()
          .map(container -> Json.string(container, "image"))
          .toList();
    }

    /** What the loop makes of it; true if that takes a write. */
    boolean settle() {
      boolean moves = false;
      for (Entry entry : entries) {
        String wanted = tags.images.getOrDefault(entry.tag, "");
        if (!entry.paused && !wanted.isEmpty()) {
          String image = fixture.pullSpec(wanted);
          moves |= !entry.image.equals(image);
          entry.image = image;
        }
      }
      return moves;
    }
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Workload anyWorkload() {
    return any(List.copyOf(workloads.values()));
  }

  private String push(String tag) {
    String image = fixture.push(tag, "image " + pushes++);
    tags.move(tag, image);
    if (tags.held.contains(tag)) {
      tags.named.put(tag, image);
    }
    return "push " + tag;
  }

  /** One thing that somebody does. */
  private String act() {
    String tag = any(TAGS);
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> push(any(List.of("one", "two")));
      case 3 -> tagged(any(List.of("one", "two")));
      case 4 -> held(tag);
      case 5 -> rolledBack(tag);
      case 6 -> released(tag);
      case 7 -> made();
      case 8 -> deleted();
      case 9 -> edited();
      case 10 -> paused();
      default -> retargeted();
    };
  }

  /** To be pointed where its spec points already moves no tag, and is no crime of a held one. */
  private String tagged(String tag) {
    String image = any(tags.history(any(List.of("one", "two"))));
    boolean elsewhere = !image.equals(tags.named.get(tag));
    boolean refused = fixture.isRefused(() -> fixture.tag(tag, image));
    assertThat(refused)
        .as("seed %s: tag %s, of which are held %s", seed, tag, tags.held)
        .isEqualTo(elsewhere && tags.held.contains(tag));
    if (!refused && elsewhere) {
      tags.named.put(tag, image);
      tags.move(tag, image);
    }
    return "tag " + tag;
  }

  private String held(String tag) {
    fixture.hold(tag, "");
    tags.hold(tag, tags.images.getOrDefault(tag, ""));
    return "hold " + tag;
  }

  private String rolledBack(String tag) {
    String image = any(tags.history(tag));
    fixture.hold(tag, image);
    tags.hold(tag, image);
    return "roll back " + tag;
  }

  private String released(String tag) {
    if (tags.held.contains(tag)) {
      fixture.release(tag);
      tags.release(tag);
    }
    return "release " + tag;
  }

  private String made() {
    ResourceKind kind = any(KINDS);
    Workload made = new Workload(kind, kind.singular() + names++);
    made.entries.forEach(
        entry -> {
          entry.tag = any(TAGS);
          entry.paused = random.nextInt(4) == 0;
        });
    workloads.put(made.name, made);
    made.create();
    return "make " + made.name;
  }

  private String deleted() {
    if (workloads.size() < 6) {
      return "delete nothing";
    }
    Workload gone = anyWorkload();
    workloads.remove(gone.name);
    ObjectNode _ = fixture.loop.kinds.delete(gone.plural(), gone.name);
    return "delete " + gone.name;
  }

  private String edited() {
    Workload workload = anyWorkload();
    if (workload.isJob()) {
      return "edit nothing";
    }
    workload.setImage(random.nextInt(2), "by/hand:" + pushes++);
    return "edit " + workload.name;
  }

  private String paused() {
    Workload workload = anyWorkload();
    Entry entry = any(workload.entries);
    entry.paused = !entry.paused;
    workload.annotate();
    return "pause or not " + workload.name;
  }

  private String retargeted() {
    Workload workload = anyWorkload();
    any(workload.entries).tag = any(TAGS);
    workload.annotate();
    return "retarget " + workload.name;
  }

  /** Somebody edits a workload just as the loop is about to write it. */
  private String raced() {
    Workload workload = anyWorkload();
    workload.entries.forEach(
        entry -> {
          entry.tag = any(List.of("one", "two"));
          entry.paused = false;
        });
    workload.annotate();
    settled("before a race");
    boolean pauses = random.nextBoolean();
    boolean edits = !workload.isJob() && random.nextBoolean();
    CountDownLatch raced = new CountDownLatch(1);
    fixture.loop.workloads.beforeWrite =
        name -> {
          if (name.equals(workload.name) && raced.getCount() > 0) {
            if (pauses) {
              workload.entries.forEach(entry -> entry.paused = true);
              workload.annotate();
            } else if (edits) {
              workload.setImage(0, "by/hand:" + names++);
            } else {
              workload.edit(object -> Meta.setAnnotation(object, "note", "x" + names++));
            }
            raced.countDown();
          }
        };
    String pushed = push(workload.entries.getFirst().tag);
    assertThat(isOver(raced)).as("seed %s: %s of %s", seed, pushed, workload.name).isTrue();
    fixture.loop.workloads.beforeWrite = _ -> {};
    return "race for " + workload.name + (pauses ? ", paused" : edits ? ", edited" : ", noted");
  }

  private static boolean isOver(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits until the loop has nothing to do, and compares. */
  private void settled(String what) {
    Map<String, Integer> expected = new TreeMap<>();
    for (Workload workload : workloads.values()) {
      if (workload.settle()) {
        expected.put(workload.name, 1);
      }
    }
    String as = "seed " + seed + ": " + what;
    await()
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              for (Workload workload : workloads.values()) {
                assertThat(workload.images())
                    .as("%s: %s", as, workload.name)
                    .isEqualTo(workload.entries.stream().map(entry -> entry.image).toList());
              }
            });
    fixture.awaitIdle();
    assertThat(fixture.takeWrites()).as(as).isEqualTo(expected);
  }

  @Test
  void atRestImagesAreTheModelsAndNothingWasWrittenInVain() {
    System.out.println("seed " + seed);
    fixture.loop.start();
    push("one");
    push("two");
    fixture.follow("follows", "one");
    tags.follow("follows", "one");
    for (int i = 0; i < 6; i++) {
      String _ = made();
    }
    settled("the beginning");
    for (int step = 0; step < STEPS; step++) {
      List<String> done = new ArrayList<>();
      switch (random.nextInt(6)) {
        case 0 -> {
          fixture.loop.stop();
          Collections.addAll(done, "stopped");
          for (int i = random.nextInt(5); i >= 0; i--) {
            done.add(act());
          }
          fixture.loop.start();
        }
        case 1 -> done.add(raced());
        default -> done.add(act());
      }
      assertThat(fixture.tags(TAGS)).as("seed %s: %s: %s", seed, step, done).isEqualTo(tags.images);
      settled(step + ": " + done);
    }
  }
}
