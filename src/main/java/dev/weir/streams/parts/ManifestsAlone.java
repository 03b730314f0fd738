package dev.weir.streams.parts;

import dev.weir.failure.Reason;
import dev.weir.reference.Digest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What images are made of, of which no Image object says so: that stands in their manifests alone.
 * What was read of one counts as long as the image is held, also if it cannot be read any more. For
 * one thread at a time, but for {@link #unread}.
 */
public final class ManifestsAlone {
  private final Function<Digest, Optional<Composition>> manifests;
  private final Map<Digest, Composition> known = new HashMap<>();
  private volatile Map<Digest, String> unread = Map.of();

  /**
   * As the manifests say.
   *
   * @param manifests empty of those that are not here; throws if one should be and cannot be read
   */
  public ManifestsAlone(Function<Digest, Optional<Composition>> manifests) {
    this.manifests = manifests;
  }

  /** The images themselves, and all that they list and are made of, as far as it can be told. */
  public Set<Digest> parts(Set<Digest> images) {
    Set<Digest> named = new HashSet<>(images);
    Set<Digest> held = new HashSet<>(images);
    Map<Digest, String> failed = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    Deque<Digest> open = new ArrayDeque<>(images);
    while (!open.isEmpty()) {
      Optional<Composition> made = find(open.removeFirst(), failed);
      made.stream().flatMap(m -> m.children()).filter(named::add).forEach(open::addLast);
      made.ifPresent(m -> held.addAll(m.parts()));
    }
    held.addAll(named);
    known.keySet().retainAll(named);
    unread = Map.copyOf(failed);
    return held;
  }

  private Optional<Composition> find(Digest manifest, Map<Digest, String> failed) {
    try {
      Optional<Composition> found = manifests.apply(manifest);
      found.ifPresent(made -> known.put(manifest, made));
      return found;
    } catch (RuntimeException e) {
      Optional<Composition> last = Optional.ofNullable(known.get(manifest));
      if (last.isEmpty()) {
        failed.put(manifest, Reason.of(e));
      }
      return last;
    }
  }

  /** Manifests of which it could not be told at the last look, and why. */
  public Map<Digest, String> unread() {
    return unread;
  }

  /** Until the next look. */
  public void forgetUnread() {
    unread = Map.of();
  }
}
