package dev.weir.pullthrough;

import dev.weir.blob.Blob;
import dev.weir.blob.BlobUpload;
import dev.weir.blob.DigestMismatchException;
import dev.weir.pullthrough.FetchException.Reason;
import dev.weir.pullthrough.Progress.Phase;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

  /** Bytes of the disk that what is mirrored does not take from what is pushed and stored. */
  private static final long LEFT_FREE = 16L << 20;

  private static final Duration STOPPING = Duration.ofSeconds(5);

  private final Wanted wanted;
  private final FetchGround ground;
  private final Upstream upstream;
  private final Progress progress = new Progress();
  private final Consumer<Fetch> over;
  private final Thread thread;

  /** Those who read or have read; this and what follows is guarded by this object. */
  private final List<FetchWatcher> watchers = new ArrayList<>();

  private int readers;
  private boolean ended;
  private boolean told;
  private @Nullable BlobUpload spool;

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

  /** Repository and login that are asked, or have given the first byte. */
  String key() {
    return wanted.keys().get(upstream.index());
  }

  Progress progress() {
    return progress;
  }

  /** Counts as a reader from now on; false if it is over. */
  synchronized boolean join() {
    if (ended) {
      return false;
    }
    readers++;
    return true;
  }

  /** One reader less. */
  void leave() {
    boolean last;
    synchronized (this) {
      readers--;
      last = readers == 0 && !ground.keep();
      ended |= last;
    }
    if (last && progress.phase().compareTo(Phase.SOUND) < 0) {
      stop();
    } else if (last) {
      discard();
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
    if (!reader.keys().contains(key())) {
      return Optional.empty(); // it came from where this reader might not ask
    }
    OptionalLong size = progress.size();
    if (size.isEmpty()) {
      throw new UncheckedIOException(
          new IOException("no space left for " + wanted.digest() + ", whose size nobody says"));
    }
    FetchedBlob.Reading reading =
        new FetchedBlob.Reading(this, reader, size.getAsLong(), watcher, ground);
    Optional<SeekableByteChannel> bytes = readAlong(watcher);
    if (bytes.isPresent()) {
      return Optional.of(new FetchedBlob(reading, bytes.get()));
    }
    try {
      return progress.awaitEnd() == Phase.APART
          ? Optional.of(new FetchedBlob(reading, null))
          : Optional.empty();
    } catch (FetchException e) {
      throw refusal(e);
    }
  }

  private Optional<SeekableByteChannel> readAlong(FetchWatcher watcher) throws IOException {
    boolean late;
    SeekableByteChannel bytes;
    synchronized (this) {
      if (spool == null) {
        return Optional.empty();
      }
      bytes = spool.reader();
      watchers.add(watcher);
      late = told;
    }
    if (late) {
      watcher.sound();
    }
    return Optional.of(bytes);
  }

  private static RuntimeException refusal(Exception failure) {
    return switch (failure) {
      case RemoteException e -> e;
      case TooManyFetchesException e -> e;
      case FetchException e when e.getCause() instanceof RemoteException cause -> cause;
      default -> new RemoteException(kind(failure), String.valueOf(failure.getMessage()));
    };
  }

  private static RemoteException.Kind kind(Exception failure) {
    Reason reason = failure instanceof FetchException known ? known.reason() : Reason.FAULT;
    return switch (reason) {
      case WRONG_DIGEST, WRONG_LENGTH -> RemoteException.Kind.DIGEST_MISMATCH;
      default -> RemoteException.Kind.UNREACHABLE;
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
      if (progress.phase() != Phase.SOUND || ground.keep() || nobodyReads()) {
        discard();
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

  private synchronized boolean nobodyReads() {
    ended |= readers == 0;
    return readers == 0;
  }

  private void fetch() throws IOException {
    try (Turns.Turn _ = ground.fetching().take()) {
      upstream.open(0);
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

  /** False if it cannot be written. */
  private boolean append(byte[] bytes, int count) throws FetchException {
    try {
      if (count > ground.mirror().room() - LEFT_FREE) {
        throw new IOException("hardly any space is left on the disk");
      }
      upload().append(ByteBuffer.wrap(bytes, 0, count));
      return true;
    } catch (IOException e) {
      goApart(e);
      return false;
    }
  }

  private BlobUpload upload() throws IOException {
    synchronized (this) {
      if (spool != null) {
        return spool;
      }
    }
    BlobUpload begun = ground.mirror().start();
    synchronized (this) {
      spool = begun;
    }
    return begun;
  }

  private void requireReaders() throws FetchException {
    if (!ground.keep() && nobodyReads()) {
      throw stopped();
    }
  }

  private FetchException stopped() {
    return new FetchException(Reason.STOPPED, "the fetch of " + wanted.digest() + " was stopped");
  }

  private void compare(long size) throws IOException {
    BlobUpload upload = upload();
    try {
      upload.verify(wanted.digest());
    } catch (DigestMismatchException e) {
      throw new FetchException(
          Reason.WRONG_DIGEST,
          "%s sent other bytes than those of %s"
              .formatted(upstream.origin().repository(), wanted.digest()),
          e);
    } catch (IOException e) {
      goApart(e);
      return;
    }
    Optional<Kept> kept = ground.keep() ? keep(upload, size) : Optional.empty();
    kept.ifPresent(gift -> ground.justKept().add(gift, key()));
    tell(
        ground.keep(),
        watcher -> {
          watcher.sound();
          kept.ifPresent(watcher::kept);
        });
    progress.sound();
  }

  /** It is served all the same if it cannot be kept: it was compared. */
  private Optional<Kept> keep(BlobUpload upload, long size) {
    synchronized (this) {
      spool = null; // whoever comes now finds it in the mirror
    }
    try {
      upload.commit(wanted.digest());
      return Optional.of(new Kept(wanted.digest(), size, upstream.origin().repository()));
    } catch (IOException e) {
      LOG.warn("{} was fetched and cannot be kept: {}", wanted.digest(), e.getMessage());
      return Optional.empty();
    } finally {
      close(upload);
    }
  }

  /** From here on each reader gets the rest from the upstream, as long as that has it. */
  private void goApart(IOException cause) throws FetchException {
    if (stopped) {
      throw stopped();
    }
    LOG.warn("{} is fetched and cannot be kept: {}", wanted.digest(), cause.getMessage());
    Progress.Rest rest = rest();
    synchronized (this) {
      ended = true;
    }
    discard();
    progress.apart(rest, upstream.size());
  }

  private Progress.Rest rest() {
    MessageDigest hash = Digest.newMessageDigest(wanted.digest().algorithm());
    BlobUpload written;
    synchronized (this) {
      written = spool;
    }
    if (written == null) {
      return new Progress.Rest(0, hash);
    }
    try (SeekableByteChannel bytes = written.reader()) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      while (bytes.read(buffer.clear()) >= 0) {
        hash.update(buffer.flip());
      }
      return new Progress.Rest(bytes.position(), hash);
    } catch (IOException _) {
      return new Progress.Rest(0, Digest.newMessageDigest(wanted.digest().algorithm()));
    }
  }

  private void failed(Exception e) {
    Reason reason =
        switch (e) {
          case FetchException known -> known.reason();
          case TooManyFetchesException _ -> Reason.BUSY;
          case RemoteException _ -> Reason.REFUSED;
          default -> stopped ? Reason.STOPPED : Reason.FAULT;
        };
    ground.counters().failed(reason);
    discard(); // who has not been given it by now gets the failure instead
    FetchException failure =
        e instanceof FetchException known
            ? known
            : new FetchException(reason, String.valueOf(e.getMessage()), e);
    tell(true, watcher -> watcher.failed(failure));
    progress.fail(e);
  }

  /**
   * Tells all who read.
   *
   * @param last nobody can join any more
   */
  private void tell(boolean last, Consumer<FetchWatcher> news) {
    List<FetchWatcher> all;
    synchronized (this) {
      ended |= last;
      told = true;
      all = List.copyOf(watchers);
    }
    for (FetchWatcher watcher : all) {
      try {
        news.accept(watcher);
      } catch (RuntimeException e) {
        LOG.error("who waited for {} could not be told of it", wanted.digest(), e);
      }
    }
  }

  private void discard() {
    BlobUpload upload;
    synchronized (this) {
      upload = spool;
      spool = null;
    }
    if (upload != null) {
      upload.cancel();
      close(upload);
    }
  }

  private static void close(BlobUpload upload) {
    try {
      upload.close();
    } catch (IOException e) {
      LOG.warn("an upload of the mirror does not close: {}", e.getMessage());
    }
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
