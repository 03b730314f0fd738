package dev.weir.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.PullSpecs;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Triggers and the image API make one pull spec of one tag, though they read streams apart. */
class PullSpecsTest {
  private static final StreamName NAME = new StreamName("demo", "app");

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aTriggerReadsTheSamePullSpecsAsTheStreamItself(int seed) {
    ImageStream stream = stream(new Random(seed));
    Map<String, String> ownWord =
        stream.tags().keySet().stream()
            .filter(tag -> !stream.pullSpec(tag).orElse("").isEmpty())
            .collect(Collectors.toMap(tag -> tag, tag -> stream.pullSpec(tag).orElseThrow()));

    StreamTags read = StreamTags.read(Json.bytes(StreamJson.write(stream)));

    assertThat(read.pullSpecs()).isEqualTo(ownWord);
  }

  @Test
  void theSeedsReachEveryCase() {
    assertThat(
            seeds()
                .mapToObj(seed -> stream(new Random(seed)))
                .flatMap(
                    stream ->
                        stream.tags().keySet().stream()
                            .map(tag -> kind(stream.pullSpec(tag).orElse("none")))))
        .contains("own", "elsewhere", "empty", "none");
  }

  private static String kind(String pullSpec) {
    return pullSpec.isEmpty() || pullSpec.equals("none")
        ? pullSpec.isEmpty() ? "empty" : "none"
        : pullSpec.startsWith("registry.weir.invalid/") ? "own" : "elsewhere";
  }

  private static ImageStream stream(Random random) {
    TreeMap<String, SpecTag> spec = new TreeMap<>();
    TreeMap<String, TagHistory> tags = new TreeMap<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      String tag = "v" + i;
      if (random.nextInt(4) > 0) {
        spec.put(tag, SpecTag.named(tag).withReferencePolicy(policy(random)));
      }
      if (random.nextInt(4) > 0) {
        List<TagEvent> events =
            Stream.generate(() -> event(random)).limit(random.nextInt(3)).toList();
        tags.put(tag, new TagHistory(events, List.of()));
      }
    }
    return new ImageStream(ImageStream.empty(NAME).metadata(), false, "", spec, tags);
  }

  private static String policy(Random random) {
    return random.nextBoolean() ? SpecTag.LOCAL : SpecTag.SOURCE;
  }

  private static TagEvent event(Random random) {
    String image = "sha256:" + Integer.toHexString(random.nextInt());
    return new TagEvent(
        Instant.EPOCH,
        random.nextInt(5) > 0 ? "quay.io/x/y@" + image : "",
        random.nextInt(5) > 0 ? image : "",
        random.nextInt(9));
  }

  @ParameterizedTest
  @CsvSource(
      emptyValue = "",
      value = {
        "Local, q.io/x@i, i, reg/demo/app, reg/demo/app@i",
        "Local, q.io/x@i, i, '', q.io/x@i",
        "Local, q.io/x:1, '', reg/demo/app, q.io/x:1",
        "Source, q.io/x@i, i, reg/demo/app, q.io/x@i",
        "'', q.io/x@i, i, reg/demo/app, q.io/x@i",
      })
  void localMeansTheIntegratedRegistryWhereTheImageIsKnownByDigest(
      String policy, String reference, String image, String repository, String pullSpec) {
    assertThat(PullSpecs.of(policy, reference, image, repository)).isEqualTo(pullSpec);
  }
}
