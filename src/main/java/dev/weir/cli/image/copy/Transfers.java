package dev.weir.cli.image.copy;

import dev.weir.cli.output.Spans;
import dev.weir.reference.Digest;
import dev.weir.remote.mirror.MirrorPlan;
import dev.weir.remote.repository.Location;
import dev.weir.resource.Sizes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which blobs are on their way, how many are done, and how long the rest will take. */
final class Transfers {
  private static final int MOST_BARS = 8;
  private static final int BAR = 20;
  private static final int DIGEST = "sha256:".length() + 12;

  /** Over which time the rate is measured. */
  private static final Duration LATELY = Duration.ofSeconds(10);

  private final Map<Place, Transfer> running = new LinkedHashMap<>();
  private final Deque<Sample> samples = new ArrayDeque<>();
  private long allBytes;
  private int allBlobs;
  private long doneBytes;
  private int doneBlobs;
  private long sent;
  private boolean planned;

  private record Place(String target, Digest blob) {
    static Place of(Location target, Digest blob) {
      return new Place(target.withTag("").text(), blob);
    }
  }

  /** So many bytes of a blob are through. */
  private record Transfer(long size, long through) {}

  /** So many bytes were through at a time. */
  private record Sample(long nanos, long through) {}

  /** All that there is to do. */
  synchronized void expect(MirrorPlan plan) {
    planned = true;
    plan.places().stream()
        .flatMap(place -> place.repositories().stream())
        .flatMap(repository -> repository.blobs().stream())
        .forEach(
            blob -> {
              allBytes += Math.max(0, blob.descriptor().size());
              allBlobs++;
            });
  }

  synchronized void begin(Location target, Digest blob, long size) {
    running.put(Place.of(target, blob), new Transfer(Math.max(0, size), 0));
  }

  synchronized void sent(Location target, Digest blob, long bytes) {
    sent += Math.max(0, bytes);
    running.computeIfPresent(
        Place.of(target, blob),
        (_, transfer) -> new Transfer(transfer.size(), transfer.through() + bytes));
  }

  synchronized void end(Location target, Digest blob, long size) {
    running.remove(Place.of(target, blob));
    doneBytes += Math.max(0, size);
    doneBlobs++;
  }

  synchronized void abandon(Location target, Digest blob) {
    running.remove(Place.of(target, blob));
  }

  /** Bytes that were sent, those that had to be sent again included. */
  synchronized long bytes() {
    return sent;
  }

  /** A line for each of some blobs, and one for all. */
  synchronized List<String> bars() {
    if (!planned) {
      return List.of("looking at what is there");
    }
    List<String> lines = new ArrayList<>();
    running.forEach(
        (place, transfer) -> {
          if (lines.size() < MOST_BARS) {
            lines.add(bar(place, transfer));
          }
        });
    lines.add(bar(through(), allBytes) + " " + standing());
    return lines;
  }

  private static String bar(Place place, Transfer transfer) {
    return "%s %s of %s %s %s"
        .formatted(
            bar(transfer.through(), transfer.size()),
            Sizes.decimal(Math.max(0, transfer.through())),
            Sizes.decimal(transfer.size()),
            place.blob().toString().substring(0, DIGEST),
            place.target());
  }

  private static String bar(long through, long all) {
    int percent = percent(through, all);
    int full = percent * BAR / 100;
    return String.format(
        Locale.ROOT, "%3d%% [%s%s]", percent, "#".repeat(full), "-".repeat(BAR - full));
  }

  private static int percent(long through, long all) {
    return all <= 0 ? 0 : (int) Math.clamp(through * 100.0 / all, 0, 100);
  }

  /** How far all of it is, in words. */
  synchronized String line() {
    return !planned
        ? "progress: looking at what is there"
        : "progress: " + percent(through(), allBytes) + "% " + standing();
  }

  private String standing() {
    long through = through();
    long rate = rate(through);
    long left = Math.max(0, allBytes - through);
    return "%s of %s, %s%d of %d blobs"
        .formatted(
            Sizes.decimal(through),
            Sizes.decimal(allBytes),
            rate == 0
                ? ""
                : "%s, %s left, "
                    .formatted(Sizes.rate(rate, 1), Spans.exact(Duration.ofSeconds(left / rate))),
            doneBlobs,
            allBlobs);
  }

  private long through() {
    return doneBytes
        + running.values().stream().mapToLong(transfer -> Math.max(0, transfer.through())).sum();
  }

  /** Bytes a second. */
  private long rate(long through) {
    long now = System.nanoTime();
    samples.addLast(new Sample(now, through));
    while (samples.size() > 2 && now - samples.getFirst().nanos() > LATELY.toNanos()) {
      samples.removeFirst();
    }
    double seconds = (now - samples.getFirst().nanos()) / 1e9;
    return seconds <= 0
        ? 0
        : Math.max(0, Math.round((through - samples.getFirst().through()) / seconds));
  }
}
