package dev.weir.window;

import dev.weir.importing.StreamImports;
import dev.weir.pullthrough.stream.ShownUpstreams;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.remote.Registries;
import dev.weir.streams.Streams;
import dev.weir.window.WindowRepository.Shown;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The windows of a server, for its registry.
 *
 * @param names which stream serves what clients ask for
 * @param pulls follows upstreams when they do
 * @param last when they last did
 */
public record Windows(WindowNames names, WindowPulls pulls, LastPulls last)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * Over the streams of a server.
   *
   * @param registries the way to upstreams
   * @param own whether a host is, or was, the integrated registry's
   */
  public static Windows over(
      Streams streams, StreamImports imports, Registries registries, Predicate<String> own) {
    return over(streams, imports, registries, own, PATIENCE);
  }

  /** As above, with another patience of pulls that have something to fall back on. */
  static Windows over(
      Streams streams,
      StreamImports imports,
      Registries registries,
      Predicate<String> own,
      Duration patience) {
    InstantSource clock = streams.context()::now;
    WindowNames names =
        new WindowNames(
            streams.context().host(), stream -> streams.store().newest(stream).exists(), own);
    LastPulls last = new LastPulls(streams.context().store(), streams.store(), clock);
    return new Windows(
        names,
        new WindowPulls(streams, new UpstreamTags(streams, imports, registries), clock, patience),
        last);
  }

  /**
   * The loop that lets go what nobody pulls any more.
   *
   * @param named what workloads name, as it stands there; throws where that cannot be told, and
   *     nothing goes then
   * @param own whether a host is, or was, the integrated registry's
   */
  public WindowKeeper keeper(
      Streams streams, Supplier<Stream<String>> named, Predicate<String> own) {
    return new WindowKeeper(
        last, new WindowSweep(streams, names, last, named, own), streams.context()::now);
  }

  /** As {@link ShownUpstreams}: a window's own word holds for what it shows, and no tag's. */
  public ShownUpstreams.Way way(StreamName stream, ImageReference repository) {
    String asked = repository.withClientDefaults().repository();
    return names
        .window(stream.namespace())
        .filter(
            window ->
                WindowNames.path(window, stream.name())
                    .map(path -> new Shown(window, path).repository())
                    .filter(asked::equals)
                    .isPresent())
        .map(Windows::way)
        .orElse(ShownUpstreams.Way.AS_THE_TAG_SAYS);
  }

  private static ShownUpstreams.Way way(Window window) {
    if (window.freshness() instanceof Freshness.Offline) {
      return ShownUpstreams.Way.NONE;
    }
    return window.insecure() ? ShownUpstreams.Way.INSECURE : ShownUpstreams.Way.SECURE;
  }

  @Override
  public void close() {
    pulls.close();
  }
}
