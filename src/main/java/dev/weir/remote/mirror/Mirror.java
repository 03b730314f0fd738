package dev.weir.remote.mirror;

import dev.weir.remote.repository.Repositories;
import java.util.List;

/** Copies images from repositories to repositories. */
public final class Mirror {
  private final Repositories repositories;
  private final MirrorProgress progress;

  public Mirror(Repositories repositories, MirrorProgress progress) {
    this.repositories = repositories;
    this.progress = progress;
  }

  /**
   * Finds out what has to be sent; sends nothing.
   *
   * @throws MirrorPlanException if a source or target cannot be asked, with all that was found
   *     wrong
   */
  public MirrorPlan plan(MirrorRequest request) {
    throw new UnsupportedOperationException("not yet: " + repositories + request + progress);
  }

  /**
   * Carries a plan out.
   *
   * @return what was not done, each thing once; empty if all is there
   */
  public List<MirrorFailure> run(MirrorPlan plan, MirrorRequest request) {
    throw new UnsupportedOperationException("not yet: " + plan + request);
  }
}
