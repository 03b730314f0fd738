package dev.weir.console.catalog;

import dev.weir.client.Resources;
import dev.weir.console.stream.StreamHeads;
import dev.weir.console.stream.StreamHeads.Named;
import dev.weir.console.visit.Visit;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.catalog.OfferedStream;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.Recent;
import dev.weir.resource.StatusException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What streams offer to somebody. Most streams offer nothing, and few change between two looks:
 * what each offered at its last change is remembered, and who may see it is asked each time.
 */
final class Offers {
  /** The project whose streams are for everybody who may read them. */
  static final String SHARED = "openshift";

  /** An offer weighs its words, and that a stream has none as much as one. */
  private static final long MOST = 4L * 1024 * 1024;

  private static final Comparator<Offer> ORDER =
      Comparator.comparing((Offer offer) -> !offer.namespace().equals(SHARED))
          .thenComparing(offer -> offer.title().toLowerCase(Locale.ROOT))
          .thenComparing(Offer::namespace)
          .thenComparing(Offer::name);

  private final StreamHeads heads;
  private final Recent<Key, Optional<Offer>> known =
      new Recent<>(MOST, offer -> 1 + offer.map(Offer::weight).orElse(0));

  Offers(StreamHeads heads) {
    this.heads = heads;
  }

  /** A stream as of a change. */
  private record Key(String project, Named stream) {}

  /** All that offer something, by what they are called; those of the shared project first. */
  List<Offer> all(Visit visit) {
    Set<String> projects = new LinkedHashSet<>(List.of(SHARED));
    for (ApiObject project :
        visit.objects().list(Kinds.PROJECT, "", Resources.Query.ALL).objects()) {
      projects.add(Meta.name(project.tree()));
    }
    List<Offer> found = new ArrayList<>();
    for (String project : projects) {
      for (Named stream : listed(visit, project)) {
        offer(new Key(project, stream)).ifPresent(found::add);
      }
    }
    found.sort(ORDER);
    return found;
  }

  /** What somebody may not read offers nothing to them. */
  private List<Named> listed(Visit visit, String project) {
    try {
      return heads.list(visit.viewer().user(), project).streams();
    } catch (StatusException refused) {
      if (refused.status().code() != 403) {
        throw refused;
      }
      return List.of();
    }
  }

  private Optional<Offer> offer(Key key) {
    Optional<Optional<Offer>> before = known.find(key);
    if (before.isPresent()) {
      return before.get();
    }
    Optional<Offer> now =
        heads
            .listed(key.project(), key.stream())
            .map(stream -> Offer.of(new OfferedStream(key.project(), StreamJson.write(stream))))
            .filter(offer -> !offer.versions().isEmpty());
    known.keep(key, now);
    return now;
  }
}
