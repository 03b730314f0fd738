package dev.weir.pullthrough.stream;

import dev.weir.access.HeapBudget;
import dev.weir.blob.BlobStore;
import dev.weir.blob.memory.MemoryBlobStore;
import dev.weir.pullthrough.BlobFetches;
import dev.weir.pullthrough.KeepLimit;
import dev.weir.pullthrough.mirror.Mirrors;
import dev.weir.remote.Registries;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.OutboundSettings;
import dev.weir.streams.StreamSources;
import dev.weir.streams.Streams;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** Pulls through with a mirror in memory; nobody is told of what became of them. */
public final class TestPulls {
  private TestPulls() {}

  /** Costs nothing until something is pulled. */
  public static PullThrough over(Streams streams) throws IOException {
    return over(
        streams, Registries.open(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of())));
  }

  /** With projects that show upstreams. */
  public static PullThrough over(Streams streams, Registries registries, ShownUpstreams shown)
      throws IOException {
    InstantSource clock = InstantSource.system();
    BlobStore mirror = new MemoryBlobStore(clock);
    return over(streams, registries, clock, mirror, true, PullReports.NONE, shown);
  }

  /** Over a way out of the test's own. */
  public static PullThrough over(Streams streams, Registries registries) throws IOException {
    return over(streams, registries, InstantSource.system());
  }

  /** With a clock of the test's own. */
  public static PullThrough over(Streams streams, Registries registries, InstantSource clock)
      throws IOException {
    return over(streams, registries, clock, new MemoryBlobStore(InstantSource.system()));
  }

  /** With a mirror of the test's own. */
  public static PullThrough over(
      Streams streams, Registries registries, InstantSource clock, BlobStore mirror)
      throws IOException {
    return over(streams, registries, clock, mirror, true, PullReports.NONE);
  }

  /**
   * With somebody who hears of pulls.
   *
   * @param keeps whether what comes stays
   */
  public static PullThrough over(
      Streams streams,
      Registries registries,
      InstantSource clock,
      BlobStore mirror,
      boolean keeps,
      PullReports reports)
      throws IOException {
    return over(streams, registries, clock, mirror, keeps, reports, ShownUpstreams.NONE);
  }

  private static PullThrough over(
      Streams streams,
      Registries registries,
      InstantSource clock,
      BlobStore mirror,
      boolean keeps,
      PullReports reports,
      ShownUpstreams shown)
      throws IOException {
    Mirrors mirrors = new Mirrors(streams.context().store(), InstantSource.system());
    HeapBudget heap = new HeapBudget(64L << 20);
    BlobFetches fetches =
        BlobFetches.open(mirror, keeps, KeepLimit.NONE, heap.imports(), InstantSource.system());
    return new PullThrough(
        new PullThrough.Parts(
            new StreamSources(streams, mirror, mirrors),
            streams.context().store(),
            mirrors,
            mirror,
            keeps,
            fetches,
            new Origins(
                registries,
                streams.context().host(),
                streams.bounds(),
                streams.published().host()::equals,
                shown),
            reports,
            new PullFigures(fetches.counters()),
            heap,
            clock));
  }
}
