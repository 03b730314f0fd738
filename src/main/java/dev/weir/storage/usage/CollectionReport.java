package dev.weir.storage.usage;

import dev.weir.resource.Json;
import dev.weir.storage.gc.Candidate;
import dev.weir.storage.gc.Collector;
import dev.weir.storage.gc.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How collection is doing: a {@code StorageCollection}. */
final class CollectionReport {
  private static final int MOST = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Collector collector;

  CollectionReport(Collector collector) {
    this.collector = collector;
  }

  /** After a round that began now, or after some seconds if it takes longer. */
  ObjectNode afterNow() throws InterruptedException {
    Optional<Instant> before = collector.status().lastRound();
    collector.soon();
    for (long waited = 0; waited < PATIENCE.toMillis(); waited += PAUSE.toMillis()) {
      Status status = collector.status();
      if (!status.running() && !status.lastRound().equals(before)) {
        break;
      }
      Thread.sleep(PAUSE);
    }
    return of();
  }

  ObjectNode of() {
    Status status = collector.status();
    ObjectNode json =
        Json.object().put("apiVersion", "weir.dev/v1").put("kind", "StorageCollection");
    ObjectNode told = json.putObject("status");
    told.put("started", text(status.started())).put("running", status.running());
    status.lastRound().ifPresent(time -> told.put("lastRound", text(time)));
    told.put("pending", status.pendingDigests())
        .put("pendingBytes", status.pendingBytes())
        .put("pendingStreams", status.pendingStreams())
        .put("overdue", status.overdue())
        .put("failing", status.failing());
    ArrayNode troubles = told.putArray("troubles");
    status.troubles().forEach(troubles::add);
    status.waiting().ifPresent(why -> told.put("waiting", why));
    told.putObject("freed")
        .put("bytes", status.freedBytes())
        .put("blobs", status.freedBlobs())
        .put("images", status.freedImages())
        .put("links", status.freedLinks());
    ArrayNode items = json.putArray("pending");
    for (Candidate candidate : collector.pending(MOST)) {
      items.add(
          Json.object()
              .put("digest", candidate.digest().toString())
              .put("kind", candidate.kind())
              .put("bytes", candidate.bytes())
              .put("due", text(candidate.due()))
              .put("reason", candidate.why()));
    }
    return json;
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
