package dev.weir.server;

import dev.weir.server.listen.ServedRequests;
import dev.weir.server.upkeep.Housekeeping;
import dev.weir.server.upkeep.IdleHeap;
import dev.weir.store.Compactor;
import dev.weir.store.Retention;
import dev.weir.streams.linked.NamedAgain;
import java.time.Duration;
import java.util.List;

/** What is done by itself about all that is kept, on the disk and in memory. */
record StorageLoops(
    Ground ground, Stores stores, Admittance access, StorageSide storage, OwnObjects objects) {
  void start(StandingLoops standing) {
    standing.start("housekeeping", housekeeping());
    standing.start("mirror", storage.mirror());
    standing.start("collection", storage.collector());
    standing.start("storage", stores.watch());
    standing.start("leases", stores::keepLeases);
    standing.start("disk", storage.disk(ground, objects));
    standing.start("lost-blobs", storage.checks().lost());
    storage.checks().scrub().ifPresent(scrub -> standing.start("scrub", scrub));
  }

  private Housekeeping housekeeping() {
    Retention retention = Retention.usual(ground.heap().past());
    NamedAgain named = new NamedAgain(stores.store(), ground.clock());
    return new Housekeeping(
        new Compactor(stores.store(), retention, ground.steady(), stores.pins()),
        access.tokens(),
        access.logins().codes(),
        List.of(
            new Housekeeping.Uploads(stores.blobs(), ground.config().collection().pushLease()),
            new Housekeeping.Uploads(stores.mirror(), Duration.ofDays(1))),
        () -> storage.half().streams().dropped().forgetOld() + named.forgetOld(),
        idleHeap(retention),
        ground.steady());
  }

  /** What loops do by themselves shows in the store. */
  private IdleHeap idleHeap(Retention retention) {
    ServedRequests served = ground.metrics().served();
    return new IdleHeap(
        ground.surroundings().heap(),
        served::areRunning,
        () -> served.begun() + stores.store().revision(),
        retention.time(),
        ground.steady());
  }
}
