package dev.weir.console.catalog;

import dev.weir.console.stream.StreamHeads;
import dev.weir.console.visit.Crumb;
import dev.weir.console.visit.Page;
import dev.weir.console.visit.Paths;
import dev.weir.console.visit.Section;
import dev.weir.console.visit.Shell;
import dev.weir.console.visit.Visit;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What can be built and run from: streams that offer builders, of all projects that one sees. */
public final class CatalogPage implements Page {
  private static final int MOST = 60;

  private final Offers offers;

  public CatalogPage(StreamHeads heads) {
    this.offers = new Offers(heads);
  }

  /**
   * A stream.
   *
   * @param icon file of its picture
   * @param newest its newest version
   */
  public record Card(
      String title,
      String project,
      String name,
      String description,
      String icon,
      List<String> categories,
      String newest,
      int versions,
      String target) {
    private static Card of(Offer offer) {
      return new Card(
          offer.title(),
          offer.namespace(),
          offer.name(),
          offer.description(),
          Icons.file(offer.iconClass()),
          offer.categories(),
          offer.versions().getFirst().tag(),
          offer.versions().size(),
          Paths.catalog(offer.namespace(), offer.name()));
    }
  }

  /**
   * The page.
   *
   * @param category that is looked at; empty for all
   */
  public record View(
      Shell shell,
      String search,
      String category,
      Set<String> categories,
      List<Card> cards,
      int found,
      int page) {
    public boolean hasMore() {
      return page * MOST < found;
    }

    public String at(int number) {
      return Paths.with(
          Paths.with(Paths.with(Paths.catalog(), "q", search), "category", category),
          "page",
          Integer.toString(number));
    }
  }

  @Override
  public void answer(Visit visit) throws IOException {
    String search = visit.query("q").toLowerCase(Locale.ROOT);
    String category = visit.query("category");
    List<Offer> all = offers.all(visit);
    Set<String> categories =
        all.stream()
            .flatMap(offer -> offer.categories().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    List<Offer> found =
        all.stream()
            .filter(offer -> search.isEmpty() || offer.isFound(search))
            .filter(offer -> category.isEmpty() || offer.categories().contains(category))
            .toList();
    int page = visit.page(found.size(), MOST);
    List<Card> cards = found.stream().skip((page - 1L) * MOST).limit(MOST).map(Card::of).toList();
    Shell shell =
        visit.live(
            "Catalog",
            Section.CATALOG,
            Paths.live("streams", Offers.SHARED, "", visit.revision()),
            new Crumb("Catalog"));
    visit.show(
        "catalog.jte", new View(shell, search, category, categories, cards, found.size(), page));
  }
}
