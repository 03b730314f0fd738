package dev.weir.console.doing;

import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Visit;
import dev.weir.reference.StreamName;
import java.util.ArrayList;
import java.util.List;

/**
 * What a form is about.
 *
 * @param stream empty for the project itself
 * @param tag empty for the stream itself
 */
record Place(String project, String stream, String tag) {
  /** That of an address of a stream's form, with the tag as its query or its form says. */
  static Place of(Visit visit) {
    String tag = visit.isPost() ? visit.field("tag") : visit.query("tag");
    return new Place(visit.name(0), visit.name(1), tag);
  }

  Place withTag(String other) {
    return new Place(project, stream, other);
  }

  StreamName name() {
    return new StreamName(project, stream);
  }

  /** As people name it within the project. */
  String shown() {
    return tag.isEmpty() ? stream : stream + ":" + tag;
  }

  /** The page that shows it. */
  String page() {
    return tag.isEmpty() ? Paths.stream(project, stream) : Paths.tag(project, stream, tag);
  }

  /** The address of a form about it. */
  String form(String form) {
    String path = Paths.form(project, stream, form);
    return tag.isEmpty() ? path : Paths.with(path, "tag", tag);
  }

  /** What becomes of it is told there. */
  String now() {
    return form("now");
  }

  Crumb[] crumbs(String last) {
    List<Crumb> crumbs = new ArrayList<>();
    crumbs.add(new Crumb("Projects", Paths.HOME));
    crumbs.add(new Crumb(project, Paths.project(project)));
    if (!stream.isEmpty()) {
      crumbs.add(new Crumb(stream, Paths.stream(project, stream)));
    }
    if (!tag.isEmpty()) {
      crumbs.add(new Crumb(tag, page()));
    }
    crumbs.add(new Crumb(last));
    return crumbs.toArray(Crumb[]::new);
  }
}
