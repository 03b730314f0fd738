package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.json;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.imageapi.age.CandidatesRest;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.Digest;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tag that waits, beside a model of it: a list of what was seen and since when, in true time.
 * What is random is what its registry has, what people do (ages, holds, rollbacks, early takes,
 * images that are removed), clocks, and starts of the server. {@code -Dweir.seed} repeats a run.
 */
class AgedTagsModelTest {
  private static final Duration HOUR = Duration.ofHours(1);

  static LongStream seeds() {
    long fresh = Long.getLong("weir.seed", System.nanoTime());
    System.out.println("AgedTagsModelTest seed " + fresh);
    return LongStream.concat(LongStream.rangeClosed(1, 6), LongStream.of(fresh));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverHappensTheTagIsWhatTheModelSays(long seed) throws Exception {
    Random random = new Random(seed);
    AgedTagModel model = new AgedTagModel();
    List<Digest> builds = new ArrayList<>();
    try (FakeRegistry upstream = FakeRegistry.plain()) {
      FakeRepository repository = upstream.repository("team/app");
      for (int i = 0; i < 12; i++) {
        builds.add(TestImages.single(repository, "build " + i, "linux", "amd64"));
      }
      repository.tag("1", builds.getFirst());
      long hour = 0;
      ScheduledStreams world = new ScheduledStreams();
      try {
        world.follow(
            APP,
            ScheduledStreams.tag("live", upstream, "team/app:1")
                .replace("'scheduled':true", "'scheduled':false")
                .replace("{'name'", "{'annotations':{'weir.dev/minimum-age':'48h'},'name'"));
        model.sees(builds.getFirst().toString(), hour);
        for (int step = 0; step < 120; step++) {
          switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> repository.tag("1", builds.get(random.nextInt(builds.size())));
            case 4 -> {
              world = world.restarted();
              Instant _ = world.imports.gate().clock().now(); // goes on from here
            }
            case 5 -> world.api.pass(Duration.ofDays(random.nextInt(-30, 60)));
            case 6 -> {
              model.age = random.nextInt(1, 96);
              annotate(world, "weir.dev/minimum-age", model.age + "h");
            }
            case 7 -> {
              if (random.nextInt(4) == 0 && !model.held && !model.behind) {
                var _ =
                    world.api.store.commit(
                        Transaction.builder().delete("/seen/demo/app/live").build());
                model.loses();
              }
            }
            case 8, 9 -> early(world, model, random);
            case 10 -> {
              annotate(world, SpecTag.HOLD, "ann");
              model.held = true;
            }
            case 11 -> rollBack(world, model, random);
            case 12, 13 -> release(world, model);
            case 14 -> remove(world, model, random);
            default -> {}
          }
          long hours = random.nextInt(1, 13);
          hour += hours;
          world.pass(HOUR.multipliedBy(hours));
          world.aged.replaced(List.of());
          world.aged.settleDue();
          model.settle(hour);
          assertThat(world.image(APP, "live"))
              .as("seed %d step %d", seed, step)
              .isEqualTo(model.tag);
          if (random.nextInt(3) > 0) {
            String now = requireNonNull(repository.tags().get("1")).toString();
            TagLook.at(world.turns, world.imports, APP, "live");
            model.sees(now, hour);
            world.aged.replaced(List.of());
            world.aged.settleDue();
            assertThat(world.image(APP, "live"))
                .as("seed %d step %d after a look", seed, step)
                .isEqualTo(model.tag);
          }
        }
        assertThat(world.history(APP, "live").items()).isNotEmpty();
      } finally {
        world.close();
      }
    }
  }

  private static void annotate(ScheduledStreams world, String key, String value) {
    var _ =
        world
            .rest("imagestreams")
            .update(
                DEMO,
                "app",
                stream -> {
                  ((ObjectNode) stream.at("/spec/tags/0/annotations")).put(key, value);
                  return stream;
                },
                WriteOptions.STORE);
  }

  private static void early(ScheduledStreams world, AgedTagModel model, Random random) {
    if (model.images.isEmpty()) {
      return;
    }
    String image = model.images.get(random.nextInt(model.images.size()));
    ThrowingCallable taking =
        () ->
            new CandidatesRest(world.api.all, world.imports, (_, _, _) -> {})
                .create(
                    DEMO,
                    json("{'metadata':{'name':'app:live'},'image':'" + image + "'}"),
                    WriteOptions.STORE);
    if (!image.equals(model.tag) && (model.held || model.gone.contains(image))) {
      assertThat(ImageApiFixture.refusal(taking).code()).isEqualTo(409);
      return;
    }
    assertThatCode(taking).doesNotThrowAnyException();
    if (!image.equals(model.tag)) {
      model.moves(image);
      model.takes(image);
    }
  }

  /** To any image that the tag was, however it came to that. */
  private static void rollBack(ScheduledStreams world, AgedTagModel model, Random random) {
    List<TagEvent> past =
        world.history(APP, "live").items().stream()
            .filter(event -> !model.gone.contains(event.image()))
            .toList();
    if (past.isEmpty()) {
      return;
    }
    String image = past.get(random.nextInt(past.size())).image();
    var _ =
        world
            .rest("imagestreamtags")
            .update(
                DEMO,
                "app:live",
                tag -> {
                  ((ObjectNode) tag.at("/metadata/annotations"))
                      .put(SpecTag.HOLD, "ann")
                      .put(SpecTag.HELD_IMAGE, image);
                  return tag;
                },
                WriteOptions.STORE);
    model.held = true;
    model.tag = image;
  }

  private static void release(ScheduledStreams world, AgedTagModel model) {
    if (model.held) {
      annotate(world, SpecTag.HOLD, "");
      model.held = false;
      model.behind = true;
    }
  }

  private static void remove(ScheduledStreams world, AgedTagModel model, Random random) {
    List<String> waiting = model.waiting();
    if (!waiting.isEmpty()) {
      String image = waiting.get(random.nextInt(waiting.size()));
      var _ = world.api.store.commit(Transaction.builder().delete(StreamKeys.image(image)).build());
      model.gone.add(image);
    }
  }
}
