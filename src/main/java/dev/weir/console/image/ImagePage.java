package dev.weir.console.image;

import dev.weir.console.stream.StreamHeads;
import dev.weir.console.visit.Brief;
import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.StreamName;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** An image of a stream, by its digest. */
public final class ImagePage implements Page {
  private static final int MOST = 20;

  private final StreamHeads heads;
  private final Repositories repositories;

  public ImagePage(StreamHeads heads, Repositories repositories) {
    this.heads = heads;
    this.repositories = repositories;
  }

  /**
   * The page.
   *
   * @param trouble why what was asked for did not come; empty if it did
   * @param tags of this page
   * @param found how many there are
   */
  public record View(
      Shell shell, Shown shown, String trouble, List<Tag> tags, int found, int page) {
    public boolean hasMore() {
      return (long) page * MOST < found;
    }

    public String at(int number) {
      return Paths.with(shown.image(shown.facts().digest()), "page", Integer.toString(number));
    }
  }

  /**
   * A tag that has the image, or had it.
   *
   * @param comparison of the image with the one that the tag has now; empty if it is that
   */
  public record Tag(String name, String target, String comparison) {
    public boolean isNow() {
      return comparison.isEmpty();
    }
  }

  @Override
  public void answer(Visit visit) throws IOException {
    StreamName name = new StreamName(visit.name(0), visit.name(1));
    StreamHeads.Head head = heads.get(visit.viewer().user(), name.namespace(), name.name());
    Shown shown;
    String trouble = "";
    try {
      shown =
          visit.isPost()
              ? Shown.brought(visit, repositories, name, visit.name(2))
              : Shown.of(visit, repositories, name, visit.name(2));
      if (visit.isPost() && repositories.config(name, shown.facts().digest()).isPresent()) {
        visit.go(shown.image(shown.facts().digest()));
        return;
      }
    } catch (StatusException refused) {
      if (!visit.isPost()) {
        throw refused;
      }
      shown = Shown.of(visit, repositories, name, visit.name(2));
      trouble = refused.status().message();
    }
    String digest = shown.facts().digest();
    Shell shell =
        visit.live(
            name.name() + "@" + Brief.of(digest),
            Section.PROJECTS,
            Paths.live("streams", name.namespace(), name.name(), visit.revision()),
            new Crumb("Projects", Paths.HOME),
            new Crumb(name.namespace(), Paths.project(name.namespace())),
            new Crumb(name.name(), Paths.stream(name.namespace(), name.name())),
            new Crumb(Brief.of(digest)));
    List<Tag> tags = tags(head, digest);
    int page = visit.page(tags.size(), MOST);
    List<Tag> some = tags.stream().skip((page - 1L) * MOST).limit(MOST).toList();
    visit.show("imagepage.jte", new View(shell, shown, trouble, some, tags.size(), page));
  }

  /** Those that have it now come first. */
  private List<Tag> tags(StreamHeads.Head head, String digest) {
    ImageStream stream = head.stream();
    StreamName name = stream.name();
    return stream.tags().keySet().stream()
        .filter(tag -> heads.had(head, tag, digest))
        .map(
            tag -> {
              String now = stream.newest(tag).map(TagEvent::image).orElse("");
              return new Tag(
                  tag,
                  Paths.tag(name.namespace(), name.name(), tag),
                  now.equals(digest) || now.isEmpty()
                      ? ""
                      : Paths.compare(name.namespace(), name.name(), digest, now));
            })
        .sorted(Comparator.comparing(tag -> !tag.isNow()))
        .toList();
  }
}
