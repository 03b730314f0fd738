package dev.weir.streams;

import dev.weir.platform.core.CoreKinds;

/** What no class of the streams' half may do; {@code WallsTest} shows that it would be seen. */
public final class OverTheWall {
  private OverTheWall() {}

  /** What the platform made. */
  public static int kinds(CoreKinds.Made platform) {
    return platform.all().size();
  }
}
