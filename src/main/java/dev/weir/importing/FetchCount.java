package dev.weir.importing;

import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.NoMemoryException;
import dev.weir.resource.Json;

/** What one image and its children take of an import's memory while they are fetched. */
final class FetchCount {
  /** What a member or element of a document takes as a tree, besides its text. */
  private static final int MEMBER_BYTES = 40;

  private final ImportMemory.Part memory;
  private final Runnable step;
  private long coming;
  private long kept;

  FetchCount(ImportMemory.Part memory) {
    this(memory, () -> {});
  }

  /**
   * A count of nothing yet.
   *
   * @param step runs when a document has come whole
   */
  FetchCount(ImportMemory.Part memory, Runnable step) {
    this.memory = memory;
    this.step = step;
  }

  /**
   * Bytes of a document came.
   *
   * @throws NoMemoryException if there is no room for them
   */
  void came(long bytes) {
    memory.take(bytes);
    coming += bytes;
  }

  /**
   * A document is there, and is going to be read; what came of it in vain is forgotten.
   *
   * @throws NoMemoryException if there is no room for what becomes of it
   */
  void arrived(byte[] document) {
    step.run();
    long grown = document.length + (long) MEMBER_BYTES * members(document);
    if (grown > coming) {
      memory.take(grown - coming);
    } else {
      memory.giveBack(coming - grown);
    }
    kept += grown;
    coming = 0;
  }

  /** Bytes that what arrived takes. */
  long kept() {
    return kept;
  }

  /** Gives back everything. */
  void giveBack() {
    memory.giveBack(coming + kept);
    coming = 0;
    kept = 0;
  }

  /** An outcome that was not fetched, if there is room for it. */
  static ImportOutcome counted(ImportMemory.Part memory, ImportOutcome outcome) {
    if (!(outcome instanceof ImportOutcome.Imported imported)) {
      return outcome;
    }
    FetchCount count = new FetchCount(memory);
    try {
      count.arrived(Json.bytes(imported.image()));
      imported.children().forEach(child -> count.arrived(Json.bytes(child)));
      return outcome;
    } catch (NoMemoryException e) {
      count.giveBack();
      return new ImportOutcome.Failed(
          ImportFailure.NoRoom.of(imported.pullSpec(), e), imported.tag());
    }
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
