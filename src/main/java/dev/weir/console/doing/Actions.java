package dev.weir.console.doing;

import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Visit;
import dev.weir.resource.Kinds;
import java.util.ArrayList;
import java.util.List;

/**
 * What the reader may do to what a page shows, as links to the forms.
 *
 * @param links none if the reader may only look
 * @param rollback the form that rolls the tag back; empty if the reader may not
 */
public record Actions(List<Link> links, String rollback) {
  public Actions {
    links = List.copyOf(links);
  }

  /** A link to a form. */
  public record Link(String text, String target) {}

  /** Of a project. */
  public static Actions ofProject(Visit visit, String project) {
    List<Link> links = new ArrayList<>();
    if (Rights.may(visit, "create", Kinds.IMAGE_STREAM_IMPORT, project, "")) {
      links.add(new Link("Import image", Paths.form(project, "", "import")));
    }
    if (Rights.may(visit, "create", Kinds.SECRET, project, "")) {
      links.add(new Link("Link pull secret", Paths.form(project, "", "pull-secret")));
    }
    if (PruneForm.may(visit, project)) {
      links.add(new Link("Prune", Paths.form(project, "", "prune")));
    }
    return new Actions(links, "");
  }

  /** Of a stream. */
  public static Actions ofStream(Visit visit, String project, String stream) {
    Place place = new Place(project, stream, "");
    List<Link> links = new ArrayList<>();
    if (Rights.may(visit, "update", Kinds.IMAGE_STREAM_TAG, project, "")) {
      links.add(new Link("Tag", place.form("tag")));
    }
    if (Rights.may(visit, "create", Kinds.IMAGE_STREAM_IMPORT, project, "")) {
      links.add(new Link("Import", place.form("import")));
    }
    if (Rights.may(visit, "delete", Kinds.IMAGE_STREAM, project, stream)) {
      links.add(new Link("Delete stream", place.form("delete")));
    }
    return new Actions(links, "");
  }

  /**
   * Of a tag.
   *
   * @param held whether somebody holds it
   */
  public static Actions ofTag(
      Visit visit, String project, String stream, String tag, boolean held) {
    Place place = new Place(project, stream, tag);
    List<Link> links = new ArrayList<>();
    boolean may = Rights.may(visit, "patch", Kinds.IMAGE_STREAM_TAG, project, place.shown());
    if (may) {
      links.add(new Link("Roll back", place.form("rollback")));
      links.add(
          held ? new Link("Release", place.form("release")) : new Link("Hold", place.form("hold")));
    }
    if (Rights.may(visit, "update", Kinds.IMAGE_STREAM_TAG, project, place.shown())) {
      links.add(new Link("Tag", place.form("tag")));
    }
    if (Rights.may(visit, "create", Kinds.IMAGE_STREAM_IMPORT, project, "")) {
      links.add(new Link("Import", place.form("import")));
    }
    if (Rights.may(visit, "delete", Kinds.IMAGE_STREAM_TAG, project, place.shown())) {
      links.add(new Link("Delete tag", place.form("delete")));
    }
    return new Actions(links, may ? place.form("rollback") : "");
  }

  /** Where the tag goes back to an image; empty if the reader may not do that. */
  public String back(String image) {
    return rollback.isEmpty() || image.isEmpty() ? "" : Paths.with(rollback, "to", image);
  }
}
