package dev.weir.storage.check;

import dev.weir.resource.Json;
import java.util.List;

/** What is looked at of a store, in turn. */
final class Looks {
  private static final String FORMAT = "/formats/links";
  private static final int TODAYS_LINKS = 2;

  private Looks() {}

  static List<Look> all(Ground ground) {
    boolean upgraded =
        ground
            .store()
            .get(FORMAT)
            .filter(e -> Json.parseObject(e.value()).path("format").asInt(1) >= TODAYS_LINKS)
            .isPresent();
    return List.of(
        new Links(ground, upgraded),
        new Referrers(ground),
        new ImageObjects(ground),
        new Texts(),
        new StreamEvents(ground),
        new History(ground),
        new Mirrored(ground));
  }
}
