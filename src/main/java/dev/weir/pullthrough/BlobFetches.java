package dev.weir.pullthrough;

import dev.weir.access.HeapBudget;
import dev.weir.blob.Blob;
import dev.weir.blob.BlobStore;
import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.Retries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Brings blobs from other registries, each once however many want it at the same time: one thread
 * receives it, and all who asked read along, as far as they may ask wherever it comes from. Made
 * once for a process. Says nothing about who may see a blob.
 */
public final class BlobFetches implements AutoCloseable {
  /** A fetch that is found ended, or foreign, is begun again; not for ever. */
  private static final int MOST_ROUNDS = 10;

  private final FetchGround ground;
  private final Set<Fetch> running = new HashSet<>();
  private boolean closed;

  private BlobFetches(FetchGround ground) {
    this.ground = ground;
  }

  /**
   * Over a mirror that nobody else uploads to; what a killed process had begun there is removed.
   *
   * @param keep whether what was fetched stays in the mirror; else it goes with its last reader
   * @param heap that buffers are taken from
   * @param limit of what is kept, asked for each blob
   * @param clock should never go back
   */
  public static BlobFetches open(
      BlobStore mirror, boolean keep, KeepLimit limit, HeapBudget.Part heap, InstantSource clock)
      throws IOException {
    return open(mirror, keep, limit, FetchLimits.USUAL, heap, clock, Thread::sleep);
  }

  static BlobFetches open(
      BlobStore mirror,
      boolean keep,
      KeepLimit limit,
      FetchLimits limits,
      HeapBudget.Part heap,
      InstantSource clock,
      Retries.Pause pause)
      throws IOException {
    int _ = mirror.cancelUploadsIdleSince(Instant.MAX);
    return new BlobFetches(
        new FetchGround(
            mirror,
            new Space(mirror, keep ? limit : KeepLimit.NONE),
            keep,
            limits,
            new Turns(limits, heap),
            new Turns(limits, heap),
            new JustKept(clock),
            new Liars(),
            clock,
            pause,
            new FetchCounters()));
  }

  /** What has been fetched so far. */
  public FetchCounters counters() {
    return ground.counters();
  }

  /**
   * Joins the fetch of a blob or begins one, and waits for the first byte, so that what goes wrong
   * before can still be said in the place of an answer. Reads of the blob wait for their bytes. The
   * last byte of an answer, of the whole or a {@link Blob#part}, comes when all was compared with
   * the digest and is durable in the mirror; if it is not what it should be, a {@link
   * FetchException} comes instead.
   *
   * @param project that somebody asks for; its fetches take no more than its share of the turns
   * @param size bytes that the manifest says; empty if none does
   * @param origins where it may be had, in the order in which they are asked; at least one
   * @param watcher is told once how it ended
   * @return to be closed
   * @throws RemoteException of the last origin, if none gives it
   * @throws TooManyFetchesException if it would have to wait too long for others
   */
  public Blob open(
      String project,
      Digest digest,
      OptionalLong size,
      List<BlobOrigin> origins,
      FetchWatcher watcher) {
    Wanted wanted = new Wanted(project, digest, size, ground.liars().last(digest, origins));
    if (wanted.origins().isEmpty()) {
      throw new IllegalArgumentException("nobody can be asked for " + digest);
    }
    if (size.orElse(0) > ground.limits().largest()) {
      throw new RemoteException(
          RemoteException.Kind.REGISTRY_ERROR,
          digest + " is larger than the " + ground.limits().largest() + " bytes of any blob");
    }
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Optional<Blob> blob = round(wanted, watcher);
      if (blob.isPresent()) {
        return blob.get();
      }
    }
    throw new RemoteException(
        RemoteException.Kind.UNREACHABLE, digest + " goes away as often as it is fetched");
  }

  private Optional<Blob> round(Wanted wanted, FetchWatcher watcher) {
    Optional<Fetch> joined = join(wanted);
    if (joined.isEmpty()) {
      return justKept(wanted, watcher);
    }
    Fetch fetch = joined.get();
    Optional<Blob> blob = Optional.empty();
    try {
      blob = fetch.open(wanted, watcher);
    } catch (TooManyFetchesException e) {
      if (fetch.wanted().project().equals(wanted.project())) {
        throw e;
      }
      // That was another project's share; the next round is his own.
    } catch (RemoteException e) {
      if (fetch.wanted().keys().containsAll(wanted.keys())) {
        throw e;
      }
      // This reader has other origins to ask; the next round is his own.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (blob.isEmpty()) {
        fetch.leave();
      }
    }
    return blob;
  }

  /** Empty if it has just come. */
  private synchronized Optional<Fetch> join(Wanted wanted) {
    if (closed) {
      throw new RemoteException(RemoteException.Kind.STOPPED, "the server is stopping");
    }
    for (Fetch fetch : running) {
      // Another size is another manifest's word, and one of the two is wrong.
      if (fetch.wanted().digest().equals(wanted.digest())
          && fetch.wanted().size().equals(wanted.size())
          && fetch.isFor(wanted)
          && fetch.join()) {
        return Optional.of(fetch);
      }
    }
    if (ground.justKept().find(wanted.digest(), wanted.keys()).isPresent()
        && ground.mirror().size(wanted.digest()).isPresent()) {
      return Optional.empty();
    }
    Fetch fetch = new Fetch(wanted, ground, this::over);
    boolean _ = fetch.join();
    running.add(fetch);
    fetch.start();
    return Optional.of(fetch);
  }

  private Optional<Blob> justKept(Wanted wanted, FetchWatcher watcher) {
    Optional<Kept> kept = ground.justKept().find(wanted.digest(), wanted.keys());
    Optional<Blob> blob = ground.mirror().open(wanted.digest());
    if (kept.isPresent() && blob.isPresent()) {
      watcher.sound();
      watcher.kept(kept.get());
      return blob;
    }
    blob.ifPresent(BlobFetches::close);
    return Optional.empty();
  }

  private static void close(Blob blob) {
    try {
      blob.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void over(Fetch fetch) {
    running.remove(fetch);
  }

  /** Ends what is running; whoever reads sees it break off. */
  @Override
  public void close() {
    List<Fetch> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(running);
    }
    all.forEach(Fetch::stop);
    all.forEach(Fetch::awaitEnd);
  }
}
