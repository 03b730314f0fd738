package dev.weir.importing.bounds;

/** What one image and its children take of an import's memory while they are fetched. */
public final class FetchCount {
  /** What a member or element of a document takes as a tree, besides its text. */
  private static final int MEMBER_BYTES = 40;

  private final ImportMemory.Part memory;
  private final Runnable step;
  private long coming;
  private long kept;

  public FetchCount(ImportMemory.Part memory) {
    this(memory, () -> {});
  }

  /**
   * A count of nothing yet.
   *
   * @param step runs when a document has come whole
   */
  public FetchCount(ImportMemory.Part memory, Runnable step) {
    this.memory = memory;
    this.step = step;
  }

  /**
   * Bytes of a document came.
   *
   * @throws NoMemoryException if there is no room for them
   */
  public void came(long bytes) {
    memory.take(bytes);
    coming += bytes;
  }

  /**
   * A document is there, and is going to be read; what came of it in vain is forgotten.
   *
   * @throws NoMemoryException if there is no room for what becomes of it
   */
  public void arrived(byte[] document) {
    step.run();
    long grown = grown(document);
    if (grown > coming) {
      memory.take(grown - coming);
    } else {
      memory.giveBack(coming - grown);
    }
    kept += grown;
    coming = 0;
  }

  /** What a document takes with what becomes of it. */
  public static long grown(byte[] document) {
    return document.length + (long) MEMBER_BYTES * members(document);
  }

  /** Bytes that what arrived takes. */
  public long kept() {
    return kept;
  }

  /**
   * What arrived has become something else.
   *
   * @throws NoMemoryException if that is more, and there is no room for it
   */
  public void became(long bytes) {
    if (bytes > kept) {
      memory.take(bytes - kept);
    } else {
      memory.giveBack(kept - bytes);
    }
    kept = bytes;
  }

  /** Gives back everything. */
  public void giveBack() {
    memory.giveBack(coming + kept);
    coming = 0;
    kept = 0;
  }

  /** Separators outside strings. */
  private static int members(byte[] document) {
    int members = 0;
    boolean inside = false;
    for (int i = 0; i < document.length; i++) {
      switch (document[i]) {
        case '"' -> inside = !inside;
        case '\\' -> i++;
        case ',', ':', '{', '[' -> members += inside ? 0 : 1;
        default -> {}
      }
    }
    return members;
  }
}
