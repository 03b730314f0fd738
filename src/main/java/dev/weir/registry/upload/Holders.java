package dev.weir.registry.upload;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;
import dev.weir.resource.Recent;
import java.util.ArrayList;
import java.util.List;

/**
 * Into which repositories blobs came lately. Says where to look, and nothing about who may know: a
 * blob may have left the repository since, and callers see only what they may pull.
 */
public final class Holders {
  /** Places that are remembered, of all blobs together; some 10 MB. */
  private static final long MOST_PLACES = 65_536;

  /** Of one blob the last ones are remembered. */
  private static final int PLACES = 16;

  private final Recent<Digest, List<StreamName>> lately = new Recent<>(MOST_PLACES, List::size);

  /** A blob came into a repository. */
  public void came(StreamName repository, Digest digest) {
    lately.keep(digest, List.of(repository), Holders::both);
  }

  private static List<StreamName> both(List<StreamName> before, List<StreamName> came) {
    List<StreamName> all = new ArrayList<>(came);
    before.stream().filter(one -> !came.contains(one)).limit(PLACES - 1).forEach(all::add);
    return List.copyOf(all);
  }

  /** Repositories into which it came, the last one first. */
  public List<StreamName> of(Digest digest) {
    return lately.find(digest).orElse(List.of());
  }
}
