package dev.weir.cli.image.copy;

import dev.weir.cli.output.TabbedText;
import dev.weir.manifest.Manifest;

/** What to choose from, where it cannot be told which image of a list is meant (cli.md 6). */
final class PlatformTable {
  private PlatformTable() {}

  static String of(Manifest.IndexManifest list) {
    StringBuilder rows = new StringBuilder("  OS\tDIGEST\n");
    list.manifests()
        .forEach(
            child ->
                rows.append("  ")
                    .append(PlainText.of(ImageReader.platform(child)))
                    .append('\t')
                    .append(child.digest())
                    .append('\n'));
    return "the image is a manifest list and contains multiple images - use --filter-by-os to"
        + " select from:\n\n"
        + new TabbedText(0, 1, false).align(rows.toString());
  }
}
