package dev.weir.streams.encoded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.resource.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventOriginsTest {
  private static final byte[] OBJECT = "{\"items\":[1,2]}".getBytes(UTF_8);

  private static TagEvent event(Origin origin) {
    return new TagEvent(Instant.EPOCH, "quay.io/a/b", "", 1, origin);
  }

  private static List<TagEvent> events(Origin... origins) {
    return List.of(origins).stream().map(EventOriginsTest::event).toList();
  }

  private static List<Origin> read(byte[] value, int events) {
    List<TagEvent> bare = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      bare.add(event(Origin.UNKNOWN));
    }
    return EventOrigins.told(Json.parse(value), bare).stream().map(TagEvent::origin).toList();
  }

  @Test
  void runsOfTheSameOriginTakeNoMoreBytesThanOneOfThem() {
    Origin robot = Origin.push("system:serviceaccount:ci:robot");
    List<TagEvent> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add(event(robot));
    }

    byte[] value = EventOrigins.into(OBJECT, many);

    assertThat(value.length - OBJECT.length).isLessThan(75);
    assertThat(read(value, 1000)).hasSize(1000).containsOnly(robot);
  }

  @Test
  void saysWhoAndHowInTheOrderOfTheEvents() {
    Origin[] origins = {
      Origin.push("ann"),
      Origin.UNKNOWN,
      Origin.UNKNOWN,
      Origin.importing("bob"),
      Origin.tag("ann"),
      new Origin(Origin.How.ROLLBACK, "tab\tquote\" and brace]}", "demo/app@sha256:1"),
      new Origin(Origin.How.UNKNOWN, "", "quay.io/acme/app:1"),
      new Origin(Origin.How.TAG, "ann", "demo/app:v1", Optional.of(Instant.ofEpochSecond(9)))
    };

    byte[] value = EventOrigins.into(OBJECT, events(origins));

    assertThat(read(value, origins.length)).containsExactly(origins);
    assertThat(Json.parse(value).path("items")).hasSize(2);
  }

  @Test
  void aValueOfWhichNothingIsKnownStaysAsItIs() {
    assertThat(EventOrigins.into(OBJECT, events(Origin.UNKNOWN, Origin.UNKNOWN))).isEqualTo(OBJECT);
    assertThat(EventOrigins.cut(OBJECT)).isSameAs(OBJECT);
    assertThat(EventOrigins.areUnknown(OBJECT)).isTrue();
    assertThat(read(OBJECT, 2)).containsOnly(Origin.UNKNOWN);
  }

  @Test
  void cutGivesTheBytesThatWereThereBefore() {
    byte[] value = EventOrigins.into(OBJECT, events(Origin.push("ann"), Origin.tag("a\tb")));
    assertThat(EventOrigins.areUnknown(value)).isFalse();
    assertThat(EventOrigins.cut(value)).isEqualTo(OBJECT);

    byte[] marked = Arrays.copyOf(value, value.length + 1);
    marked[value.length] = '\n';
    assertThat(new String(EventOrigins.cut(marked), UTF_8))
        .isEqualTo(new String(OBJECT, UTF_8) + "\n");
  }

  @Test
  void thousandsFromTheSamePlaceSayItOnce() {
    Origin image = new Origin(Origin.How.IMPORT, "system:imports", "quay.io/acme/app:latest");
    List<TagEvent> many = Collections.nCopies(5000, event(image));

    byte[] value = EventOrigins.into(OBJECT, many);

    assertThat(value.length - OBJECT.length).isLessThan(120);
    assertThat(read(value, 5000)).hasSize(5000).containsOnly(image);
  }

  @Test
  void tagsOfOneRepositorySayItsNameOnce() {
    Origin[] origins = new Origin[1000];
    for (int i = 0; i < origins.length; i++) {
      origins[i] = new Origin(Origin.How.IMPORT, "ann", "registry.example.com/acme/big/app:v" + i);
    }

    byte[] value = EventOrigins.into(OBJECT, events(origins));

    assertThat(value.length - OBJECT.length).isLessThan(20 * origins.length);
    assertThat(read(value, origins.length)).containsExactly(origins);
  }

  @Test
  void whatEarlierBuildsWroteSaysNotFromWhere() {
    byte[] old =
        "{\"items\":[1,2]\t,\"made\":{\"by\":[\"ann\",\"ci\"],\"as\":\"p1*2,t0,,i1\"}\t}"
            .getBytes(UTF_8);

    assertThat(read(old, 5))
        .containsExactly(
            Origin.push("ci"),
            Origin.push("ci"),
            Origin.tag("ann"),
            Origin.UNKNOWN,
            Origin.importing("ci"));
    assertThat(EventOrigins.cut(old)).isEqualTo(OBJECT);
  }

  @Test
  void aWayThatALaterBuildKnowsIsUnknown() {
    byte[] later =
        ("{\"items\":[1,2]"
             + "\t,\"made\":{\"by\":[\"ann\"],\"as\":\"z0,p0\",\"from\":[\"quay.io/a/b:1\"],\"of\":\"0,\"}"
             + "\t}")
            .getBytes(UTF_8);

    assertThat(read(later, 2)).containsExactly(Origin.from("quay.io/a/b:1"), Origin.push("ann"));
  }

  @Test
  void anyMixtureIsReadAsItWasWritten() {
    Random random = new Random(5);
    List<Origin.How> ways = List.of(Origin.How.values());
    for (int round = 0; round < 200; round++) {
      List<TagEvent> events = new ArrayList<>();
      for (int i = random.nextInt(40); i >= 0; i--) {
        Origin.How how = ways.get(random.nextInt(ways.size()));
        String user = how == Origin.How.UNKNOWN ? "" : "user" + random.nextInt(3);
        String from = random.nextBoolean() ? "" : "quay.io/a/b:" + random.nextInt(20);
        Optional<Instant> moved =
            random.nextInt(4) > 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(random.nextInt(3)));
        events.add(event(new Origin(how, user, from, moved)));
      }
      byte[] value = EventOrigins.into(OBJECT, events);

      assertThat(read(value, events.size()))
          .as("round %d", round)
          .isEqualTo(events.stream().map(TagEvent::origin).toList());
      assertThat(EventOrigins.cut(value)).isEqualTo(OBJECT);
    }
  }
}
