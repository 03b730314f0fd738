package dev.weir.importing.background;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.StreamJson;
import dev.weir.importing.ImportFailure;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.remote.RemoteException;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RepeatedImportsTest {
  private static final StreamName APP = new StreamName("demo", "app");
  private static final ImportFailure DOWN =
      new ImportFailure.Ended(ImageReference.parse("quay.io/a/b"), "x");
  private static final ImageStream STREAM =
      StreamJson.read(
          Json.parseObject(
              """
              {"metadata":{"namespace":"demo","name":"app"},
               "spec":{"dockerImageRepository":"quay.io/a/b"}}
              """
                  .getBytes(StandardCharsets.UTF_8)));

  @Test
  void triesBecomeRarerAndEnd() {
    RepeatedImports repeated = new RepeatedImports();
    List<BackgroundOutcome> down =
        List.of(new BackgroundOutcome.RepositoryFailed("quay.io/a/b", DOWN));
    List<Long> minutes =
        Stream.iterate(
                repeated.after(APP, down),
                Optional::isPresent,
                _ -> {
                  for (int asked = 0; asked < 100; asked++) {
                    assertThat(repeated.due(APP, STREAM).repository()).isTrue();
                  }
                  repeated.started(APP);
                  return repeated.after(APP, down);
                })
            .map(pause -> pause.orElseThrow().toMinutes())
            .toList();
    assertThat(minutes).containsExactly(1L, 2L, 4L, 8L, 15L, 15L, 15L);
  }

  @Test
  void whileARegistryIsNotToBeAskedTheyDoNotEnd() {
    RepeatedImports repeated = new RepeatedImports();
    ImportFailure held =
        new ImportFailure.Refused(
            ImageReference.parse("quay.io/a/b"),
            RemoteException.Kind.TOO_MANY_REQUESTS,
            "later",
            true,
            Optional.of(Duration.ofHours(6)));
    List<BackgroundOutcome> outcomes =
        List.of(new BackgroundOutcome.RepositoryFailed("quay.io/a/b", held));
    for (int tries = 0; tries < 30; tries++) {
      assertThat(repeated.after(APP, outcomes)).isPresent();
      assertThat(repeated.due(APP, STREAM).repository()).isTrue();
      repeated.started(APP);
    }
    assertThat(repeated.after(APP, outcomes)).contains(Duration.ofMinutes(15));
  }

  @Test
  void whatWaitsForAPlaceIsNotCountedAsATry() {
    RepeatedImports repeated = new RepeatedImports();
    List<BackgroundOutcome> down =
        List.of(new BackgroundOutcome.RepositoryFailed("quay.io/a/b", DOWN));
    assertThat(repeated.after(APP, down)).isPresent();
    assertThat(repeated.due(APP, STREAM).repository()).isTrue();
    assertThat(repeated.after(APP, down)).as("its next try is on its way already").isEmpty();
  }

  @Test
  void aScheduledTagIsLeftToItsSchedule() {
    RepeatedImports repeated = new RepeatedImports();
    assertThat(
            repeated.after(
                APP, List.of(new BackgroundOutcome.TagFailed("v1", "quay.io/a/b", DOWN))))
        .isPresent();

    assertThat(repeated.due(APP, failed(false)).tags()).hasSize(1);
    assertThat(repeated.due(APP, failed(true)).isEmpty()).isTrue();
  }

  private static ImageStream failed(boolean scheduled) {
    return StreamJson.read(
        Json.parseObject(
            """
            {"metadata":{"namespace":"demo","name":"app"},
             "spec":{"tags":[{"name":"v1","from":{"kind":"DockerImage","name":"quay.io/a/b:v1"},
              "importPolicy":{"scheduled":%s}}]},
             "status":{"tags":[{"tag":"v1","items":[],"conditions":[{"type":"ImportSuccess",
              "status":"False","lastTransitionTime":"2026-03-01T12:00:00Z","reason":"Timeout",
              "message":"x","generation":1}]}]}}
            """
                .formatted(scheduled)
                .getBytes(StandardCharsets.UTF_8)));
  }
}
