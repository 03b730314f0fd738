package dev.weir.storage.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.soak.Artifact;
import dev.weir.clients.soak.Piece;
import dev.weir.storage.gc.HistoryModel.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pushes, step by step, deletes and rounds of the collector, which ends at any of its steps; what
 * was answered is there after each, and nothing else in the end. {@code -Dweir.seed} repeats a
 * history, {@code -Dweir.steps} makes it longer.
 */
@Timeout(300)
final class RandomHistoryTest {
  private static final int STEPS = Integer.getInteger("weir.steps", 1_500);
  private static final List<String> STREAMS = List.of("app", "base", "web");
  private static final List<String> TAGS = List.of("one", "two");

  /** So many that most of them are held by nothing at times. */
  private static final int SHARED = 12;

  /** More steps than a round usually has. */
  private static final int MOST_STEPS = 24;

  /** After so many, each a grace period apart, all that nothing holds has gone. */
  private static final int ROUNDS = 6;

  /** A push that takes longer beside others, and is not heard of, is given up; so it is here. */
  private static final Duration PATIENCE = CollectedRegistry.LEASE.dividedBy(4);

  /** More clients are not at it at once. */
  private static final int MOST_PUSHES = 4;

  private CollectedRegistry registry;
  private final HistoryModel model = new HistoryModel();
  private final List<Push> pushes = new ArrayList<>();
  private final List<Piece> shared = new ArrayList<>();
  private final List<Artifact> known = new ArrayList<>();
  private long number;

  @BeforeEach
  void open() throws Exception {
    registry = new CollectedRegistry();
    for (int i = 0; i < SHARED; i++) {
      shared.add(Piece.layer(++number, 100));
    }
  }

  @AfterEach
  void close() throws Exception {
    registry.close();
  }

  /** One request of a push; it is sent in its turn, among those of others. */
  private interface Request {
    void send() throws Exception;
  }

  /** What a client has still to send, and since when it is at it. */
  private record Push(String stream, Artifact artifact, Instant since, Deque<Request> requests) {
    boolean isOf(String repository, Artifact other) {
      return stream.equals(repository) && artifact.equals(other);
    }
  }

  private Artifact image(Random random) {
    List<Piece> layers = new ArrayList<>(List.of(shared.get(random.nextInt(shared.size()))));
    layers.add(Piece.layer(++number, 100));
    return Artifact.image(Piece.configuration(++number), layers);
  }

  /** Something new, or something that was pushed before, here or elsewhere. */
  private Artifact artifact(Random random) {
    Artifact made =
        switch (random.nextInt(4)) {
          case 0 -> Artifact.index(List.of(image(random), image(random)));
          case 1 -> known.isEmpty() ? image(random) : known.get(random.nextInt(known.size()));
          default -> image(random);
        };
    known.add(made);
    return made;
  }

  private void begin(Random random) {
    String stream = STREAMS.get(random.nextInt(STREAMS.size()));
    Deque<Request> requests = new ArrayDeque<>();
    Optional<Place> subject = model.any(random).filter(place -> place.stream().equals(stream));
    if (subject.isPresent() && random.nextBoolean()) {
      Artifact referrer =
          Artifact.referrer(
              subject.get().artifact(), Piece.configuration(++number), Piece.layer(++number, 50));
      pieces(stream, referrer, requests);
      requests.add(
          () -> {
            boolean subjectIsLinked = registry.isLinked(stream, subject.get().artifact());
            put(stream, referrer.digest(), referrer);
            Instant end = registry.now().plus(CollectedRegistry.UNTAGGED_KEEP);
            model.refers(stream, referrer, subjectIsLinked, end);
          });
      pushes.add(new Push(stream, referrer, registry.now(), requests));
    } else {
      Artifact artifact = artifact(random);
      if (pushes.stream().anyMatch(push -> push.isOf(stream, artifact))) {
        return; // of two who push the very same, nothing shows that the slower one is still there
      }
      String tag = TAGS.get(random.nextInt(TAGS.size()));
      pieces(stream, artifact, requests);
      requests.add(
          () -> {
            put(stream, tag, artifact);
            tagged(stream, tag, artifact);
          });
      pushes.add(new Push(stream, artifact, registry.now(), requests));
    }
  }

  /** As clients do it whose configurations come first: those are of no other push. */
  private void pieces(String stream, Artifact artifact, Deque<Request> requests) {
    for (Artifact child : artifact.children()) {
      pieces(stream, child, requests);
      requests.add(() -> put(stream, child.digest(), child));
    }
    for (Piece piece : artifact.pieces()) {
      requests.add(
          () -> {
            if (!registry.has(stream, piece)) {
              assertThat(registry.upload(stream, piece)).isEqualTo(201);
            }
          });
    }
  }

  private void put(String stream, String reference, Artifact artifact) throws Exception {
    assertThat(registry.put(stream, reference, artifact))
        .as("push of %s to %s:%s", artifact.digest(), stream, reference)
        .isEqualTo(201);
  }

  private void tagged(String stream, String tag, Artifact artifact) {
    model.tagged(stream, tag, artifact, one -> registry.isLinked(stream, one), registry.now());
  }

  private void goOn(Random random) throws Exception {
    pushes.removeIf(push -> !push.since().plus(PATIENCE).isAfter(registry.now()));
    if (!pushes.isEmpty()) {
      Push push = pushes.get(random.nextInt(pushes.size()));
      push.requests().removeFirst().send();
      if (push.requests().isEmpty()) {
        boolean _ = pushes.remove(push);
      }
    }
  }

  private void untag(Random random) throws Exception {
    Optional<Place> place = model.any(random);
    if (place.isPresent()) {
      assertThat(registry.delete(place.get().stream(), place.get().tag())).isEqualTo(202);
      model.untagged(place.get().stream(), place.get().tag());
    }
  }

  private void step(Random random) throws Exception {
    switch (random.nextInt(16)) {
      case 0, 1 -> {
        if (pushes.size() < MOST_PUSHES) {
          begin(random);
        }
      }
      case 2, 3, 4, 5, 6, 7, 8, 9 -> goOn(random);
      case 10 -> untag(random);
      case 11 -> registry.roundUntil(1 + random.nextInt(MOST_STEPS));
      case 12, 13 -> registry.round();
      default -> registry.pass(Duration.ofSeconds(random.nextInt(90)));
    }
  }

  private void atOnce(Random random) throws Exception {
    for (int i = random.nextInt(6); i >= 0; i--) {
      goOn(random);
    }
  }

  private void requireAllThatIsHeld() throws Exception {
    assertThat(model.live(registry.now())).allMatch(registry::hasBlob);
    for (Place place : model.held()) {
      assertThat(registry.pull(place.stream(), place.artifact())).isEqualTo(200);
    }
  }

  private void settle() {
    for (int i = 0; i < 60; i++) {
      registry.pass(CollectedRegistry.GRACE.dividedBy(2));
      registry.round();
    }
  }

  @Test
  void keepsWhatIsHeldAndNothingElseWhereverItEnds() throws Exception {
    history(STEPS, this::step);
  }

  @Test
  void twoAtOnceBesideThoseWhoPushKeepWhatIsHeldAndNothingElse() throws Exception {
    history(
        STEPS / 4,
        random -> {
          if (random.nextInt(4) == 0) {
            registry.besideRounds(() -> atOnce(random));
          } else {
            step(random);
          }
        });
  }

  /** Something that happens. */
  private interface Happening {
    void happen(Random random) throws Exception;
  }

  private void history(int steps, Happening one) throws Exception {
    long seed = Long.getLong("weir.seed", System.nanoTime() % 1_000_000);
    Random random = new Random(seed);
    for (int step = 0; step < steps; step++) {
      try {
        one.happen(random);
        assertThat(model.live(registry.now())).allMatch(registry::hasBlob);
      } catch (AssertionError | Exception e) {
        throw new AssertionError("step %d, -Dweir.seed=%d".formatted(step, seed), e);
      }
    }
    pushes.clear();
    settle();
    requireAllThatIsHeld();
    assertThat(registry.blobs()).as("-Dweir.seed=" + seed).isEqualTo(model.live(registry.now()));
  }

  @Test
  void endsAtEachStepOfMarkingAndRemovingAndLosesAndLeavesNothing() throws Exception {
    Random random = new Random(3);
    int ends = 0;
    for (int round = 0; round < ROUNDS; round++) {
      boolean ended = true;
      for (int step = 1; ended; step++) {
        ended = endsAt(round, step, random);
        ends += ended ? 1 : 0;
      }
    }
    assertThat(ends).as("steps at which it ended").isGreaterThan(20);
  }

  /** An image stays and a list goes, while the process ends once; false if it has no such step. */
  private boolean endsAt(int round, int step, Random random) throws Exception {
    Artifact kept = image(random);
    Artifact gone = Artifact.index(List.of(image(random), image(random)));
    push("app", "kept", kept);
    tagged("app", "kept", kept);
    push("app", "gone", gone);
    assertThat(registry.delete("app", "gone")).isEqualTo(202);
    boolean ended = false;
    for (int i = 0; i < ROUNDS; i++) {
      if (i == round) {
        ended = registry.roundUntil(step);
      } else {
        registry.round();
      }
      requireAllThatIsHeld();
      registry.pass(CollectedRegistry.GRACE);
    }
    for (int i = 0; i < ROUNDS; i++) {
      registry.round();
      registry.pass(CollectedRegistry.GRACE);
    }
    assertThat(registry.blobs())
        .as("after an end in round %d at step %d", round, step)
        .isEqualTo(model.live(registry.now()));
    assertThat(registry.delete("app", "kept")).isEqualTo(202);
    model.untagged("app", "kept");
    return ended;
  }

  private void push(String stream, String tag, Artifact artifact) throws Exception {
    Deque<Request> requests = new ArrayDeque<>();
    pieces(stream, artifact, requests);
    for (Request request : requests) {
      request.send();
    }
    put(stream, tag, artifact);
  }

  @Test
  void whatATagLetGoGoesOnceAPushThatWasBesideItIsGivenUpLongBeforeThatsLeaseEnds()
      throws Exception {
    Random random = new Random(5);
    Piece leased = Piece.layer(++number, 100);
    assertThat(registry.upload("app", leased)).isEqualTo(201);
    push("app", "one", image(random));
    registry.round();
    registry.pass(CollectedRegistry.GRACE);
    registry.round();

    assertThat(registry.delete("app", "one")).isEqualTo(202);

    for (long i = PATIENCE.dividedBy(CollectedRegistry.GRACE) + ROUNDS; i > 0; i--) {
      registry.round();
      registry.pass(CollectedRegistry.GRACE);
    }
    assertThat(registry.blobs()).containsExactly(leased.digest());
  }

  @Test
  void removesNoBytesWhileABackupIsTakenAndGoesOnAfterwards() throws Exception {
    Random random = new Random(4);
    Artifact image = image(random);
    push("app", "one", image);
    assertThat(registry.delete("app", "one")).isEqualTo(202);
    Set<String> before = registry.blobs();

    try (Hold _ = registry.collector().pause("a backup")) {
      settle();
      assertThat(registry.blobs()).isEqualTo(before);
    }
    settle();
    assertThat(registry.blobs()).isEmpty();
  }
}
