package dev.weir.window;

import dev.weir.host.Host;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagSource;
import dev.weir.objects.StoreContext;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.StreamTags;
import dev.weir.streams.Streams;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets streams go that windows made and nobody pulls from any more. What somebody made or tagged by
 * hand stays, and so does what a workload names, or a tag of another stream follows.
 */
final class WindowSweep {
  private static final Logger LOG = LoggerFactory.getLogger(WindowSweep.class);

  private final Streams streams;
  private final StoreContext context;
  private final Host host;
  private final WindowNames names;
  private final LastPulls pulls;
  private final Supplier<Stream<String>> named;
  private final Predicate<String> own;

  /**
   * Of a server's streams.
   *
   * @param named what workloads name, as it stands there; throws where that cannot be told
   * @param own whether a host is, or was, the integrated registry's
   */
  WindowSweep(
      Streams streams,
      WindowNames names,
      LastPulls pulls,
      Supplier<Stream<String>> named,
      Predicate<String> own) {
    this.streams = streams;
    this.context = streams.context();
    this.host = context.host();
    this.names = names;
    this.pulls = pulls;
    this.named = named;
    this.own = own;
  }

  /** Looks at the streams of all windows. */
  void run() {
    List<Due> due =
        host.annotated(Window.UPSTREAM).keySet().stream()
            .flatMap(project -> names.window(project).stream())
            .flatMap(
                window ->
                    streams.store().list(window.project()).streams().stream()
                        .filter(stream -> isDue(stream, window))
                        .map(stream -> new Due(window, stream.name())))
            .toList();
    if (!due.isEmpty()) {
      Used used = used();
      due.forEach(one -> pulls.unlessPulled(one.stream(), () -> isGone(one, used)));
    }
    pulls.forgetPast();
  }

  private record Due(Window window, StreamName stream) {}

  private boolean isDue(ImageStream stream, Window window) {
    return window.keep() instanceof Keep.Unpulled(Duration most)
        && WindowStreams.isOwn(stream, window)
        && WindowStreams.isAgedByWindow(stream, host.annotations(window.project()))
        && !lastPull(stream).plus(most).isAfter(context.now());
  }

  /** The end of the day of the last pull; without one, when the stream last got an image. */
  private Instant lastPull(ImageStream stream) {
    return pulls
        .last(stream.name())
        .day()
        .map(day -> day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC))
        .orElseGet(() -> lastChange(stream));
  }

  private static Instant lastChange(ImageStream stream) {
    Instant made = Instant.parse(Json.string(stream.metadata(), "creationTimestamp"));
    return stream.tags().keySet().stream()
        .flatMap(tag -> stream.newest(tag).stream())
        .map(TagEvent::created)
        .reduce(made, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** Also by digest alone, which moves no tag; only pushes link content to a stream. */
  private boolean isPushedTo(StreamName stream) {
    return !streams.links().all(stream).isEmpty();
  }

  /** Takes a stream away as it was judged: who writes it, or notes a pull, keeps it. */
  private boolean isGone(Due due, Used used) {
    StoredStream stored = streams.store().whole(due.stream());
    LastPulls.Known known = pulls.last(due.stream());
    if (!stored.exists()
        || !isDue(stored.stream(), due.window())
        || used.has(stored.stream())
        || isPushedTo(due.stream())) {
      return false;
    }
    boolean gone =
        context
            .admission()
            .inTurn(
                Kinds.IMAGE_STREAM,
                due.stream().namespace(),
                () -> {
                  Transaction.Builder transaction = Transaction.builder();
                  transaction.ifAt(StreamKeys.pulled(due.stream()), known.revision());
                  streams.changes().delete(transaction, stored);
                  return context.store().commit(transaction.build())
                      instanceof TransactionResult.Committed;
                });
    if (gone) {
      LOG.info("stream={} is gone: nobody pulled from it since {}", due.stream(), known.day());
    }
    return gone;
  }

  /**
   * What is used.
   *
   * @param streams of windows, by our own name or by the upstream's
   * @param repositories of whatever registry, with client defaults
   * @param digests of images
   */
  private record Used(Set<StreamName> streams, Set<String> repositories, Set<String> digests) {
    boolean has(ImageStream stream) {
      return streams.contains(stream.name())
          || repositories.contains(stream.annotation(WindowStreams.MARK))
          || StreamTags.images(stream).stream().anyMatch(digests::contains);
    }
  }

  private Used used() {
    Used used = new Used(new HashSet<>(), new HashSet<>(), new HashSet<>());
    try (Stream<String> all = named.get()) {
      all.distinct().forEach(image -> add(used, image));
    }
    for (ImageStream stream : streams.store().list("").streams()) {
      stream.spec().values().stream()
          .flatMap(tag -> tag.from().stream())
          .flatMap(from -> stream(from, stream.name().namespace()).stream())
          .forEach(used.streams()::add);
    }
    return used;
  }

  /** The stream whose tag or image a tag follows. */
  private Optional<StreamName> stream(TagSource from, String own) {
    return switch (from.kind()) {
      case TagSource.STREAM_TAG, TagSource.STREAM_IMAGE ->
          OwnRegistry.stream(OwnRegistry.HOST + "/" + from.namespaceOr(own) + "/" + from.name());
      case TagSource.DOCKER_IMAGE ->
          parse(from.name())
              .map(ImageReference::withClientDefaults)
              .filter(named -> this.own.test(named.registry()))
              .flatMap(named -> names.stream(named.repositoryPath()));
      default -> Optional.empty();
    };
  }

  private void add(Used used, String image) {
    parse(image)
        .ifPresent(
            named -> {
              ImageReference full = named.withClientDefaults();
              used.digests().add(named.id());
              if (own.test(full.registry())) {
                names.stream(full.repositoryPath()).ifPresent(used.streams()::add);
              } else {
                used.repositories().add(hub(full).repository());
              }
            });
  }

  private static ImageReference hub(ImageReference named) {
    return named.withRegistry(canonical(named.registry()));
  }

  private static String canonical(String host) {
    try {
      return UpstreamHost.parse(host).name();
    } catch (IllegalArgumentException _) {
      return host;
    }
  }

  private static Optional<ImageReference> parse(String image) {
    try {
      return Optional.of(ImageReference.parse(image));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
