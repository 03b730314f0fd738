package dev.weir.remote.extract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hard links whose file is not on disk: it was not asked for, or is in an older layer, or a newer
 * one has another of its name. They become files, as soon as somebody comes by with the bytes.
 */
final class HardLinks {
  private final Map<String, List<Wanted>> wanted = new HashMap<>();

  private final Held held;

  HardLinks(Held held) {
    this.held = held;
  }

  /** A file to write. */
  record Wanted(Destination destination, String relative) {}

  void want(String target, Wanted wish) throws TarException {
    held.add(target);
    held.add(wish.relative());
    wanted.computeIfAbsent(target, _ -> new ArrayList<>()).add(wish);
  }

  /** Those who want the bytes of a file, which they get then. */
  List<Wanted> takeFor(String path) {
    List<Wanted> found = wanted.remove(path);
    return found == null ? List.of() : found;
  }

  /** True if the layer that is being read had a file that is wanted since. */
  boolean wantAnyOf(Shadow shadow) {
    return wanted.keySet().stream().anyMatch(shadow::isOwnFile);
  }

  /** Fails if somebody still waits. */
  void requireNone() throws IOException {
    for (Map.Entry<String, List<Wanted>> open : wanted.entrySet()) {
      throw new TarException(
          "\"%s\" is a hard link to \"%s\", which no layer has"
              .formatted(open.getValue().getFirst().relative(), open.getKey()));
    }
  }
}
