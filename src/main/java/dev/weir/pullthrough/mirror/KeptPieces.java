package dev.weir.pullthrough.mirror;

import dev.weir.pullthrough.mirror.EvictionPlan.Bounds;
import dev.weir.pullthrough.mirror.EvictionPlan.Piece;
import dev.weir.pullthrough.mirror.EvictionPlan.Use;
import dev.weir.pullthrough.mirror.MirrorBound.Asked;
import dev.weir.pullthrough.mirror.MirrorIndex.Held;
import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is kept, as bounds count it. */
record KeptPieces(MirrorIndex index) {
  /** True if that is more than some bound allows. */
  boolean exceeds(Bounds bounds) {
    if (index.bytes() > bounds.all().orElse(Long.MAX_VALUE)) {
      return true;
    }
    if (bounds.projects().isEmpty()) {
      return false;
    }
    Map<String, Long> bytes = new HashMap<>();
    index.all().values().forEach(uses -> addTo(bytes, uses));
    return bounds.projects().entrySet().stream()
        .anyMatch(bound -> bytes.getOrDefault(bound.getKey(), 0L) > bound.getValue());
  }

  /** Once for each project, of however many streams. */
  private static void addTo(Map<String, Long> bytes, Map<StreamName, Held> uses) {
    Set<String> projects = new HashSet<>();
    uses.forEach(
        (stream, held) -> {
          if (projects.add(stream.namespace())) {
            bytes.merge(stream.namespace(), held.written().size(), Long::sum);
          }
        });
  }

  /** Each digest, with what streams say of it. */
  List<Piece> pieces(Asked shown, Asked isManifest) {
    List<Piece> pieces = new ArrayList<>();
    index
        .all()
        .forEach(
            (digest, uses) -> {
              Piece piece = piece(digest, uses, shown, isManifest);
              if (!piece.uses().isEmpty()) {
                pieces.add(piece);
              }
            });
    return pieces;
  }

  private static Piece piece(
      Digest digest, Map<StreamName, Held> held, Asked shown, Asked isManifest) {
    List<Use> uses = new ArrayList<>();
    boolean manifest = false;
    long size = 0;
    for (Map.Entry<StreamName, Held> one : held.entrySet()) {
      StreamName stream = one.getKey();
      uses.add(new Use(stream, one.getValue().pulled(), shown.of(stream, digest)));
      manifest |= isManifest.of(stream, digest);
      size = one.getValue().written().size();
    }
    return new Piece(digest, size, manifest, uses);
  }
}
