package dev.weir.hook.notification;

import dev.weir.reference.ImageReference;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** True of the pull specs, with client defaults, that somebody says have moved. */
public final class HintedImages implements Predicate<ImageReference> {
  private static final String ANY = "";
  private static final String HUB = "docker.io";
  private static final String OFFICIAL = "library/";
  private static final String USUAL_PORT = ":443";

  /** Hosts by {@code path:tag}. */
  private final Map<String, Set<String>> hosts = new HashMap<>();

  public HintedImages(Collection<HintedImage> images) {
    for (HintedImage image : images) {
      String host = image.host().isEmpty() ? ANY : asked(image.host());
      put(host, image.path(), image.tag());
      boolean mayBeHub = host.equals(ANY) || host.equals(asked(HUB));
      if (mayBeHub && image.path().indexOf('/') < 0) {
        put(asked(HUB), OFFICIAL + image.path(), image.tag());
      }
    }
  }

  private void put(String host, String path, String tag) {
    hosts.computeIfAbsent(path + ":" + tag, _ -> new HashSet<>()).add(host);
  }

  /** The host that is really contacted, so that all names of Docker Hub are one. */
  private static String asked(String host) {
    String folded = host.toLowerCase(Locale.ROOT);
    String bare =
        folded.endsWith(USUAL_PORT)
            ? folded.substring(0, folded.length() - USUAL_PORT.length())
            : folded;
    return new ImageReference(bare, "", "", "", "").v2Host();
  }

  /** What is named by its digest never moves. */
  @Override
  public boolean test(ImageReference spec) {
    if (!spec.id().isEmpty()) {
      return false;
    }
    Set<String> meant = hosts.get(spec.repositoryPath() + ":" + spec.tag());
    return meant != null && (meant.contains(ANY) || meant.contains(asked(spec.registry())));
  }
}
