package dev.weir.importing;

import dev.weir.access.User;
import dev.weir.importing.bounds.ImportFigures;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.Patience;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import java.util.List;
import java.util.Optional;

/**
 * Looks at images and repositories of other registries (image-api.md 5.1–5.3, 5.5, 5.8). Blocks
 * until all is known; never throws for what a registry does.
 */
public final class Importer {
  private final Registries registries;
  private final ImportMemory memory;
  private final ImportFigures figures = new ImportFigures();

  public Importer(Registries registries, ImportMemory memory) {
    this.registries = registries;
    this.memory = memory;
  }

  /** Where images go as they come. Safe for threads. */
  interface Into {
    /**
     * Makes sure that tags of the batch's repository could be stored, before any is fetched.
     *
     * @throws dev.weir.resource.StatusException if not, which ends the import
     */
    void requireRoom(List<String> tags);

    /** True if {@link #store} would do nothing. */
    boolean has(Digest image);

    /** Stores an image for one who asked with these words, and gives what stands for it. */
    FetchedImage store(FetchedImage image, ImageReference asked);

    /** For batches of which nothing is stored. */
    Into NOWHERE =
        new Into() {
          @Override
          public void requireRoom(List<String> tags) {
            // nothing takes room
          }

          @Override
          public boolean has(Digest image) {
            return false;
          }

          @Override
          public FetchedImage store(FetchedImage image, ImageReference asked) {
            throw new IllegalStateException("nothing of this is stored");
          }
        };
  }

  /** What an import of this user is going to hold; to be closed when its outcomes are told. */
  public ImportMemory.Part memory(User user) {
    return memory.part(user);
  }

  /** How it went so far. */
  public ImportFigures figures() {
    return figures;
  }

  /** Looks at everything in the batch, of which nothing is stored. */
  public Fetched fetch(
      ImportBatch batch, Keyring keyring, Patience patience, ImportMemory.Part held)
      throws InterruptedException {
    return fetch(batch, keyring, patience, held, Into.NOWHERE);
  }

  /**
   * Looks at everything in the batch.
   *
   * @param patience when it is over, what is still missing has failed
   * @param held what does not fit has failed; holds the outcomes until it is closed
   * @throws InterruptedException if nobody wants to know any more
   */
  Fetched fetch(
      ImportBatch batch, Keyring keyring, Patience patience, ImportMemory.Part held, Into into)
      throws InterruptedException {
    ImportRun run = new ImportRun(registries, keyring, patience, held, into, figures);
    Optional<Listing> listing =
        batch.repository().map(request -> new Listing(run, request, batch.images(), into));
    run.fetch(
        each -> {
          batch.images().forEach(each);
          listing.ifPresent(list -> list.feed(each));
        });
    return new Fetched(run, listing.map(list -> list.found(patience)));
  }
}
