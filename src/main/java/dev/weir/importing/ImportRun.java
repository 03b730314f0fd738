package dev.weir.importing;

import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.NoMemoryException;
import dev.weir.importing.bounds.Patience;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.ManifestException;
import dev.weir.manifest.PlatformChoice;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteRegistry;
import dev.weir.remote.TransportPolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One pass over a batch with one keyring; the same image is fetched once, a few at a time. */
final class ImportRun {
  private static final int AT_ONCE = 8;

  private final Registries registries;
  private final Keyring keyring;
  private final Patience patience;
  private final ImportMemory.Part memory;
  private final Semaphore slots = new Semaphore(AT_ONCE);
  private final Map<Key, Fetch> done = new HashMap<>();

  ImportRun(Registries registries, Keyring keyring, Patience patience, ImportMemory.Part memory) {
    this.registries = registries;
    this.keyring = keyring;
    this.patience = patience;
    this.memory = memory;
  }

  private record Key(
      ImageReference repository,
      String tagOrDigest,
      boolean insecure,
      ImportMode mode,
      Descriptor.Platform platform) {}

  /** How a fetch ended. */
  private sealed interface Fetch {
    record Done(FetchedImage image, Telling telling) implements Fetch {}

    record Refused(RemoteException cause) implements Fetch {}

    record Unusable(String why) implements Fetch {}

    record TooMuch(NoMemoryException cause) implements Fetch {}

    record Ended(String why) implements Fetch {}
  }

  /** How often an image is told; what is made of it costs as much for each further time. */
  private static final class Telling {
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

  /**
   * All tags of a repository.
   *
   * @throws TimeoutException saying how long was waited
   */
  List<String> tags(ImageReference repository, boolean insecure)
      throws InterruptedException, TimeoutException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<String>> tags = threads.submit(() -> open(repository, insecure).listTags());
      try {
        awaitAll(List.of(tags));
        if (!tags.isDone()) {
          throw new TimeoutException(patience.over().orElse(""));
        }
        List<String> found = tags.get();
        patience.step();
        return found;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RemoteException refused
            ? refused
            : new IllegalStateException(e.getCause());
      } finally {
        threads.shutdownNow();
      }
    }
  }

  /** Fetches what was not fetched yet, and waits until that has ended or patience has. */
  void fetch(List<ImportRequest> requests) throws InterruptedException {
    Map<Key, Future<Fetch>> running = new HashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      missing(requests).forEach(key -> running.put(key, threads.submit(() -> limited(key))));
      try {
        awaitAll(running.values());
        running.forEach((key, fetch) -> done.put(key, result(fetch)));
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private List<Key> missing(List<ImportRequest> requests) {
    return requests.stream()
        .flatMap(request -> key(request).stream())
        .filter(key -> !done.containsKey(key))
        .distinct()
        .toList();
  }

  /** True if a login was refused that was given. */
  boolean hasWrongLogin() {
    return done.values().stream()
        .anyMatch(
            fetch ->
                fetch instanceof Fetch.Refused(RemoteException cause)
                    && cause.kind() == RemoteException.Kind.BAD_CREDENTIALS);
  }

  /** Waits until all have ended or patience has. */
  private void awaitAll(Collection<? extends Future<?>> tasks) throws InterruptedException {
    for (Future<?> task : tasks) {
      while (!task.isDone() && patience.over().isEmpty()) {
        try {
          var _ = task.get(Math.max(1, patience.left().toNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException _) {
          break; // is told with its result
        } catch (TimeoutException _) {
          // a sign may have come meanwhile
        }
      }
    }
  }

  private Fetch result(Future<Fetch> fetch) {
    return switch (fetch.state()) {
      case SUCCESS -> fetch.resultNow();
      case RUNNING -> new Fetch.Ended(patience.over().orElse("the import ended"));
      case FAILED, CANCELLED -> throw new IllegalStateException(fetch.exceptionNow());
    };
  }

  private Fetch limited(Key key) throws InterruptedException {
    slots.acquire();
    try {
      return fetch(key);
    } finally {
      slots.release();
    }
  }

  private Fetch fetch(Key key) {
    RemoteRegistry registry = open(key.repository(), key.insecure());
    FetchCount count = new FetchCount(memory, patience::step);
    boolean done = false;
    try {
      FetchedImage image =
          new ImageFetch(registry, count).fetch(key.tagOrDigest(), key.mode(), key.platform());
      done = true;
      return new Fetch.Done(image, new Telling(count.kept()));
    } catch (RemoteException e) {
      return new Fetch.Refused(e);
    } catch (ManifestException e) {
      return new Fetch.Unusable(String.valueOf(e.getMessage()));
    } catch (NoMemoryException e) {
      return new Fetch.TooMuch(e);
    } finally {
      patience.step();
      if (!done) {
        count.giveBack();
      }
    }
  }

  private RemoteRegistry open(ImageReference repository, boolean insecure) {
    TransportPolicy policy = TransportPolicy.of(insecure);
    return registries.forPull(repository, policy, keyring, patience.caller(), patience::sign);
  }

  /** Empty if the request's name cannot be read. */
  private static Optional<Key> key(ImportRequest request) {
    return ParsedName.of(request.from()) instanceof ParsedName.Read(ImageReference asked)
        ? Optional.of(key(request, asked))
        : Optional.empty();
  }

  private static Key key(ImportRequest request, ImageReference asked) {
    ImageReference full = asked.withClientDefaults().mostSpecific();
    boolean byDigest = !full.id().isEmpty();
    return new Key(
        full.withTag(""),
        byDigest ? full.id() : full.tag(),
        request.insecure(),
        request.mode(),
        byDigest ? PlatformChoice.USUAL : request.platform());
  }

  /**
   * What became of a request; told anew each time.
   *
   * @return empty if it was not fetched here
   */
  Optional<ImportOutcome> outcome(ImportRequest request) {
    return switch (ParsedName.of(request.from())) {
      case ParsedName.Unread(String why) ->
          Optional.of(
              new ImportOutcome.Failed(new ImportFailure.InvalidName(request.from(), why), ""));
      case ParsedName.Read(ImageReference asked) ->
          Optional.ofNullable(done.get(key(request, asked))).map(fetch -> outcome(fetch, asked));
    };
  }

  private ImportOutcome outcome(Fetch fetch, ImageReference asked) {
    ImageReference full = asked.withClientDefaults().mostSpecific();
    return switch (fetch) {
      case Fetch.Done(FetchedImage image, Telling telling) -> told(image, telling, asked);
      case Fetch.Refused(RemoteException cause) ->
          failed(ImportFailure.Refused.of(cause, full), full);
      case Fetch.Unusable(String why) -> failed(new ImportFailure.Unusable(full, why), full);
      case Fetch.TooMuch(NoMemoryException cause) ->
          failed(ImportFailure.NoRoom.of(full.exact(), cause), full);
      case Fetch.Ended(String why) -> failed(new ImportFailure.Ended(full, why), full);
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
