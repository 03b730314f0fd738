package dev.weir.console.image;

import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Two images of a stream side by side: what differs. */
public final class ComparePage implements Page {
  private final Repositories repositories;

  public ComparePage(Repositories repositories) {
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
   * @param pair empty if less than two images were asked for
   */
  public record View(Shell shell, String from, String to, String swapped, Optional<Pair> pair) {}

  @Override
  public void answer(Visit visit) throws IOException {
    StreamName name = new StreamName(visit.name(0), visit.name(1));
    ApiObject _ = visit.objects().get(Kinds.IMAGE_STREAM, name.namespace(), name.name());
    String from = visit.query("from");
    String to = visit.query("to");
    Optional<Pair> pair =
        from.isEmpty() || to.isEmpty()
            ? Optional.empty()
            : Optional.of(pair(visit, name, from, to));
    Shell shell =
        visit.shell(
            "Compare images",
            Section.PROJECTS,
            new Crumb("Projects", Paths.HOME),
            new Crumb(name.namespace(), Paths.project(name.namespace())),
            new Crumb(name.name(), Paths.stream(name.namespace(), name.name())),
            new Crumb("Compare images"));
    String swapped = Paths.compare(name.namespace(), name.name(), to, from);
    visit.show("compare.jte", new View(shell, from, to, swapped, pair));
  }

  private Pair pair(Visit visit, StreamName name, String from, String to) throws IOException {
    Shown first = Shown.of(visit, repositories, name, from);
    Shown second = Shown.of(visit, repositories, name, to);
    return new Pair(first, second, ImageDifference.of(first.facts(), second.facts()));
  }
}
