package dev.weir.restoring;

import dev.weir.access.seal.Sealer;
import dev.weir.backup.BackupException;
import dev.weir.backup.Item;
import dev.weir.backup.Item.Kind;
import dev.weir.backup.ItemReader;
import dev.weir.blob.DigestMismatchException;
import dev.weir.blob.file.FileBlobStore;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.server.data.DataDirectory;
import dev.weir.server.data.KeptFiles;
import dev.weir.server.data.SealingKeys;
import dev.weir.server.data.UnfinishedData;
import dev.weir.store.Entry;
import dev.weir.store.sqlite.StoreWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Makes a data directory of a backup: whole, or not at all. */
final class Restoring {
  /**
   * The server went on after its backup, and clients saw later revisions. Those of the restored one
   * are far beyond them, so that none means two things: whoever watched has to list again.
   */
  private static final long LEAP = 1_000_000_000;

  private static final String SEALING_KEY = "secrets.key";

  private final CheckedBackup backup;
  private final Map<String, byte[]> keys;
  private final List<String> lost = new ArrayList<>();
  final AtomicLong items = new AtomicLong();
  final AtomicLong blobs = new AtomicLong();
  final AtomicLong bytes = new AtomicLong();

  /**
   * A restore that has not begun.
   *
   * @param keys files of the server that the backup is of; empty if it gets new ones
   */
  Restoring(CheckedBackup backup, Map<String, byte[]> keys) throws BackupException {
    this.backup = backup;
    this.keys = Map.copyOf(keys);
    if (!keys.isEmpty() && !keys.containsKey(SEALING_KEY)) {
      throw new BackupException("the keys in " + backup.place() + " lack that of Secrets");
    }
  }

  /** Secrets that have lost their content, in order. */
  List<String> lost() {
    return lost;
  }

  /** Writes all of it; if that fails, the directory is as it was. */
  void into(Path directory) throws IOException {
    try (UnfinishedData unfinished = UnfinishedData.begin(directory)) {
      DataDirectory data = unfinished.data();
      KeptFiles files = new KeptFiles(data);
      for (Map.Entry<String, byte[]> key : keys.entrySet()) {
        files.writeKey(key.getKey(), key.getValue());
      }
      Sealer sealer = SealingKeys.open(data.sealingKey(), keys.isEmpty());
      store(data, files, sealer);
      unfinished.markBlobs();
      blobs(data);
      unfinished.finish();
    }
  }

  private void store(DataDirectory data, KeptFiles files, Sealer sealer) throws IOException {
    long revision = backup.summary().revision() + LEAP;
    try (ItemReader store = backup.store();
        StoreWriter out = StoreWriter.begin(data.database(), revision)) {
      for (Optional<Item> next = store.next(); next.isPresent(); next = store.next()) {
        item(next.get(), out, files, sealer);
        items.incrementAndGet();
      }
      out.end();
    } catch (IllegalArgumentException | JacksonException e) {
      throw new BackupException("the store in " + backup.place() + " holds what cannot be", e);
    }
  }

  private void item(Item item, StoreWriter out, KeptFiles files, Sealer sealer) throws IOException {
    boolean withKeys = !keys.isEmpty();
    switch (item.kind()) {
      case PUT -> out.add(entry(item, item.value()));
      case SEALED, LOGIN -> {
        if (withKeys) {
          out.add(entry(item, item.value()));
        }
      }
      case LOST -> {
        if (!withKeys) {
          ObjectNode secret = LostContent.fill(Json.parseObject(item.value()));
          LostContent.told(secret).ifPresent(lost::add);
          out.add(entry(item, sealer.seal(item.key(), Json.bytes(secret))));
        }
      }
      case FILE -> files.writePlain(item.key(), item.value());
      case BLOB, MISSING -> {
        // blobs come after the store, and what is missing is told at the end
      }
      case AGAIN -> throw new BackupException("the store in " + backup.place() + " begins twice");
    }
  }

  private static Entry entry(Item item, byte[] value) {
    return new Entry(item.key(), value, item.created(), item.modified());
  }

  private void blobs(DataDirectory data) throws IOException {
    try (FileBlobStore store = FileBlobStore.open(data.blobs());
        ItemReader reader = backup.store()) {
      for (Optional<Item> next = reader.next(); next.isPresent(); next = reader.next()) {
        if (next.get().kind() == Kind.BLOB) {
          blob(Digest.parse(next.get().key()), store);
        }
      }
    }
  }

  private void blob(Digest digest, FileBlobStore store) throws IOException {
    Optional<InputStream> found = backup.blob(digest);
    if (found.isPresent()) {
      try (InputStream in = found.get()) {
        bytes.addAndGet(store.put(digest, in));
      } catch (DigestMismatchException _) {
        throw backup.damaged(digest);
      }
    }
    blobs.incrementAndGet();
  }

  /** Compares the bytes of all blobs, and writes nothing. */
  void check() throws IOException {
    try (ItemReader reader = backup.store()) {
      for (Optional<Item> next = reader.next(); next.isPresent(); next = reader.next()) {
        if (next.get().kind() == Kind.BLOB) {
          compare(Digest.parse(next.get().key()));
        }
      }
    }
  }

  private void compare(Digest digest) throws IOException {
    Optional<InputStream> found = backup.blob(digest);
    if (found.isPresent()) {
      try (InputStream in = found.get()) {
        var function = Digest.newMessageDigest(digest.algorithm());
        byte[] buffer = new byte[128 * 1024];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          function.update(buffer, 0, read);
          bytes.addAndGet(read);
        }
        if (!Digest.ofFinished(digest.algorithm(), function).equals(digest)) {
          throw backup.damaged(digest);
        }
      }
    }
    blobs.incrementAndGet();
  }
}
