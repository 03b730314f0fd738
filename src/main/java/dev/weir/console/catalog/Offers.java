package dev.weir.console.catalog;

import dev.weir.client.Resources;
import dev.weir.imagestream.catalog.OfferedStream;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What streams offer to somebody. */
final class Offers {
  /** The project whose streams are for everybody who may read them. */
  private static final String SHARED = "openshift";

  private Offers() {}

  /** All that offer something, by what they are called; those of the shared project first. */
  static List<Offer> all(Resources objects) {
    Set<String> projects = new LinkedHashSet<>(List.of(SHARED));
    for (ApiObject project : objects.list(Kinds.PROJECT, "", Resources.Query.ALL).objects()) {
      projects.add(Meta.name(project.tree()));
    }
    List<Offer> found = new ArrayList<>();
    projects.forEach(project -> found.addAll(of(objects, project)));
    found.sort(
        Comparator.comparing((Offer offer) -> !offer.namespace().equals(SHARED))
            .thenComparing(offer -> offer.title().toLowerCase(Locale.ROOT))
            .thenComparing(Offer::namespace)
            .thenComparing(Offer::name));
    return found;
  }

  /** What somebody may not read offers nothing to them. */
  private static List<Offer> of(Resources objects, String project) {
    List<Offer> found = new ArrayList<>();
    try {
      for (ApiObject stream :
          objects.list(Kinds.IMAGE_STREAM, project, Resources.Query.ALL).objects()) {
        Offer offer = Offer.of(new OfferedStream(project, stream.tree()));
        if (!offer.versions().isEmpty()) {
          found.add(offer);
        }
      }
    } catch (StatusException refused) {
      if (refused.status().code() != 403 && refused.status().code() != 404) {
        throw refused;
      }
    }
    return found;
  }
}
