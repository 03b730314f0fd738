package dev.weir.cli.newapp;

import dev.weir.imagestream.catalog.OfferedStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Finds tags of streams by a name that was typed, or by a language (controllers-and-access.md 8.2).
 */
final class StreamSearch {
  private static final double IGNORING_CASE = 0.02;
  private static final double PREFIX = 0.1;
  private static final double PART = 0.2;
  private static final double ANOTHER_TAG = 0.5;
  private static final double NONE = 1;

  private final List<OfferedStream> streams;

  /**
   * A search.
   *
   * @param streams of all namespaces that are looked at, in their order
   */
  StreamSearch(List<OfferedStream> streams) {
    this.streams = List.copyOf(streams);
  }

  /**
   * A tag that may be meant.
   *
   * @param tag empty if the stream has no image at all
   * @param score 0 for exactly what was asked for
   */
  record Match(OfferedStream stream, String tag, double score) {
    boolean isExact() {
      return score == 0;
    }

    /** {@code NAMESPACE/STREAM:TAG}. */
    String path() {
      return stream.path() + ":" + tag;
    }
  }

  /**
   * A name as it was typed.
   *
   * @param namespace empty if none was named
   * @param tag empty if none was named
   */
  record Name(String namespace, String stream, String tag) {
    /** Of {@code [NAMESPACE/]STREAM[:TAG]}. */
    static Name parse(String text) {
      int slash = text.indexOf('/');
      String rest = text.substring(slash + 1);
      int colon = rest.indexOf(':');
      return new Name(
          slash < 0 ? "" : text.substring(0, slash),
          colon < 0 ? rest : rest.substring(0, colon),
          colon < 0 ? "" : rest.substring(colon + 1));
    }
  }

  /** The best matches: one that is exact, of the first namespace that has it, or all others. */
  List<Match> named(Name name) {
    List<Match> all = new ArrayList<>();
    for (OfferedStream stream : streams) {
      double score = score(name.stream(), stream.name());
      if (score < NONE
          && (name.namespace().isEmpty() || name.namespace().equals(stream.namespace()))) {
        all.addAll(tags(stream, name.tag(), score));
      }
    }
    return all.stream()
        .filter(Match::isExact)
        .findFirst()
        .map(List::of)
        .orElseGet(() -> all.stream().sorted(Comparator.comparingDouble(Match::score)).toList());
  }

  /** Streams whose names have the text in them, with what may be offered of them. */
  List<OfferedStream> withName(Name name) {
    return streams.stream()
        .filter(stream -> name.namespace().isEmpty() || name.namespace().equals(stream.namespace()))
        .filter(stream -> score(name.stream(), stream.name()) < NONE)
        .filter(stream -> !stream.isHidden() || !name.tag().isEmpty())
        .toList();
  }

  /** How much a name is what was asked for; 0 if it is. */
  private static double score(String asked, String name) {
    if (name.equals(asked)) {
      return 0;
    }
    String lower = asked.toLowerCase(Locale.ROOT);
    if (name.equals(lower)) {
      return IGNORING_CASE;
    }
    double apart = asked.equals(lower) ? 0 : IGNORING_CASE;
    if (name.startsWith(lower)) {
      return PREFIX + apart;
    }
    return name.contains(lower) ? PART + apart : NONE;
  }

  private static Stream<String> withImage(OfferedStream stream) {
    return stream.offered().stream().filter(stream::hasImage);
  }

  private static List<Match> tags(OfferedStream stream, String tag, double score) {
    String wanted = tag.isEmpty() ? stream.behindLatest() : tag;
    if (stream.hasImage(wanted) && (!tag.isEmpty() || !stream.hides(wanted))) {
      return List.of(new Match(stream, wanted, score));
    }
    if (stream.isHidden()) {
      return List.of();
    }
    List<Match> others =
        withImage(stream).map(other -> new Match(stream, other, score + ANOTHER_TAG)).toList();
    return others.isEmpty() ? List.of(new Match(stream, "", score + ANOTHER_TAG)) : others;
  }

  /** Tags that say to support a language; the namespaces before the first exact one, and that. */
  List<Match> supporting(String language) {
    List<Match> all = new ArrayList<>();
    String found = "";
    for (OfferedStream stream : streams) {
      if (!found.isEmpty() && !found.equals(stream.namespace())) {
        break;
      }
      for (String tag : withImage(stream).toList()) {
        double score =
            stream
                .supports(tag)
                .mapToDouble(supported -> alike(language, supported))
                .min()
                .orElse(NONE);
        if (score < NONE) {
          all.add(new Match(stream, tag, score));
          found = score == 0 ? stream.namespace() : found;
        }
      }
    }
    double best = all.stream().mapToDouble(Match::score).min().orElse(NONE);
    return all.stream().filter(match -> match.score() == best).toList();
  }

  private static double alike(String language, String supported) {
    if (language.equals(supported)) {
      return 0;
    }
    return language.split(":", -1)[0].equals(supported.split(":", -1)[0]) ? ANOTHER_TAG : NONE;
  }
}
