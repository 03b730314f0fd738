package dev.weir.streams.linked;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Images that were there already when an event of a stream named them, for an hour: who deletes one
 * of them may have read its lists before. Written in the transaction of the event.
 *
 * <pre>
 *   /named/DIGEST            {"since":1700000000}   changes with each such event
 *   /named/DIGEST/NS/NAME    {"since":1700000000}   the newest event of that stream
 * </pre>
 */
public final class NamedAgain {
  private static final String PREFIX = "/named/";
  private static final Duration KNOWN = Duration.ofHours(1);
  private static final int PAGE = 1000;

  private final Store store;
  private final InstantSource clock;

  /**
   * Of a store.
   *
   * @param clock of the wall
   */
  public NamedAgain(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Adds that an event of a stream names an image which is there. */
  public void note(Transaction.Builder transaction, StreamName stream, Digest image) {
    byte[] note = Json.bytes(Json.object().put("since", clock.instant().getEpochSecond()));
    transaction.put(key(image), note);
    transaction.put(key(image) + "/" + stream, note);
  }

  /**
   * Streams of which an event came within the last hour that named an image, which they may have
   * lost since; and the condition that no other one comes until the transaction is committed.
   *
   * @param image the name of an Image
   */
  public List<StreamName> streams(Transaction.Builder transaction, String image) {
    String key = PREFIX + image;
    Optional<Entry> newest = store.get(key);
    transaction.ifAt(key, newest.map(Entry::modRevision).orElse(0L));
    return newest.filter(this::isKnown).isEmpty()
        ? List.of()
        : store.range(RangeQuery.all(key + "/")).entries().stream()
            .filter(this::isKnown)
            .map(entry -> StreamName.parse(entry.key().substring(key.length() + 1)))
            .toList();
  }

  /** What was written in the future was written by a clock that was set back since. */
  private boolean isKnown(Entry entry) {
    long since = Json.parseObject(entry.value()).path("since").asLong(0);
    return Instant.ofEpochSecond(since).isAfter(clock.instant().minus(KNOWN));
  }

  /** Forgets what is older than anybody asks for; returns how many. */
  public int forgetOld() {
    int forgotten = 0;
    String after = "";
    Page page;
    do {
      page = store.range(RangeQuery.some(PREFIX, after, PAGE));
      List<Transaction> old = new ArrayList<>();
      for (Entry entry : page.entries()) {
        after = entry.key();
        if (!isKnown(entry)) {
          old.add(
              Transaction.builder()
                  .ifAt(entry.key(), entry.modRevision())
                  .delete(entry.key())
                  .build());
        }
      }
      forgotten += old.size();
      for (Transaction some : store.limits().pack(old)) {
        var _ = store.commit(some); // or it was named again, and waits for the next time
      }
    } while (page.more());
    return forgotten;
  }

  private static String key(Digest image) {
    return PREFIX + image;
  }
}
