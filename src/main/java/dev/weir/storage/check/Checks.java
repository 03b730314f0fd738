package dev.weir.storage.check;

import dev.weir.blob.file.FileBlobStore;
import dev.weir.client.Resources;
import dev.weir.controller.EventRecorder;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.storage.check.result.LastCheck;
import dev.weir.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** What a server does so that nothing that it stores is lost unseen; each runs by itself. */
public final class Checks implements AutoCloseable {
  private final LostBlobs lost;
  private final Optional<Scrub> scrub;
  private final CheckDoor door;
  private final CheckLog log;

  private Checks(LostBlobs lost, Optional<Scrub> scrub, CheckDoor door, CheckLog log) {
    this.lost = lost;
    this.scrub = scrub;
    this.door = door;
    this.log = log;
  }

  /**
   * What is stored.
   *
   * @param mirror of other registries
   */
  public record Stored(Store store, FileBlobStore blobs, FileBlobStore mirror) {}

  /**
   * Checks of what is stored; nothing runs yet.
   *
   * @param through gives what other registries hold
   * @param resources the server's objects
   * @param events tell of damaged images
   * @param period in which the scrub compares everything once; empty for no scrub
   */
  public static Checks of(
      Stored stored,
      PullThrough through,
      Resources resources,
      EventRecorder events,
      Optional<Duration> period,
      InstantSource clock) {
    LostBlobs lost =
        new LostBlobs(
            stored.store(),
            stored.blobs(),
            stored.mirror(),
            new Sources(stored.blobs(), stored.mirror(), through),
            resources,
            events);
    Check.Maker checks =
        () -> new Check(stored.store(), stored.blobs(), stored.mirror(), clock, true, lost);
    CheckLog log = new CheckLog(stored.store(), clock);
    return new Checks(
        lost,
        period.map(
            time ->
                new Scrub(stored.store(), stored.blobs(), stored.mirror(), checks, time, clock)),
        new CheckDoor(checks, log),
        log);
  }

  /** Brings lost blobs again, or says what misses them. */
  public LostBlobs lost() {
    return lost;
  }

  /** Compares everything, slowly; empty if it shall not. */
  public Optional<Scrub> scrub() {
    return scrub;
  }

  /** The newest check that somebody asked for; empty if nobody did. */
  public Optional<LastCheck> last() {
    return log.last();
  }

  /** Checks whenever somebody asks. */
  public CheckDoor door() {
    return door;
  }

  /** Ends a check that somebody waits for. */
  @Override
  public void close() {
    door.close();
  }
}
