package dev.weir.cli.newapp;

import dev.weir.imagestream.catalog.OfferedStream;
import java.util.List;

/** Streams and images that can be used, as {@code new-app} lists them. */
final class CatalogText {
  private static final String RULE = "-----\n";

  private CatalogText() {}

  static String streams(List<OfferedStream> streams) {
    StringBuilder text =
        new StringBuilder(
            "Image streams (weir new-app --image-stream=<image-stream> [--code=<source>])\n");
    text.append(RULE);
    for (OfferedStream stream : streams) {
      text.append(stream.name()).append("\n  Project: ").append(stream.namespace()).append('\n');
      if (!stream.tracks().isEmpty()) {
        text.append("  Tracks:  ").append(stream.tracks()).append('\n');
      }
      List<String> offered = stream.offered();
      text.append("  Tags:    ")
          .append(offered.isEmpty() ? "<none>" : String.join(", ", offered))
          .append('\n');
      if (!stream.description().isEmpty()) {
        text.append("  ").append(stream.description()).append('\n');
      }
    }
    return text.append('\n').toString();
  }

  static String images(List<AppImage> images) {
    StringBuilder text =
        new StringBuilder("container images (weir new-app --image=<image> [--code=<source>])\n");
    text.append(RULE);
    for (AppImage image : images) {
      if (image.origin() instanceof AppImage.Origin.OfRegistry of) {
        text.append(of.reference().repositoryPath())
            .append("\n  Registry: ")
            .append(of.reference().registry().isEmpty() ? "docker.io" : of.reference().registry())
            .append("\n  Tags:     ")
            .append(image.tag())
            .append('\n');
      }
    }
    return text.append('\n').toString();
  }
}
