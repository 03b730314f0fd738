package dev.weir.imageapi.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.access.User;
import dev.weir.importing.schedule.TagCheck;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Scope;
import dev.weir.reference.StreamName;
import dev.weir.remote.budget.Allowance;
import dev.weir.resource.ApiObject;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.resource.protobuf.KindSchemas;
import dev.weir.resource.schema.FieldCheck;
import dev.weir.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What is seen of scheduled tags. */
class ScheduledTagRestTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private static final TagCheck QUIET =
      new TagCheck(
          new StreamName("demo", "ruby"),
          "3.4",
          "quay.io/team/ruby:3.4",
          "quay.io",
          QUARTER,
          false,
          Optional.of(
              new TagCheck.Result(
                  NOW.minusSeconds(180).minusMillis(5), TagCheck.Outcome.UNCHANGED, "")),
          NOW.plusSeconds(720),
          Optional.empty(),
          Optional.of(new Allowance(OptionalLong.of(100), 24, true, Duration.ofHours(6), NOW)));

  private static final TagCheck LATE =
      new TagCheck(
          new StreamName("demo", "web"),
          "latest",
          "registry.example.com/web",
          "registry.example.com",
          Duration.ofHours(4),
          true,
          Optional.of(
              new TagCheck.Result(
                  NOW.minusSeconds(15_000), TagCheck.Outcome.FAILED, "no such host")),
          NOW.minusSeconds(240),
          Optional.of("registry.example.com answered 429, it is asked again in 2m"),
          Optional.of(new Allowance(OptionalLong.empty(), 3, false, Duration.ofMinutes(1), NOW)));

  private static final TagCheck NEW =
      new TagCheck(
          new StreamName("other", "web"),
          "latest",
          "nginx",
          "docker.io",
          Duration.ofSeconds(90),
          false,
          Optional.empty(),
          NOW.plusSeconds(60),
          Optional.empty(),
          Optional.empty());

  private final MemoryStore store = new MemoryStore();
  private final ScheduledTagRest rest =
      new ScheduledTagRest(
          namespace ->
              List.of(QUIET, LATE, NEW).stream()
                  .filter(c -> namespace.isEmpty() || c.stream().namespace().equals(namespace))
                  .toList(),
          store);

  @AfterEach
  void close() {
    store.close();
  }

  private static Scope in(String namespace) {
    return new Scope(User.named("ann"), namespace);
  }

  private List<String> names(String namespace, ListOptions options) {
    return rest.list(in(namespace), options).items().stream()
        .map(object -> Meta.namespace(object.tree()) + "/" + Meta.name(object.tree()))
        .toList();
  }

  private JsonNode shown(String namespace, String name) {
    return Json.parse(rest.get(in(namespace), name).json());
  }

  private List<Object> row(TagCheck check) {
    return rest.table().cells().apply(ScheduledTagJson.of(check), NOW);
  }

  @Test
  void aTagSaysWhereItComesFromAndHowItsLooksGo() {
    assertThat(shown("demo", "ruby:3.4"))
        .isEqualTo(
            Json.parse(
                """
                {"apiVersion":"weir.dev/v1","kind":"ScheduledTag",
                 "metadata":{"name":"ruby:3.4","namespace":"demo"},
                 "spec":{"from":{"kind":"DockerImage","name":"quay.io/team/ruby:3.4"},
                         "interval":"15m0s"},
                 "status":{"host":"quay.io","lastCheckTime":"2026-03-01T09:56:59Z",
                           "lastResult":"Unchanged","nextCheckTime":"2026-03-01T10:12:00Z",
                           "late":false,
                           "rateLimit":{"limit":100,"remaining":24,
                                        "resetTime":"2026-03-01T16:00:00Z"}}}
                """));
  }

  @Test
  void oneThatIsLateSaysWhy() {
    assertThat(Json.objectAt(shown("demo", "web:latest"), "status"))
        .isEqualTo(
            Json.parse(
                """
                {"host":"registry.example.com","slow":true,
                 "lastCheckTime":"2026-03-01T05:50:00Z",
                 "lastResult":"Failed","message":"no such host",
                 "nextCheckTime":"2026-03-01T09:56:00Z","late":true,
                 "lateReason":"registry.example.com answered 429, it is asked again in 2m",
                 "rateLimit":{"remaining":3,"resetTime":"2026-03-01T10:01:00Z"}}
                """));
  }

  @Test
  void oneThatWasNotLookedAtYetHasNoResult() {
    assertThat(Json.objectAt(shown("other", "web:latest"), "status"))
        .isEqualTo(
            Json.parse(
                """
                {"host":"docker.io","nextCheckTime":"2026-03-01T10:01:00Z","late":false}
                """));
  }

  @Test
  void whatItsSchemaSaysIsAllThereIs() {
    var schema = new KindSchemas().find(rest.kind()).orElseThrow();
    for (TagCheck check : List.of(QUIET, LATE, NEW)) {
      FieldCheck found = FieldCheck.prune(ScheduledTagJson.of(check), schema);
      assertThat(found.unknown()).isEmpty();
      assertThat(found.mismatches()).isEmpty();
    }
  }

  @Test
  void aTagThatIsNotScheduledIsNotFound() {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> rest.get(in("demo"), "nginx:latest"))
        .withMessage("scheduledtags.weir.dev \"nginx:latest\" not found");
  }

  @Test
  void listsOneNamespaceOrAll() {
    assertThat(names("demo", ListOptions.ALL)).containsExactly("demo/ruby:3.4", "demo/web:latest");
    assertThat(names("", ListOptions.ALL))
        .containsExactly("demo/ruby:3.4", "demo/web:latest", "other/web:latest");
    assertThat(names("empty", ListOptions.ALL)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "metadata.name=web:latest, demo/web:latest other/web:latest",
    "status.late=true, demo/web:latest",
    "status.late!=true, demo/ruby:3.4 other/web:latest",
    "status.lastResult=Failed, demo/web:latest",
    "status.host=docker.io, other/web:latest",
  })
  void fieldsSelectWhatIsLateOrFailedOrOfOneHost(String selector, String found) {
    ListOptions options = ListOptions.ALL.withFields(FieldSelector.parse(selector));
    assertThat(String.join(" ", names("", options))).isEqualTo(found);
  }

  @Test
  void otherFieldsAreRefused() {
    ListOptions options = ListOptions.ALL.withFields(FieldSelector.parse("spec.interval=1m0s"));
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> rest.list(in(""), options))
        .withMessage("field label not supported: spec.interval");
  }

  @Test
  void rowsSayInShortWhatIsKnown() {
    assertThat(rest.table().columns())
        .extracting(column -> column.name() + (column.priority() == 0 ? "" : " (wide)"))
        .containsExactly(
            "Name",
            "From",
            "Every",
            "Last",
            "Result",
            "Next",
            "Late",
            "Left (wide)",
            "Message (wide)");
    assertThat(row(QUIET))
        .containsExactly(
            "ruby:3.4",
            "quay.io/team/ruby:3.4",
            "15m",
            "3m1s",
            "Unchanged",
            "12m",
            "<none>",
            "24 of 100",
            "<none>");
    assertThat(row(LATE))
        .containsExactly(
            "web:latest",
            "registry.example.com/web",
            "4h (slow)",
            "4h10m",
            "Failed",
            "overdue",
            "4m: registry.example.com answered 429, it is asked again in 2m",
            "3",
            "no such host");
    assertThat(row(NEW))
        .containsExactly(
            "web:latest",
            "nginx",
            "1m30s",
            "<none>",
            "<none>",
            "60s",
            "<none>",
            "<none>",
            "<none>");
  }

  @ParameterizedTest
  @CsvSource({
    "PT1S, 1s",
    "PT0.0015S, 0.0015s",
    "PT1.5S, 1.5s",
    "PT90S, 1m30s",
    "PT1H, 1h0m0s",
    "PT25H1S, 25h0m1s",
    "P365D, 8760h0m0s",
  })
  void intervalsAreWrittenAsGoReadsThem(Duration every, String text) {
    assertThat(ScheduledTagJson.interval(every)).isEqualTo(text);
  }

  @Test
  void aListIsAsOfTheStoresRevision() {
    assertThat(rest.list(in(""), ListOptions.ALL).revision()).isEqualTo(store.revision());
    assertThat(rest.list(in(""), ListOptions.ALL).items())
        .extracting(ApiObject::revision)
        .containsOnly(0L);
  }

  @Test
  void nobodyWritesOrWatches() {
    assertThat(rest.kind().verbs()).containsExactly("get", "list");
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> rest.watch(in("demo"), ListOptions.ALL))
        .satisfies(refusal -> assertThat(refusal.status().code()).isEqualTo(405));
  }
}
