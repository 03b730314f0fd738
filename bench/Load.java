import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Closed loops: each client does its next step when the one before is done. */
final class Load {
  private Load() {}

  /** One step of a client. */
  interface Step {
    void run(int client, int round) throws Exception;
  }

  /** Steps per second, and how long one took in milliseconds. */
  record Figure(double perSecond, double p50, double p99) {
    static Figure of(List<Double> millis, double seconds) {
      List<Double> sorted = millis.stream().sorted(Comparator.naturalOrder()).toList();
      return new Figure(
          sorted.size() / seconds,
          sorted.get(sorted.size() / 2),
          sorted.get((int) (sorted.size() * 0.99)));
    }

    @Override
    public String toString() {
      return "%7.0f /s  p50 %6.2f ms  p99 %6.2f ms".formatted(perSecond, p50, p99);
    }
  }

  /** Runs clients side by side for a time. */
  static Figure measure(int clients, Duration span, Step step) throws Exception {
    long begin = System.nanoTime();
    return collect(clients, begin, client -> repeatUntil(client, begin + span.toNanos(), step));
  }

  /** Runs a number of steps, spread over the clients; a step sees its own number as the round. */
  static Figure times(int clients, int steps, Step step) throws Exception {
    return collect(
        clients,
        System.nanoTime(),
        client -> {
          List<Double> millis = new ArrayList<>();
          for (int number = client; number < steps; number += clients) {
            millis.add(timed(client, number, step));
          }
          return millis;
        });
  }

  private interface Client {
    List<Double> run(int number) throws Exception;
  }

  private static Figure collect(int clients, long begin, Client client) throws Exception {
    List<Double> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Double>>> results = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int number = i;
        results.add(threads.submit(() -> client.run(number)));
      }
      for (Future<List<Double>> result : results) {
        all.addAll(result.get());
      }
    }
    return Figure.of(all, (System.nanoTime() - begin) / 1e9);
  }

  private static List<Double> repeatUntil(int client, long end, Step step) throws Exception {
    List<Double> millis = new ArrayList<>();
    for (int round = 0; System.nanoTime() < end; round++) {
      millis.add(timed(client, round, step));
    }
    return millis;
  }

  private static double timed(int client, int round, Step step) throws Exception {
    long begin = System.nanoTime();
    step.run(client, round);
    return (System.nanoTime() - begin) / 1e6;
  }
}
