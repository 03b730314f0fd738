package dev.weir.console.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import dev.weir.imagestream.TagHistory;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What is told of imports: why tags are not what they should be, and what to do. */
class TroubleTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant BEFORE = NOW.minusSeconds(7200);

  private ImageStream stream = ImageStream.empty(new StreamName("shop", "app"));

  private void failed(String tag, String reason, String message) {
    SpecTag spec = SpecTag.named(tag).withFrom(TagSource.dockerImage("quay.io/acme/app:" + tag));
    TagCondition condition = TagCondition.importFailed(BEFORE, reason, message, 1);
    stream =
        stream
            .withSpecTag(spec.withGeneration(1))
            .withTag(tag, new TagHistory(List.of(), List.of(condition)));
  }

  @Test
  void tagsOfWhichTheSameIsSaidStandTogether() {
    for (int i = 0; i < 7; i++) {
      failed("v" + i, "Unauthorized", "log in first");
    }
    failed("other", "NotFound", "no such tag");

    List<Trouble> troubles = Trouble.of(stream, NOW);

    assertThat(troubles).hasSize(2);
    assertThat(troubles)
        .filteredOn(t -> t.reason().equals("Unauthorized"))
        .singleElement()
        .satisfies(
            t -> {
              assertThat(t.tags()).hasSize(5);
              assertThat(t.more()).isEqualTo(2);
              assertThat(t.when().ago()).isEqualTo("120m ago");
              assertThat(t.step()).startsWith("quay.io wants a login");
              assertThat(t.commands())
                  .anyMatch(c -> c.contains("--docker-server=quay.io"))
                  .last()
                  .isEqualTo("oc import-image app:v0 -n shop");
            });
    assertThat(ImportState.of(stream).text()).isEqualTo("8 failing");
  }

  @Test
  void whatOnlyWaitsComesLastAndIsNoFailure() {
    failed("aged", TagCondition.WAITING_FOR_AGE, "seen an hour ago");
    failed("bad", "InternalError", "connection refused");

    List<Trouble> troubles = Trouble.of(stream, NOW);

    assertThat(troubles).extracting(Trouble::waits).containsExactly(false, true);
    assertThat(troubles.getLast().commands()).contains("weir tag explain app:aged -n shop");
    assertThat(ImportState.of(stream, "aged")).isEqualTo(ImportState.WAITING);
    assertThat(ImportState.of(stream, "bad")).isEqualTo(ImportState.FAILING);
  }

  @Test
  void aHostThatCouldBeMoreThanANameIsNotPutIntoCommands() {
    failed("t", "Unauthorized", "no");
    stream =
        stream.withSpecTag(
            SpecTag.named("t").withFrom(TagSource.dockerImage("$(reboot)/acme/app:1")));

    assertThat(Trouble.of(stream, NOW).getFirst().commands()).noneMatch(c -> c.contains("reboot"));
  }

  @Test
  void theScheduleTellsTheLastLookTheNextOneAndWhatIsLeft() {
    ObjectNode check =
        (ObjectNode)
            Json.parse(
                """
                {"spec": {"interval": "15m0s"}, "status": {"host": "quay.io",
                 "lastCheckTime": "2026-03-01T09:57:00Z", "lastResult": "Unchanged",
                 "nextCheckTime": "2026-03-01T10:12:00Z", "late": false,
                 "rateLimit": {"limit": 100, "remaining": 76, "resetTime": "2026-03-01T16:00:00Z"}}}
                """
                    .getBytes(StandardCharsets.UTF_8));

    assertThat(Schedules.of(check, NOW))
        .isEqualTo(
            new Lane.Schedule(
                "Looked at every 15m; last 3m ago: unchanged; next in 12m",
                "",
                "quay.io still grants 76 of 100 requests until 2026-03-01T16:00:00Z"));
  }
}
