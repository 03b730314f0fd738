package dev.weir.console.doing;

import dev.weir.console.visit.Page;
import dev.weir.console.workload.FollowedTags;
import java.time.Clock;
import java.util.Map;

/** The forms, and where they stand. */
public final class Forms {
  private static final String PROJECT = "projects/{}/do/";
  private static final String STREAM = "projects/{}/streams/{}/do/";

  private Forms() {}

  /** All of them by their address below {@code /console/}. */
  public static Map<String, Page> of(Followers followers, FollowedTags followed, Clock clock) {
    return Map.of(
        PROJECT + "pull-secret", new PullSecretForm(),
        PROJECT + "import", new NewImport(),
        PROJECT + "prune", new PruneForm(followers, clock),
        STREAM + "tag", new PointForm(followers, clock),
        STREAM + "import", new ImportForm(followers, clock),
        STREAM + "rollback", new RollbackForm(followers, clock),
        STREAM + "hold", new HoldForm(followers),
        STREAM + "release", new ReleaseForm(followers),
        STREAM + "delete", new DeleteForm(followers),
        STREAM + "now", new NowPage(followers, followed, clock));
  }
}
