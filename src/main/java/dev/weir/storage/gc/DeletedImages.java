package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.streams.linked.DueLooks;
import dev.weir.streams.linked.LinkedRepositories;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Lets the repositories be looked at that have manifests whose Image objects were deleted: nothing
 * there says so. They are found by a look for a few keys in each repository, only when an Image was
 * deleted that something holds still.
 */
final class DeletedImages {
  /** More at once wait for the look that each repository has once a day. */
  private static final int MOST = 1000;

  private final Store store;
  private final DueLooks due;
  private Optional<Set<Digest>> known = Optional.empty();

  DeletedImages(Store store, InstantSource clock) {
    this.store = store;
    this.due = new DueLooks(store, clock);
  }

  /**
   * Looks for those that were deleted since the last time; of those before the first time, the
   * daily look finds what there is.
   *
   * @param withoutImage all that something holds and of which there is no Image object
   */
  void follow(Set<Digest> withoutImage) {
    Set<Digest> deleted = new HashSet<>(withoutImage);
    known.ifPresentOrElse(deleted::removeAll, deleted::clear);
    known = Optional.of(Set.copyOf(withoutImage));
    deleted.removeIf(image -> store.get(HolderIndex.IMAGES + image).isPresent()); // says too little
    if (!deleted.isEmpty() && deleted.size() <= MOST) {
      LinkedRepositories.each(
          store,
          repository -> {
            if (deleted.stream().anyMatch(d -> LinkedRepositories.has(store, repository, d))) {
              Transaction.Builder transaction = Transaction.builder();
              due.add(transaction, repository);
              var _ = store.commit(transaction.build()); // or somebody else said so
            }
          });
    }
  }
}
