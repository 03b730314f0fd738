package dev.weir.console.catalog;

import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.catalog.OfferedStream;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.util.List;

/** A stream of the catalog: its versions, an example, and what to type next. */
public final class OfferPage implements Page {
  /**
   * The page.
   *
   * @param icon file of the picture
   * @param versions newest first
   * @param tag the one that is looked at
   * @param command what builds on it, but for the program's name
   */
  public record View(
      Shell shell,
      String project,
      String name,
      String description,
      String icon,
      List<String> categories,
      List<Choice> versions,
      String tag,
      String version,
      List<String> supports,
      String sample,
      boolean isLink,
      String reference,
      String directory,
      String command,
      String stream,
      String tagTarget) {}

  /** A version that can be chosen. */
  public record Choice(String tag, String label) {}

  @Override
  public void answer(Visit visit) throws IOException {
    String project = visit.name(0);
    String name = visit.name(1);
    ApiObject object = visit.objects().get(Kinds.IMAGE_STREAM, project, name);
    Offer offer = Offer.of(new OfferedStream(project, object.tree()));
    String asked = visit.query("version");
    Offer.Version version =
        offer.versions().stream()
            .filter(it -> asked.isEmpty() || it.tag().equals(asked))
            .findFirst()
            .orElseThrow(
                () ->
                    ApiStatus.notFound(
                            Kinds.IMAGE_STREAM_TAG, asked.isEmpty() ? name : name + ":" + asked)
                        .exception());
    Shell shell =
        visit.live(
            offer.title(),
            Section.CATALOG,
            Paths.live("streams", project, name, visit.revision()),
            new Crumb("Catalog", Paths.catalog()),
            new Crumb(offer.title()));
    Sample sample = version.sample();
    String icon = version.iconClass().isEmpty() ? offer.iconClass() : version.iconClass();
    visit.show(
        "offer.jte",
        new View(
            shell,
            project,
            name,
            version.description().isEmpty() ? offer.description() : version.description(),
            Icons.file(icon),
            offer.categories(),
            offer.versions().stream().map(it -> new Choice(it.tag(), it.label())).toList(),
            version.tag(),
            version.version(),
            version.supports(),
            sample.repository(),
            sample.isAddress(),
            sample.reference(),
            sample.directory(),
            sample.command(project + "/" + name + ":" + version.tag()),
            Paths.stream(project, name),
            Paths.tag(project, name, version.tag())));
  }
}
