package dev.weir.storage.backup;

import dev.weir.blob.BlobStore;
import dev.weir.objects.value.ValueCodec;
import dev.weir.storage.gc.Hold;
import dev.weir.store.Pins;
import dev.weir.store.Store;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a server has that belongs into a backup.
 *
 * @param pins keep revisions of the store
 * @param secrets reads Secrets as they lie in the store
 * @param hold while it is open no blob goes
 */
public record BackupSource(
    Store store,
    Pins pins,
    ValueCodec secrets,
    BlobStore blobs,
    SmallFiles files,
    Supplier<Hold> hold) {
  /** Small files of the data directory, content by name. */
  public interface SmallFiles {
    /** Those that always come along. */
    Map<String, byte[]> plain() throws IOException;

    /** Those with keys. */
    Map<String, byte[]> keys() throws IOException;
  }
}
