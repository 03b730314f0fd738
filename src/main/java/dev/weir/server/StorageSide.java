package dev.weir.server;

import dev.weir.controller.EventRecorder;
import dev.weir.http.Door;
import dev.weir.pullthrough.mirror.ImagesInUse;
import dev.weir.pullthrough.mirror.MirrorBound;
import dev.weir.pullthrough.stream.PullThrough;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.server.config.ServerConfig;
import dev.weir.server.data.DataDirectory;
import dev.weir.server.data.KeptFiles;
import dev.weir.server.disk.BlobFigures;
import dev.weir.server.disk.DiskLoop;
import dev.weir.server.disk.DiskWatch;
import dev.weir.server.disk.FileStoreRoom;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.server.report.Report;
import dev.weir.storage.backup.BackupPages;
import dev.weir.storage.backup.BackupSource;
import dev.weir.storage.check.Checks;
import dev.weir.storage.check.Scrub;
import dev.weir.storage.gc.Collector;
import dev.weir.storage.gc.PacedLook;
import dev.weir.storage.gc.RepositoryLook;
import dev.weir.storage.gc.StreamLook;
import dev.weir.storage.gc.Users;
import dev.weir.storage.history.HistoryLook;
import dev.weir.storage.usage.StoragePages;
import dev.weir.storage.usage.Why;
import dev.weir.streams.parts.LostManifests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is stored as a whole: what lets go what nobody needs, what looks after the rest, and what
 * tells of it.
 *
 * @param users what workloads use
 * @param mirror keeps what is of other registries within its bounds
 */
record StorageSide(
    Collector collector,
    BlobFigures figures,
    Users users,
    Checks checks,
    MirrorBound mirror,
    BackupPages backups,
    Stores stores,
    StreamsHalf half) {
  /** Where Events of the server itself are kept. */
  private static final String DEFAULT = "default";

  private static final String LOOP = "storage";

  /**
   * Of a server. It does nothing before its loops run.
   *
   * @param through gives what other registries hold
   * @param named what workloads name
   * @param gone is told of each digest that went
   */
  static StorageSide of(
      Parts parts,
      Ground ground,
      Stores stores,
      StreamsHalf half,
      PullThrough through,
      Supplier<Stream<String>> named,
      OwnObjects objects,
      Consumer<Digest> gone) {
    Checks checks = parts.add(checks(ground, stores, through, objects));
    MirrorSide mirror = new MirrorSide(stores, half, named);
    ImagesInUse inUse = mirror.inUse();
    Users users = new Users(inUse::digests, inUse::namesOf).remembered(ground.steady());
    Collector collector = parts.add(collector(ground, stores, half, users, gone));
    return new StorageSide(
        collector,
        new BlobFigures(stores.blobs(), ground.steady()),
        users,
        checks,
        mirror.bound(ground, through),
        new BackupPages(backedUp(ground, stores, collector), ground.steady()),
        stores,
        half);
  }

  private static Checks checks(
      Ground ground, Stores stores, PullThrough through, OwnObjects objects) {
    return Checks.of(
        new Checks.Stored(stores.store(), stores.blobs(), stores.mirror()),
        through,
        objects.of(LOOP),
        objects.events(LOOP),
        ground.config().scrub(),
        ground.clock());
  }

  private static Collector collector(
      Ground ground, Stores stores, StreamsHalf half, Users users, Consumer<Digest> gone) {
    return new Collector(
        new Collector.Parts(
            stores.store(),
            stores.blobs(),
            stores.leases(),
            users,
            LostManifests.telling(
                half.streams().content()::composition, stores.blobs().inspection()::isLost),
            List.of(
                new HistoryLook(half.streams(), users),
                repositoryLook(ground, stores, half, users)),
            gone,
            ground.clock(),
            ground.steady(),
            ground.config().collection().grace()));
  }

  private static StreamLook repositoryLook(
      Ground ground, Stores stores, StreamsHalf half, Users users) {
    ServerConfig.Collection asked = ground.config().collection();
    RepositoryLook look =
        new RepositoryLook(
            half.streams(),
            stores.leases(),
            users,
            new RepositoryLook.Periods(asked.grace(), asked.untaggedKeep()),
            ground.clock(),
            ground.steady());
    return new PacedLook(look, asked.grace().dividedBy(2), ground.clock(), ground.steady());
  }

  private static BackupSource backedUp(Ground ground, Stores stores, Collector collector) {
    return new BackupSource(
        stores.store(),
        stores.pins(),
        stores.secrets(),
        stores.blobs(),
        new KeptFiles(ground.data()),
        () -> collector.pause("a backup is being taken"));
  }

  /** Somebody wants a blob off the disk: pushes have the grace to end. */
  void letGo(Ground ground, Digest digest) {
    stores.leases().shorten(digest, ground.config().collection().grace());
    collector.enqueue(digest);
  }

  /** What checks found. */
  Report.Checked checked() {
    return new Report.Checked(checks.last(), checks.scrub().map(Scrub::progress));
  }

  /** Ends answers that have no end by themselves. */
  void endLongAnswers() {
    backups.close();
    checks.close();
  }

  /**
   * Pages by which operators ask for it.
   *
   * @param named what workloads name
   */
  Map<String, Door> pages(Ground ground, Supplier<Stream<String>> named) {
    Map<String, Door> pages = new HashMap<>(backups.pages());
    pages.put("/storage/check", checks.door());
    pages.putAll(usage(ground, named).pages());
    return pages;
  }

  StoragePages usage(Ground ground, Supplier<Stream<String>> named) {
    return new StoragePages(
        new Why.Parts(
            half.streams(),
            stores.blobs(),
            stores.mirror(),
            half.mirrors(),
            stores.leases(),
            users,
            collector,
            ground.clock(),
            ground.steady()),
        stores.blobs(),
        stores.mirror(),
        named);
  }

  /** What looks at the disk now and then. */
  DiskLoop disk(Ground ground, OwnObjects objects) {
    EventRecorder events = objects.events(LOOP);
    ObjectNode about = Json.object().put("namespace", DEFAULT).put("name", DEFAULT);
    return new DiskLoop(
        new DiskWatch(
            disks(ground.data()),
            message -> events.warn(Kinds.NAMESPACE, about, "DiskNearlyFull", message)),
        figures);
  }

  /** One that holds both is watched once. */
  static List<DiskWatch.Disk> disks(DataDirectory data) {
    DiskWatch.Disk blobs =
        new DiskWatch.Disk("the disk of " + data.blobs(), new FileStoreRoom(data.blobs()));
    DiskWatch.Disk all =
        new DiskWatch.Disk("the disk of " + data.root(), new FileStoreRoom(data.root()));
    return FileStoreRoom.areOne(data.blobs(), data.root()) ? List.of(all) : List.of(all, blobs);
  }

  /** Says how it is. */
  void measure(RequestMetrics metrics) {
    MirrorSide.measure(mirror, metrics);
    Stores.measure(checks, metrics);
    metrics.gauge(
        "weir_storage_blobs", "Blobs that were pushed, as they were last counted.", figures::count);
    metrics.gauge("weir_storage_blob_bytes", "Bytes of those on the disk.", figures::bytes);
    metrics.gauge(
        "weir_storage_disk_free_bytes",
        "Free on the disk of the blobs.",
        () -> stores.blobs().room());
    metrics.gauge(
        "weir_storage_disk_bytes",
        "Size of the disk of the blobs.",
        () -> stores.blobs().capacity());
    metrics.gauge(
        "weir_storage_pending_blobs",
        "Blobs and images that nothing holds, and that have not gone yet.",
        () -> collector.status().pendingDigests());
    metrics.gauge(
        "weir_storage_pending_bytes",
        "Bytes of those on the disk.",
        () -> collector.status().pendingBytes());
    metrics.gauge(
        "weir_storage_pending_streams",
        "Streams that are to be looked at, since something of them may have become loose.",
        () -> collector.status().pendingStreams());
    metrics.gauge(
        "weir_storage_overdue_blobs",
        "Of the pending ones, those that should have gone two rounds ago.",
        () -> collector.status().overdue());
    metrics.gauge(
        "weir_storage_failing",
        "Streams that could not be looked at, of which nothing is collected.",
        () -> collector.status().failing());
    metrics.counter(
        "weir_storage_freed_bytes",
        "Bytes of blobs that were collected.",
        () -> collector.status().freedBytes());
    metrics.counter(
        "weir_storage_freed_blobs",
        "Blobs that were collected.",
        () -> collector.status().freedBlobs());
    metrics.counter(
        "weir_storage_freed_images",
        "Images that were collected.",
        () -> collector.status().freedImages());
  }
}
