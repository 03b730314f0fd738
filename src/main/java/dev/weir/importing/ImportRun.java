package dev.weir.importing;

import dev.weir.importing.Fetches.Fetch;
import dev.weir.importing.bounds.AtOnce;
import dev.weir.importing.bounds.FetchCount;
import dev.weir.importing.bounds.ImportFigures;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.NoMemoryException;
import dev.weir.importing.bounds.Patience;
import dev.weir.manifest.ManifestException;
import dev.weir.reference.ImageReference;
import dev.weir.reference.ParsedName;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteRegistry;
import dev.weir.remote.TransportPolicy;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One way through a batch: each image is fetched once, a few at a time, and stored while the next
 * ones are fetched. What is known of it afterwards is small.
 */
final class ImportRun {
  /** Requests towards registries. */
  private static final int AT_ONCE = 8;

  /** Images that are fetched or stored. */
  private static final int IN_WORK = 16;

  private final Registries registries;
  private final Keyring logins;
  private final Patience patience;
  private final ImportMemory.Part memory;
  private final Importer.Into into;
  private final ImportFigures figures;
  private final Semaphore slots = new Semaphore(AT_ONCE);
  private final Registries.RefusedLogins refused = new Registries.RefusedLogins();
  private final Fetches fetches;

  ImportRun(
      Registries registries,
      Keyring logins,
      Patience patience,
      ImportMemory.Part memory,
      Importer.Into into,
      ImportFigures figures) {
    this.figures = figures;
    this.registries = registries;
    this.logins = logins;
    this.patience = patience;
    this.memory = memory;
    this.into = into;
    this.fetches = new Fetches(memory);
  }

  /**
   * Something to fetch.
   *
   * @param asked in the words of who wants it first; others may use other words
   */
  private record Wish(Fetches.Key key, ImageReference asked) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Wish wish && key.equals(wish.key());
    }

    @Override
    public int hashCode() {
      return key.hashCode();
    }
  }

  /**
   * Fetches all that is asked for, until that has ended or patience has. What there was no room for
   * beside others is fetched again when it is alone.
   *
   * @param source asks for each as soon as it knows it
   */
  void fetch(Consumer<Consumer<ImportRequest>> source) throws InterruptedException {
    List<Wish> tooMuch = new ArrayList<>();
    AtOnce<Wish> together =
        new AtOnce<>(
            IN_WORK,
            wish -> {
              Fetch fetch = limited(wish);
              fetches.ended(wish.key(), fetch);
              figures.ended(wish.key().repository().registry(), fetch.result());
              if (fetch instanceof Fetch.TooMuch) {
                synchronized (tooMuch) {
                  tooMuch.add(wish);
                }
              }
            });
    boolean all =
        together.run(patience, each -> source.accept(request -> begin(request, each)), this::end);
    if (all && !tooMuch.isEmpty()) {
      new AtOnce<Wish>(1, wish -> fetches.ended(wish.key(), limited(wish)))
          .run(patience, tooMuch::forEach, this::end);
    }
    end();
  }

  private void end() {
    fetches.end(patience.over().orElse("the import ended"));
  }

  /** What comes now is too late. */
  boolean isOver() {
    return fetches.isOver();
  }

  private void begin(ImportRequest request, Consumer<Wish> each) {
    if (ParsedName.of(request.from()) instanceof ParsedName.Read(ImageReference asked)) {
      Fetches.Key key = Fetches.Key.of(request, asked);
      fetches.begun(key);
      each.accept(new Wish(key, asked));
    }
  }

  private Fetch limited(Wish wish) throws InterruptedException {
    FetchCount count = new FetchCount(memory, patience::step);
    Fetch fetch = new Fetch.Begun();
    try {
      fetch = fetched(wish, count);
      return fetch;
    } catch (RemoteException e) {
      return new Fetch.Refused(e);
    } catch (ManifestException e) {
      return new Fetch.Unusable(String.valueOf(e.getMessage()), e.manifest());
    } catch (NoMemoryException e) {
      return new Fetch.TooMuch(e);
    } finally {
      patience.step();
      if (!(fetch instanceof Fetch.Done)) {
        count.giveBack();
      }
    }
  }

  private Fetch fetched(Wish wish, FetchCount count) throws InterruptedException {
    FetchedImage image = asked(wish.key(), count);
    FetchedImage small =
        switch (wish.key().use()) {
          case STORED -> into.store(image, wish.asked());
          case SHOWN -> image.lean();
          case SHOWN_RAW -> image;
        };
    long bytes =
        switch (wish.key().use()) {
          case STORED -> KeptImages.held(all(small).count(), count.kept());
          case SHOWN -> all(small).mapToLong(i -> FetchCount.grown(Json.bytes(i.image()))).sum();
          case SHOWN_RAW -> count.kept();
        };
    count.became(bytes);
    return new Fetch.Done(small, new Fetches.Telling(bytes));
  }

  private static Stream<FetchedImage> all(FetchedImage image) {
    return Stream.concat(Stream.of(image), image.children().stream().flatMap(ImportRun::all));
  }

  private FetchedImage asked(Fetches.Key key, FetchCount count) throws InterruptedException {
    boolean stored = key.use() == ImportRequest.Use.STORED;
    slots.acquire();
    try {
      return registries.ask(
          access(key.repository(), key.insecure()),
          refused,
          patience::sign,
          registry -> {
            count.giveBack(); // of an attempt before
            return new ImageFetch(registry, count, image -> stored && into.has(image))
                .fetch(key.tagOrDigest(), key.mode(), key.platform());
          });
    } finally {
      slots.release();
    }
  }

  /**
   * All tags of a repository.
   *
   * @param page is told of some more of them, as they come; of all once more if the login does not
   *     hold
   */
  List<String> tags(ImageReference repository, boolean insecure, Consumer<List<String>> page) {
    return registries.ask(
        access(repository, insecure), refused, patience::sign, registry -> tags(registry, page));
  }

  private List<String> tags(RemoteRegistry registry, Consumer<List<String>> page) {
    List<String> all = new ArrayList<>();
    registry.listTags(
        some -> {
          patience.step();
          all.addAll(some);
          page.accept(some);
        });
    return all;
  }

  private Registries.Access access(ImageReference repository, boolean insecure) {
    TransportPolicy policy = TransportPolicy.of(insecure);
    return new Registries.Access(repository, policy, logins, patience.caller());
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
          fetches.outcome(Fetches.Key.of(request, asked), asked);
    };
  }
}
