package dev.weir.cli.top;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Sizes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** {@code adm top images}: who has each image, what it is made from, and how large it is. */
public final class TopImages implements Command {
  private static final int LONGEST_PARENT = 20;

  @Override
  public Flags flags() {
    return Flags.of("adm top images")
        .describedAs(
            "Show of each image which tags are it now, which images it was made on top of, which"
                + " pods use it, whether its manifest is known, and the size of what it is made of."
                + " What streams hold and pods use is looked at in all namespaces, or in that of"
                + " -n.")
        .examples(
            """
            # The images that most streams have
            weir adm top images | head\
            """);
  }

  /** An image with the streams that have it. */
  private record Row(TopImage image, List<String> streams) {}

  @Override
  public ExitCode run(Call call) throws IOException {
    if (!call.positional().isEmpty()) {
      throw CliException.usage("unexpected arguments: " + call.positional());
    }
    try (Cluster cluster = Cluster.of(call)) {
      Counted counted = Counted.of(call, cluster);
      Map<String, TopImage> images = counted.images();
      List<TopStream> streams = counted.streams();
      TopPods pods = counted.pods();
      Parents parents = new Parents(images.values());
      List<Row> rows =
          images.values().stream()
              .map(image -> new Row(image, streamsOf(image.name(), streams)))
              .sorted(
                  Comparator.comparingInt((Row row) -> -row.streams().size())
                      .thenComparingLong(row -> -row.image().size())
                      .thenComparing(row -> row.image().name()))
              .toList();
      Counted.print(
          call,
          List.of("NAME", "IMAGESTREAMTAG", "PARENTS", "USAGE", "METADATA", "STORAGE"),
          rows.stream().map(row -> cells(row, parents, pods)).toList());
      return ExitCode.SUCCESS;
    }
  }

  private static List<String> streamsOf(String image, List<TopStream> streams) {
    return streams.stream()
        .filter(stream -> stream.tags().containsKey(image))
        .map(stream -> stream.shownFor(image))
        .sorted()
        .toList();
  }

  private static List<String> cells(Row row, Parents parents, TopPods pods) {
    TopImage image = row.image();
    return List.of(
        image.name(),
        joined(row.streams()),
        joined(parents.of(image).stream().map(TopImages::shortened).toList()),
        joined(pods.of(image.name())),
        image.known() ? "yes" : "no",
        Sizes.binary(image.size()));
  }

  private static String joined(List<String> values) {
    return values.isEmpty() ? "<none>" : String.join(", ", values);
  }

  private static String shortened(String digest) {
    return digest.length() > LONGEST_PARENT
        ? digest.substring(0, LONGEST_PARENT - "...".length()) + "..."
        : digest;
  }

  /** Images by the layers that they end with, so that not each is compared with each. */
  private record Parents(Map<String, List<TopImage>> byTop) {
    Parents(Collection<TopImage> images) {
      this(new HashMap<>());
      for (TopImage image : images) {
        byTop.computeIfAbsent(image.topLayer(), _ -> new ArrayList<>()).add(image);
      }
    }

    List<String> of(TopImage image) {
      TreeSet<String> found = new TreeSet<>();
      for (String layer : image.layersBelow()) {
        for (TopImage parent : byTop.getOrDefault(layer, List.of())) {
          if (!parent.name().equals(image.name())) {
            found.add(parent.name());
          }
        }
      }
      return List.copyOf(found);
    }
  }
}
