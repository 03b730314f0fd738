package dev.weir.server;

import dev.weir.access.seal.AesGcmSealer;
import dev.weir.blob.PushLeases;
import dev.weir.blob.file.Carriers;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.blob.file.LeaseFile;
import dev.weir.blob.file.MachineStart;
import dev.weir.objects.value.ValueCodec;
import dev.weir.server.data.BlobsMark;
import dev.weir.server.data.DataDirectory;
import dev.weir.server.data.PastStore;
import dev.weir.server.data.SealedValues;
import dev.weir.server.data.SealingKeys;
import dev.weir.server.data.WrittenBy;
import dev.weir.server.disk.FileStoreRoom;
import dev.weir.server.disk.StorageWatch;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.server.report.Report;
import dev.weir.storage.check.Checks;
import dev.weir.store.Pins;
import dev.weir.store.StoreFormatException;
import dev.weir.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a server keeps.
 *
 * @param sealer encrypts what must not be read on the disk
 * @param mirror of other registries; what is lost of it can be fetched again
 * @param leases of what those who push were told
 * @param watch looks whether anything can be written
 * @param pins of the store's past, what somebody still reads
 */
record Stores(
    SqliteStore store,
    AesGcmSealer sealer,
    FileBlobStore blobs,
    FileBlobStore mirror,
    PushLeases leases,
    StorageWatch watch,
    Pins pins) {
  private static final Duration KEEP_LEASES = Duration.ofSeconds(30);

  /**
   * Opens what lies in the directory, or begins it.
   *
   * @throws dev.weir.server.config.StartException if it is not what an earlier start left
   */
  static Stores open(Parts parts, Ground ground) throws IOException {
    DataDirectory data = ground.data();
    PastStore past = new PastStore(data);
    past.requireFile();
    SqliteStore store = parts.add(opened(data, ground.surroundings().version()));
    past.requireContent(store.revision());
    AesGcmSealer sealer = SealingKeys.open(data.sealingKey(), store.revision() == 1);
    BlobsMark mark = parts.add(BlobsMark.open(data, store.revision() > 1));
    Carriers carriers = Carriers.half(Runtime.getRuntime().availableProcessors());
    FileBlobStore blobs =
        parts.add(
            FileBlobStore.open(
                data.blobs(),
                () -> data.isInPlace() && mark.isInPlace(),
                ground.steady(),
                carriers));
    FileBlobStore mirror =
        parts.add(FileBlobStore.open(data.mirror(), data::isInPlace, ground.steady(), carriers));
    PushLeases leases = parts.add(leases(ground, store.revision() > 1));
    WrittenBy.note(data, ground.surroundings().version());
    return new Stores(
        store,
        sealer,
        blobs,
        mirror,
        leases,
        new StorageWatch(data, mark, store, blobs),
        new Pins());
  }

  private static SqliteStore opened(DataDirectory data, String version) {
    try {
      return SqliteStore.open(data.database());
    } catch (StoreFormatException e) {
      throw WrittenBy.tooNew(data.root(), version, e.what());
    }
  }

  private static PushLeases leases(Ground ground, boolean hasContent) {
    Duration length = ground.config().collection().pushLease();
    LeaseFile journal =
        new LeaseFile(
            ground.data().leases(),
            MachineStart.read(),
            new LeaseFile.Clocks(ground.steady(), ground.clock()),
            length);
    return PushLeases.open(ground.steady(), length, journal, hasContent);
  }

  /** Runs until the thread is interrupted. */
  void keepLeases() {
    try {
      while (true) {
        Thread.sleep(KEEP_LEASES);
        leases.keep();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** How secrets lie in the store. */
  ValueCodec secrets() {
    return new SealedValues(sealer);
  }

  /** Says what checks found of them. */
  static void measure(Checks checks, RequestMetrics metrics) {
    checks
        .scrub()
        .ifPresent(
            scrub -> {
              metrics.counter(
                  "weir_storage_scrubbed_bytes",
                  "Bytes of blobs that were compared with their digests by the scrub.",
                  scrub::scrubbed);
              metrics.counter(
                  "weir_storage_scrub_findings",
                  "What the scrub found not to be as it should be.",
                  scrub::findings);
            });
    metrics.gauge(
        "weir_storage_lost_blobs",
        "Blobs that were pushed, are damaged or missing, and could not be had again.",
        checks.lost()::lost);
  }

  /** What the files of a store take. */
  private static long bytes(DataDirectory data) {
    return size(data.database()) + size(Path.of(data.database() + "-wal"));
  }

  /** How they are, for people. */
  Report.Store report(DataDirectory data, Checks checks) {
    return new Report.Store(store.revision(), bytes(data), watch.trouble(), checks.lost().lost());
  }

  /** Nothing if it is not there. */
  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException _) {
      return 0;
    }
  }

  /** Says how they are. */
  void measure(DataDirectory data, RequestMetrics metrics) {
    metrics.gauge("weir_store_revision", "Newest revision of the store.", store::revision);
    metrics.gauge("weir_store_bytes", "Bytes of the store's files on the disk.", () -> bytes(data));
    FileStoreRoom disk = new FileStoreRoom(data.root());
    metrics.gauge("weir_store_disk_free_bytes", "Free on the disk of the store.", disk::free);
    metrics.gauge("weir_store_disk_bytes", "Size of the disk of the store.", disk::capacity);
    store.tellTimes(
        metrics.times(
            "weir_store_commit_duration_seconds",
            "Time until a batch of transactions is durable.",
            0.0005,
            0.001,
            0.002,
            0.005,
            0.01,
            0.02,
            0.05,
            0.1,
            0.5,
            2));
    metrics.gauge(
        "weir_storage_writable",
        "1 while the store and the blobs can be written, else 0.",
        () -> watch.trouble().isEmpty() ? 1 : 0);
    metrics.counter(
        "weir_damaged_blobs",
        "Blobs that were taken away because their bytes had changed on the disk.",
        blobs::damaged);
  }
}
