package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.DEV;
import static dev.weir.imageapi.ImageApiFixture.json;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imageapi.age.CandidatesRest;
import dev.weir.imagestream.ImportDue;
import dev.weir.imagestream.SpecTag;
import dev.weir.importing.Findings;
import dev.weir.importing.ImportJob;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.Patience;
import dev.weir.objects.WriteOptions;
import dev.weir.reference.Digest;
import dev.weir.remote.budget.Caller;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.FakeRepository;
import dev.weir.remote.fake.TestImages;
import dev.weir.store.Transaction;
import dev.weir.streams.StoredStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tag that waits, beside a model of it: a list of what was seen and since when, in true time.
 * What is random is what its registry has, what people do, clocks, and starts of the server.
 */
class AgedTagsModelTest {
  private static final Duration HOUR = Duration.ofHours(1);

  /** What the registry's tag was, since when, as this server saw it. */
  private static final class Model {
    final List<String> images = new ArrayList<>();
    final Map<String, Long> since = new HashMap<>();
    String tag = "";
    long age = 48;

    void sees(String image, long hour) {
      int at = images.indexOf(image);
      if (at < 0) {
        images.add(image);
        since.put(image, hour);
      } else if (at < images.size() - 1) {
        images.subList(at + 1, images.size()).clear();
        if (!image.equals(tag)) {
          since.put(image, hour);
        }
      }
      settle(hour);
    }

    void settle(long hour) {
      int taken = images.indexOf(tag);
      for (int i = images.size() - 1; i > taken; i--) {
        if (requireNonNull(since.get(images.get(i))) + age <= hour) {
          take(images.get(i));
          return;
        }
      }
    }

    void take(String image) {
      images.subList(0, images.indexOf(image)).clear();
      tag = image;
    }

    void loses() {
      images.clear();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverHappensTheTagIsWhatTheModelSays(long seed) throws Exception {
    Random random = new Random(seed);
    Model model = new Model();
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
          switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> repository.tag("1", builds.get(random.nextInt(builds.size())));
            case 4 -> world = world.restarted();
            case 5 -> world.api.pass(Duration.ofDays(random.nextInt(-30, 60)));
            case 6 -> {
              model.age = random.nextInt(1, 96);
              annotate(world, model.age + "h");
            }
            case 7 -> {
              if (random.nextInt(4) == 0) {
                var _ =
                    world.api.store.commit(
                        Transaction.builder().delete("/seen/demo/app/live").build());
                model.loses();
              }
            }
            case 8 -> early(world, model, random);
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
            look(world);
            begins(model, hour);
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

  /** What is lost is begun with what the tag has. */
  private static void begins(Model model, long hour) {
    if (model.images.isEmpty() && !model.tag.isEmpty()) {
      model.images.add(model.tag);
      model.since.put(model.tag, hour);
    }
  }

  private static void look(ScheduledStreams world) throws InterruptedException {
    StoredStream before = world.turns.newest(APP);
    SpecTag spec = before.stream().specTag("live").orElseThrow();
    try (ImportMemory.Part memory = world.imports.memory(DEV)) {
      Findings findings =
          world.imports.look(
              before.stream(),
              ImportJob.of(before.stream(), new ImportDue(List.of(spec), false)),
              _ -> true,
              Patience.of(Caller.PERSON, Optional.empty()),
              memory);
      assertThat(world.imports.apply(DEV, before, findings)).isPresent();
    }
  }

  private static void annotate(ScheduledStreams world, String age) {
    var _ =
        world
            .api
            .rest("imagestreams")
            .update(
                DEMO,
                "app",
                stream -> {
                  ((ObjectNode) stream.at("/spec/tags/0/annotations"))
                      .put("weir.dev/minimum-age", age);
                  return stream;
                },
                WriteOptions.STORE);
  }

  private static void early(ScheduledStreams world, Model model, Random random) {
    if (model.images.isEmpty()) {
      return;
    }
    String image = model.images.get(random.nextInt(model.images.size()));
    var _ =
        new CandidatesRest(world.api.all, world.imports, (_, _, _) -> {})
            .create(
                DEMO,
                json("{'metadata':{'name':'app:live'},'image':'" + image + "'}"),
                WriteOptions.STORE);
    if (model.images.indexOf(image) > model.images.indexOf(model.tag)) {
      model.take(image);
    }
  }
}
