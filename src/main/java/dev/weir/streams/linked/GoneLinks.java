package dev.weir.streams.linked;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a collector took out of repositories lately. Somebody who pushed it, or was told that it is
 * there, may come with a manifest still: it has to be asked for again, unlike what the repository
 * never had.
 *
 * <pre>
 *   /gone/NS/NAME   {"gone":[{"at":1700000000,"digests":"base64"}]}   oldest first; of each digest
 *                                                                    the hash of its text, 8 bytes
 * </pre>
 */
public final class GoneLinks {
  private static final String PREFIX = "/gone/";
  private static final Duration KNOWN = Duration.ofDays(7);

  /** So many of a repository, and in so many pieces; the oldest are forgotten first. */
  private static final int MOST = 4096;

  private static final int PIECES = 256;

  private final Store store;
  private final InstantSource clock;

  /**
   * Of a store.
   *
   * @param clock of the wall
   */
  public GoneLinks(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @SuppressWarnings("ArrayRecordComponent") // never shared, never compared
  private record Piece(Instant at, byte[] digests) {
    int size() {
      return digests.length / Long.BYTES;
    }

    boolean has(long digest) {
      ByteBuffer all = ByteBuffer.wrap(digests);
      while (all.hasRemaining()) {
        if (all.getLong() == digest) {
          return true;
        }
      }
      return false;
    }
  }

  /** True if a repository had it, and lost it within the last week. */
  public boolean has(StreamName repository, Digest digest) {
    return store
        .get(key(repository))
        .filter(entry -> known(entry).stream().anyMatch(piece -> piece.has(hash(digest))))
        .isPresent();
  }

  /** Adds that a repository loses these, under the condition that it loses no others meanwhile. */
  public void note(
      Transaction.Builder transaction, StreamName repository, Collection<Digest> digests) {
    if (digests.isEmpty()) {
      return;
    }
    Optional<Entry> present = store.get(key(repository));
    Deque<Piece> pieces = present.map(this::known).orElseGet(ArrayDeque::new);
    ByteBuffer added = ByteBuffer.allocate(digests.size() * Long.BYTES);
    digests.forEach(digest -> added.putLong(hash(digest)));
    pieces.addLast(new Piece(clock.instant(), added.array()));
    while (pieces.size() > 1
        && (pieces.size() > PIECES || pieces.stream().mapToInt(Piece::size).sum() > MOST)) {
      pieces.removeFirst();
    }
    transaction.ifAt(key(repository), present.map(Entry::modRevision).orElse(0L));
    transaction.put(key(repository), encode(pieces));
  }

  private static byte[] encode(Collection<Piece> pieces) {
    ObjectNode node = Json.object();
    ArrayNode gone = node.putArray("gone");
    for (Piece piece : pieces) {
      gone.addObject()
          .put("at", piece.at().getEpochSecond())
          .put("digests", Base64.getEncoder().encodeToString(piece.digests()));
    }
    return Json.bytes(node);
  }

  private Deque<Piece> known(Entry entry) {
    Instant oldest = clock.instant().minus(KNOWN);
    Deque<Piece> pieces = new ArrayDeque<>();
    for (JsonNode piece : Json.parseObject(entry.value()).path("gone")) {
      Instant at = Instant.ofEpochSecond(piece.path("at").asLong(0));
      if (at.isAfter(oldest)) {
        pieces.addLast(new Piece(at, Base64.getDecoder().decode(Json.string(piece, "digests"))));
      }
    }
    return pieces;
  }

  private static long hash(Digest digest) {
    byte[] text = digest.toString().getBytes(StandardCharsets.UTF_8);
    String hex = Digest.of(text).toString();
    return Long.parseUnsignedLong(hex.substring(hex.indexOf(':') + 1).substring(0, 16), 16);
  }

  /** Adds what forgets those of a repository. */
  public static void removeAll(Transaction.Builder transaction, StreamName repository) {
    transaction.delete(key(repository));
  }

  private static String key(StreamName repository) {
    return PREFIX + repository;
  }
}
