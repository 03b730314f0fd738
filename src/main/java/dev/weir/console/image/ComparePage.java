package dev.weir.console.image;

import dev.weir.console.stream.StreamHeads;
import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Two images of a stream side by side: what differs. */
public final class ComparePage implements Page {
  private static final int NOT_FOUND = 404;

  /** What is wrong with what was asked for: the form comes again and says it. */
  private static final Set<Integer> SHOWN_AGAIN = Set.of(400, NOT_FOUND, 409, 422);

  private final StreamHeads heads;
  private final Repositories repositories;

  public ComparePage(StreamHeads heads, Repositories repositories) {
    this.heads = heads;
    this.repositories = repositories;
  }

  /** Two images, and what differs. */
  public record Pair(Shown from, Shown to, ImageDifference difference) {
    /** Where the images for a platform of two lists are compared; empty if it is not in both. */
    public String comparison(ImageDifference.Change platform) {
      boolean single = (platform.before() + platform.after()).indexOf(',') < 0;
      return platform.kind() == ImageDifference.Kind.CHANGED && single
          ? Paths.compare(
              from.stream().namespace(), from.stream().name(), platform.before(), platform.after())
          : "";
    }

    /** Bytes of layers. */
    public String size(List<Step> steps) {
      return Shown.size(
          steps.stream().flatMap(s -> s.layer().stream()).mapToLong(Step.Layer::size).sum());
    }

    /** How much larger the second one is, such as {@code +1.2MB}. */
    public String growth() {
      long bytes = to.facts().size() - from.facts().size();
      return bytes == 0 ? "the same size" : (bytes > 0 ? "+" : "−") + Shown.size(Math.abs(bytes));
    }

    public boolean isSame() {
      return from.facts().digest().equals(to.facts().digest());
    }
  }

  /**
   * The page.
   *
   * @param from as it was asked for
   * @param wrong why one of them is not shown; empty if both are, or less than two were asked for
   * @param pair empty unless both are shown
   */
  public record View(
      Shell shell, String from, String to, String swapped, String wrong, Optional<Pair> pair) {}

  @Override
  public void answer(Visit visit) throws IOException {
    StreamName name = new StreamName(visit.name(0), visit.name(1));
    StreamHeads.Head _ = heads.get(visit.viewer().user(), name.namespace(), name.name());
    String from = visit.query("from");
    String to = visit.query("to");
    Optional<Pair> pair = Optional.empty();
    String wrong = "";
    int status = 200;
    if (!from.isEmpty() && !to.isEmpty()) {
      try {
        pair = Optional.of(pair(visit, name, from, to));
      } catch (StatusException refused) {
        status = refused.status().code();
        if (!SHOWN_AGAIN.contains(status)) {
          throw refused;
        }
        wrong = refused.status().message();
      }
    }
    Shell shell =
        visit.shell(
            "Compare images",
            Section.PROJECTS,
            new Crumb("Projects", Paths.HOME),
            new Crumb(name.namespace(), Paths.project(name.namespace())),
            new Crumb(name.name(), Paths.stream(name.namespace(), name.name())),
            new Crumb("Compare images"));
    String swapped = Paths.compare(name.namespace(), name.name(), to, from);
    visit.show(status, "compare.jte", new View(shell, from, to, swapped, wrong, pair));
  }

  /** Who sees the stream may be told that it has no such image. */
  private Shown shown(Visit visit, StreamName name, String digest) throws IOException {
    try {
      return Shown.of(visit, repositories, name, digest);
    } catch (StatusException refused) {
      if (refused.status().code() != NOT_FOUND) {
        throw refused;
      }
      throw new ApiStatus(
              NOT_FOUND,
              "NotFound",
              "%s has no image \"%s\". The page of a tag lists the images that it had."
                  .formatted(name.name(), digest),
              Json.object())
          .exception();
    }
  }

  private Pair pair(Visit visit, StreamName name, String from, String to) throws IOException {
    Shown first = shown(visit, name, from);
    Shown second = shown(visit, name, to);
    return new Pair(first, second, ImageDifference.of(first.facts(), second.facts()));
  }
}
