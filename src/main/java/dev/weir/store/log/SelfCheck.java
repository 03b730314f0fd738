package dev.weir.store.log;

import dev.weir.store.Entry;
import dev.weir.store.StoreEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Walks everything that must hold between two commits. */
final class SelfCheck {
  private final VersionIndex index;
  private final List<String> problems = new ArrayList<>();

  SelfCheck(VersionIndex index) {
    this.index = index;
  }

  List<String> problems() {
    index.chains().forEach(this::checkChain);
    require(index.chains().size() == index.size(), "keys by hash and keys by order differ");
    checkHistory();
    return List.copyOf(problems);
  }

  /** As {@link #problems()}, and against the journal with its rows that nobody needs any more. */
  List<String> problems(Journal journal, int uncleared) {
    List<String> _ = problems();
    checkJournal(journal, uncleared);
    return List.copyOf(problems);
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }

  private void checkChain(Chain chain) {
    String key = chain.key;
    require(index.chain(key) == chain, key + " has two chains");
    require(!chain.dead(index.compacted()), key + " is deleted and forgotten but still listed");
    require(chain.head().revision <= index.revision(), key + " is newer than the store");
    for (Version version = chain.head(); version != null; version = version.older) {
      checkVersion(key, version);
    }
  }

  private void checkVersion(String key, Version version) {
    String name = key + " at " + version.revision;
    Version older = version.older;
    if (version.entry.isPresent()) {
      Entry entry = version.entry.get();
      require(entry.key().equals(key), name + " names another key");
      require(entry.modRevision() == version.revision, name + " has another revision inside");
      require(entry.createRevision() <= entry.modRevision(), name + " was created after it was");
    }
    if (older != null) {
      require(older.revision < version.revision, name + " is not newer than the one before");
      require(
          version.revision > index.compacted(), name + " hides a version that should be forgotten");
      require(
          version.entry.isPresent() || older.entry.isPresent(), name + " deletes what was deleted");
      long created = older.entry.map(Entry::createRevision).orElse(version.revision);
      require(
          version.entry.isEmpty() || version.entry.get().createRevision() == created,
          name + " has the wrong create revision");
    }
  }

  private void checkHistory() {
    long expected = index.compacted();
    long bytes = 0;
    for (List<StoreEvent> events : index.history()) {
      expected = Math.max(expected, 1) + 1;
      for (StoreEvent event : events) {
        bytes += VersionIndex.size(event);
        require(
            event.revision() == expected,
            "history has " + event.revision() + " where " + expected + " belongs");
      }
    }
    require(
        bytes == index.pastBytes(), bytes + " bytes of history, " + index.pastBytes() + " counted");
    require(
        Math.max(expected, 1) == index.revision(),
        "history ends at " + expected + ", the store at " + index.revision());
  }

  private void checkJournal(Journal journal, int uncleared) {
    Map<String, Map<Long, Change>> rows = new HashMap<>();
    journal.replay(
        row -> rows.computeIfAbsent(row.key(), key -> new HashMap<>()).put(row.revision(), row));
    long kept = rows.values().stream().mapToInt(Map::size).sum();
    long versions = 0;
    for (Chain chain : index.chains()) {
      Map<Long, Change> ofKey = rows.getOrDefault(chain.key, Map.of());
      for (Version version = chain.head(); version != null; version = version.older) {
        versions++;
        Change row = ofKey.get(version.revision);
        require(
            row != null && sameBytes(row, version),
            chain.key + " at " + version.revision + " differs in the journal");
      }
    }
    require(
        kept == versions + uncleared,
        kept + " rows, " + versions + " versions, " + uncleared + " to clear");
    require(journal.compactedRevision() == index.compacted(), "the journal is compacted elsewhere");
  }

  private static boolean sameBytes(Change row, Version version) {
    return row.entry().isPresent() == version.entry.isPresent()
        && row.entry()
            .map(entry -> Arrays.equals(entry.value(), version.entry.orElseThrow().value()))
            .orElse(true);
  }
}
