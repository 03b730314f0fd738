package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.imageapi.AgedTagModel;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tags are pushed, pointed elsewhere, held, rolled back and released, and one waits until what its
 * registry has is old enough; workloads are made, edited, paused and pointed at other tags, at
 * random, and the loop is stopped and started in between; some are edited just as the loop is about
 * to write. At rest each image is the model's, and no object was written more often than it had to
 * be. {@code -Dweir.seed} repeats a run.
 */
@Timeout(120)
class RandomTriggersTest {
  private static final int STEPS = Integer.getInteger("weir.steps", 150);
  private static final String AGED = "aged";
  private static final List<String> TAGS = List.of("one", "two", "follows", AGED);
  private static final List<ResourceKind> KINDS =
      List.of(Kinds.DEPLOYMENT, Kinds.CRON_JOB, Kinds.POD, Kinds.JOB);

  private final long seed = Long.getLong("weir.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @AutoClose private final TaggedFixture fixture = new TaggedFixture();

  /** Where each tag is, what it had, and which are held. */
  private final TagModel tags = new TagModel();

  /** The tag that waits, and what its registry has. */
  private final AgedTagModel aged = new AgedTagModel();

  private String upstream = "";
  private long hour;

  private final Map<String, ModelWorkload> workloads = new TreeMap<>();
  private int pushes;
  private int names;

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private ModelWorkload anyWorkload() {
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

  /** One thing that somebody does, and what comes of age by then. */
  private String act() {
    String done = acted();
    fixture.aged.settle();
    aged.settle(hour);
    agedMoved();
    return done;
  }

  private void agedMoved() {
    if (!aged.tag.isEmpty() && !aged.tag.equals(tags.images.get(AGED))) {
      tags.move(AGED, aged.tag);
    }
  }

  private String acted() {
    String tag = any(TAGS);
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> push(any(List.of("one", "two")));
      case 3 -> tagged(any(List.of("one", "two")));
      case 4 -> held(tag);
      case 5 -> rolledBack(tag);
      case 6 -> released(tag);
      case 7 -> made();
      case 8 -> deleted();
      case 9 -> edited();
      case 10 -> paused();
      case 11 -> retargeted();
      case 12 -> {
        upstream = fixture.aged.build();
        yield looked();
      }
      case 13 -> aged();
      case 14 -> early();
      default -> passed();
    };
  }

  private String looked() {
    fixture.aged.look(AGED);
    aged.sees(upstream, hour);
    return "look";
  }

  private String aged() {
    aged.age = random.nextInt(1, 96);
    fixture.age(AGED, aged.age);
    return "age of " + aged.age;
  }

  private String early() {
    if (aged.held || aged.waiting().isEmpty()) {
      return looked();
    }
    String image = any(aged.waiting());
    fixture.aged.takeEarly(AGED, image);
    aged.moves(image);
    aged.takes(image);
    return "take early";
  }

  private String passed() {
    long hours = random.nextInt(1, 49);
    fixture.aged.pass(hours);
    hour += hours;
    return hours + " hours";
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
    if (tag.equals(AGED)) {
      aged.held = true;
    } else {
      tags.hold(tag, tags.images.getOrDefault(tag, ""));
    }
    return "hold " + tag;
  }

  private String rolledBack(String tag) {
    if (tags.history(tag).isEmpty()) {
      return "roll back nothing";
    }
    String image = any(tags.history(tag));
    fixture.hold(tag, image);
    if (tag.equals(AGED)) {
      aged.held = true;
      aged.moves(image);
    } else {
      tags.hold(tag, image);
    }
    return "roll back " + tag;
  }

  private String released(String tag) {
    if (tag.equals(AGED) && aged.held) {
      fixture.release(tag);
      aged.held = false;
      aged.behind = true;
    } else if (tags.held.contains(tag)) {
      fixture.release(tag);
      tags.release(tag);
    }
    return "release " + tag;
  }

  private String made() {
    ResourceKind kind = any(KINDS);
    ModelWorkload made = new ModelWorkload(fixture, kind, kind.singular() + names++);
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
    ModelWorkload gone = anyWorkload();
    workloads.remove(gone.name);
    ObjectNode _ = fixture.loop.kinds.delete(gone.plural(), gone.name);
    return "delete " + gone.name;
  }

  private String edited() {
    ModelWorkload workload = anyWorkload();
    if (workload.isJob()) {
      return "edit nothing";
    }
    workload.setImage(random.nextInt(2), "by/hand:" + pushes++);
    return "edit " + workload.name;
  }

  private String paused() {
    ModelWorkload workload = anyWorkload();
    ModelWorkload.Entry entry = any(workload.entries);
    entry.paused = !entry.paused;
    workload.annotate();
    return "pause or not " + workload.name;
  }

  private String retargeted() {
    ModelWorkload workload = anyWorkload();
    any(workload.entries).tag = any(TAGS);
    workload.annotate();
    return "retarget " + workload.name;
  }

  /** Somebody edits a workload just as the loop is about to write it. */
  private String raced() {
    ModelWorkload workload = anyWorkload();
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
    for (ModelWorkload workload : workloads.values()) {
      if (workload.settle(tags.images)) {
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
              for (ModelWorkload workload : workloads.values()) {
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
    fixture.followAged(AGED);
    fixture.age(AGED, aged.age);
    upstream = fixture.aged.build();
    String _ = looked();
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
