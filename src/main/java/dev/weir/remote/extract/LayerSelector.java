package dev.weir.remote.extract;

import dev.weir.manifest.Descriptor;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Which layers of an image are meant (cli.md 6): {@code [i]}, {@code [from:to]} without its end,
 * both counted from the end where negative, or {@code [~digestprefix]}. Positions begin with 0, the
 * oldest layer.
 */
public sealed interface LayerSelector {
  /** Where a selector begins in what a user writes behind an image. */
  Pattern BEHIND_IMAGE = Pattern.compile("(?<image>[^\\[]*)\\[(?<selector>[^\\]]*)\\]");

  /** All of them. */
  LayerSelector ALL = new Range(0, Long.MAX_VALUE);

  /**
   * The positions of the meant ones.
   *
   * @throws IllegalArgumentException if the image does not have them, as users are told it
   */
  List<Integer> select(List<Descriptor> layers);

  /**
   * Reads what stands between the brackets.
   *
   * @throws IllegalArgumentException as users are told it
   */
  static LayerSelector parse(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("layer selectors must be of the form IMAGE[\\d:\\d]");
    }
    if (text.startsWith("~")) {
      return new Prefix(text.substring(1));
    }
    Matcher range = Pattern.compile("(?<from>-?\\d{1,9})?:(?<to>-?\\d{1,9})?").matcher(text);
    if (range.matches()) {
      long from = range.group("from") == null ? 0 : Long.parseLong(range.group("from"));
      long to = range.group("to") == null ? Long.MAX_VALUE : Long.parseLong(range.group("to"));
      if (to <= from && from < 0 == to < 0) {
        throw new IllegalArgumentException("[from:to] to must be larger than from");
      }
      return new Range(from, to);
    }
    if (text.matches("-?\\d{1,9}")) {
      return new Single(Integer.parseInt(text));
    }
    throw new IllegalArgumentException(
        "the layer selector [" + text + "] is not valid, must be [from:to], [index], or [~digest]");
  }

  /** One of them. */
  record Single(int index) implements LayerSelector {
    @Override
    public List<Integer> select(List<Descriptor> layers) {
      int at = index < 0 ? layers.size() + index : index;
      if (at < 0 || at >= layers.size()) {
        throw new IllegalArgumentException(
            "tried to select layer %d, but image only has %d layers"
                .formatted(index, layers.size()));
      }
      return List.of(at);
    }
  }

  /** Some in a row, which may go beyond what there is. */
  record Range(long from, long to) implements LayerSelector {
    @Override
    public List<Integer> select(List<Descriptor> layers) {
      long first = Math.max(0, from < 0 ? layers.size() + from : from);
      long end = Math.min(layers.size(), to < 0 ? layers.size() + to : to);
      return LongStream.range(first, end).mapToObj(at -> (int) at).toList();
    }
  }

  /** The one whose digest begins so, with the algorithm or without. */
  record Prefix(String prefix) implements LayerSelector {
    @Override
    public List<Integer> select(List<Descriptor> layers) {
      List<Integer> found =
          IntStream.range(0, layers.size()).filter(at -> isMeant(layers.get(at))).boxed().toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException("no layers start with '" + prefix + "'");
      }
      if (found.stream().map(layers::get).map(Descriptor::digest).distinct().count() > 1) {
        throw new IllegalArgumentException(
            "multiple layers start with '" + prefix + "', you must be more specific");
      }
      return found;
    }

    private boolean isMeant(Descriptor layer) {
      return layer.digest().toString().startsWith(prefix)
          || layer.digest().hex().startsWith(prefix);
    }
  }
}
