package dev.weir.importing;

import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.NoMemoryException;
import dev.weir.importing.lists.ImportMode;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.PlatformChoice;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.RemoteException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How the fetches of one pass ended, and what is told of them. Safe for threads. */
final class Fetches {
  private final ImportMemory.Part memory;
  private final Map<Key, Fetch> fetches = new HashMap<>();
  private boolean over;

  Fetches(ImportMemory.Part memory) {
    this.memory = memory;
  }

  /** What is the same for whoever asks for it. */
  record Key(
      ImageReference repository,
      String tagOrDigest,
      boolean insecure,
      ImportMode mode,
      Descriptor.Platform platform,
      ImportRequest.Use use) {
    static Key of(ImportRequest request, ImageReference asked) {
      ImageReference full = asked.withClientDefaults().mostSpecific();
      boolean byDigest = !full.id().isEmpty();
      return new Key(
          full.withTag(""),
          byDigest ? full.id() : full.tag(),
          request.insecure(),
          request.mode(),
          byDigest ? PlatformChoice.USUAL : request.platform(),
          request.use());
    }
  }

  /** How a fetch ended, or that it has not yet. */
  sealed interface Fetch {
    record Begun() implements Fetch {}

    record Done(FetchedImage image, Telling telling) implements Fetch {}

    record Refused(RemoteException cause) implements Fetch {}

    record Unusable(String why, Optional<Digest> manifest) implements Fetch {}

    record TooMuch(NoMemoryException cause) implements Fetch {}

    record Ended(String why) implements Fetch {}

    /** How it ended, in a word by which fetches are counted. */
    default String result() {
      return switch (this) {
        case Done _ -> "imported";
        case Refused(RemoteException cause) -> cause.kind().name().toLowerCase(Locale.ROOT);
        case Unusable _ -> "unusable";
        case TooMuch _ -> "no_room";
        case Begun _, Ended _ -> "broken_off";
      };
    }
  }

  /** How often an image is told; what is made of it costs as much for each further time. */
  static final class Telling {
    private final long cost;
    private boolean told;

    Telling(long cost) {
      this.cost = cost;
    }

    void once(ImportMemory.Part memory) {
      if (told) {
        memory.take(cost);
      }
      told = true;
    }
  }

  /** Is going to be fetched. */
  synchronized void begun(Key key) {
    fetches.putIfAbsent(key, new Fetch.Begun());
  }

  /** How it ended; what ends after the end is too late. */
  synchronized void ended(Key key, Fetch fetch) {
    if (!over) {
      fetches.put(key, fetch);
    }
  }

  /** What has not ended by now has failed. */
  synchronized void end(String why) {
    over = true;
    fetches.replaceAll((_, f) -> f instanceof Fetch.Begun ? new Fetch.Ended(why) : f);
  }

  synchronized boolean isOver() {
    return over;
  }

  /**
   * What is told of a fetch, to one who asked with these words.
   *
   * @return empty if it was none of this pass
   */
  synchronized Optional<ImportOutcome> outcome(Key key, ImageReference asked) {
    return Optional.ofNullable(fetches.get(key)).map(fetch -> outcome(fetch, asked));
  }

  private ImportOutcome outcome(Fetch fetch, ImageReference asked) {
    ImageReference full = asked.withClientDefaults().mostSpecific();
    return switch (fetch) {
      case Fetch.Done(FetchedImage image, Telling telling) -> told(image, telling, asked);
      case Fetch.Refused(RemoteException cause) ->
          failed(ImportFailure.Refused.of(cause, full), full);
      case Fetch.Unusable(String why, Optional<Digest> manifest) ->
          failed(new ImportFailure.Unusable(full, why, manifest), full);
      case Fetch.TooMuch(NoMemoryException cause) ->
          failed(ImportFailure.NoRoom.of(full.exact(), cause), full);
      case Fetch.Ended(String why) -> failed(new ImportFailure.Ended(full, why), full);
      case Fetch.Begun _ -> throw new IllegalStateException("the run has not ended");
    };
  }

  private static ImportOutcome.Failed failed(ImportFailure why, ImageReference full) {
    return new ImportOutcome.Failed(why, full.tag());
  }

  private ImportOutcome told(FetchedImage image, Telling telling, ImageReference asked) {
    try {
      telling.once(memory);
      return image.outcome(asked);
    } catch (NoMemoryException e) {
      ImageReference full = asked.withClientDefaults().mostSpecific();
      return failed(ImportFailure.NoRoom.of(full.exact(), e), full);
    }
  }
}
