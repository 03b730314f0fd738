package dev.weir.storage.gc;

import dev.weir.reference.Digest;

/**
 * How many hold each digest: directly, as links and events of streams do, and as parts of Images. A
 * digest counts by its first 64 bits: two that share them hold each other, so that a mistake keeps
 * something longer. What nothing holds takes no room. Sixteen bytes for each digest, and as many
 * again that are free at most half of the time. For one thread at a time.
 */
final class HolderCounts {
  private static final int LEAST = 1024;
  private static final int RADIX = 16;
  private static final int KEY_HEX = 16;

  private long[] keys = new long[LEAST];
  private int[] direct = new int[LEAST];
  private int[] parts = new int[LEAST];
  private int used;

  /** The key of a digest. */
  static long key(Digest digest) {
    return key(digest.hex(), 0);
  }

  /** The key of a digest whose hexadecimal digits begin there in a text. */
  static long key(String text, int from) {
    long key = 0;
    for (int i = from; i < from + KEY_HEX; i++) {
      key = (key << 4) | Character.digit(text.charAt(i), RADIX);
    }
    return key == 0 ? 1 : key; // 0 stands for a free place
  }

  void addDirect(long key, int by) {
    int at = place(key, by);
    direct[at] = Math.max(0, direct[at] + by);
    settle(at);
  }

  void addPart(long key, int by) {
    int at = place(key, by);
    parts[at] = Math.max(0, parts[at] + by);
    settle(at);
  }

  /** Links and events that name it. */
  int direct(long key) {
    int at = find(key);
    return keys[at] == key ? direct[at] : 0;
  }

  /** Images that it is a part of. */
  int parts(long key) {
    int at = find(key);
    return keys[at] == key ? parts[at] : 0;
  }

  /** Digests that something holds. */
  int size() {
    return used;
  }

  /** Bytes that all of it takes. */
  long bytes() {
    return keys.length * 16L;
  }

  private int place(long key, int by) {
    int at = find(key);
    if (keys[at] == key || by <= 0) {
      return at;
    }
    if ((used + 1) * 4L > keys.length * 3L) {
      grow();
      at = find(key);
    }
    keys[at] = key;
    used++;
    return at;
  }

  private void settle(int at) {
    if (keys[at] != 0 && direct[at] == 0 && parts[at] == 0) {
      remove(at);
    } else if (keys[at] == 0) {
      direct[at] = 0;
      parts[at] = 0;
    }
  }

  /** The place of a key, or the free one where it would be. */
  private int find(long key) {
    int mask = keys.length - 1;
    int at = start(key, mask);
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private static int start(long key, int mask) {
    return (int) (key ^ (key >>> 32)) & mask;
  }

  /** Who came behind it because of it moves up. */
  private void remove(int gap) {
    int mask = keys.length - 1;
    int free = gap;
    int at = (gap + 1) & mask;
    while (keys[at] != 0) {
      int start = start(keys[at], mask);
      if (((at - start) & mask) >= ((at - free) & mask)) {
        keys[free] = keys[at];
        direct[free] = direct[at];
        parts[free] = parts[at];
        free = at;
      }
      at = (at + 1) & mask;
    }
    keys[free] = 0;
    direct[free] = 0;
    parts[free] = 0;
    used--;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldDirect = direct;
    int[] oldParts = parts;
    keys = new long[oldKeys.length * 2];
    direct = new int[keys.length];
    parts = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        direct[at] = oldDirect[i];
        parts[at] = oldParts[i];
      }
    }
  }
}
