package dev.weir.imagestream;

import static dev.weir.imagestream.StreamFixture.NOW;
import static dev.weir.imagestream.StreamFixture.RUBY;
import static dev.weir.imagestream.StreamFixture.docker;
import static dev.weir.imagestream.StreamFixture.own;
import static dev.weir.imagestream.StreamFixture.rules;
import static dev.weir.imagestream.StreamFixture.stored;
import static dev.weir.imagestream.StreamFixture.tracking;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of a stream, beside a model that knows only which image each tag has, which it
 * had, and which is held. Each step happens to the stream with its whole history, and to the form
 * with the newest events only.
 */
final class RandomHoldsTest {
  private static final int STEPS = 200;
  private static final List<String> TAGS = List.of("imported", "live", "main", "pushed", "shown");

  /** Who follows whom. */
  private static final Map<String, String> FOLLOWED = Map.of("live", "main", "shown", "live");

  private final Map<String, String> image = new HashMap<>();
  private final Map<String, Set<String>> had = new HashMap<>();
  private final Set<String> held = new HashSet<>();
  private ImageStream stream = stored();
  private String done = "";

  static List<Long> seeds() {
    return new Random().longs(12).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void onlyPushesMoveHeldTagsAndAReleaseLetsThemCatchUp(long seed) {
    Random random = new Random(seed);
    begin();
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      String tag = TAGS.get(random.nextInt(TAGS.size()));
      step(random, tag, "sha256:" + Integer.toHexString(random.nextInt(6)).repeat(64));
      steps.add(done);
      for (String each : TAGS) {
        assertThat(stream.newest(each).map(TagEvent::image).orElse(""))
            .as("%s, seed %d: %s", each, seed, steps)
            .isEqualTo(image.getOrDefault(each, ""));
        assertThat(stream.specTag(each).filter(SpecTag::isHeld).isPresent())
            .as("%s, seed %d: %s", each, seed, steps)
            .isEqualTo(held.contains(each));
        stream
            .specTag(each)
            .flatMap(SpecTag::heldImage)
            .ifPresent(at -> assertThat(at).as("seed " + seed).isEqualTo(image.get(each)));
      }
      assertThat(ImportDue.of(stream).tags())
          .as("seed %d: %s", seed, steps)
          .noneMatch(SpecTag::isHeld);
    }
  }

  private void begin() {
    stream =
        stored(
            docker("imported", "quay.io/ruby:1"),
            tracking("live", "main"),
            tracking("shown", "live"));
  }

  private void step(Random random, String tag, String to) {
    switch (random.nextInt(7)) {
      case 0, 1 -> push(tag, to);
      case 2 -> importTag(to);
      case 3 -> hold(tag);
      case 4 -> rollBack(tag, to);
      case 5 -> release(tag);
      default -> point(tag, to);
    }
  }

  private void move(String tag, String to) {
    image.put(tag, to);
    had.computeIfAbsent(tag, _ -> new HashSet<>()).add(to);
    FOLLOWED.forEach(
        (follower, followed) -> {
          if (followed.equals(tag) && follows(follower) && !to.equals(image.get(follower))) {
            move(follower, to);
          }
        });
  }

  private boolean follows(String follower) {
    return !held.contains(follower)
        && Followers.followed(RUBY, stream.specTag(follower).orElseThrow()).isPresent();
  }

  private void push(String tag, String to) {
    done = "push " + tag;
    if (FOLLOWED.containsKey(tag) && !held.contains(tag)) {
      return; // it would be moved again by whatever is said of the other one, image or not
    }
    boolean moves = !to.equals(image.get(tag));
    switch (PushedTag.record(stream, List.of(tag), own(to, 0))) {
      case PushedTag.Outcome.TagMoved(ImageStream moved) -> stream = moved;
      case PushedTag.Outcome.Unchanged _ -> {}
    }
    if (moves) {
      move(tag, to);
    }
  }

  private void importTag(String to) {
    done = "import";
    var found =
        new ImportedTag(
            "imported",
            "quay.io/ruby:1",
            ImportPolicy.DEFAULT,
            SpecTag.SOURCE,
            true,
            new ImportedTag.Result.Found("quay.io/ruby@" + to, to));
    if (ImportedTags.apply(stream, List.of(found), NOW)
        instanceof ImportedTags.Outcome.Changed(ImageStream edited)) {
      accept(edited);
    }
    if (!held.contains("imported")) {
      move("imported", to);
    }
  }

  private SpecTag spec(String tag) {
    return stream.specTag(tag).orElseGet(() -> SpecTag.named(tag));
  }

  private void hold(String tag) {
    done = "hold " + tag;
    accept(stream.withSpecTag(spec(tag).withAnnotation(SpecTag.HOLD, "ann")));
    held.add(tag);
  }

  private void rollBack(String tag, String to) {
    done = "roll back " + tag;
    SpecTag wanted =
        spec(tag).withAnnotation(SpecTag.HOLD, "ann").withAnnotation(SpecTag.HELD_IMAGE, to);
    boolean same = spec(tag).heldImage().equals(Optional.of(to)) && held.contains(tag);
    boolean can = had.getOrDefault(tag, Set.of()).contains(to);
    var written = write(stream.withSpecTag(wanted));
    assertThat(written instanceof StreamRules.Written.Accepted).as(done).isEqualTo(can);
    if (written instanceof StreamRules.Written.Accepted(ImageStream back)) {
      stream = back;
      held.add(tag);
      if (!same && !to.equals(image.get(tag))) {
        move(tag, to);
      }
    }
  }

  private void release(String tag) {
    done = "release " + tag;
    if (stream.specTag(tag).isEmpty()) {
      return;
    }
    boolean was = held.remove(tag);
    accept(stream.withSpecTag(spec(tag).withoutAnnotation(SpecTag.HOLD)));
    String source = FOLLOWED.get(tag);
    if (was && source != null && follows(tag) && image.containsKey(source)) {
      String to = image.getOrDefault(source, "");
      if (!to.equals(image.get(tag))) {
        move(tag, to);
      }
    }
  }

  /** Points it at an image of the stream, as {@code oc tag stream@digest} does. */
  private void point(String tag, String to) {
    done = "point " + tag;
    boolean known = had.values().stream().anyMatch(images -> images.contains(to));
    if (FOLLOWED.containsKey(tag) || tag.equals("imported") || !known) {
      return; // what these follow is part of the model
    }
    SpecTag wanted =
        spec(tag).withFrom(new TagSource(TagSource.STREAM_IMAGE, "", "ruby@" + to, Map.of()));
    boolean elsewhere = !spec(tag).from().equals(wanted.from());
    var written = rules(stream).edit(stream, stream.withSpecTag(wanted));
    assertThat(written instanceof StreamRules.Written.Held)
        .as(done)
        .isEqualTo(elsewhere && held.contains(tag));
    if (written instanceof StreamRules.Written.Accepted(ImageStream next)) {
      stream = next;
      if (elsewhere && !to.equals(image.get(tag))) {
        move(tag, to);
      }
    }
  }

  private void accept(ImageStream edited) {
    stream = StreamFixture.accepted(write(edited));
  }

  /** The same of the form with the newest events only, which finds the others by being told. */
  private StreamRules.Written write(ImageStream edited) {
    var whole = rules(stream).edit(stream, edited);
    var newest = rules(stream).edit(newest(stream), newest(edited));
    if (whole instanceof StreamRules.Written.Accepted(ImageStream one)
        && newest instanceof StreamRules.Written.Accepted(ImageStream other)) {
      assertThat(newest(other).tags()).as(done).isEqualTo(newest(one).tags());
      assertThat(other.spec()).as(done).isEqualTo(one.spec());
    } else {
      assertThat(newest).as(done).isEqualTo(whole);
    }
    return whole;
  }

  private static ImageStream newest(ImageStream stream) {
    Map<String, TagHistory> tags = new HashMap<>();
    stream.tags().forEach((tag, history) -> tags.put(tag, history.newestOnly()));
    return stream.withTags(tags);
  }
}
