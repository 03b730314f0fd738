package dev.weir.remote.extract;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An entry whose bytes come once, and may have to go to several places. */
final class FileContent {
  private final TarEntry entry;
  private final TarReader tar;
  private HardLinks.@Nullable Wanted first;

  FileContent(TarEntry entry, TarReader tar) {
    this.entry = entry;
    this.tar = tar;
  }

  TarEntry entry() {
    return entry;
  }

  void to(Destination destination, String relative) throws IOException {
    if (first == null) {
      destination.file(relative, entry, tar);
      first = new HardLinks.Wanted(destination, relative);
    } else {
      destination.copy(relative, entry, first.destination(), first.relative());
    }
  }
}
