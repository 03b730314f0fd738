package dev.weir.console.stream;

import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.ImportDue;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagCondition;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How the imports of a tag stand, or those of a stream together. */
public enum ImportState {
  NONE("", ""),
  OK("ok", "pf-m-success"),
  WAITING("waiting", "pf-m-info"),
  FAILING("failing", "pf-m-danger");

  private final String word;
  private final String style;

  ImportState(String word, String style) {
    this.word = word;
    this.style = style;
  }

  /** The class of a label that shows it. */
  public String style() {
    return style;
  }

  /** Of people. */
  public String word() {
    return word;
  }

  /** How the imports of a tag stand; {@link #NONE} of one that nothing is imported for. */
  public static ImportState of(ImageStream stream, String tag) {
    List<TagCondition> failed =
        stream.history(tag).conditions().stream()
            .filter(condition -> condition.status().equals("False"))
            .toList();
    if (failed.stream().anyMatch(condition -> !condition.tellsOfWaiting())) {
      return FAILING;
    }
    Optional<SpecTag> spec = stream.specTag(tag).filter(SpecTag::isImportable);
    if (!failed.isEmpty() || spec.filter(s -> ImportDue.isDue(stream, s)).isPresent()) {
      return WAITING;
    }
    return spec.isPresent() ? OK : NONE;
  }

  /**
   * Those of a stream.
   *
   * @param count of the tags that are in the worst state
   */
  public record Sum(ImportState state, int count) {
    /** Such as {@code 3 failing}; empty if nothing is imported. */
    public String text() {
      return state == NONE ? "" : state == OK ? state.word() : count + " " + state.word();
    }
  }

  /** How those of all tags stand. */
  public static Sum of(ImageStream stream) {
    Map<ImportState, Integer> counts = new EnumMap<>(ImportState.class);
    for (String tag : tags(stream)) {
      var _ = counts.merge(of(stream, tag), 1, Integer::sum);
    }
    for (ImportState state : List.of(FAILING, WAITING, OK)) {
      if (counts.containsKey(state)) {
        return new Sum(state, counts.getOrDefault(state, 0));
      }
    }
    return new Sum(NONE, 0);
  }

  /** The tags that a stream wants or has, by name. */
  static Set<String> tags(ImageStream stream) {
    Set<String> tags = new TreeSet<>(stream.spec().keySet());
    tags.addAll(stream.tags().keySet());
    return tags;
  }
}
