package dev.weir.server;

import dev.weir.controller.EventRecorder;
import dev.weir.pullthrough.BlobFetches;
import dev.weir.pullthrough.FetchCounters;
import dev.weir.pullthrough.FetchException;
import dev.weir.pullthrough.mirror.MirrorLimit;
import dev.weir.pullthrough.stream.Origins;
import dev.weir.pullthrough.stream.PullConditions;
import dev.weir.pullthrough.stream.PullFigures;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.streams.StreamSources;
import dev.weir.streams.Streams;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/** Puts together what gives clients what other registries hold. */
final class Pulls {
  private Pulls() {}

  /** Nothing is asked yet. */
  static PullThrough open(
      Parts parts, Ground ground, Stores stores, StreamsHalf half, EventRecorder events)
      throws IOException {
    Streams streams = half.streams();
    boolean keeps = ground.config().mirror().keepsBlobs();
    StreamSources sources = half.sources();
    Origins origins =
        new Origins(
            half.upstreams(),
            streams.context().host(),
            streams.bounds(),
            half.ownHosts()::contains,
            half.windows()::way);
    PullConditions conditions = parts.add(new PullConditions(streams, sources, events));
    BlobFetches fetches =
        parts.add(
            BlobFetches.open(
                stores.mirror(),
                keeps,
                project ->
                    MirrorLimit.most(
                        ground.config().mirror().limit(), streams.context().host(), project),
                ground.heap().imports(),
                ground.steady()));
    return new PullThrough(
        new PullThrough.Parts(
            sources,
            streams.context().store(),
            half.mirrors(),
            stores.mirror(),
            keeps,
            fetches,
            origins,
            conditions,
            new PullFigures(fetches.counters()),
            ground.heap(),
            ground.steady()));
  }

  /** Says how they go. */
  static void measure(PullFigures figures, RequestMetrics metrics) {
    metrics.counter(
        "weir_pullthrough_hits",
        "Manifests and blobs of other registries that were given from here.",
        figures::hits);
    metrics.counter(
        "weir_pullthrough_fetches",
        "Manifests and blobs for which another registry was asked.",
        figures::fetches);
    metrics.counter(
        "weir_pullthrough_failures",
        "Manifests and blobs of other registries that could not be had.",
        figures::failures);
    FetchCounters transfers = figures.transfers();
    metrics.gauge(
        "weir_pullthrough_running", "Blobs that are on their way here.", transfers::running);
    metrics.counter(
        "weir_pullthrough_bytes",
        "Bytes of blobs that came from other registries.",
        transfers::bytes);
    metrics.counter(
        "weir_pullthrough_resumes",
        "Times that the rest of a blob was asked for after a break.",
        transfers::resumes);
    metrics.counter(
        "weir_pullthrough_unwritten",
        "Pulls that went on without what comes being written here, as on a full disk.",
        transfers::apart);
    metrics.counters(
        "weir_pullthrough_broken_fetches",
        "Blobs of other registries that did not come to their end.",
        "reason",
        byReason(transfers));
  }

  private static Map<String, DoubleSupplier> byReason(FetchCounters transfers) {
    Map<String, DoubleSupplier> counters = new TreeMap<>();
    for (FetchException.Reason reason : FetchException.Reason.values()) {
      counters.put(reason.name().toLowerCase(Locale.ROOT), () -> transfers.failures(reason));
    }
    return counters;
  }
}
