package dev.weir.storage.check;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.blob.file.Inspection;
import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.failure.FileProblem;
import dev.weir.failure.Reason;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.parts.PushedManifests;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of blobs that rot or vanish: they are brought again from where they came, if that is
 * another registry; else their images say so until somebody pushes them again. What is lost is
 * known by files, see {@link Inspection#lost}, so that a start goes on where the last one ended.
 */
public final class LostBlobs implements Runnable, Check.Remedy {
  private static final Logger LOG = LoggerFactory.getLogger(LostBlobs.class);

  /** What cannot be brought may be had later. */
  private static final Duration AGAIN = Duration.ofHours(1);

  /** Who looks for more at once waits for the next round. */
  private static final int MOST = 10_000;

  private final Store store;
  private final FileBlobStore blobs;
  private final FileBlobStore mirror;
  private final Sources sources;
  private final DamagedImages images;
  private final Semaphore wake = new Semaphore(1); // the first round is that of the start
  private volatile long lost;

  /** Nothing was lost when it was last looked, and nothing says otherwise. */
  private boolean clean;

  /**
   * @param resources the server's objects
   * @param events tell of damaged images at their streams
   */
  public LostBlobs(
      Store store,
      FileBlobStore blobs,
      FileBlobStore mirror,
      Sources sources,
      Resources resources,
      EventRecorder events) {
    this.store = store;
    this.blobs = blobs;
    this.mirror = mirror;
    this.sources = sources;
    this.images =
        new DamagedImages(store, new PushedManifests(blobs.inspection()::read), resources, events);
    blobs.onLoss(wake::release);
    mirror.onLoss(wake::release);
  }

  /** Blobs that were pushed, are not there, and could not be had again. */
  public long lost() {
    return lost;
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        boolean _ = wake.tryAcquire(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        int _ = wake.drainPermits();
        round();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        LOG.warn("lost blobs are looked for later: {}", FileProblem.named(e));
      } catch (RuntimeException e) {
        LOG.warn("lost blobs are looked for later: {}", Reason.of(e));
        LOG.debug("lost blobs are looked for later", e);
      }
    }
  }

  private void round() throws IOException {
    fetchMirrored();
    List<Digest> all = blobs.inspection().lost();
    if (all.isEmpty() && clean) {
      return;
    }
    List<Digest> some = all.stream().limit(MOST).toList();
    Map<Digest, Set<StreamName>> links = Users.streams(store, Links.PREFIX, some);
    Set<Digest> left = new HashSet<>(all);
    for (Digest digest : some) {
      if (sources.bring(digest, links.getOrDefault(digest, Set.of()))) {
        left.remove(digest);
      }
    }
    Set<Digest> said = images.say(left);
    Set<Digest> unwanted = new HashSet<>(some);
    unwanted.retainAll(left);
    unwanted.removeAll(said);
    unwanted.removeAll(links.keySet());
    unwanted.removeAll(Users.shown(store, unwanted));
    for (Digest digest : some) {
      if (unwanted.contains(digest)) {
        blobs.inspection().forget(digest); // nobody has it
        left.remove(digest);
      }
    }
    lost = left.size();
    clean = left.isEmpty();
  }

  /** Of the mirror, what nobody can give any more comes when somebody pulls it. */
  private void fetchMirrored() throws IOException {
    List<Digest> some = mirror.inspection().lost().stream().limit(MOST).toList();
    Map<Digest, Set<StreamName>> kept = Users.streams(store, StreamKeys.MIRRORS, some);
    for (Digest digest : some) {
      Set<StreamName> streams = kept.getOrDefault(digest, Set.of());
      if (!sources.fetch(digest, streams)) {
        streams.forEach(stream -> forget(stream, digest));
      }
      mirror.inspection().forget(digest);
    }
  }

  private void forget(StreamName stream, Digest digest) {
    String key = StreamKeys.mirrors(stream) + digest;
    var _ = store.commit(Transaction.builder().delete(key).build());
  }

  @Override
  public boolean bring(Digest digest) {
    return sources.bring(
        digest, Users.streams(store, Links.PREFIX, List.of(digest)).getOrDefault(digest, Set.of()));
  }
}
