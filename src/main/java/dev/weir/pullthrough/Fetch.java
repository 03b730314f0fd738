package dev.weir.pullthrough;

import dev.weir.blob.Blob;
import dev.weir.blob.DigestMismatchException;
import dev.weir.pullthrough.FetchException.Reason;
import dev.weir.pullthrough.Progress.Phase;
import dev.weir.remote.RemoteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One blob on its way: a thread appends what comes to an upload of the mirror, and everybody who
 * wants it reads along. It goes on when they leave, if what comes is to be kept.
 */
final class Fetch {
  private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);

  /** Bytes that are read and written at once. */
  static final int BUFFER = 64 * 1024;

  /** What nobody reads gives its turn up to others if fewer bytes a second come, after a while. */
  private static final long SLOW = 128 * 1024;

  private static final Duration WHILE = Duration.ofSeconds(10);

  private static final Duration STOPPING = Duration.ofSeconds(5);

  private final Wanted wanted;
  private final FetchGround ground;
  private final Upstream upstream;
  private final Spool spool;
  private final Progress progress = new Progress();
  private final Audience audience = new Audience();
  private final Consumer<Fetch> over;
  private final Thread thread;

  /** When it was its turn. */
  private volatile Instant begun = Instant.MAX.minus(WHILE);

  private volatile boolean stopped;

  /**
   * A fetch that has not begun.
   *
   * @param over runs when nobody can join any more
   */
  Fetch(Wanted wanted, FetchGround ground, Consumer<Fetch> over) {
    this.wanted = wanted;
    this.ground = ground;
    this.over = over;
    this.spool =
        new Spool(ground.mirror(), wanted.digest(), ground.space().share(wanted.project()));
    this.upstream = ground.upstream(wanted.digest(), wanted.size(), wanted.origins());
    this.thread = Thread.ofVirtual().name("fetch " + wanted.digest()).unstarted(this::run);
  }

  void start() {
    ground.counters().begins();
    thread.start();
  }

  Wanted wanted() {
    return wanted;
  }

  /** True if a reader may ask all that the bytes come from, or will. */
  boolean isFor(Wanted reader) {
    return reader.keys().containsAll(keys(upstream.involved()));
  }

  private List<String> keys(List<BlobOrigin> origins) {
    return origins.stream().map(wanted.origins()::indexOf).map(wanted.keys()::get).toList();
  }

  Progress progress() {
    return progress;
  }

  /** Counts as a reader from now on; false if it is over. */
  boolean join() {
    return audience.join();
  }

  /** One reader less. */
  void leave() {
    audience.leave();
    if (ground.keep() || !audience.endIfEmpty()) {
      return;
    }
    if (progress.phase().compareTo(Phase.SOUND) < 0) {
      stop();
    } else {
      spool.discard();
      over.accept(this);
    }
  }

  /**
   * What a reader who joined gets once there is an answer; empty if it is too late to read along.
   *
   * @throws RemoteException the origins' last answer
   * @throws TooManyFetchesException it was not even asked for
   */
  Optional<Blob> open(Wanted reader, FetchWatcher watcher) throws IOException {
    Phase phase = progress.awaitAnswer();
    if (phase == Phase.FAILED) {
      throw refusal(progress.failure());
    }
    OptionalLong size = progress.size();
    if (size.isEmpty()) {
      throw new UncheckedIOException(
          new IOException("no space left for " + wanted.digest() + ", whose size nobody says"));
    }
    FetchedBlob.Reading reading =
        new FetchedBlob.Reading(this, reader, size.getAsLong(), watcher, ground);
    Optional<SeekableByteChannel> bytes = audience.admit(spool, watcher);
    if (bytes.isPresent()) {
      return Optional.of(new FetchedBlob(reading, bytes.get()));
    }
    try {
      return progress.awaitEnd() == Phase.APART
          ? Optional.of(FetchedBlob.apart(reading))
          : Optional.empty();
    } catch (FetchException e) {
      throw refusal(e);
    }
  }

  private static RuntimeException refusal(Exception failure) {
    return switch (failure) {
      case RemoteException e -> e;
      case TooManyFetchesException e -> e;
      case FetchException e when e.getCause() instanceof RemoteException cause -> cause;
      case FetchException e when e.getCause() instanceof TooManyFetchesException cause -> cause;
      default -> new RemoteException(kind(failure), String.valueOf(failure.getMessage()));
    };
  }

  private static RemoteException.Kind kind(Exception failure) {
    Reason reason = failure instanceof FetchException known ? known.reason() : Reason.FAULT;
    return switch (reason) {
      case WRONG_DIGEST, WRONG_LENGTH -> RemoteException.Kind.DIGEST_MISMATCH;
      case STOPPED, FAULT -> RemoteException.Kind.STOPPED;
      case REFUSED, BROKEN, BUSY -> RemoteException.Kind.UNREACHABLE;
    };
  }

  private void run() {
    try {
      fetch();
    } catch (RemoteException | TooManyFetchesException | IOException e) {
      failed(e);
    } catch (RuntimeException e) {
      failed(fault(e));
    } finally {
      upstream.close();
      if (progress.phase() != Phase.SOUND || ground.keep() || audience.endIfEmpty()) {
        spool.discard();
        over.accept(this);
      }
      ground.counters().ended();
    }
  }

  private FetchException fault(RuntimeException e) {
    if (stopped) {
      return stopped();
    }
    LOG.error("the fetch of {} failed by a fault of this program", wanted.digest(), e);
    return new FetchException(
        Reason.FAULT, wanted.digest() + " cannot be fetched by a fault of this program", e);
  }

  private void fetch() throws IOException {
    try (Turns.Turn _ = ground.fetching().take(wanted.claim(this::yieldsIfIdle))) {
      begun = ground.clock().instant();
      if (!ask()) {
        return;
      }
      byte[] buffer = new byte[BUFFER];
      long received = 0;
      int count = upstream.read(buffer);
      while (count >= 0) {
        if (!append(buffer, count)) {
          return;
        }
        received += count;
        progress.reached(received, upstream.size());
        requireReaders();
        count = upstream.read(buffer);
      }
      if (append(buffer, 0)) {
        progress.complete(received);
        compare(received);
      }
    }
  }

  /** False if it could not be written anyway; then nobody is asked who says it is so large. */
  private boolean ask() throws FetchException {
    try {
      spool.requireRoom(wanted.size().orElse(0));
      upstream.open(0);
      spool.requireRoom(upstream.size().orElse(0));
      return true;
    } catch (IOException e) {
      goApart(e);
      return false;
    }
  }

  /** False if it cannot be written. */
  private boolean append(byte[] bytes, int count) throws FetchException {
    try {
      spool.append(bytes, count);
      return true;
    } catch (IOException e) {
      goApart(e);
      return false;
    }
  }

  private void requireReaders() throws FetchException {
    if (!ground.keep() && audience.endIfEmpty()) {
      throw stopped();
    }
  }

  /** True if it ends now, so that others get on: it is slow, and nobody waits for it. */
  private boolean yieldsIfIdle() {
    Instant now = ground.clock().instant();
    if (now.isBefore(begun.plus(WHILE)) || progress.phase().compareTo(Phase.COMING) > 0) {
      return false;
    }
    boolean slow = progress.received() < SLOW * Duration.between(begun, now).toSeconds();
    if (!slow || !audience.endIfEmpty()) {
      return false;
    }
    stop();
    return true;
  }

  private FetchException stopped() {
    return new FetchException(Reason.STOPPED, "the fetch of " + wanted.digest() + " was stopped");
  }

  private void compare(long size) throws IOException {
    try {
      spool.verify();
    } catch (DigestMismatchException e) {
      ground.liars().add(wanted.digest(), keys(upstream.givers()).getFirst());
      throw new FetchException(
          Reason.WRONG_DIGEST,
          "%s sent other bytes than those of %s"
              .formatted(upstream.origin().repository(), wanted.digest()),
          e);
    } catch (IOException e) {
      goApart(e);
      return;
    }
    Optional<Kept> kept = kept(size);
    kept.ifPresent(gift -> ground.justKept().add(gift, keys(upstream.givers())));
    if (ground.keep()) {
      audience.end(); // it is in the mirror
    }
    audience.tell(
        watcher -> {
          watcher.sound();
          kept.ifPresent(watcher::kept);
        });
    progress.sound();
  }

  /** It is served all the same if it cannot be kept: it was compared. */
  private Optional<Kept> kept(long size) {
    return ground.keep() && spool.keep()
        ? Optional.of(new Kept(wanted.digest(), size, giver()))
        : Optional.empty();
  }

  /** Empty if several gave parts: none of them is known to have all of it. */
  private String giver() {
    Set<String> all =
        upstream.givers().stream().map(BlobOrigin::repository).collect(Collectors.toSet());
    return all.size() == 1 ? all.iterator().next() : "";
  }

  /** From here on each reader gets the rest from the upstream, as long as that has it. */
  private void goApart(IOException cause) throws FetchException {
    if (stopped) {
      throw stopped();
    }
    LOG.warn("{} is fetched and cannot be kept: {}", wanted.digest(), cause.getMessage());
    Progress.Rest rest = spool.rest();
    audience.end();
    spool.discard();
    progress.apart(rest, upstream.size());
  }

  private void failed(Exception e) {
    Reason reason =
        switch (e) {
          case FetchException known -> known.reason();
          case TooManyFetchesException _ -> Reason.BUSY;
          case RemoteException refusal when refusal.kind() == RemoteException.Kind.STOPPED ->
              Reason.STOPPED;
          case RemoteException _ -> Reason.REFUSED;
          default -> stopped ? Reason.STOPPED : Reason.FAULT;
        };
    ground.counters().failed(reason);
    spool.discard(); // who has not been given it by now gets the failure instead
    FetchException failure =
        e instanceof FetchException known
            ? known
            : new FetchException(reason, String.valueOf(e.getMessage()), e);
    audience.end();
    audience.tell(watcher -> watcher.failed(failure));
    progress.fail(e);
  }

  /** Ends it; whoever reads sees it break off. */
  void stop() {
    stopped = true;
    upstream.close();
    thread.interrupt();
  }

  void awaitEnd() {
    try {
      boolean _ = thread.join(STOPPING);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
