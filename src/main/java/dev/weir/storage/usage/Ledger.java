package dev.weir.storage.usage;

import dev.weir.reference.Digest;
import java.util.function.Consumer;

/**
 * Who holds each of some blobs: one stream, several, or none. Found by the digest's first 64 bits,
 * so that a million take 40 MB; of two blobs that begin alike one counts for both.
 */
final class Ledger {
  /** Held by nobody so far. */
  static final int NOBODY = -1;

  /** Held by more than one. */
  static final int SEVERAL = -2;

  private final long[] keys;
  private final long[] sizes;
  private final int[] streams;
  private final int[] projects;
  private final int[] lastStream;
  private final int[] lastProject;
  private final boolean[] needed;
  private final boolean[] kept;
  private final int mask;

  /**
   * With room for some blobs.
   *
   * @param most how many there will be
   */
  Ledger(int most) {
    int slots = Integer.highestOneBit(Math.max(most, 1) * 2 - 1) * 2;
    this.keys = new long[slots];
    this.sizes = new long[slots];
    this.streams = new int[slots];
    this.projects = new int[slots];
    this.lastStream = new int[slots];
    this.lastProject = new int[slots];
    this.needed = new boolean[slots];
    this.kept = new boolean[slots];
    this.mask = slots - 1;
  }

  private static long key(Digest digest) {
    long key = Long.parseUnsignedLong(digest.hex().substring(0, 16), 16);
    return key == 0 ? 1 : key;
  }

  private int slot(long key) {
    int slot = ((int) ((key * 0x9E3779B97F4A7C15L) >>> 32)) & mask;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** A blob that is there. */
  void put(Digest digest, long size) {
    long key = key(digest);
    int slot = slot(key);
    keys[slot] = key;
    sizes[slot] += size;
    streams[slot] = NOBODY;
    projects[slot] = NOBODY;
    lastStream[slot] = NOBODY;
    lastProject[slot] = NOBODY;
  }

  /** Why a stream holds a blob. */
  enum Need {
    /** By a link that nothing needs any more. */
    NONE,
    /** For events that pruning would take. */
    PRUNABLE,
    KEPT
  }

  /** Hears of a blob that a stream holds, the first time that it is said. */
  interface Held {
    /**
     * @param anew whether no other stream of the project was said to hold it
     */
    void held(long size, boolean anew);
  }

  /**
   * A stream holds a blob; of one that is not there nothing is kept. Streams come one after the
   * other, and so do those of a project.
   */
  void hold(Digest digest, int stream, int project, Need need, Held held) {
    int slot = slot(key(digest));
    if (keys[slot] == 0) {
      return;
    }
    needed[slot] |= need != Need.NONE;
    kept[slot] |= need == Need.KEPT;
    if (lastStream[slot] == stream) {
      return;
    }
    lastStream[slot] = stream;
    streams[slot] = streams[slot] == NOBODY ? stream : SEVERAL;
    boolean anew = lastProject[slot] != project;
    if (anew) {
      lastProject[slot] = project;
      projects[slot] = projects[slot] == NOBODY ? project : SEVERAL;
    }
    held.held(sizes[slot], anew);
  }

  /** Size of a blob that no stream holds; 0 of any other. */
  long loose(Digest digest) {
    int slot = slot(key(digest));
    return keys[slot] != 0 && streams[slot] == NOBODY ? sizes[slot] : 0;
  }

  /**
   * A blob at the end.
   *
   * @param need the strongest of all streams
   */
  record Row(long size, int stream, int project, Need need) {}

  private Need need(int slot) {
    return kept[slot] ? Need.KEPT : needed[slot] ? Need.PRUNABLE : Need.NONE;
  }

  void each(Consumer<Row> rows) {
    for (int slot = 0; slot < keys.length; slot++) {
      if (keys[slot] != 0) {
        rows.accept(new Row(sizes[slot], streams[slot], projects[slot], need(slot)));
      }
    }
  }
}
