package dev.weir.streams;

import dev.weir.platform.core.CoreKinds;
import dev.weir.resource.ResourceKind;

/** What no class of the streams' half may do; {@code WallsTest} shows that it would be seen. */
public final class OverTheWall {
  private OverTheWall() {}

  /** A kind of the platform. */
  public static ResourceKind secrets() {
    return CoreKinds.SECRET;
  }
}
