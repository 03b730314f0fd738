package dev.weir.importing;

import dev.weir.access.User;
import dev.weir.blob.PushLeases;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportedTag;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.importing.age.AgeClock;
import dev.weir.importing.age.AgeGate;
import dev.weir.importing.age.Waiting;
import dev.weir.importing.bounds.ImportFigures;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.Patience;
import dev.weir.importing.bounds.TagLimit;
import dev.weir.importing.lists.ListChoices;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamId;
import dev.weir.streams.Streams;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Imports into streams: first all is looked at, whereby images are stored, then the stream is
 * written (image-api.md 5).
 */
public final class StreamImports {
  private final Importer importer;
  private final ImportSearch search;
  private final ImportWrites writes;
  private final AgedWrites aged;
  private final AgeGate gate;
  private final ListChoices choices;
  private final Streams streams;

  /** Imports within the usual limit that tell nobody of the manifests that images list. */
  public StreamImports(Streams streams, Importer importer) {
    this(
        streams,
        importer,
        TagLimit.USUAL,
        (_, _) -> {},
        new PushLeases(streams.context()::now, Duration.ofDays(1)),
        new AgeClock(
            streams.context().store(), streams.context()::now, System::nanoTime, Optional::empty));
  }

  /**
   * Imports into the streams of a server.
   *
   * @param limit of repositories, here and elsewhere
   * @param leases hold what is stored before its stream is written
   * @param clock tells how long a tag with a minimum age has seen what
   */
  public StreamImports(
      Streams streams,
      Importer importer,
      TagLimit limit,
      Listed listed,
      PushLeases leases,
      AgeClock clock) {
    this.importer = importer;
    Store store = streams.context().store();
    this.choices = new ListChoices(store);
    this.gate = new AgeGate(store, clock, new Waiting(clock));
    KeptImages kept = new KeptImages(streams, leases);
    ImportTelling telling = new ImportTelling(streams, kept, listed, choices);
    this.writes = new ImportWrites(streams, kept, telling, gate);
    this.aged = new AgedWrites(streams, telling);
    this.search = new ImportSearch(streams, importer, limit, writes);
    this.streams = streams;
  }

  /** Learns which manifests came with an image that lists them, once its stream has it. */
  @FunctionalInterface
  public interface Listed {
    /**
     * They were fetched for the stream.
     *
     * @param manifests with the repository that gave each, as {@code docker.io/library/busybox}
     */
    void came(StreamId stream, Map<Digest, String> manifests);
  }

  /**
   * What need not be fetched.
   *
   * @param mayShow whether a stream may be shown a manifest of another registry without fetching it
   */
  public KnownDigests known(BiPredicate<StreamName, Digest> mayShow) {
    return new KnownDigests(streams, choices, gate.seen(), mayShow);
  }

  /** How fetches from other registries went. */
  public ImportFigures figures() {
    return importer.figures();
  }

  /** What an import of this user is going to hold. */
  public ImportMemory.Part memory(User user) {
    return importer.memory(user);
  }

  /**
   * Looks at everything. Images that a tag gets are stored as they come, if the job stores at all;
   * the stream is not written. What the integrated registry holds is looked at without going
   * through it, if the one for whom this is done may pull it, or else with the pull secrets of the
   * stream's namespace, as any other registry.
   *
   * @param asker whether a stream may be pulled from by the one for whom this is done; the logins
   *     of the namespace's service accounts count as well, without being used
   * @param memory holds what was fetched until it is closed
   * @throws dev.weir.resource.StatusException 403 if a limit or quota would not let the tags of the
   *     repository be stored, which they say then
   */
  public Findings look(
      ImageStream stream,
      ImportJob job,
      Predicate<StreamName> asker,
      Patience patience,
      ImportMemory.Part memory)
      throws InterruptedException {
    return search.look(stream, job, asker, patience, memory);
  }

  /** What became of the stream. */
  public record Applied(ImageStream stream, long revision) {}

  /**
   * Writes the stream, and stores those images that got a tag and are not stored yet.
   *
   * @param before what the results were made for, or read again since
   * @return empty if somebody wrote the stream meanwhile
   */
  public Optional<Applied> apply(User user, StoredStream before, Findings findings) {
    return writes.apply(user, before, findings);
  }

  /**
   * As {@link #apply} for somebody who pulls, and is told at once what is in the way: a limit or a
   * quota leaves no trace in the stream.
   *
   * @param annotations of the stream if it is made by this
   */
  public Optional<Applied> bring(
      User user, StoredStream before, Findings findings, Map<String, String> annotations) {
    return writes.bring(user, before, findings, annotations);
  }

  /**
   * Refuses what limits and quotas would not let be stored whatever it turns out to be, before
   * anything is looked at.
   *
   * @param annotations as of {@link #bring}
   * @throws dev.weir.resource.StatusException 403, or 404 without the namespace
   */
  public void requireRoom(
      User user, StoredStream before, Wanted wanted, Map<String, String> annotations) {
    writes.requireRoom(user, before, wanted, annotations);
  }

  /**
   * Writes down that a job cannot be stored: every tag that it was for says why.
   *
   * @return empty if somebody wrote the stream meanwhile
   */
  public Optional<Applied> refuse(StoredStream before, ImportJob job, ApiStatus status) {
    return writes.refuse(before, job, status);
  }

  /** What lets images wait. */
  public AgeGate gate() {
    return gate;
  }

  /**
   * Gives a tag that follows another registry an image that it waited for, or says why it waits.
   *
   * @param with adds what is written with it
   * @return empty if somebody wrote the stream or removed the image meanwhile
   */
  public Optional<Applied> take(
      StoredStream before,
      String tag,
      ImportedTag.Result result,
      Origin origin,
      Consumer<Transaction.Builder> with) {
    return aged.take(before, tag, result, origin, with);
  }
}
