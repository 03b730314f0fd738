package dev.weir.registry.upload;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Recent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Into which repositories blobs came lately. Says where to look, and nothing about who may know: a
 * blob may have left the repository since, and callers see only what they may pull. Safe for
 * threads.
 */
public final class Holders {
  /** Places that are remembered, of all blobs together; some 10 MB. */
  private static final long MOST_PLACES = 65_536;

  /** Of one blob the last ones are remembered. */
  private static final int PLACES = 16;

  private final Recent<Digest, List<StreamName>> lately = new Recent<>(MOST_PLACES, List::size);

  /** Into which any blobs came. */
  private List<StreamName> any = List.of();

  /**
   * Repositories that are asked about for a blob: of any blob as many, once a few were in use, so
   * that nobody sees by the time that this takes whether others have it.
   *
   * @param known those into which it came, the last one first
   * @param others of other blobs; the caller asks about them and looks into none
   */
  public record Places(List<StreamName> known, List<StreamName> others) {
    public Places {
      known = List.copyOf(known);
      others = List.copyOf(others);
    }
  }

  /** A blob came into a repository. */
  public void came(StreamName repository, Digest digest) {
    synchronized (this) {
      if (any.isEmpty() || !any.getFirst().equals(repository)) {
        any = both(any, List.of(repository));
      }
    }
    lately.keep(digest, List.of(repository), Holders::both);
  }

  private static List<StreamName> both(List<StreamName> before, List<StreamName> came) {
    List<StreamName> all = new ArrayList<>(came);
    before.stream().filter(one -> !came.contains(one)).limit(PLACES - 1).forEach(all::add);
    return List.copyOf(all);
  }

  /** Where to look for a blob. */
  public Places of(Digest digest) {
    List<StreamName> known = lately.find(digest).orElse(List.of());
    Set<StreamName> others = new LinkedHashSet<>(all());
    known.forEach(others::remove);
    return new Places(known, others.stream().limit(PLACES - known.size()).toList());
  }

  private synchronized List<StreamName> all() {
    return any;
  }
}
