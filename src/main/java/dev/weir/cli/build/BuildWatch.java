package dev.weir.cli.build;

import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources.Listing;
import dev.weir.client.Resources.Query;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.StatusException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Follows one build to its end. */
final class BuildWatch {
  static final List<String> ENDS = List.of("Complete", "Failed", "Error", "Cancelled");

  private static final int UNAVAILABLE = 503;
  private static final int GONE = 410;

  private final Cluster cluster;
  private final String name;
  private final BuildPatience patience;

  BuildWatch(Cluster cluster, String name, BuildPatience patience) {
    this.cluster = cluster;
    this.name = name;
    this.patience = patience;
  }

  static String phase(JsonNode build) {
    return Json.string(Json.objectAt(build, "status"), "phase");
  }

  /**
   * Waits until the build has ended, and returns how; empty if it has not when the time is over.
   *
   * @throws CliException if the build is deleted
   */
  Optional<String> end(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (end - System.nanoTime() > 0) {
      try {
        Query query = new Query("", "metadata.name=" + name);
        Listing listing = cluster.resources().list(Kinds.BUILD, cluster.namespace(), query);
        List<ApiObject> there = listing.items();
        if (there.isEmpty()) {
          throw gone();
        }
        patience.seen(there.getFirst().tree());
        String phase = phase(there.getFirst().tree());
        if (ENDS.contains(phase)) {
          return Optional.of(phase);
        }
        try (ObjectWatch watch =
            cluster
                .resources()
                .watch(Kinds.BUILD, cluster.namespace(), query, listing.resourceVersion())) {
          Optional<String> ended = end(watch, end);
          if (ended.isPresent()) {
            return ended;
          }
        }
      } catch (StatusException e) {
        if (e.status().code() != UNAVAILABLE && e.status().code() != GONE) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> end(ObjectWatch watch, long end) throws InterruptedException {
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      Duration most = patience.shorten(Duration.ofNanos(left));
      for (ObjectEvent event : watch.next(most)) {
        switch (event.type()) {
          case DELETED -> throw gone();
          case BOOKMARK -> {}
          case ADDED, MODIFIED -> {
            patience.seen(event.object().tree());
            String phase = phase(event.object().tree());
            if (ENDS.contains(phase)) {
              return Optional.of(phase);
            }
          }
        }
      }
      patience.speak();
    }
    return Optional.empty();
  }

  private CliException gone() {
    return CliException.error(
        "the build " + cluster.namespace() + "/" + name + " has been deleted");
  }
}
