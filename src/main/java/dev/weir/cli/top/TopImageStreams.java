package dev.weir.cli.top;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Sizes;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code adm top imagestreams}: how much the images are that the tags of each stream are now. */
public final class TopImageStreams implements Command {
  @Override
  public Flags flags() {
    return Flags.of("adm top imagestreams")
        .describedAs(
            "Show of each image stream the size of what its tags are now, with what several images"
                + " share counted once, how many images those are, and how many layers they have."
                + " 'weir storage usage' tells what streams take on the server's disk.")
        .examples(
            """
            # The largest streams
            weir adm top imagestreams | head

            # Those of one project
            weir adm top imagestreams -n shop\
            """);
  }

  /** What is shown of a stream. */
  private record Row(String name, long bytes, int images, int layers) {
    static Row of(TopStream stream, Map<String, TopImage> images) {
      List<TopImage> now =
          stream.tags().keySet().stream().map(images::get).filter(Objects::nonNull).toList();
      Map<String, Long> blobs = new HashMap<>();
      now.forEach(image -> image.blobs().forEach(blobs::putIfAbsent));
      return new Row(
          stream.name(),
          blobs.values().stream().mapToLong(Long::longValue).sum(),
          now.size(),
          now.stream().mapToInt(image -> image.layers().size()).sum());
    }

    List<String> cells() {
      return List.of(name, Sizes.binary(bytes), Integer.toString(images), Integer.toString(layers));
    }
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (!call.positional().isEmpty()) {
      throw CliException.usage("unexpected arguments: " + call.positional());
    }
    try (Cluster cluster = Cluster.of(call)) {
      Counted counted = Counted.of(call, cluster);
      Map<String, TopImage> images = counted.images();
      Counted.print(
          call,
          List.of("NAME", "STORAGE", "IMAGES", "LAYERS"),
          counted.streams().stream()
              .map(stream -> Row.of(stream, images))
              .sorted(
                  Comparator.comparingLong((Row row) -> -row.bytes())
                      .thenComparingInt(row -> -row.images())
                      .thenComparing(Row::name))
              .map(Row::cells)
              .toList());
      return ExitCode.SUCCESS;
    }
  }
}
