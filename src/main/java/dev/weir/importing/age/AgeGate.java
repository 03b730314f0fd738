package dev.weir.importing.age;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportedTag;
import dev.weir.imagestream.age.Candidates;
import dev.weir.reference.StreamName;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamKeys;
import dev.weir.streams.linked.DueLooks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one way from what imports find to what tags take: of tags with a minimum age, what was found
 * is noted, durably, and the newest that is old enough is what the import comes to.
 */
public final class AgeGate {
  private final Store store;
  private final AgeClock clock;
  private final SeenTags seen;
  private final Waiting waiting;

  /**
   * Over a store.
   *
   * @param waiting is told of streams of which something was noted
   */
  public AgeGate(Store store, AgeClock clock, Waiting waiting) {
    this.store = store;
    this.clock = clock;
    this.seen = new SeenTags(store, clock);
    this.waiting = waiting;
  }

  public AgeClock clock() {
    return clock;
  }

  public SeenTags seen() {
    return seen;
  }

  public Waiting waiting() {
    return waiting;
  }

  /** What is to be done about tags that let images wait. */
  public WaitingTags waitingTags() {
    return new WaitingTags(store, clock, seen);
  }

  private boolean isHere(String image) {
    return store.get(StreamKeys.image(image)).isPresent();
  }

  /** Notes of one call: what is kept of each tag, and what shall be. */
  private final class Notes {
    private final Instant now = Seen.kept(clock.now());
    private final StoredStream before;
    private final ImageStream stream;
    private final Map<String, SeenTags.Kept> kept = new LinkedHashMap<>();
    private final Map<String, Seen> next = new LinkedHashMap<>();
    private final Set<String> gone = new HashSet<>();
    private final Set<String> images = new HashSet<>();

    Notes(StoredStream before, ImageStream stream) {
      this.before = before;
      this.stream = stream;
    }

    ImportedTag admit(ImportedTag tag) {
      if (!(tag.result() instanceof ImportedTag.Result.Found found)) {
        return tag;
      }
      AgedTag aged = AgedTag.of(stream, tag.tag(), clock::onTheWall);
      if (aged.isHeldElsewhere(tag.from())) {
        return tag;
      }
      SeenTags.Kept known = kept.computeIfAbsent(tag.tag(), name -> seen.find(stream.name(), name));
      if (!aged.age().isSet()) {
        if (known.revision() > 0) {
          gone.add(tag.tag());
          next.remove(tag.tag());
        }
        return tag;
      }
      Source source = aged.source(tag);
      Candidates had =
          Optional.ofNullable(next.get(tag.tag()))
              .filter(one -> one.source().equals(source))
              .map(Seen::candidates)
              .orElseGet(() -> known.of(source, clock.id()));
      Candidates begun = had.isEmpty() ? aged.before(tag.from(), now) : had;
      Candidates noted = begun.seen(found.image(), found.reference(), now);
      if (!noted.equals(had)) {
        next.put(tag.tag(), new Seen(source, clock.id(), noted));
        images.add(found.image());
      }
      return tag.withResult(aged.result(noted, now, AgeGate.this::isHere));
    }

    boolean isCommitted() {
      if (next.isEmpty() && gone.isEmpty()) {
        return true;
      }
      clock.keep();
      List<Transaction> parts = new ArrayList<>();
      StreamName name = stream.name();
      Transaction.Builder all = begun();
      for (String image : images) {
        Optional<Entry> there = store.get(StreamKeys.image(image));
        if (there.isEmpty()) {
          return false; // it was removed since the import stored it
        }
        all.ifAt(there.get().key(), there.get().modRevision());
        all.delete(DueLooks.DIGESTS + image);
      }
      kept.forEach(
          (tag, known) -> {
            String key = StreamKeys.seen(name, tag);
            Transaction.Builder one = begun().ifAt(key, known.revision());
            if (next.containsKey(tag)) {
              all.ifAt(key, known.revision()).put(key, next.get(tag).encode());
              parts.add(one.put(key, next.get(tag).encode()).build());
            } else if (gone.contains(tag)) {
              all.ifAt(key, known.revision()).delete(key);
              parts.add(one.delete(key).build());
            }
          });
      Transaction whole = all.build();
      return store.limits().hold(whole)
          ? isCommitted(whole)
          : store.limits().pack(parts).stream().allMatch(this::isCommitted);
    }

    private Transaction.Builder begun() {
      return Transaction.builder().ifAt(StreamKeys.stream(stream.name()), before.revision());
    }

    private boolean isCommitted(Transaction transaction) {
      return store.commit(transaction) instanceof TransactionResult.Committed;
    }
  }

  /**
   * Notes what an import found, durable on return, and gives what the tags may take.
   *
   * @param before the stream as it is stored
   * @param stream the same, or as it is going to be if it is not there yet
   * @return empty if somebody wrote the stream meanwhile
   */
  public Optional<List<ImportedTag>> admit(
      StoredStream before, ImageStream stream, List<ImportedTag> tags) {
    Notes notes = new Notes(before, stream);
    List<ImportedTag> admitted = tags.stream().map(notes::admit).toList();
    if (!notes.isCommitted()) {
      return Optional.empty();
    }
    if (!notes.next.isEmpty() || !notes.gone.isEmpty()) {
      waiting.touch(stream.name());
    }
    return Optional.of(admitted);
  }
}
