package dev.weir.prune;

import java.util.List;

/**
 * An Image that goes.
 *
 * @param blobs digests that go from the registry before it does, its manifest last
 */
public record ImagePlan(PrunableImage image, String why, List<Gone> blobs) {
  public ImagePlan {
    blobs = List.copyOf(blobs);
  }
}
