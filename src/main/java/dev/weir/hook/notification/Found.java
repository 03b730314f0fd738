package dev.weir.hook.notification;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what a document hints at; each once, and no more than a number. */
final class Found {
  private final Set<HintedImage> images = new LinkedHashSet<>();
  private final int most;

  Found(int most) {
    this.most = most;
  }

  /** Adds a tag; what has no name or no tag, such as a blob, is none. */
  void add(String host, String path, String tag) {
    if (!path.isEmpty() && !tag.isEmpty() && images.size() < most) {
      images.add(new HintedImage(host, path, tag));
    }
  }

  List<HintedImage> images() {
    return List.copyOf(images);
  }
}
