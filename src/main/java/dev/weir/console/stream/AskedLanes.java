package dev.weir.console.stream;

import dev.weir.console.visit.Visit;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.RemoteTagOrder;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.TagEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Which lanes of a stream an address asks for.
 *
 * @param search part of their tags' names; empty for all
 */
public record AskedLanes(String search, Order order, Only only, int page) {
  /** The order of the lanes. */
  public enum Order {
    MOVED("moved", "moved last first"),
    NAME("name", "by name and version");

    private final String word;
    private final String title;

    Order(String word, String title) {
      this.word = word;
      this.title = title;
    }

    public String word() {
      return word;
    }

    public String title() {
      return title;
    }
  }

  /** Which lanes are wanted. */
  public enum Only {
    ALL("all", "all"),
    FAILING("failing", "failing"),
    WAITING("waiting", "waiting"),
    HELD("held", "held"),
    SPEC("spec", "spec only"),
    STATUS("status", "status only"),
    ABOUT("about", "signatures and SBOMs");

    private final String word;
    private final String title;

    Only(String word, String title) {
      this.word = word;
      this.title = title;
    }

    public String word() {
      return word;
    }

    public String title() {
      return title;
    }

    private boolean has(ImageStream stream, String tag) {
      return switch (this) {
        case ALL -> true;
        case FAILING -> ImportState.of(stream, tag) == ImportState.FAILING;
        case WAITING -> ImportState.of(stream, tag) == ImportState.WAITING;
        case HELD -> stream.specTag(tag).filter(SpecTag::isHeld).isPresent();
        case SPEC -> Lanes.state(stream, tag) == Lane.State.SPEC;
        case STATUS -> Lanes.state(stream, tag) == Lane.State.STATUS;
        case ABOUT -> TagsAbout.has(stream, tag);
      };
    }
  }

  static AskedLanes of(Visit visit) {
    Order order = visit.query("sort").equals(Order.NAME.word()) ? Order.NAME : Order.MOVED;
    Only only = Only.ALL;
    for (Only each : Only.values()) {
      only = each.word().equals(visit.query("only")) ? each : only;
    }
    return new AskedLanes(visit.query("q"), order, only, visit.page());
  }

  /** The same lanes, another page of them. */
  AskedLanes on(int other) {
    return new AskedLanes(search, order, only, other);
  }

  /** The tags that are wanted, in order. */
  List<String> of(ImageStream stream) {
    List<String> tags =
        ImportState.tags(stream).stream()
            .filter(tag -> tag.contains(search) && only.has(stream, tag))
            .filter(tag -> isSoughtAfter(stream, tag))
            .toList();
    return order == Order.NAME
        ? RemoteTagOrder.sort(tags)
        : tags.stream()
            .sorted(
                Comparator.comparing((String tag) -> moved(stream, tag))
                    .reversed()
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
  }

  /** What is said about images is shown to those who look for it. */
  private boolean isSoughtAfter(ImageStream stream, String tag) {
    return only == Only.ABOUT || !search.isEmpty() || !TagsAbout.has(stream, tag);
  }

  private static Instant moved(ImageStream stream, String tag) {
    return stream.newest(tag).map(TagEvent::time).orElse(Instant.MIN);
  }
}
