package dev.weir.prune;

import java.util.List;

/** All that goes: streams that lose something, then images that no stream has any more. */
public record PrunePlan(List<StreamPlan> streams, List<ImagePlan> images) {
  public PrunePlan {
    streams = List.copyOf(streams);
    images = List.copyOf(images);
  }
}
