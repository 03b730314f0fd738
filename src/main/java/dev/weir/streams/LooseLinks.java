package dev.weir.streams;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.RepositoryLinks.Link;
import dev.weir.streams.RepositoryLinks.Stored;
import dev.weir.streams.linked.DueLooks.Due;
import dev.weir.streams.linked.ReferrerEntries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What becomes of links when what held them goes, and what a collector does to links that it read.
 * Each of its writes is under the condition that they are as they were, so that whoever pushes
 * meanwhile, and relies on one of them, is not passed by.
 */
public final class LooseLinks {
  /** Referrers that lose their time together with their subject; others have it to the end. */
  private static final int MOST_REFERRERS = 64;

  private final RepositoryLinks links;

  public LooseLinks(RepositoryLinks links) {
    this.links = links;
  }

  /**
   * Removes a link now, durable on return, if the stream is at that revision still; the bytes stay.
   *
   * @param tags whether the stream has a tag
   * @param keepsGaps whether a manifest's gaps stay known
   */
  boolean remove(
      StreamName repository,
      Digest digest,
      long streamRevision,
      Predicate<String> tags,
      boolean keepsGaps) {
    Transaction.Builder transaction =
        Transaction.builder().ifAt(StreamKeys.stream(repository), streamRevision);
    Optional<Link> present = links.find(repository, digest);
    present
        .flatMap(Link::subject)
        .ifPresent(s -> ReferrerEntries.remove(transaction, repository, s, digest));
    transaction.delete(RepositoryLinks.key(repository, digest));
    if (!keepsGaps) {
      links.gaps().hold(transaction, repository);
      links.gaps().write(transaction, repository, Map.of(digest, Set.of()));
    }
    endReferrers(transaction, repository, digest);
    if (present.filter(Link::isManifest).isPresent()) {
      links.due().loosen(transaction, repository, digest, tags);
    }
    links.due().add(transaction, repository);
    return isCommitted(transaction.build());
  }

  /**
   * Adds what it means for an image that an event of a tag goes: once it was tagged, it stays only
   * as long as tags show it.
   *
   * @param tags whether the stream keeps a tag as it is
   */
  void leave(
      Transaction.Builder transaction,
      StreamName repository,
      Digest image,
      Predicate<String> tags) {
    Optional<Stored> present = links.stored(repository, image);
    if (present.isEmpty()) {
      endReferrers(transaction, repository, image);
      links.due().loosen(transaction, repository, image, tags);
    } else {
      endTime(transaction, repository, image, present.get());
    }
  }

  /** Adds that what was pushed about something which goes has no time of its own. */
  private void endReferrers(
      Transaction.Builder transaction, StreamName repository, Digest subject) {
    ReferrerEntries.of(links.store(), repository, subject, MOST_REFERRERS)
        .keySet()
        .forEach(
            referrer ->
                links
                    .stored(repository, referrer)
                    .ifPresent(stored -> endTime(transaction, repository, referrer, stored)));
  }

  private static void endTime(
      Transaction.Builder transaction, StreamName repository, Digest digest, Stored present) {
    if (present.link().untagged().isPresent()) {
      RepositoryLinks.rely(
          transaction, repository, digest, present, l -> l.withUntagged(Optional.empty()));
    }
  }

  /**
   * Lets links say something else, durable on return; as many of them as are still as they were.
   *
   * @return false if one was not
   */
  public boolean rewrite(StreamName repository, Map<Digest, Stored> read, Map<Digest, Link> as) {
    List<Transaction> parts = new ArrayList<>();
    as.forEach(
        (digest, link) -> {
          Transaction.Builder one = Transaction.builder();
          RepositoryLinks.rely(
              one, repository, digest, Objects.requireNonNull(read.get(digest)), _ -> link);
          parts.add(one.build());
        });
    boolean all = true;
    for (Transaction some : links.store().limits().pack(parts)) {
      all &= isCommitted(some);
    }
    return all;
  }

  /**
   * Removes links with their entries as referrers and their notes of gaps, durable on return, if
   * the stream is at that revision and each of them is as it was.
   *
   * @param streamRevision 0 if there is no stream
   * @param gone the links as they were read; so many at most as the store takes at once
   * @param notes manifests whose gaps are of no use any more
   * @param tags whether the stream has a tag
   * @return false if something was not as it was: then nothing was removed
   */
  public boolean remove(
      StreamName repository,
      long streamRevision,
      Map<Digest, Stored> gone,
      Set<Digest> notes,
      Predicate<String> tags) {
    Transaction.Builder transaction = Transaction.builder();
    transaction.ifAt(StreamKeys.stream(repository), streamRevision);
    gone.forEach(
        (digest, stored) -> {
          String key = RepositoryLinks.key(repository, digest);
          transaction.ifAt(key, stored.revision());
          transaction.delete(key);
          if (stored.link().isManifest()) {
            links.due().loosen(transaction, repository, digest, tags);
          }
          stored
              .link()
              .subject()
              .ifPresent(s -> ReferrerEntries.remove(transaction, repository, s, digest));
        });
    links.gone().note(transaction, repository, gone.keySet());
    links.gaps().hold(transaction, repository);
    Map<Digest, Set<Digest>> forgotten = new HashMap<>();
    notes.forEach(manifest -> forgotten.put(manifest, Set.of()));
    links.gaps().write(transaction, repository, forgotten);
    return isCommitted(transaction.build());
  }

  /**
   * Lets manifests have a time of their own of which nobody knows whether they were ever tagged,
   * and says that this is done, durable on return.
   *
   * @return false if something was not as it was read
   */
  public boolean date(
      StreamName repository, Map<Digest, Stored> read, Map<Digest, Link> as, Due due) {
    Transaction.Builder transaction = Transaction.builder();
    links.due().dated(transaction, repository, due);
    return rewrite(repository, read, as) && isCommitted(transaction.build());
  }

  /**
   * Adds the condition that an image is neither in a repository nor anywhere else, as its Image
   * object goes last.
   */
  public static void away(Transaction.Builder transaction, StreamName repository, Digest image) {
    transaction.ifAt(RepositoryLinks.key(repository, image), 0);
    transaction.ifAt(StreamKeys.image(image.toString()), 0);
  }

  /**
   * Says of which tags the image is in the stream again, durable on return, if that is at that
   * revision.
   */
  public boolean fasten(StreamName repository, long streamRevision, Set<String> fast) {
    Transaction.Builder transaction = Transaction.builder();
    transaction.ifAt(StreamKeys.stream(repository), streamRevision);
    fast.forEach(tag -> links.due().fasten(transaction, repository, tag));
    return isCommitted(transaction.build());
  }

  /** Says that a repository is to be looked at, durable on return. */
  public void due(StreamName repository) {
    if (!links.due().isDue(repository)) {
      Transaction.Builder transaction = Transaction.builder();
      links.due().add(transaction, repository);
      boolean _ = isCommitted(transaction.build()); // or somebody else said so
    }
  }

  private boolean isCommitted(Transaction transaction) {
    return links.store().commit(transaction) instanceof TransactionResult.Committed;
  }
}
