package dev.weir.clients.soak;

import dev.weir.clients.soak.Door.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** The same push to one server and to another, in turns, so that a busy machine slows both. */
final class Probe {
  /** Pushes before the first that counts. */
  private static final int WARM = 20;

  private static final int LAYERS = 2;
  private static final int LAYER = 16 * 1024;

  private final List<Soak> sides;
  private final List<List<Double>> millis = List.of(new ArrayList<>(), new ArrayList<>());
  private final List<Piece> shared = new ArrayList<>();
  private final Findings findings = new Findings();
  private final long seed;

  Probe(Soak one, Soak other, long seed) throws Exception {
    this.sides = List.of(one, other);
    this.seed = seed;
    shared.add(Piece.layer(-1, LAYER));
    for (Soak side : sides) {
      Answer answer = Removals.create(side.door(), "probe");
      if (answer.status() != 201) {
        throw new IllegalStateException(answer.text());
      }
    }
  }

  /** Pushes until it is told to end. */
  void run(AtomicBoolean end, Duration pause) throws Exception {
    Random order = new Random(seed);
    for (int number = 0; !end.get(); number++) {
      int first = order.nextInt(2);
      push(first, number);
      push(1 - first, number);
      Thread.sleep(pause);
    }
  }

  private void push(int side, int number) throws Exception {
    Soak soak = sides.get(side);
    long own = (seed << 20) + (long) number * (LAYERS + 1);
    List<Piece> layers = new ArrayList<>(shared);
    for (int i = 0; i < LAYERS; i++) {
      layers.add(Piece.layer(-2 - own - i, LAYER));
    }
    Artifact image = Artifact.image(Piece.configuration(-2 - own - LAYERS), layers);
    String tag = "t" + number % 4;
    long begin = System.nanoTime();
    send(soak, image, tag);
    if (number >= WARM) {
      millis.get(side).add((System.nanoTime() - begin) / 1e6);
    }
    if (number % 4 == 3) {
      for (int i = 0; i < 4; i++) {
        Answer _ =
            soak.door()
                .api(
                    "DELETE",
                    "/apis/image.openshift.io/v1/namespaces/probe/imagestreamtags/app:t" + i,
                    "");
      }
    }
  }

  /** What went wrong, in words. */
  List<String> broken() {
    return findings.broken();
  }

  private void send(Soak soak, Artifact image, String tag)
      throws IOException, InterruptedException {
    Pusher pusher = new Pusher(soak.door(), findings, new Random(5), Duration.ZERO);
    boolean _ = pusher.push("probe/app", tag, image, "probe/app");
  }

  /** How long a push took, in milliseconds; of the first side, or the second. */
  double percentile(int side, double part) {
    List<Double> sorted = new ArrayList<>(millis.get(side));
    Collections.sort(sorted);
    return sorted.isEmpty() ? 0 : sorted.get((int) (sorted.size() * part));
  }

  int count() {
    return millis.getFirst().size();
  }

  @Override
  public String toString() {
    return "%d pushes each: p50 %.1f ms beside %.1f ms (%.2f), p90 %.1f beside %.1f (%.2f), p99 %.1f beside %.1f (%.2f)"
        .formatted(
            count(),
            percentile(0, 0.5),
            percentile(1, 0.5),
            percentile(0, 0.5) / percentile(1, 0.5),
            percentile(0, 0.9),
            percentile(1, 0.9),
            percentile(0, 0.9) / percentile(1, 0.9),
            percentile(0, 0.99),
            percentile(1, 0.99),
            percentile(0, 0.99) / percentile(1, 0.99));
  }
}
