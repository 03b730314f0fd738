package dev.weir.pullthrough.stream;

import dev.weir.reference.StreamName;
import dev.weir.streams.StreamSources.Elsewhere;
import dev.weir.streams.StreamSources.Place;
import java.util.stream.Collectors;

/**
 * Counts what became of asking other registries, and tells of it.
 *
 * @param reports hears of each
 */
record Outcomes(PullReports reports, PullFigures figures) {
  void came(StreamName stream, Elsewhere part) {
    reports.came(stream, part.digest());
  }

  /** Gives the failure back, to be thrown; nobody hears of what is no word of the registry's. */
  PullThroughException failed(StreamName stream, Elsewhere part, PullThroughException why) {
    if (why.kind().isAboutElsewhere()) {
      figures.failed();
      reports.failed(stream, part.digest(), why);
    }
    return why;
  }

  /** Where something was looked for, as in {@code docker.io/library/busybox}. */
  static String places(Elsewhere part) {
    return part.places().stream()
        .map(Place::repository)
        .map(place -> place.withClientDefaults().repository())
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
