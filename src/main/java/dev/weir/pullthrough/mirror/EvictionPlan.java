package dev.weir.pullthrough.mirror;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What of the mirror goes so that it fits into its bounds: first what no stream shows any more,
 * then what was pulled least recently; manifests, which are small and tell what all else is, at
 * last. Where a bound was crossed, what is kept is brought down to nine tenths of it, or each blob
 * that comes would have another one looked for.
 *
 * @param keys that streams lose; what no stream has any more goes altogether
 * @param over bytes by which the bounds are still crossed, since nothing else may go now
 */
record EvictionPlan(List<MirrorKey> keys, long over) {
  private static final int FREED = 10;

  EvictionPlan {
    keys = List.copyOf(keys);
  }

  /**
   * Something that is kept, once for all streams.
   *
   * @param uses at least one
   */
  record Piece(Digest digest, long size, boolean isManifest, List<Use> uses) {
    Piece {
      uses = List.copyOf(uses);
    }
  }

  /**
   * A stream that has it.
   *
   * @param pulled when it was last given to somebody
   * @param shown false if no image of the stream is made of it any more
   */
  record Use(StreamName stream, Instant pulled, boolean shown) {}

  /**
   * How much may be kept.
   *
   * @param all of the whole server; each digest counts once
   * @param projects of some projects, by name; each digest counts once in each
   */
  record Bounds(OptionalLong all, Map<String, Long> projects) {
    Bounds {
      projects = Map.copyOf(projects);
    }
  }

  /**
   * Plans.
   *
   * @param mayGo false of what a workload uses, or somebody is reading
   */
  static EvictionPlan of(List<Piece> pieces, Bounds bounds, Predicate<Piece> mayGo) {
    List<MirrorKey> keys = new ArrayList<>();
    List<Piece> left = pieces;
    long over = 0;
    for (var project : new TreeMap<>(bounds.projects()).entrySet()) {
      Cut cut = cut(left, project.getValue(), mayGo, use -> isIn(use, project.getKey()));
      keys.addAll(cut.keys());
      left = cut.left();
      over = Math.max(over, cut.over());
    }
    if (bounds.all().isPresent()) {
      Cut cut = cut(left, bounds.all().getAsLong(), mayGo, _ -> true);
      keys.addAll(cut.keys());
      over = Math.max(over, cut.over());
    }
    return new EvictionPlan(keys, over);
  }

  private static boolean isIn(Use use, String project) {
    return use.stream().namespace().equals(project);
  }

  /** What one bound takes away. */
  private record Cut(List<MirrorKey> keys, List<Piece> left, long over) {}

  private static Cut cut(
      List<Piece> pieces, long most, Predicate<Piece> mayGo, Predicate<Use> counts) {
    List<Piece> counted =
        pieces.stream().filter(piece -> piece.uses().stream().anyMatch(counts)).toList();
    long bytes = counted.stream().mapToLong(Piece::size).sum();
    if (bytes <= most) {
      return new Cut(List.of(), pieces, 0);
    }
    long wanted = most - most / FREED;
    List<MirrorKey> keys = new ArrayList<>();
    List<Digest> gone = new ArrayList<>();
    for (Piece piece : counted.stream().filter(mayGo).sorted(order(counts)).toList()) {
      if (bytes > wanted) {
        piece.uses().stream()
            .filter(counts)
            .forEach(use -> keys.add(new MirrorKey(use.stream(), piece.digest())));
        gone.add(piece.digest());
        bytes -= piece.size();
      }
    }
    return new Cut(keys, without(pieces, gone, counts), Math.max(0, bytes - most));
  }

  private static Comparator<Piece> order(Predicate<Use> counts) {
    return Comparator.<Piece, Boolean>comparing(
            piece -> piece.uses().stream().filter(counts).anyMatch(Use::shown))
        .thenComparing(Piece::isManifest)
        .thenComparing(
            piece ->
                piece.uses().stream()
                    .filter(counts)
                    .map(Use::pulled)
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH))
        .thenComparing(piece -> piece.digest().toString());
  }

  private static List<Piece> without(List<Piece> pieces, List<Digest> gone, Predicate<Use> counts) {
    Set<Digest> digests = Set.copyOf(gone);
    List<Piece> left = new ArrayList<>();
    for (Piece piece : pieces) {
      if (!digests.contains(piece.digest())) {
        left.add(piece);
        continue;
      }
      List<Use> others = piece.uses().stream().filter(counts.negate()).toList();
      if (!others.isEmpty()) {
        left.add(new Piece(piece.digest(), piece.size(), piece.isManifest(), others));
      }
    }
    return left;
  }
}
