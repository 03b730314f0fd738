package dev.weir.storage.gc;

import dev.weir.reference.StreamName;
import dev.weir.store.Entry;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Streams that are to be looked at, and which of them changed meanwhile. */
final class DueStreams {
  private final Map<StreamName, Long> due = new LinkedHashMap<>();
  private final Set<StreamName> touched = new HashSet<>();

  /** With the revision of the key that asks for it. */
  Map<StreamName, Long> all() {
    return Map.copyOf(due);
  }

  /** A stream is to be looked at, or is not any more. */
  void change(String name, Optional<Entry> key) {
    StreamName stream = StreamName.parse(name);
    if (key.isPresent()) {
      due.put(stream, key.get().modRevision());
    } else {
      due.remove(stream);
      touched.remove(stream);
    }
  }

  /** Links or events of a stream changed. */
  void touch(String name) {
    if (!due.isEmpty()) {
      Optional.of(StreamName.parse(name)).filter(due::containsKey).ifPresent(touched::add);
    }
  }

  /** Any of them may have changed. */
  void touchAll() {
    touched.addAll(due.keySet());
  }

  /** Takes those that changed since. */
  Set<StreamName> takeTouched() {
    Set<StreamName> taken = Set.copyOf(touched);
    touched.clear();
    return taken;
  }
}
